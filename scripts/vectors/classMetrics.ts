/** Metrics of several classes: class-metrics.json. */
import * as g from "../../src/index.js";
import type { Check } from "./check.js";
import { number, numbers, orNull, type Fields } from "./fields.js";

interface Given {
  classes: number;
  target: number[];
  decision: number[];
  probability: number[];
}

/** The metrics that a case may state, by the file's names; a number, or a list of them. */
const metrics: Readonly<Record<string, (given: Given) => number | null | number[]>> = {
  top_class: ({ target, probability, classes }) =>
    g.topClass(g.tensor(probability, { shape: [target.length, classes], dtype: "float64" })),
  confusion_matrix: ({ target, decision, classes }) =>
    g.multiclassConfusionMatrix(target, decision, classes).flat(),
  precision: (given) => report(given).map((row) => row.precision),
  recall: (given) => report(given).map((row) => row.recall),
  f1: (given) => report(given).map((row) => row.f1),
  support: (given) => report(given).map((row) => row.support),
  macro_f1: ({ target, decision }) => g.macroF1(target, decision),
  accuracy: ({ target, decision }) => g.multiclassAccuracy(target, decision),
  balanced_accuracy: ({ target, decision }) => g.multiclassBalancedAccuracy(target, decision),
  macro_average_precision: ({ target, probability }) =>
    g.macroAveragePrecision(target, probability),
  macro_auroc: ({ target, probability }) => g.macroAuroc(target, probability),
  log_loss: ({ target, probability }) => g.multiclassLogLoss(target, probability),
  brier: ({ target, probability }) => g.multiclassBrier(target, probability),
  ece_10: ({ target, probability }) => g.multiclassEce(target, probability, 10),
  ece_15: ({ target, probability }) => g.multiclassEce(target, probability, 15),
};

const report = ({ target, decision, classes }: Given) =>
  g.classificationReport(target, decision, classes);

/** Compares every metric that the case states. `null` equals only `null`. */
export function checkClassMetrics(c: Fields, check: Check): void {
  const given = {
    classes: c.required("classes", number),
    target: c.required("target", numbers),
    decision: c.required("decision", numbers),
    probability: c.required("probability", numbers),
  };
  const stated = Object.keys(metrics).filter((name) => c.has(name));
  if (stated.length === 0) throw new Error(`${c.label} states no metric`);
  for (const name of stated) {
    const ours = metrics[name](given);
    if (Array.isArray(ours)) check.numbers(name, ours, c.required(name, numbers));
    else check.numbers(name, [ours], [c.required(name, orNull(number))]);
  }
}
