/** Which points move the weights most: each point's part of their gradient. */
import { add, matmul, mul, square, sum, Tape, tensor, type Tensor } from "../../../src/index.js";
import type { Experiment } from "./experiment.js";
import { listOf } from "./quality.js";
import type { Twin } from "./twin.js";

/**
 * The gradient w̄ of all weights and biases of a twin is a sum with a term w̄ᵢ for each point: to an
 * affine layer, the point gives xᵢᵀ·ȳᵢ for the weights and ȳᵢ for the biases, where xᵢ is what went
 * into the layer and ȳᵢ what came back to its output.
 */
export interface Movers {
  /** |w̄| */
  gradient: number;
  /** Σ|w̄ᵢ| */
  sum: number;
  /** The part of it that points with a wrong label have, from 0 to 1; `null` if nothing pulls. */
  wrongShare: number | null;
  /** The points with the largest |w̄ᵢ|, by their numbers. */
  largest: { row: number; size: number; along: number }[];
}

/** Each point's part of the gradient of all weights and biases. */
export interface Contributions {
  /** |w̄ᵢ| */
  sizes: number[];
  /** w̄ᵢ·w̄/|w̄|: how far it goes where w̄ goes, below 0 if it goes against it; their sum is |w̄|. */
  along: number[];
  /** |w̄| */
  gradient: number;
}

const shown = 12;

export function moversOf(twin: Twin, { training }: Pick<Experiment, "training">): Movers {
  const { sizes, along, gradient } = contributionsTo(twin, training.examples);
  const { outlier = [] } = training.examples;
  const whole = sizes.reduce((a, b) => a + b, 0);
  const wrong = sizes.reduce((total, size, i) => (outlier[i] ? total + size : total), 0);
  const order = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a]);
  return {
    gradient,
    sum: whole,
    wrongShare: whole === 0 ? null : wrong / whole,
    largest: order.slice(0, shown).map((i) => {
      return { row: training.numbers[i], size: sizes[i], along: along[i] };
    }),
  };
}

/** Read from the tape of the next step, gone back through whole. */
export function contributionsTo(
  twin: Twin,
  { x, y }: Experiment["training"]["examples"],
): Contributions {
  return twin.withoutCounting(() => {
    const weights = new Set(twin.model.parameters());
    const loss = twin.loss.loss(twin.forward(x), y);
    let [squares, dots, length] = [zeros(x.shape[0]), zeros(x.shape[0]), 0];
    for (const { step, gradOutput, gradInputs } of Tape.endingAt(loss).rewind()) {
      // Y = X·W + b
      const [inputs, weight] = step.inputs;
      const [, gradWeight, gradBias] = gradInputs;
      if (!weights.has(weight) || gradWeight == null || gradBias == null) continue;
      const into = inputs.detach();
      // |xᵢᵀ·ȳᵢ|² + |ȳᵢ|² = (|xᵢ|² + 1)·|ȳᵢ|²
      squares = add(squares, mul(add(byRow(square(into)), 1), byRow(square(gradOutput))));
      // ⟨xᵢᵀ·ȳᵢ, W̄⟩ + ⟨ȳᵢ, b̄⟩ = ⟨xᵢ·W̄ + b̄, ȳᵢ⟩
      dots = add(dots, byRow(mul(add(matmul(into, gradWeight), gradBias), gradOutput)));
      length += sum(square(gradWeight)).item() + sum(square(gradBias)).item();
    }
    const gradient = Math.sqrt(length);
    return {
      gradient,
      sizes: listOf(squares).map(Math.sqrt),
      along: listOf(dots).map((dot) => (gradient === 0 ? 0 : dot / gradient)),
    };
  });
}

const byRow = (t: Tensor) => sum(t, 1, { keepdims: true });
const zeros = (rows: number) =>
  tensor(
    Array.from({ length: rows }, () => [0]),
    { dtype: "float64" },
  );
