/** Importance weights of rows in a training: beside the labels, where a Trainer hands them on. */
import { copy, slice } from "../../array/index.js";
import { Tensor, tensor } from "../../autograd/index.js";
import { concat } from "../../ops/index.js";
import { relativeWeights } from "../table/weights.js";
import type { Examples } from "../../train/index.js";
import type { LossOfRows } from "./lossParts.js";

/**
 * The examples as a `Trainer` and batches take them, which know of no weights: with weights of mean 1
 * in a second column of y.
 */
export function withTargets({ x, y, weights }: Examples): Examples {
  if (weights === undefined) return { x, y };
  const column = tensor(relativeWeights(weights), { shape: [weights.length, 1] });
  return { x, y: concat([y, column], 1).detach() };
}

/** The labels in such a y, and the weights; `null`: there are none. */
export function splitTargets(y: Tensor): { labels: Tensor; weights: Tensor | null } {
  if (y.shape[1] === 1) return { labels: y, weights: null };
  const known = split.get(y);
  if (known !== undefined) return known;
  const rows = { start: 0, step: 1, size: y.shape[0] };
  const [labels, weights] = [0, 1].map(
    (start) => new Tensor(copy(slice(y.data, [rows, { start, step: 1, size: 1 }]))),
  );
  split.set(y, { labels, weights });
  return { labels, weights };
}

/** Kept from step to step, in which the targets are often the same. */
const split = new WeakMap<Tensor, { labels: Tensor; weights: Tensor }>();

/** A loss of such targets. */
export const ofTargets =
  (loss: LossOfRows) =>
  (logits: Tensor, y: Tensor): Tensor => {
    const { labels, weights } = splitTargets(y);
    return loss(logits, labels, weights);
  };
