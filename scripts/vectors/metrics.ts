/** Metrics of probabilities: metrics-*.json. */
import * as g from "../../src/index.js";
import type { Check } from "./check.js";
import { number, numbers, orNull, type Fields, type Reader } from "./fields.js";

interface Given {
  target: number[];
  probability: number[];
  threshold: number;
  weights: number[] | null;
}

/** The metrics that a case may state, by the file's names. */
const metrics: Readonly<Record<string, (given: Given) => number | null>> = {
  average_precision: ({ target, probability, weights }) =>
    g.averagePrecision(target, probability, weights),
  auroc: ({ target, probability, weights }) => g.auroc(target, probability, weights),
  best_f1: ({ target, probability, weights }) => g.bestF1(target, probability, weights)?.f1 ?? null,
  tp: (given) => confusion(given).tp,
  fp: (given) => confusion(given).fp,
  fn: (given) => confusion(given).fn,
  tn: (given) => confusion(given).tn,
  precision: (given) =>
    g.precision(given.target, given.probability, given.threshold, given.weights),
  recall: (given) => g.recall(given.target, given.probability, given.threshold, given.weights),
  f1: (given) => g.f1(given.target, given.probability, given.threshold, given.weights),
  accuracy: (given) => g.accuracy(given.target, given.probability, given.threshold, given.weights),
  balanced_accuracy: (given) =>
    g.balancedAccuracy(given.target, given.probability, given.threshold, given.weights),
  mcc: (given) => g.mcc(given.target, given.probability, given.threshold, given.weights),
  brier: ({ target, probability, weights }) => g.brier(target, probability, weights),
  log_loss: ({ target, probability, weights }) => g.logLoss(target, probability, weights),
  ece_10: ({ target, probability, weights }) => g.ece(target, probability, 10, weights),
  ece_15: ({ target, probability, weights }) => g.ece(target, probability, 15, weights),
};

const confusion = ({ target, probability, threshold, weights }: Given) =>
  g.confusionMatrix(target, probability, threshold, weights);

const numberOrNull: Reader<number | null> = orNull(number);

/** Compares every metric that the case states. `null` equals only `null`. */
export function checkMetrics(c: Fields, check: Check): void {
  const given = {
    target: c.required("target", numbers),
    probability: c.required("probability", numbers),
    threshold: c.optional("threshold", number) ?? 0.5,
    weights: c.optional("weights", numbers) ?? null,
  };
  const stated = Object.keys(metrics).filter((name) => c.has(name));
  for (const name of stated) {
    check.numbers(name, [metrics[name](given)], [c.required(name, numberOrNull)]);
  }
  const threshold = c.optional("best_f1_threshold", numberOrNull);
  if (threshold !== undefined) {
    check.numbers("best_f1_threshold", [bestThreshold(given, threshold)], [threshold]);
  } else if (stated.length === 0) {
    throw new Error(`${c.label} states no metric`);
  }
}

/** Our threshold, or the file's if it also reaches the best F1. */
function bestThreshold(
  { target, probability, weights }: Given,
  stated: number | null,
): number | null {
  const best = g.bestF1(target, probability, weights);
  if (best === null || stated === null || !probability.includes(stated)) {
    return best?.threshold ?? null;
  }
  return g.f1(target, probability, stated, weights) === best.f1 ? stated : best.threshold;
}
