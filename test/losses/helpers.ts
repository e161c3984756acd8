/** What the tests of the losses share. */
import { expect } from "vitest";
import {
  Generator,
  GHMCLoss,
  GHMCSoftmaxLoss,
  GHMRLoss,
  gradients,
  Tape,
  tensor,
  type Density,
  type NdArray,
  type NestedNumbers,
  type Tensor,
} from "../../src/index.js";

/** A constant in float64. */
export const constant = (data: NestedNumbers) => tensor(data, { dtype: "float64" });

/** An array in float64. */
export const arrayOf = (data: NestedNumbers) => constant(data).data;

/** A float64 tensor that requires a gradient. */
export const leaf = (data: NestedNumbers) => tensor(data, { dtype: "float64", requiresGrad: true });

/** The elements, row-major. */
export const values = (x: Tensor | NdArray) => [...tensor(x).data.data];

/** Normally distributed numbers, times `scale`. */
export function normals(count: number, seed: number, scale = 1): number[] {
  const generator = new Generator(seed);
  return Array.from({ length: count }, () => scale * generator.normal());
}

/** Numbers spread evenly over [0, 1). */
export function uniforms(count: number, seed: number): number[] {
  const generator = new Generator(seed);
  return Array.from({ length: count }, () => generator.uniform());
}

/** Zeros and ones. */
export function labels(count: number, seed: number): number[] {
  return normals(count, seed).map((value) => (value > 0 ? 1 : 0));
}

/** Cuts a list into rows of `columns` numbers. */
export function rows(list: readonly number[], columns: number): number[][] {
  const count = list.length / columns;
  return Array.from({ length: count }, (_, i) => list.slice(i * columns, (i + 1) * columns));
}

/** ∂loss/∂x, row-major. */
export const gradientOf = (loss: Tensor, x: Tensor, gradient?: Tensor) =>
  values(gradients(loss, [x], { gradient })[0]);

/** β of each element, from the GHM op on the tape of `loss`. */
export function weightsOf(loss: Tensor): number[] {
  const ops = Tape.endingAt(loss).steps.map((step) => step.op);
  const isGHM = (op: unknown) =>
    op instanceof GHMCLoss || op instanceof GHMRLoss || op instanceof GHMCSoftmaxLoss;
  const op = ops.find(isGHM);
  if (op === undefined) throw new Error("there is no GHM loss on the tape");
  return values(op.weight);
}

/** Ones of the shape of `x`. */
export const onesLike = (x: NdArray) => tensor(x).mul(0).add(1).data;

/** The weights of gradient norms, if everything counts. */
export function weigh(density: Density, g: readonly number[]): number[] {
  const norms = arrayOf([...g]);
  return values(density.weigh(norms, onesLike(norms)));
}

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** −p*·log σ(x) − (1 − p*)·log(1 − σ(x)) */
export const bce = (x: number, pStar: number) =>
  Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - x * pStar;

export const total = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0);

/** Fails unless each pair differs by at most `tolerance` times max(1, |wanted|). */
export function expectClose(
  found: readonly number[],
  wanted: readonly number[],
  tolerance = 1e-12,
): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    const error = Math.abs(value - wanted[i]) / Math.max(1, Math.abs(wanted[i]));
    expect(error, `entry ${i} is ${value}, not ${wanted[i]}`).toBeLessThanOrEqual(tolerance);
  });
}
