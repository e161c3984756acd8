/** Why β has no arrow: what the loss does when a point is nudged over the edge of a bin. */
import {
  add,
  gradcheck,
  ghmcLoss,
  GradientDensity,
  mul,
  type Tensor,
  tensor,
} from "../../../src/index.js";
import type { Experiment } from "./experiment.js";
import { listOf } from "./quality.js";

export interface Why {
  /** The edge of a bin that is nearest to the point's g. */
  edge: number;
  /** The point's logit where its g is at the edge. */
  at: number;
  /** Logits of the point on both sides of it, and GHM-C's loss of all points there. */
  nudged: { logit: number; loss: number }[];
  /** What `gradcheck` says of the loss at the edge. */
  message: string;
}

/** How far the point is nudged to each side, in logits. */
const reach = 0.25;
const samples = 61;

/**
 * @param place - of the point among those that are not erased.
 */
export function whyOf({ twins, training }: Experiment, shown: 0 | 1, place: number): Why {
  const twin = twins[shown];
  const logits = listOf(twin.forward(training.examples.x));
  const labels = listOf(training.examples.y);
  const { options } = twin.loss.density ?? new GradientDensity();
  // Without momentum: the moving average would blur the jump.
  const density = new GradientDensity({ ...options, momentum: 0 });
  const column = (values: readonly number[]) =>
    tensor(
      values.map((value) => [value]),
      { dtype: "float64" },
    );
  const others = column(logits.with(place, 0));
  const isPoint = column(logits.map((_, i) => Number(i === place)));
  const y = column(labels);
  const lossAt = (logit: Tensor) => ghmcLoss(add(others, mul(isPoint, logit)), y, { density });

  const sign = labels[place] === 1 ? -1 : 1; // g = σ(sign·logit)
  const logitOf = (g: number) => sign * Math.log(g / (1 - g));
  const inner = density.edges.slice(1, -1);
  const away = (g: number) => Math.abs(logitOf(g) - logits[place]);
  const edge = inner.reduce((a, b) => (away(b) < away(a) ? b : a));
  const at = logitOf(edge);
  const nudged = Array.from({ length: samples }, (_, i) => {
    const logit = at + reach * ((2 * i) / (samples - 1) - 1);
    return { logit, loss: lossAt(column([logit])).item() };
  });
  return { edge, at, nudged, message: complaintOf(lossAt, column([at])) };
}

function complaintOf(lossAt: (logit: Tensor) => Tensor, at: Tensor): string {
  try {
    gradcheck(lossAt, [at]);
    return "gradcheck finds nothing: on both sides of this edge β is the same.";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
