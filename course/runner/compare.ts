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
    const difference = compareOne(name, given[name], wanted, tolerance);
    if (difference !== null) return difference;
  }
  return null;
}

function compareOne(
  name: string,
  given: unknown,
  wanted: Value | Bounds,
  tolerance: number,
): string | null {
  const is = `${name} is ${show(given)}`;
  if (given === undefined) return `${is}: does your function return it?`;
  if (given instanceof Promise) return `${is}: an answer cannot be async`;
  if (given instanceof Tensor) return compareOne(name, given.toArray(), wanted, tolerance);
  if (Array.isArray(wanted)) {
    if (!isList(given)) return `${is}, and should be a list of ${wanted.length}`;
    const list = Array.from(given);
    if (list.length !== wanted.length) {
      return `${name} has ${list.length} values, and should have ${wanted.length}: it is ${show(list)}`;
    }
    const differences = wanted.map((each, i) =>
      compareOne(`${name}[${i}]`, list[i], each as Value, tolerance),
    );
    const found = differences.filter((one) => one !== null);
    if (found.length === 0) return null;
    const others = found.length - 1;
    return found[0] + (others === 0 ? "" : `; ${others} more of ${list.length} differ`);
  }
  if (wanted instanceof Bounds) {
    const { least, most } = wanted;
    if (typeof given === "number" && given >= least && given <= most) return null;
    const bounds =
      most === Infinity ? `at least ${show(least)}` : `from ${show(least)} to ${show(most)}`;
    return `${is}, and should be ${bounds}`;
  }
  if (typeof wanted !== "number") {
    return given === wanted ? null : `${is}, and should be ${show(wanted)}`;
  }
  if (typeof given !== "number") return `${is}, and should be the number ${show(wanted)}`;
  const isFinite = Number.isFinite(given) && Number.isFinite(wanted);
  const most = tolerance * Math.max(1, Math.abs(wanted));
  if (isFinite ? Math.abs(given - wanted) <= most : Object.is(given, wanted)) return null;
  const isClose = show(given) === show(wanted);
  return isClose
    ? `${name} is ${String(given)}, and should be ${String(wanted)}: the digits behind the seventh differ`
    : `${is}, and should be ${show(wanted)}`;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
