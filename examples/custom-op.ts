/**
 * A user-defined op, with its gradient checks.
 *
 *     npx tsx examples/custom-op.ts
 */
import {
  array,
  exp,
  gradcheck,
  gradgradcheck,
  log,
  mul,
  Op,
  tanh,
  tensor,
  type Gradients,
  type Inputs,
  type NdArray,
  type Tensor,
  type TensorLike,
} from "ghmgrad";

/** y = log cosh x: like x²/2 near 0, like |x| far away; a loss for regression with outliers. */
class LogCosh extends Op<1> {
  forward(x: NdArray): NdArray {
    // cosh x overflows at 711; with |x| taken out of the logarithm, nothing overflows.
    return array.map(x, (v) => Math.abs(v) + Math.log1p(Math.exp(-2 * Math.abs(v))) - Math.LN2);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, tanh(x))]; // x̄ = ȳ·tanh x
  }
}
const logCosh = (x: TensorLike) => new LogCosh().apply(x); // one instance is one call

// That is all: the op works in any computation. For comparison, the formula from the textbook.
const x = tensor([-1000, -1, 0, 1, 1000], { requiresGrad: true, name: "x" });
const y = logCosh(x);
y.sum().backward();
const byTheBook = log(mul(0.5, exp(x).add(exp(x.neg()))));
const rows = { x, "logCosh(x)": y, "its gradient": x.grad, "log((eˣ + e⁻ˣ)/2)": byTheBook };
for (const [name, row] of Object.entries(rows)) {
  const numbers = (row?.toArray() ?? []) as number[];
  console.log(name.padEnd(18), ...numbers.map((v) => v.toFixed(4).padStart(10)));
}

// Is the backward pass right? gradcheck compares each entry with finite differences. It converts
// plain numbers to float64.
const points = [-2, -0.7, 0.1, 0.6, 3];
console.log(`\ngradcheck(logCosh)      ${gradcheck(logCosh, [points])}`);

// backward() above is written with ops, so the gradient is itself differentiable.
console.log(`gradgradcheck(logCosh)  ${gradgradcheck(logCosh, [points])}`);

// Three ways to get the backward pass wrong, and what the checks say about them.
class WrongFormula extends LogCosh {
  override backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, mul(2, tanh(x)))]; // twice too large
  }
}
class NoGradY extends LogCosh {
  override backward(_gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => tanh(x)]; // right as long as ȳ is 1: a test of y.sum() would not notice
  }
}
class NotDifferentiable extends LogCosh {
  override backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, tensor(tanh(x)))]; // right, but tensor() copies without the history
  }
}
const wrongFormula = (t: Tensor) => new WrongFormula().apply(t);
const noGradY = (t: Tensor) => new NoGradY().apply(t);
const notDifferentiable = (t: Tensor) => new NotDifferentiable().apply(t);
const checks = {
  "gradcheck(wrongFormula)": () => gradcheck(wrongFormula, [points]),
  "gradcheck(noGradY)": () => gradcheck(noGradY, [points]),
  "gradcheck(notDifferentiable)": () => gradcheck(notDifferentiable, [points]),
  "gradgradcheck(notDifferentiable)": () => gradgradcheck(notDifferentiable, [points]),
};
for (const [name, check] of Object.entries(checks)) {
  try {
    console.log(`\n── ${name}\n${check()}`);
  } catch (error) {
    console.log(`\n── ${name}\n${(error as Error).message}`);
  }
}
