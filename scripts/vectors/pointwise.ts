/** Losses of single elements, with options named as in PyTorch and mmdetection. */
import * as g from "../../src/index.js";
import type { Reduction, Tensor } from "../../src/index.js";
import { number, oneOf, orNull, tensorOf, type Fields } from "./fields.js";

export type PointwiseLoss = (
  output: Tensor,
  target: Tensor,
  options: Fields,
  reduction: Reduction,
) => Tensor;

export const reductions = ["none", "sum", "mean"] as const satisfies Reduction[];

export function reduction(options: Fields): Reduction {
  return options.optional("reduction", oneOf(...reductions)) ?? "mean";
}

export const pointwise = {
  bce: (logits, target, options, reduction) => {
    const array = orNull(tensorOf(logits.dtype));
    return g.bceWithLogits(logits, target, {
      weight: options.optional("weight", array) ?? undefined,
      posWeight: options.optional("pos_weight", array) ?? undefined,
      reduction,
    });
  },
  focal: (logits, target, options, reduction) => {
    const alpha = options.optional("alpha", orNull(number));
    const gamma = options.optional("gamma", number) ?? 2;
    const given = alpha === undefined ? 0.25 : alpha;
    return g.focalLoss(logits, target, {
      alpha: given !== null && given < 0 ? null : given, // below 0: none, as in torchvision
      gamma,
      reduction,
    });
  },
  mse: (output, target, _options, reduction) => g.mse(output, target, { reduction }),
  l1: (output, target, _options, reduction) => g.l1(output, target, { reduction }),
  huber: (output, target, options, reduction) =>
    g.huber(output, target, { delta: options.optional("delta", number) ?? 1, reduction }),
  smooth_l1: (output, target, options, reduction) =>
    g.smoothL1(output, target, { beta: options.optional("beta", number) ?? 1, reduction }),
  asl1: (output, target, options, reduction) =>
    g.asl1(output, target, { mu: options.optional("mu", number) ?? 0.02, reduction }),
} as const satisfies Record<string, PointwiseLoss>;
