/**
 * Every public function, constructor and method is called with nothing, and with a wrong value in
 * the place of each argument. What it throws must be written for people: never what V8 says when
 * it stumbles over the value further in.
 */
import { describe, expect, it } from "vitest";
import { isPlainObject, show } from "../../src/array/index.js";
import { tensor } from "../../src/index.js";
import { classes, entryPoints, functions, isOpClass } from "./good-calls.js";

const native =
  /is not a function$|is not iterable|^Cannot (read|set|destructure|convert|use|mix|create)|not a constructor|Invalid (array|typed array|count|time|string)|Class constructor|^\w+ is not defined|call stack|Reduce of empty|read only|allocation failed|^Unexpected (token|end)|undefined \(|object null|must be of type|is not extensible|argument must be|Received/;

const wrongValues: (() => unknown)[] = [
  () => undefined,
  () => null,
  () => 5,
  () => -1,
  () => NaN,
  () => "ghmc",
  () => "",
  () => true,
  () => ({}),
  () => ({ nonsense: 1 }),
  () => [],
  () => ["ghmc"],
  () => [null],
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
  () => () => 1,
];

interface Wrong {
  args: unknown[];
  call: string;
}

/** The calls with wrong values: each in the place of each argument, and all alike. */
function wrongCalls(good: () => unknown[]): Wrong[] {
  // A text is a right path, and a call that is right would write there.
  const isPath = (value: unknown) => typeof value === "string" && value.includes("no-such-folder");
  const count = good().length;
  const calls: Wrong[] = [{ args: [], call: "()" }];
  for (const value of wrongValues) {
    const shown = show(value());
    for (let at = 0; at < count; at++) {
      if (isPath(good()[at]) && value() === "ghmc") continue;
      calls.push({ args: good().with(at, value()), call: `(argument ${at}: ${shown})` });
    }
    calls.push({ args: [value()], call: `(${shown})` });
    calls.push({ args: Array.from({ length: count + 1 }, value), call: `(all ${shown})` });
  }
  return calls;
}

/** What went wrong in a call in a way that the caller would not understand. */
async function nativeError(run: () => unknown): Promise<string | null> {
  try {
    let result = await run();
    if (typeof result === "function") {
      result = (result as AnyFunction)(tensor([1, 2], { requiresGrad: true }));
    }
    const isLazy = typeof (result as Iterator<unknown> | undefined)?.next === "function";
    if (isLazy) (result as Iterator<unknown>).next();
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${show(error)}, not an Error`;
    return native.test(error.message) ? `${error.name}: ${error.message}` : null;
  }
}

async function complaintsOf(
  good: () => unknown[],
  run: (args: unknown[]) => unknown,
): Promise<string[]> {
  const found: string[] = [];
  for (const { args, call } of wrongCalls(good)) {
    const error = await nativeError(() => run(args));
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
    expect(await complaintsOf(functions[name], (args) => f(...args))).toEqual([]);
  });

  /** Of these the last argument is an object, but not of options. */
  const withoutOptions = [
    ...[
      "describeSchema",
      "dropIncomplete",
      "encodeSafetensors",
      "encodeCheckpoint",
      "labelledTable",
    ],
    ...["lossTitle", "checkLoss", "makeLoss", "readLabels", "renderReport"],
    ...["saveCheckpoint", "saveModel", "tableSampler", "Tensor", "TableEncoder", "TabularModel"],
  ];
  const rightArguments = (name: string) =>
    (name in functions ? functions[name] : name in classes ? classes[name].make : null)?.() ?? [];
  const withOptions = callable.filter(
    ([name]) => isPlainObject(rightArguments(name).at(-1)) && !withoutOptions.includes(name),
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
    if (make !== null) found.push(...(await complaintsOf(make, (args) => new Class(...args))));
    for (const [method, good] of Object.entries(methods)) {
      const isStatic = method.startsWith("static ");
      const key = method.replace("static ", "");
      const run = (args: unknown[]) => {
        const owner = (isStatic ? Class : instance()) as Record<string, AnyFunction>;
        return owner[key](...args);
      };
      for (const complaint of await complaintsOf(good, run)) found.push(`.${key}${complaint}`);
    }
    expect(found).toEqual([]);
  });
});
