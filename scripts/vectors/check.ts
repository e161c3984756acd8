/** Compares computed numbers with those of a vector file. */
import type { Dtype, Shape, Tensor } from "../../src/index.js";

export interface Tolerance {
  relative: number;
  absolute: number;
}

const tolerances: Readonly<Record<Dtype, Tolerance>> = {
  float64: { relative: 1e-12, absolute: 1e-12 },
  float32: { relative: 3e-5, absolute: 3e-6 },
};

/** The distance from 1 to the next larger number. */
export const epsilonOf: Readonly<Record<Dtype, number>> = { float64: 2 ** -52, float32: 2 ** -23 };

type Numbers = ArrayLike<number | null>;

export class Check {
  readonly tolerance: Tolerance;

  /** @param failures - a message is added for each difference: the name, our number, the file's. */
  constructor(
    dtype: Dtype,
    readonly failures: string[],
  ) {
    this.tolerance = tolerances[dtype];
  }

  /** If several numbers of a list differ, the message shows the first, and how many there are. */
  numbers(label: string, ours: Numbers, expected: Numbers, tolerance = this.tolerance): void {
    if (ours.length !== expected.length) {
      this.failures.push(`${label}: got ${ours.length} numbers, expected ${expected.length}`);
      return;
    }
    const places = Array.from({ length: ours.length }, (_, i) => i);
    const wrong = places.filter((i) => !isClose(ours[i], expected[i], tolerance));
    if (wrong.length === 0) return;
    const [first] = wrong;
    const place = ours.length === 1 ? label : `${label}[${first}]`;
    const rest = wrong.length === 1 ? "" : ` (and ${wrong.length - 1} more of ${ours.length})`;
    this.failures.push(`${place}: got ${ours[first]}, expected ${expected[first]}${rest}`);
  }

  shape(label: string, ours: Shape, expected: Shape): void {
    const [a, b] = [ours, expected].map((shape) => `[${shape.join(", ")}]`);
    if (a !== b) this.failures.push(`${label}: got shape ${a}, expected ${b}`);
  }

  /** Compares shapes and elements. */
  tensor(label: string, ours: Tensor, expected: Tensor, tolerance = this.tolerance): void {
    this.shape(label, ours.shape, expected.shape);
    this.numbers(label, valuesOf(ours), valuesOf(expected), tolerance);
  }
}

function isClose(ours: number | null, expected: number | null, tolerance: Tolerance): boolean {
  if (Object.is(ours, expected) || ours === expected) return true;
  if (ours === null || expected === null || !Number.isFinite(ours)) return false;
  const allowed = tolerance.absolute + tolerance.relative * Math.abs(expected);
  return Number.isFinite(expected) && Math.abs(ours - expected) <= allowed;
}

/** The elements, row-major. */
export function valuesOf(x: Tensor): number[] {
  return x.detach().reshape([-1]).toArray() as number[];
}

/** The gradient that `backward` stored in `x`. */
export function gradOf(x: Tensor): Tensor {
  if (x.grad === null) throw new Error("backward left no gradient");
  return x.grad;
}
