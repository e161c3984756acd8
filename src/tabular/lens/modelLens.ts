/** What GHM-C does to the rows of a table, by how wrong a model is on each. */
import { tensor } from "../../autograd/index.js";
import {
  GradientDensity,
  lens,
  softmaxLens,
  type Lens,
  type SoftmaxGradientNorm,
} from "../../losses/index.js";
import { classificationReport, ece } from "../../train/metrics/index.js";
import { reliabilityOf as calibrationCurve } from "../compare/reliability.js";
import type { Prediction, TabularModel } from "../model/index.js";
import { calibratedProbabilities } from "../model/outputs.js";
import type { LensReliability } from "../report/lens.js";
import type { LensClass } from "../report/lensClasses.js";
import { countLabels } from "../table/labelledTable.js";
import { relativeWeights } from "../table/weights.js";

/** What GHM-C does with the rows: by the norm of the model's own loss, if that is GHM-C. */
export function lensOf(
  model: TabularModel,
  { logits }: Prediction,
  labels: readonly number[],
  given: readonly number[] | null,
): Lens {
  const weights = given ?? undefined;
  const density = model.density ?? new GradientDensity();
  if (logits.shape[1] === 1) {
    return lens(logits, tensor(labels, { shape: [...logits.shape] }), { density, weights });
  }
  const gradientNorm = (model.loss.options["norm"] ?? "1-p") as SoftmaxGradientNorm;
  return softmaxLens(logits, labels, { density, gradientNorm, weights });
}

/** How many rows of each bin are named. */
const mostExamples = 5;

/** The numbers of the rows of each bin with the largest g, the worst first. */
export function worstOf({ bins, bin, g }: Lens, rows: readonly number[]): number[][] {
  const inBins = bins.map((): number[] => []);
  bin.forEach((j, i) => {
    if (j >= 0) inBins[j].push(i);
  });
  return inBins.map((inBin) =>
    inBin
      .sort((a, b) => g[b] - g[a] || a - b)
      .slice(0, mostExamples)
      .map((i) => rows[i]),
  );
}

/** How many rows of each bin have the label 1. */
export function positivesOf({ bins, bin }: Lens, labels: readonly number[]): number[] {
  const counts = bins.map(() => 0);
  bin.forEach((j, i) => {
    if (j >= 0) counts[j] += labels[i];
  });
  return counts;
}

/** What GHM-C does to the rows with each label, and how the model answers them. */
export function lensOfClasses(
  { g, beta, before, after }: Lens,
  names: readonly string[],
  labels: readonly number[],
  answers: readonly number[],
  weights: readonly number[] | null,
): LensClass[] {
  const sums = (values: readonly number[], factors: readonly number[] | null = null) => {
    const total = names.map(() => 0);
    labels.forEach((label, i) => (total[label] += (factors?.[i] ?? 1) * Math.abs(values[i])));
    return total;
  };
  const shares = (values: readonly number[]) => {
    const parts = sums(values);
    const whole = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part) => (whole === 0 ? 0 : part / whole));
  };
  const [ofG, ofBeta, shareBefore, shareAfter] = [
    sums(g, weights),
    sums(beta, weights),
    shares(before),
    shares(after),
  ];
  const rows = countLabels(labels, names.length);
  return classificationReport(labels, answers, names.length, weights).map(
    ({ support, precision, recall, f1 }, c) => ({
      ...{ class: names[c], rows: rows[c], precision, recall, f1 },
      g: support === 0 ? null : ofG[c] / support,
      beta: support === 0 ? null : ofBeta[c] / support,
      ...{ shareBefore: shareBefore[c], shareAfter: shareAfter[c] },
    }),
  );
}

/**
 * Whether the model's probabilities can be believed: of two classes those of the positive one, of more
 * those of the likeliest.
 */
export function reliabilityOf(
  { calibration }: TabularModel,
  { logits }: Prediction,
  labels: readonly number[],
  given: readonly number[] | null,
): LensReliability {
  const weights = given && relativeWeights(given);
  const diagram = (by: TabularModel["calibration"]) => {
    const rows = tensor(calibratedProbabilities(logits.data, by)).toArray() as number[][];
    const p = rows.map((ofRow) => Math.max(...ofRow));
    const isRight = labels.map((label, i) =>
      rows[i].length === 1 ? label : Number(rows[i].indexOf(p[i]) === label),
    );
    return {
      bins: calibrationCurve(isRight, p, weights),
      ece: ece(isRight, p, 10, weights),
    };
  };
  return { before: diagram(null), after: calibration && diagram(calibration) };
}
