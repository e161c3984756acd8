/**
 * Every public function, constructor and method is called with nothing, and with a wrong value in
 * the place of each argument. What it throws must be written for people: never what V8 says when
 * it stumbles over the value further in.
 */
import { describe, expect, it } from "vitest";
import { isNdArray, isPlainObject, show } from "../../src/array/index.js";
import { Linear, Tensor, tensor } from "../../src/index.js";
import { classes, entryPoints, functions, isOpClass } from "./good-calls.js";

const native =
  /is not a function$|is not iterable|^Cannot (read|set|destructure|convert|use|mix|create)|not a constructor|Invalid (array|typed array|count|time|string)|Class constructor|^\w+ is not defined|call stack|Reduce of empty|read only|allocation failed|^Unexpected (token|end)|undefined \(|object null|must be of type|is not extensible|argument must be|Received/;

/** No message may show it without quotes. */
const text = "some text";

const wrongValues: (() => unknown)[] = [
  () => undefined,
  () => null,
  () => 5,
  () => -1,
  () => NaN,
  () => text,
  () => "",
  () => true,
  () => ({}),
  () => ({ nonsense: 1 }),
  () => [],
  () => [text],
  () => [null],
  // A hole, which forEach and every step over.
  // eslint-disable-next-line no-sparse-arrays
  () => [, 1],
  () => [
    [1, 2],
    [3, 4],
  ],
  () =>
    tensor([
      [1, 2],
      [3, 4],
    ]),
  () => tensor(1),
  () =>
    tensor([
      [1, 2],
      [3, 4],
    ]).data,
  () => new Float32Array(2),
  () => new Int32Array(2),
  () => new BigInt64Array(2),
  () => new DataView(new ArrayBuffer(8)),
  () => () => 1,
  () => () => Promise.resolve(1),
  () => Linear,
  () => Symbol("sign"),
  () => 5n,
];

interface Wrong {
  args: unknown[];
  call: string;
  /** Whether the value is of another kind than the right one, so that it must be refused. */
  mustThrow?: boolean;
}

/** `null` where a value may stand for many kinds, or for a default. */
function kindOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "list";
  if (value instanceof Tensor || isNdArray(value)) return "list";
  return typeof value;
}

/** Of these the last argument is an object, but not of options. */
const withoutOptions = [
  ...["describeSchema", "dropIncomplete", "encodeSafetensors", "finishTraining", "labelledTable"],
  ...["lossTitle", "checkLoss", "makeLoss", "prepareTraining", "readLabels", "renderReport"],
  ...["saveCheckpoint", "saveModel", "tableSampler", "TableEncoder", "TabularModel"],
];

/** These say the path or the label that they were given as it is. */
const withLabel = [
  ...["decodeSafetensors", "loadWeights", "parseCheckpoint"],
  ...["loadCheckpoint", "loadModel", "readTable"],
];

/** The index of the argument whose fields are checked one by one; −1 if none is. */
function optionsOf(name: string, args: unknown[]): number {
  if (name === "prepareTraining") return 1;
  if (/\.(load|given|predict)$/.test(name) && name !== "Trainer.load") return -1; // states and tables, not options
  return isPlainObject(args.at(-1)) && !withoutOptions.includes(name) ? args.length - 1 : -1;
}

/**
 * The calls with wrong values: each in the place of each argument and of each option, and all
 * arguments alike.
 */
function wrongCalls(name: string, good: () => unknown[]): Wrong[] {
  // A text is a right path, and a call that is right would write there.
  const isPath = (value: unknown) => typeof value === "string" && value.includes("no-such-folder");
  const count = good().length;
  const calls: Wrong[] = [{ args: [], call: "()" }];
  for (const value of wrongValues) {
    const shown = show(value());
    for (let at = 0; at < count; at++) {
      if (isPath(good()[at]) && value() === text) continue;
      calls.push({ args: good().with(at, value()), call: `(argument ${at}: ${shown})` });
    }
    const at = optionsOf(name, good());
    const options = at < 0 ? {} : (good()[at] as object);
    for (const [option, right] of Object.entries(options)) {
      const [kind, other] = [right, value()].map(kindOf);
      const isData = kind === "list" && ["number", "boolean"].includes(other ?? "");
      calls.push({
        args: good().with(at, { ...(good()[at] as object), [option]: value() }),
        call: `({ ${option}: ${shown} })`,
        mustThrow: kind !== null && other !== null && kind !== other && !isData,
      });
    }
    calls.push({ args: [value()], call: `(${shown})` });
    calls.push({ args: Array.from({ length: count + 1 }, value), call: `(all ${shown})` });
  }
  return calls;
}

/** What went wrong in a call in a way that the caller would not understand. */
async function complaintOf(
  name: string,
  run: () => unknown,
  mustThrow: boolean,
): Promise<string | null> {
  try {
    let result = await run();
    if (typeof result === "function") {
      result = (result as AnyFunction)(tensor([1, 2], { requiresGrad: true }));
    }
    const isLazy = typeof (result as Iterator<unknown> | undefined)?.next === "function";
    if (isLazy) (result as Iterator<unknown>).next();
    return mustThrow ? "nothing is said" : null;
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${show(error)}, not an Error`;
    const { message } = error;
    const isBare = message.replaceAll(`"${text}"`, "").includes(text) && !withLabel.includes(name);
    const isBad = native.test(message) || isBare || message.includes("[object ");
    return isBad ? `${error.name}: ${message}` : null;
  }
}

async function complaintsOf(
  name: string,
  good: () => unknown[],
  run: (args: unknown[]) => unknown,
): Promise<string[]> {
  const found: string[] = [];
  for (const { args, call, mustThrow = false } of wrongCalls(name, good)) {
    const error = await complaintOf(name, () => run(args), mustThrow);
    if (error !== null) found.push(`${call} → ${error}`);
  }
  return found;
}

type AnyFunction = (...args: unknown[]) => unknown;
type AnyClass = (new (...args: unknown[]) => object) & Record<string, AnyFunction>;

describe.each(Object.entries(entryPoints))("%s", (_, exported) => {
  const callable = Object.entries(exported).filter(([, value]) => typeof value === "function");
  const isClass = ([name]: [string, unknown]) => /^[A-Z]/.test(name);

  it.each(callable.filter((entry) => !isClass(entry)))("%s", async (name, value) => {
    expect(functions, "the table of right calls").toHaveProperty(name);
    const f = value as AnyFunction;
    expect(await complaintsOf(name, functions[name], (args) => f(...args))).toEqual([]);
  });

  const rightArguments = (name: string) =>
    (name in functions ? functions[name] : name in classes ? classes[name].make : null)?.() ?? [];
  const withOptions = callable.filter(
    ([name]) => name !== "prepareTraining" && optionsOf(name, rightArguments(name)) >= 0,
  );
  it.each(withOptions)("%s refuses an option that it does not have", async (name, value) => {
    const args = rightArguments(name);
    const wrong = args.with(-1, { ...(args.at(-1) as object), nonsense: 1 });
    const call = isClass([name, value])
      ? () => new (value as unknown as AnyClass)(...wrong)
      : () => (value as AnyFunction)(...wrong);
    await expect(Promise.resolve().then(call)).rejects.toThrow(
      `${name} has no option "nonsense"; `,
    );
  });

  const made = callable.filter((entry) => isClass(entry) && !isOpClass(entry[1]));
  it.each(made)("%s", async (name, value) => {
    expect(classes, "the table of right calls").toHaveProperty(name);
    const Class = value as unknown as AnyClass;
    const { make, methods = {}, instance = () => new Class(...(make?.() ?? [])) } = classes[name];
    const found: string[] = [];
    if (make !== null) {
      found.push(...(await complaintsOf(name, make, (args) => new Class(...args))));
    }
    for (const [method, good] of Object.entries(methods)) {
      const isStatic = method.startsWith("static ");
      const key = method.replace("static ", "");
      const run = (args: unknown[]) => {
        const owner = (isStatic ? Class : instance()) as Record<string, AnyFunction>;
        return owner[key](...args);
      };
      for (const complaint of await complaintsOf(`${name}.${key}`, good, run)) {
        found.push(`.${key}${complaint}`);
      }
    }
    expect(found).toEqual([]);
  });
});
