import * as array from "../array/index.js";
import {
  checkIsTensor,
  describe,
  gradients,
  Tape,
  Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { weighted } from "../ops/fused.js";
import { abs, div, norm, sum, where } from "../ops/index.js";
import { checkDensity, weightsOf, type Density } from "./density.js";
import { GradientDensity } from "./gradientDensity.js";
import { readMask } from "./labels.js";
import { checkReduction, type LossOptions } from "./reduction.js";

export interface HarmonizeOptions extends LossOptions {
  /**
   * 0 for examples to leave out, positive for those that count; has the shape of the losses, or
   * that shape without the last axis, to mask rows.
   */
  mask?: TensorLike | undefined;
}

/**
 * The Gradient Harmonizing Mechanism for any loss: weighs each example by the density of its
 * gradient norm, which is taken from the tape.
 *
 * $L = \frac{1}{N} \sum_i β_i L_i$, where $β_i = N / GD(g_i)$ is a constant and
 * $g_i = \lVert ∂L_i / ∂\mathrm{output}_i \rVert_2$. N is the number of examples that count, at
 * least 1. With {@link bceWithLogits} this is {@link ghmcLoss}; with {@link asl1} and a mask of 0
 * and 1 it is {@link ghmrLoss}.
 *
 * ```ts
 * const scores = model.forward(x);
 * harmonize(focalLoss(scores, y, { reduction: "none" }), scores).backward();
 * ```
 *
 * The loss of an example must depend only on its own part of the output. The tape is needed, so
 * this does not work inside {@link noGrad}. An example whose gradient is NaN or infinite is in no
 * bin: its loss becomes NaN, as its gradient does, so that it shows; the others are weighed as
 * without it.
 *
 * @param perExampleLoss - the losses before any reduction, computed from `output`; of any shape.
 * @param output - of the losses' shape, or with more axes at the end: then g is a norm over those.
 * @param density - weighs the examples. The default has 10 bins in [0, 1] and puts every larger g
 * into the last.
 * @param options - a mask, and how to reduce the losses.
 * @throws RangeError if the shapes do not fit, the mask is negative, or a masked example has a
 * gradient that is not finite.
 * @throws Error if the loss was not computed from `output`, or inside `noGrad`.
 */
export function harmonize(
  perExampleLoss: Tensor,
  output: Tensor,
  density: Density = new GradientDensity({ lastEdge: Infinity }),
  options: HarmonizeOptions = {},
): Tensor {
  const { mask, reduction } = array.checkOptions("harmonize", options, {
    mask: undefined,
    reduction: "mean",
  });
  checkReduction("harmonize", reduction);
  checkDensity("harmonize", density);
  checkIsTensor("harmonize: the losses", perExampleLoss);
  checkIsTensor("harmonize: the output", output);
  const { shape, dtype } = perExampleLoss;
  const isReduced = shape.length === 0 && output.size > 1;
  if (isReduced || !array.sameShape(output.shape.slice(0, shape.length), shape)) {
    throw new RangeError(
      `harmonize needs one loss for each example: the losses are ${describe(perExampleLoss)}, the ` +
        `output is ${describe(output)}; use reduction: "none"`,
    );
  }
  const ones = new Tensor(array.full(shape, 1, dtype));
  const isRecorded = output.requiresGrad && perExampleLoss.requiresGrad;
  const [gradient] = isRecorded ? gradients(perExampleLoss, [output], { gradient: ones }) : [null];
  const { steps } = Tape.endingAt(perExampleLoss);
  if (gradient === null || !steps.some((step) => step.inputs.includes(output))) {
    throw new Error(
      `harmonize: the losses were not made of ${describe(output)}: give the output itself, not a ` +
        `copy, and one that requires a gradient`,
    );
  }
  const { valid } = readMask("harmonize", mask, shape, dtype);
  const inner = output.shape.map((_, axis) => axis).slice(shape.length);
  const g = inner.length === 0 ? abs(gradient) : norm(gradient, inner);
  checkMasked(g, valid);
  const weight = array.where(
    array.map(g.data, (value) => Number(value < Infinity)),
    weightsOf(density, g.data, valid.data),
    array.full([], NaN, dtype), // so that it shows: 0 would hide the loss, but not its gradient
  );
  const losses = where(valid, weighted(new Tensor(weight), perExampleLoss), 0);
  if (reduction === "none") return losses;
  const total = sum(losses);
  return reduction === "sum" ? total : div(total, Math.max(array.total(valid.data), 1));
}

/** A masked example's gradient is multiplied by 0, and only a finite gradient becomes 0 by that. */
function checkMasked(g: Tensor, valid: Tensor): void {
  const counts = array.flat(valid.data);
  const bad = array.flat(g.data).findIndex((value, i) => counts[i] === 0 && !(value < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `harmonize: example ${bad} is masked, but its loss has the gradient ` +
        `${array.flat(g.data)[bad]}, which would reach whatever the output was made of; put ` +
        `harmless numbers in its place before the loss: where(mask, output, 0)`,
    );
  }
}
