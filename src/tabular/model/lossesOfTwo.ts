/** The losses of two classes by name, of logits of shape [N, 1]. */
import type { Tensor } from "../../autograd/index.js";
import {
  bceWithLogits,
  classBalancedWeights,
  focalLoss,
  generalizedCrossEntropy,
  ghmcLoss,
} from "../../losses/index.js";
import { where } from "../../ops/index.js";
import {
  densityOf,
  hardest,
  harmonized,
  joint,
  meanOf,
  none,
  type Counts,
  type LossOfRows,
  type NamedLoss,
} from "./lossParts.js";
import type { OptionsOf } from "./lossSpec.js";

export const bce = (): NamedLoss => meanOf((logits, labels) => bceWithLogits(logits, labels, none));

export function classBalanced({ beta }: OptionsOf<"class-balanced">, counts: Counts): NamedLoss {
  const [negative, positive] = classBalancedWeights(counts, beta);
  // Kept from step to step, in which the labels are often the same.
  const weights = new WeakMap<Tensor, Tensor>();
  return meanOf((logits, labels) => {
    const weight = weights.get(labels) ?? where(labels, positive, negative);
    weights.set(labels, weight);
    return bceWithLogits(logits, labels, { ...none, weight });
  });
}

export const focal = (options: OptionsOf<"focal">): NamedLoss =>
  meanOf((logits, labels) => focalLoss(logits, labels, { ...none, ...options }));

export const gce = (options: OptionsOf<"gce">): NamedLoss =>
  meanOf((logits, labels) => generalizedCrossEntropy(logits, labels, { ...none, ...options }));

export function ghmc(options: OptionsOf<"ghmc">): NamedLoss {
  const density = densityOf(options);
  const loss: LossOfRows = (logits, labels, weights = null) =>
    harmonized((by) => ghmcLoss(logits, labels, by), density, weights);
  return joint(loss, density);
}

export const ohem = ({ share }: OptionsOf<"ohem">): NamedLoss =>
  joint((logits, labels, weights = null) =>
    hardest(bceWithLogits(logits, labels, none), share, weights),
  );
