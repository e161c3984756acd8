/** Compares what an answer gave with what is right, and says in its numbers where they differ. */
import { Tensor } from "ghmgrad";
import { Bounds, type Value } from "./exercise.js";
import { show } from "./words.js";

/**
 * @param given - from an answer, and so perhaps not what its types promise.
 * @param right - what is right, or bounds of it.
 * @param tolerance - see {@link Check}.
 * @returns the first difference as a sentence; `null` if there is none.
 */
export function compare(
  given: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, Value | Bounds>>,
  tolerance = 1e-9,
): string | null {
  for (const [name, wanted] of Object.entries(right)) {
    const found = differences(name, given[name], wanted, tolerance);
    if (found.length === 0) continue;
    const others = found.length - 1;
    return found[0] + (others === 0 ? "" : `; ${others} more of ${sizeOf(wanted)} differ`);
  }
  return null;
}

/** A sentence for each number, text or list that is not as it should be. */
function differences(
  name: string,
  given: unknown,
  wanted: Value | Bounds,
  tolerance: number,
): string[] {
  const is = `${name} is ${show(given)}`;
  if (given === undefined) return [`${is}: does your function return it?`];
  if (given instanceof Promise) return [`${is}: an answer cannot be async`];
  if (given instanceof Tensor) return differences(name, given.toArray(), wanted, tolerance);
  if (isValues(wanted)) {
    if (!isList(given)) return [`${is}, and should be a list of ${wanted.length}`];
    const list = Array.from(given);
    if (list.length !== wanted.length) {
      const values = list.length === 1 ? "value" : "values";
      return [
        `${name} has ${list.length} ${values}, and should have ${wanted.length}: it is ${show(list)}`,
      ];
    }
    return wanted.flatMap((each, i) => differences(`${name}[${i}]`, list[i], each, tolerance));
  }
  if (wanted instanceof Bounds) {
    const { least, most } = wanted;
    if (typeof given === "number" && given >= least && given <= most) return [];
    const bounds =
      most === Infinity ? `at least ${show(least)}` : `from ${show(least)} to ${show(most)}`;
    return [`${is}, and should be ${bounds}`];
  }
  if (typeof wanted !== "number") {
    return given === wanted ? [] : [`${is}, and should be ${show(wanted)}`];
  }
  if (typeof given !== "number") return [`${is}, and should be the number ${show(wanted)}`];
  const isFinite = Number.isFinite(given) && Number.isFinite(wanted);
  const most = tolerance * Math.max(1, Math.abs(wanted));
  if (isFinite ? Math.abs(given - wanted) <= most : Object.is(given, wanted)) return [];
  const isClose = show(given) === show(wanted);
  return isClose
    ? [
        `${name} is ${String(given)}, and should be ${String(wanted)}: the digits behind the seventh differ`,
      ]
    : [`${is}, and should be ${show(wanted)}`];
}

/** How many numbers and texts there are in a list, and in the lists in it. */
const sizeOf = (wanted: Value | Bounds): number =>
  isValues(wanted) ? wanted.reduce<number>((sum, each) => sum + sizeOf(each), 0) : 1;

const isValues = (wanted: Value | Bounds): wanted is readonly Value[] => Array.isArray(wanted);

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
