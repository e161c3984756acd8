/** Metrics of several classes: class-metrics.json. */
import * as g from "../../src/index.js";
import type { Check } from "./check.js";
import { number, numbers, orNull, type Fields } from "./fields.js";

interface Given {
  classes: number;
  target: number[];
  decision: number[];
  probability: number[];
  weights: number[] | null;
}

/** The metrics that a case may state, by the file's names; a number, or a list of them. */
const metrics: Readonly<Record<string, (given: Given) => number | null | number[]>> = {
  top_class: ({ target, probability, classes }) =>
    g.topClass(g.tensor(probability, { shape: [target.length, classes], dtype: "float64" })),
  confusion_matrix: ({ target, decision, classes, weights }) =>
    g.multiclassConfusionMatrix(target, decision, classes, weights).flat(),
  precision: (given) => report(given).map((row) => row.precision),
  recall: (given) => report(given).map((row) => row.recall),
  f1: (given) => report(given).map((row) => row.f1),
  support: (given) => report(given).map((row) => row.support),
  macro_f1: ({ target, decision, weights }) => g.macroF1(target, decision, weights),
  accuracy: ({ target, decision, weights }) => g.multiclassAccuracy(target, decision, weights),
  balanced_accuracy: ({ target, decision, weights }) =>
    g.multiclassBalancedAccuracy(target, decision, weights),
  macro_average_precision: ({ target, probability, weights }) =>
    g.macroAveragePrecision(target, probability, weights),
  macro_auroc: ({ target, probability, weights }) => g.macroAuroc(target, probability, weights),
  log_loss: ({ target, probability, weights }) => g.multiclassLogLoss(target, probability, weights),
  brier: ({ target, probability, weights }) => g.multiclassBrier(target, probability, weights),
  ece_10: ({ target, probability, weights }) => g.multiclassEce(target, probability, 10, weights),
  ece_15: ({ target, probability, weights }) => g.multiclassEce(target, probability, 15, weights),
};

const report = ({ target, decision, classes, weights }: Given) =>
  g.classificationReport(target, decision, classes, weights);

/** Compares every metric that the case states. `null` equals only `null`. */
export function checkClassMetrics(c: Fields, check: Check): void {
  const given = {
    classes: c.required("classes", number),
    target: c.required("target", numbers),
    decision: c.required("decision", numbers),
    probability: c.required("probability", numbers),
    weights: c.optional("weights", numbers) ?? null,
  };
  const stated = Object.keys(metrics).filter((name) => c.has(name));
  if (stated.length === 0) throw new Error(`${c.label} states no metric`);
  for (const name of stated) {
    const ours = metrics[name](given);
    if (Array.isArray(ours)) check.numbers(name, ours, c.required(name, numbers));
    else check.numbers(name, [ours], [c.required(name, orNull(number))]);
  }
}
