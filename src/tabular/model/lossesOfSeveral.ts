/** The losses of three classes or more by name, of logits of shape [N, C]: those of a softmax. */
import { toList } from "../../array/index.js";
import { tensor, type Tensor } from "../../autograd/index.js";
import {
  classBalancedWeights,
  crossEntropy,
  ghmcSoftmaxLoss,
  softmaxFocalLoss,
  type SoftmaxGradientNorm,
} from "../../losses/index.js";
import { indexSelect } from "../../ops/index.js";
import {
  densityOf,
  hardest,
  harmonized,
  joint,
  meanOf,
  none,
  weighted,
  type Counts,
  type LossOfRows,
  type NamedLoss,
} from "./lossParts.js";
import type { OptionsOf } from "./lossSpec.js";

/** As these losses take labels: of shape [N]. */
const indices = (labels: Tensor) => labels.reshape([-1]);

export const bce = (): NamedLoss =>
  meanOf((logits, labels) => crossEntropy(logits, indices(labels), none));

export function classBalanced({ beta }: OptionsOf<"class-balanced">, counts: Counts): NamedLoss {
  const weight = tensor(classBalancedWeights(counts, beta));
  // Divided by the sum of the rows' weights
  return joint((logits, labels, weights = null) => {
    if (weights === null) return crossEntropy(logits, indices(labels), { weight });
    const each = crossEntropy(logits, indices(labels), { ...none, weight });
    const ofRows = indexSelect(weight, toList(labels.data));
    return weighted(each, weights).sum().div(weighted(ofRows, weights).sum());
  });
}

export const focal = ({ gamma }: OptionsOf<"focal">): NamedLoss =>
  meanOf((logits, labels) => softmaxFocalLoss(logits, indices(labels), { ...none, gamma }));

/** (1 − p_t^q)/q, of −log p_t */
export const gce = ({ q }: OptionsOf<"gce">): NamedLoss =>
  meanOf((logits, labels) =>
    crossEntropy(logits, indices(labels), none)
      .mul(-q)
      .expm1()
      .mul(-1 / q),
  );

export function ghmc({ norm, ...options }: OptionsOf<"ghmc">): NamedLoss {
  const density = densityOf(options);
  const gradientNorm = norm as SoftmaxGradientNorm; // the loss checks it
  const loss: LossOfRows = (logits, labels, weights = null) =>
    harmonized(
      (by) => ghmcSoftmaxLoss(logits, indices(labels), { ...by, gradientNorm }),
      density,
      weights,
    );
  return joint(loss, density);
}

export const ohem = ({ share }: OptionsOf<"ohem">): NamedLoss =>
  joint((logits, labels, weights = null) =>
    hardest(crossEntropy(logits, indices(labels), none), share, weights),
  );
