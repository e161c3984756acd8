/** Losses by name, with options as plain JSON: for the command line and for saved models. */
import { checkType, hasFields, isPlainObject, show } from "../../array/index.js";

/** The losses that have a name. */
export type LossName = "bce" | "class-balanced" | "focal" | "gce" | "ghmc" | "ohem";

/** The value of a loss's option. */
export type LossOption = number | string;

/** A loss by name, such as `{ name: "focal", options: { alpha: 0.25, gamma: 2 } }`. */
export interface LossSpec {
  name: LossName;
  /** All options of that loss, by name; `checkLoss` adds missing ones. */
  options: Record<string, LossOption>;
}

/** The options of each loss. */
const defaults = {
  bce: {},
  "class-balanced": { beta: 0.9999 },
  focal: { alpha: 0.25, gamma: 2 },
  gce: { q: 0.7 },
  ghmc: { bins: 10, momentum: 0, emaStart: "zero", lastEdge: 1 + 1e-6, norm: "1-p" },
  ohem: { share: 0.25 },
} satisfies Record<LossName, Record<string, LossOption>>;

/** All options of a loss. */
export type OptionsOf<Name extends LossName> = (typeof defaults)[Name];

interface Kind {
  title: string;
  /** Whether it is a smooth function with its own gradient, which LBFGS can minimise. */
  isSolvable: boolean;
  /** Options that mean something only with two classes, or only with more. */
  onlyForTwo?: string;
  onlyForSeveral?: string;
}

const kinds: Record<LossName, Kind> = {
  bce: { title: "BCE", isSolvable: true },
  "class-balanced": { title: "class-balanced", isSolvable: true },
  focal: { title: "focal", isSolvable: true, onlyForTwo: "alpha" },
  gce: { title: "GCE", isSolvable: true },
  ghmc: { title: "GHM-C", isSolvable: false, onlyForSeveral: "norm" },
  ohem: { title: "OHEM", isSolvable: false },
};

/** The names that `parseLoss` knows. */
export const lossNames = Object.keys(kinds) as LossName[];

/**
 * Reads a loss from text. Options that are not named keep their defaults. Whether a number is in its
 * option's range is not checked here, but where the loss is made, or called.
 *
 * @param text - such as `"bce"`, `"focal:alpha=0.75"` or `"ghmc:bins=30,momentum=0.75"`;
 * `"cross-entropy"` is another name of `"bce"`.
 * @throws RangeError if there is no such loss or option, or an option is of the other type.
 */
export function readLoss(text: string): LossSpec {
  checkType(typeof text === "string", 'parseLoss takes a text, such as "focal:gamma=2"', text);
  const [word, ...rest] = text.trim().split(":");
  const name = word === "cross-entropy" ? "bce" : word;
  const known: Record<string, LossOption> = isLossName(name) ? defaults[name] : {};
  const given = rest.join(":").trim();
  const options = (given === "" ? [] : given.split(",")).map((part) => {
    const [option, value = "", ...more] = part.split("=").map((side) => side.trim());
    const isText = Object.hasOwn(known, option) && typeof known[option] === "string";
    if (more.length > 0 || value === "" || !(isText || /\d/.test(value))) {
      throw new RangeError(`the loss ${name} takes option=number, not "${part.trim()}"`);
    }
    return [option, isText ? value : Number(value)] as const;
  });
  const names = options.map(([option]) => option);
  const twice = names.find((option, i) => names.indexOf(option) < i);
  if (twice !== undefined) throw new RangeError(`the loss ${name} is given ${twice} twice`);
  return complete({ name, options: Object.fromEntries(options) });
}

/**
 * Adds the defaults of options that a loss lacks.
 *
 * @param spec - a name, and any of that loss's options.
 * @returns a complete copy.
 * @throws RangeError as {@link readLoss} does. @throws TypeError if `options` is not an object.
 */
export function complete(spec: { name: string; options: Record<string, LossOption> }): LossSpec {
  checkSpec(spec, "checkLoss");
  const { name, options } = spec;
  if (!isPlainObject(options)) throw new TypeError(`the loss ${name} lacks its options`);
  const known: Record<string, LossOption> = defaults[name];
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, option)) {
      const all = Object.keys(known).join(", ") || "none";
      throw new RangeError(`the loss ${name} has no option "${option}"; its options: ${all}`);
    }
    const isText = typeof known[option] === "string";
    if (isText ? typeof value !== "string" : !Number.isFinite(value)) {
      const wanted = isText ? "text" : "number";
      throw new RangeError(`the loss ${name} needs a ${wanted} for ${option}, not ${show(value)}`);
    }
  }
  return { name, options: { ...known, ...options } };
}

/** Whether an option has another value than its default. */
function isChanged({ name, options }: LossSpec, option: string | undefined): boolean {
  const known: Record<string, LossOption> = defaults[name];
  return option !== undefined && options[option] !== known[option];
}

/** Whether an option says something that only a softmax over three classes or more has. */
export function isOfSeveral(spec: LossSpec): boolean {
  return isChanged(spec, kinds[spec.name].onlyForSeveral);
}

/**
 * @param spec - the loss, with all its options.
 * @param classes - how many there are.
 * @throws RangeError if an option is not for so many classes.
 */
export function checkForClasses(spec: LossSpec, classes: number): void {
  const { onlyForTwo, onlyForSeveral } = kinds[spec.name];
  const wrong = classes === 2 ? onlyForSeveral : onlyForTwo;
  if (!isChanged(spec, wrong)) return;
  throw new RangeError(
    `the loss ${spec.name}: ${wrong} is for ${classes === 2 ? "three classes or more" : "two classes"}, ` +
      `and here are ${classes}`,
  );
}

/** @throws TypeError unless it is an object with a name and options; RangeError for a name of none. */
export function checkSpec(
  spec: { name: string; options: object },
  caller: string,
): asserts spec is LossSpec {
  const isSpec = hasFields(spec, "name", "options");
  checkType(isSpec, `${caller} takes a loss, such as parseLoss("focal:gamma=2") returns`, spec);
  if (isLossName(spec.name)) return;
  throw new RangeError(`there is no loss ${show(spec.name)}: use one of ${lossNames.join(", ")}`);
}

function isLossName(name: string): name is LossName {
  return Object.hasOwn(kinds, name);
}

/** Whether LBFGS can minimise a loss: not if its gradient is not its own, or jumps. */
export function isSolvable({ name }: LossSpec): boolean {
  return kinds[name].isSolvable;
}

const symbols: Partial<Record<string, string>> = { alpha: "α", beta: "β", gamma: "γ" };

/**
 * The name of a loss in tables and reports, with the options that differ from the default:
 * `focal α=0.75`.
 *
 * @param spec - the loss, with all its options.
 * @param classes - how many there are; with three or more, BCE is cross-entropy.
 */
export function lossTitle(spec: LossSpec, classes = 2): string {
  checkSpec(spec, "lossTitle");
  const { name, options } = spec;
  const { title } = kinds[name];
  const known: Record<string, LossOption> = defaults[name];
  const changed = Object.entries(options)
    .filter(([option, value]) => known[option] !== value)
    .map(([option, value]) => `${symbols[option] ?? option}=${value}`);
  return [name === "bce" && classes > 2 ? "cross-entropy" : title, ...changed].join(" ");
}
