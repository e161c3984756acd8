/** Losses of single elements and of rows, with options named as in PyTorch and mmdetection. */
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

/** Factors for the classes: PyTorch's function calls them `weight`, beside others `class_weight`. */
function classOptions(scores: Tensor, options: Fields, reduction: Reduction): g.NLLOptions {
  const name = options.has("weight") ? "weight" : "class_weight";
  return {
    weight: options.optional(name, orNull(tensorOf(scores.dtype))) ?? undefined,
    ignoreIndex: options.optional("ignore_index", number) ?? -100,
    reduction,
  };
}

/** One loss for each row of scores, with the classes along the last axis. */
export const rowwise = {
  cross_entropy: (logits, target, options, reduction) =>
    g.crossEntropy(logits, target, {
      ...classOptions(logits, options, reduction),
      labelSmoothing: options.optional("label_smoothing", number) ?? 0,
    }),
  nll: (scores, target, options, reduction) =>
    g.nllLoss(scores, target, classOptions(scores, options, reduction)),
} as const satisfies Record<string, PointwiseLoss>;

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
  ...rowwise,
} as const satisfies Record<string, PointwiseLoss>;
