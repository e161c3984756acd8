import * as array from "../array/index.js";
import { gradients } from "./grad.js";
import { describe, Tensor, tensor, type TensorLike } from "./tensor.js";

/** Something with a state that a call may change, such as a density with momentum. */
export interface Stateful<State = unknown> {
  state(): State;
  load(state: State): void;
}

export interface GradcheckOptions {
  /** Half the width of the central difference, times max(1, |x|). Default 1e-6; float32 1e-3. */
  eps?: number | undefined;
  /** Absolute and relative error allowed. Defaults 1e-7 and 1e-5; float32 1e-3 and 1e-2. */
  atol?: number | undefined;
  rtol?: number | undefined;
  /** Seed of the random cotangent. Default 0. */
  seed?: number | undefined;
  /** What `f` changes when it is called: put back before each call. */
  state?: readonly Stateful<never>[] | undefined;
  /** Check float32 inputs as they are, with the wide tolerances they need. Default `false`. */
  allowFloat32?: boolean | undefined;
}

type Checked = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/**
 * Checks the gradients of `f` against central differences, in every entry of every input.
 *
 * With a random cotangent c, the gradient of s(x) = Σ c·f(x) must agree with
 * (s(x + h) − s(x − h)) / 2h to `atol + rtol·|difference|`. Inputs are copied first, so an
 * expanded one (stride 0) is as good as any.
 *
 * ```ts
 * gradcheck((x) => x.mul(x), [[1, 2, 3]]);
 * ```
 *
 * @returns `true`; it throws if the check fails.
 * @throws Error with the worst entry and both its numbers if a gradient is wrong, or if `f` gives
 * different values for the same inputs, or writes into them.
 * @throws TypeError on float32 inputs, unless `allowFloat32`.
 */
export function gradcheck(
  f: Checked,
  inputs: readonly TensorLike[],
  options: GradcheckOptions = {},
): true {
  const points = inputs.map((input, i) => copyInput(input, i, options));
  const isFloat32 = points.some((x) => array.dtypeOf(x) === "float32");
  const { eps, atol, rtol } = {
    eps: options.eps ?? (isFloat32 ? 1e-3 : 1e-6),
    atol: options.atol ?? (isFloat32 ? 1e-3 : 1e-7),
    rtol: options.rtol ?? (isFloat32 ? 1e-2 : 1e-5),
  };
  const states = (options.state ?? []).map((owner) => [owner, owner.state()] as const);
  const call = (xs: readonly array.NdArray[]): [leaves: Tensor[], outputs: readonly Tensor[]] => {
    for (const [owner, state] of states) owner.load(state);
    const leaves = xs.map((x) => new Tensor(x, { requiresGrad: true }));
    const result = f(...leaves);
    return [leaves, result instanceof Tensor ? [result] : result];
  };

  const [leaves, outputs] = call(points.map((x) => array.copy(x)));
  checkUnchanged(leaves, points);
  const generator = new array.Generator(options.seed ?? 0);
  const cotangents = outputs.map((y) => {
    const c = array.zeros(y.shape, y.dtype);
    return new Tensor(array.map(c, () => generator.normal()));
  });
  const weighted = (ys: readonly Tensor[]) =>
    ys.reduce((total, y, k) => total + dot(y.data, cotangents[k].data), 0);
  const here = weighted(outputs);
  const again = weighted(call(points)[1]);
  if (!Object.is(here, again)) {
    throw new Error(
      `gradcheck: f gave ${here}, then ${again} for the same inputs (cotangent-weighted sums); ` +
        `seed what is random in it, and pass what it changes as { state: [...] }`,
    );
  }

  const analytic = addUp(outputs.map((y, k) => gradientsOf(y, leaves, cotangents[k])));
  checkUnchanged(leaves, points);
  const failures: Failure[] = [];
  points.forEach((point, i) => {
    for (let at = 0; at < point.size; at++) {
      const x = point.data[at];
      const shifted = (value: number) => {
        const moved = points.map((p) => array.copy(p));
        moved[i].data[at] = value;
        return { x: moved[i].data[at], s: weighted(call(moved)[1]) };
      };
      const h = eps * Math.max(1, Math.abs(x));
      const right = shifted(x + h);
      const left = shifted(x - h);
      const numeric = (right.s - left.s) / (right.x - left.x);
      const got = analytic[i][at];
      const error = Math.abs(got - numeric);
      const allowed = atol + rtol * Math.abs(numeric);
      if (error <= allowed || Object.is(got, numeric)) continue;
      const sides = [(here - left.s) / (x - left.x), (right.s - here) / (right.x - x)];
      failures.push({ i, at, x, got, numeric, error, allowed, sides });
    }
  });
  for (const [owner, state] of states) owner.load(state);
  if (failures.length === 0) return true;
  const doubled = addUp(
    outputs.map((y, k) =>
      gradientsOf(y, leaves, new Tensor(array.map(cotangents[k].data, (c) => 2 * c))),
    ),
  );
  throw new Error(report(failures, points, analytic, doubled));
}

/**
 * Checks the second derivatives of `f`: that the gradient of Σ c·f(x), as a function of x and of
 * the cotangent c, passes `gradcheck`.
 *
 * @throws as `gradcheck` does.
 */
export function gradgradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly TensorLike[],
  options: GradcheckOptions = {},
): true {
  const points = inputs.map((input, i) => new Tensor(copyInput(input, i, options)));
  const states = (options.state ?? []).map((owner) => [owner, owner.state()] as const);
  const y = f(...points);
  for (const [owner, state] of states) owner.load(state);
  const generator = new array.Generator((options.seed ?? 0) + 1);
  const cotangent = array.map(array.zeros(y.shape, y.dtype), () => generator.normal());
  const gradientOf = (...args: Tensor[]) => {
    const xs = args.slice(0, -1);
    return gradients(f(...xs), xs, { gradient: args[args.length - 1], createGraph: true });
  };
  return gradcheck(gradientOf, [...points, cotangent], options);
}

interface Failure {
  i: number;
  at: number;
  x: number;
  got: number;
  numeric: number;
  error: number;
  allowed: number;
  sides: number[];
}

function copyInput(input: TensorLike, i: number, options: GradcheckOptions): array.NdArray {
  const isPlain = typeof input !== "object" || Array.isArray(input);
  const x = tensor(input, isPlain ? { dtype: "float64" } : {});
  if (x.dtype === "float32" && options.allowFloat32 !== true) {
    throw new TypeError(
      `gradcheck: input ${i}, ${describe(x)}, is float32, too coarse for finite differences; ` +
        `give float64, or { allowFloat32: true }`,
    );
  }
  return x.data;
}

function checkUnchanged(leaves: readonly Tensor[], points: readonly array.NdArray[]): void {
  leaves.forEach((leaf, i) => {
    const same = leaf.data.data.every((value, at) => Object.is(value, points[i].data[at]));
    if (!same) throw new Error(`gradcheck: f wrote into its input ${i}; ops must not`);
  });
}

function gradientsOf(y: Tensor, leaves: readonly Tensor[], gradient: Tensor): Float64Array[] {
  return gradients(y, leaves, { gradient }).map((g) => Float64Array.from(array.flat(g.data)));
}

/** Sums, over the outputs, the gradients of each input. */
function addUp(perOutput: readonly Float64Array[][]): Float64Array[] {
  return perOutput.reduce((total, some) => total.map((g, i) => g.map((v, at) => v + some[i][at])));
}

function dot(a: array.NdArray, b: array.NdArray): number {
  const x = array.flat(a);
  const y = array.flat(b);
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i] * y[i];
  return total;
}

function report(
  failures: readonly Failure[],
  points: readonly array.NdArray[],
  analytic: readonly Float64Array[],
  doubled: readonly Float64Array[],
): string {
  const worst = failures.reduce((a, b) => (b.error / b.allowed > a.error / a.allowed ? b : a));
  const { i, at, x, got, numeric, error, allowed, sides } = worst;
  const count = points.reduce((total, point) => total + point.size, 0);
  const lines = [
    `gradcheck: ${failures.length} of ${count} entries are wrong. The worst is entry ${at} ` +
      `(row-major) of input ${i}, shape ${array.showShape(points[i].shape)}, x = ${x}:`,
    `  backward           ${got}`,
    `  finite difference  ${numeric}   (off by ${error.toExponential(2)}, ` +
      `allowed ${allowed.toExponential(2)})`,
  ];
  const [left, right] = sides;
  if (Math.abs(left - right) > 1e-2 * (Math.abs(left) + Math.abs(right))) {
    lines.push(
      `The slopes to the left and right are ${left} and ${right}: near a kink or a jump (a tie, ` +
        `a border of clamp, a bin edge) finite differences say nothing; move the input away.`,
    );
  }
  const linear = analytic.every((g, k) =>
    g.every((v, j) => Math.abs(doubled[k][j] - 2 * v) <= 1e-6 * Math.abs(v)),
  );
  if (!linear) {
    lines.push(
      "Twice the cotangent does not give twice the gradient: does backward multiply by gradY?",
    );
  }
  return lines.join("\n");
}
