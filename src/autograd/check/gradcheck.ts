import * as array from "../../array/index.js";
import type { NdArray } from "../../array/index.js";
import { gradientsOrZeros } from "../grad.js";
import { withMode } from "../mode.js";
import type { Stateful } from "../stateful.js";
import { Tensor, tensor, type TensorLike } from "../tensor.js";
import { checkIsTensor } from "./backward.js";
import { describe } from "./describe.js";
import { checkFunction } from "./functions.js";

export interface GradcheckOptions {
  /**
   * Half the width of the central difference, in units of max(1, |x|). Default 1e-6; float32 1e-3.
   */
  eps?: number | undefined;
  /** Absolute error allowed. Default 1e-7; float32 1e-3. */
  atol?: number | undefined;
  /** Relative error allowed. Default 1e-5; float32 1e-2. */
  rtol?: number | undefined;
  /** Seed of the random cotangents. Default 0. */
  seed?: number | undefined;
  /** Objects that calls of `f` change. Their state is restored after each call. */
  state?: readonly Stateful[] | undefined;
  /** Accept float32 inputs, with the wide tolerances that they need. Default `false`. */
  allowFloat32?: boolean | undefined;
}

const defaults = { eps: 1e-6, atol: 1e-7, rtol: 1e-5, seed: 0, state: [], allowFloat32: false };

/** An entry of an input for which the backward pass and the finite difference disagree. */
interface Failure {
  input: number;
  entry: number;
  x: number;
  analytic: number;
  numeric: number;
  allowed: number;
  slopeLeft: number;
  slopeRight: number;
}

/**
 * Checks the gradients of `f` against central differences, for every entry of every input.
 *
 * With a random cotangent c, a number for each element of f(x), the gradient of s(x) = Σ c·f(x)
 * must agree with
 * (s(x + h) − s(x − h)) / 2h to `atol + rtol·|difference|`. Inputs are copied first, so broadcast
 * views (stride 0) can be checked as well.
 *
 * ```ts
 * gradcheck((x) => x.mul(x), [[1, 2, 3]]);
 * ```
 *
 * @param f - the function to check. It can return one tensor or several.
 * @param inputs - the point at which to check, one entry for each argument of `f`: float64 tensors,
 * or data of any shape.
 * @param options - step and tolerances, the seed, and the state that `f` changes.
 * @returns `true`; it throws if the check fails.
 * @throws Error with the worst entry and both its numbers if a gradient is wrong; or if `f` gives a
 * value that is not finite, gives different values for the same inputs, or writes into them.
 * @throws TypeError on float32 inputs, unless `allowFloat32` is set.
 */
export function gradcheck(
  f: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly TensorLike[],
  options: GradcheckOptions = {},
): true {
  return withMode("recording", true, () => check("gradcheck", f, inputs, options));
}

/**
 * Checks the second derivatives of `f`: that the gradient of Σ c·f(x), as a function of x and of
 * the cotangent c, passes {@link gradcheck}.
 *
 * @param f - the function to check.
 * @param inputs - the point at which to check, as for {@link gradcheck}.
 * @param options - step and tolerances, the seed, and the state that `f` changes.
 * @returns `true`; it throws if the check fails.
 * @throws as {@link gradcheck} does.
 */
export function gradgradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly TensorLike[],
  options: GradcheckOptions = {},
): true {
  return withMode("recording", true, () => checkSecondOrder(f, inputs, options));
}

function checkSecondOrder(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly TensorLike[],
  options: GradcheckOptions,
): true {
  const name = "gradgradcheck";
  const points = copyInputs(name, f, inputs, options);
  const [y] = callerOf(f, options.state)(points).outputs;
  const cotangent = randomLike(y, new array.Generator((options.seed ?? 0) + 1));
  const gradientOf = (...args: Tensor[]) => {
    const xs = args.slice(0, -1);
    return gradientsOrZeros(f(...xs), xs, { gradient: args[args.length - 1], createGraph: true });
  };
  return check(name, gradientOf, [...points, cotangent], options);
}

/** The check that both share; messages start with `name`. */
function check(
  name: string,
  f: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly TensorLike[],
  options: GradcheckOptions,
): true {
  const points = copyInputs(name, f, inputs, options);
  const isFloat32 = points.some((x) => array.dtypeOf(x) === "float32");
  const { eps, atol, rtol, seed, state } = array.checkOptions(name, options, {
    ...defaults,
    ...(isFloat32 && { eps: 1e-3, atol: 1e-3, rtol: 1e-2 }),
  });
  if (![eps, atol, rtol].every((value) => value >= 0) || eps === 0) {
    throw new RangeError(
      `${name}: eps must be > 0, atol and rtol ≥ 0, not ${eps}, ${atol} and ${rtol}`,
    );
  }
  const call = callerOf(f, state);

  const { leaves, outputs } = call(points);
  const generator = new array.Generator(seed);
  const cotangents = outputs.map((y) => randomLike(y, generator));
  // Σ cotangent·(difference of the outputs). The difference comes first: large sums would cancel.
  const change = (from: readonly Tensor[], to: readonly Tensor[]): number =>
    cotangents.reduce((sum, c, k) => {
      return sum + array.total(array.mul(c.data, array.sub(to[k].data, from[k].data)));
    }, 0);
  checkRepeats(name, change(outputs, call(points).outputs));

  const analytic = gradientsOf(outputs, leaves, cotangents);
  checkNotWritten(name, leaves, points);
  const failures: Failure[] = [];
  points.forEach((point, input) => {
    for (let entry = 0; entry < point.size; entry++) {
      const x = point.data[entry];
      const h = eps * Math.max(1, Math.abs(x));
      const right = withEntry(points, input, entry, x + h);
      const left = withEntry(points, input, entry, x - h);
      // In float32, x ± h is rounded: divide by the step that was taken.
      const [xRight, xLeft] = [right, left].map((moved) => moved[input].data[entry]);
      const [yRight, yLeft] = [call(right).outputs, call(left).outputs];
      const numeric = change(yLeft, yRight) / (xRight - xLeft);
      const allowed = atol + rtol * Math.abs(numeric);
      const found = analytic[input][entry];
      if (Math.abs(found - numeric) <= allowed) continue;
      const slopeLeft = change(yLeft, outputs) / (x - xLeft);
      const slopeRight = change(outputs, yRight) / (xRight - x);
      failures.push({ input, entry, x, analytic: found, numeric, allowed, slopeLeft, slopeRight });
    }
  });
  if (failures.length === 0) return true;
  const twice = cotangents.map((c) => new Tensor(array.map(c.data, (value) => 2 * value)));
  const isLinear = gradientsOf(outputs, leaves, twice).every((g, i) =>
    g.every((value, at) => !(Math.abs(value - 2 * analytic[i][at]) > 1e-6 * Math.abs(value))),
  );
  throw new Error(report(name, failures, points, isLinear));
}

function copyInputs(
  name: string,
  f: unknown,
  inputs: readonly TensorLike[],
  options: GradcheckOptions,
): NdArray[] {
  checkFunction(name, f);
  array.checkList(inputs, `${name}, after the function,`, "[x, y], with each argument of it");
  if (inputs.length === 0) throw new RangeError(`${name}: there are no inputs to check`);
  array.checkOptions(name, options, defaults);
  return inputs.map((input, i) => copyInput(name, input, i, options));
}

function copyInput(name: string, input: TensorLike, i: number, options: GradcheckOptions): NdArray {
  const isPlain = typeof input !== "object" || Array.isArray(input);
  const x = tensor(input, isPlain ? { dtype: "float64" } : {});
  if (x.dtype === "float32" && options.allowFloat32 !== true) {
    throw new TypeError(
      `${name}: input ${i}, ${describe(x)}, is float32, too coarse for finite differences; ` +
        `give float64, or { allowFloat32: true }`,
    );
  }
  return x.data;
}

/**
 * A function that calls `f` with fresh leaves, and then restores the state that the call changed.
 */
function callerOf(
  f: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  owners: readonly Stateful[] = [],
) {
  return (points: readonly NdArray[]): { leaves: Tensor[]; outputs: readonly Tensor[] } => {
    const before = owners.map((owner) => owner.state());
    try {
      const leaves = points.map((x) => new Tensor(array.copy(x), { requiresGrad: true }));
      const outputs: readonly Tensor[] = [f(...leaves)].flat();
      outputs.forEach((y) => {
        checkIsTensor("what the checked function returns", y);
      });
      return { leaves, outputs };
    } finally {
      owners.forEach((owner, i) => {
        owner.load(before[i]);
      });
    }
  };
}

function randomLike(t: Tensor, generator: array.Generator): Tensor {
  return new Tensor(array.map(array.zeros(t.shape, t.dtype), () => generator.normal()));
}

/** The points, with one entry of one of them changed in a copy. */
function withEntry(
  points: readonly NdArray[],
  input: number,
  entry: number,
  value: number,
): NdArray[] {
  const moved = array.copy(points[input]);
  moved.data[entry] = value;
  return points.with(input, moved);
}

/**
 * For each leaf, the gradients of the outputs, each with its cotangent, summed over the outputs.
 */
function gradientsOf(
  outputs: readonly Tensor[],
  leaves: readonly Tensor[],
  cotangents: readonly Tensor[],
): Float64Array[] {
  const sums = leaves.map((leaf) => new Float64Array(leaf.size));
  outputs.forEach((y, k) => {
    gradientsOrZeros(y, leaves, { gradient: cotangents[k] }).forEach((g, i) => {
      array.flat(g.data).forEach((value, at) => (sums[i][at] += value));
    });
  });
  return sums;
}

function checkRepeats(name: string, difference: number): void {
  if (difference === 0) return;
  throw new Error(
    Number.isFinite(difference)
      ? `${name}: f gave two values for the same inputs, ${difference} apart (Σ cotangent·f); ` +
          `seed what is random in it, and pass what it changes as { state: [...] }`
      : `${name}: f is not finite at these inputs, so it has no differences; move them`,
  );
}

function checkNotWritten(
  name: string,
  leaves: readonly Tensor[],
  points: readonly NdArray[],
): void {
  leaves.forEach((leaf, i) => {
    const isSame = leaf.data.data.every((value, at) => Object.is(value, points[i].data[at]));
    if (!isSame) throw new Error(`${name}: f wrote into its input ${i}; an op must not`);
  });
}

function report(
  name: string,
  failures: readonly Failure[],
  points: readonly NdArray[],
  isLinear: boolean,
): string {
  const excess = (f: Failure) => {
    const times = Math.abs(f.analytic - f.numeric) / f.allowed;
    return Number.isNaN(times) ? Infinity : times;
  };
  const worst = failures.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  const { input, entry, x, analytic, numeric, allowed, slopeLeft, slopeRight } = worst;
  const count = points.reduce((total, point) => total + point.size, 0);
  const lines = [
    `${name}: ${failures.length} of ${count} entries are wrong. The worst is entry ${entry} ` +
      `(row-major) of input ${input},`,
    `shape ${array.showShape(points[input].shape)}, where x = ${x}:`,
    `  backward           ${analytic}`,
    `  finite difference  ${numeric}`,
    `  off by ${Math.abs(analytic - numeric).toExponential(2)}, allowed ${allowed.toExponential(2)}`,
  ];
  if (Math.abs(slopeLeft - slopeRight) > 0.01 * (Math.abs(slopeLeft) + Math.abs(slopeRight))) {
    lines.push(
      `The slopes to the left and right are ${slopeLeft} and ${slopeRight}: near a kink or a jump ` +
        `(a tie, a border of clamp, a bin edge) finite differences say nothing; move the input away.`,
    );
  }
  if (!isLinear) {
    lines.push(
      "Twice the cotangent does not give twice the gradient: does backward multiply by gradY?",
    );
  }
  return lines.join("\n");
}
