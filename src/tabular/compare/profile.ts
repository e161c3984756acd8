/** How a loss treats examples, seen in the models that were trained with it. */
import { flat, type NdArray } from "../../array/index.js";
import { gradients, tensor, type Tensor } from "../../autograd/index.js";
import type { Examples, Split } from "../../train/index.js";
import {
  harmonizedGradient,
  lens,
  reformulatedGradient,
  type Lens,
  type LensRange,
} from "../../losses/index.js";
import {
  averagePrecision,
  macroAveragePrecision,
  precisionRecallCurve,
  topClass,
} from "../../train/metrics/index.js";
import { relativeWeights } from "../table/weights.js";
import type { Candidate } from "./candidates.js";
import type { LossProfile } from "./comparison.js";
import { reliabilityOf } from "./reliability.js";
import type { LossOfRows } from "../model/lossParts.js";
import type { LossSpec } from "../model/lossSpec.js";
import { makeLoss } from "../model/namedLoss.js";
import {
  calibratedProbabilities,
  labelsOf,
  logitsOf,
  lossesOf,
  weighClasses,
} from "../model/outputs.js";

/** The number of equal parts of [0, 1] that g is counted in. */
const parts = 30;
const middles = Array.from({ length: parts }, (_, part) => (part + 0.5) / parts);

/** Points of a precision-recall curve, at most. */
const maxPoints = 200;

/** The profile of a loss with one seed. */
export interface SeedProfile {
  training: Pick<
    LossProfile,
    "histogram" | "positives" | "reformulated" | "contribution" | "outlierShare"
  > & {
    /** GHM-C's bins with its default options. */
    bins: LensRange[];
    /** The bins of the loss itself, if it is GHM-C; otherwise `null`. */
    ownBins: LensRange[] | null;
  };
  learningCurve: { step: number; ap: number }[];
  precisionRecall: LossProfile["precisionRecall"];
  averagePrecision: number | null;
  /** Of each test row, the probability that counts for calibration, and whether it came true. */
  test: Cases;
}

/** Events with their probabilities: 1 where one has occurred, otherwise 0. */
interface Cases {
  labels: ArrayLike<number>;
  probabilities: ArrayLike<number>;
  /** How much each counts, of mean 1; `null`: all alike. */
  weights: readonly number[] | null;
}

/** How the loss treats the training rows in the chosen model, and the model's test outputs. */
export function profileOf(
  spec: LossSpec,
  chosen: Candidate,
  { training, validation, test }: Split,
  classes: number,
): SeedProfile {
  const { model } = chosen;
  const [labels, weights] = [labelsOf(test), test.weights ? relativeWeights(test.weights) : null];
  const probabilities = calibratedProbabilities(logitsOf(model, test.x).data);
  const { ofClasses, ofAnswers } = casesOf(labels, probabilities, weights);
  return {
    training: profileRows(spec, logitsOf(model, training.x), training, classes),
    learningCurve: learningCurve(chosen, validation),
    precisionRecall: precisionRecall(ofClasses),
    averagePrecision: averagePrecision(
      ofClasses.labels,
      ofClasses.probabilities,
      ofClasses.weights,
    ),
    test: ofAnswers,
  };
}

function profileRows(
  spec: LossSpec,
  logits: Tensor,
  training: Examples,
  classes: number,
): SeedProfile["training"] {
  const { y, outlier } = training;
  const weights = training.weights && relativeWeights(training.weights);
  const { loss, density } = makeLoss(withoutMemory(spec), weighClasses(training, classes));
  const seen = classes === 2 ? { x: logits, y } : ownClasses(logits, y);
  const plain = lens(seen.x, seen.y, { weights });
  const before = plain.before.map(Math.abs);
  const after = gradientSizes(loss, logits, y, weights);
  const histogram = Array<number>(parts).fill(0);
  const positives = Array<number>(parts).fill(0);
  const carried = Array<number>(parts).fill(0);
  const targets = labelsOf({ y });
  plain.g.forEach((g, row) => {
    const part = Math.min(Math.floor(g * parts), parts - 1);
    const weight = weights?.[row] ?? 1;
    histogram[part] += weight;
    positives[part] += weight * targets[row];
    carried[part] += after[row];
  });
  return {
    histogram,
    positives: classes === 2 ? positives : null,
    contribution: carried.map((size) => size / (sum(carried) || 1)),
    reformulated:
      classes === 2
        ? reformulated(spec, loss)
        : carried.map((size, part) =>
            histogram[part] === 0 ? null : (size * y.size) / histogram[part],
          ),
    bins: weighedBins(plain, weights),
    ownBins:
      density === null || classes > 2
        ? null
        : weighedBins(lens(logits, y, { density, weights }), weights),
    outlierShare:
      outlier === undefined
        ? null
        : { before: shareOf(outlier, before), after: shareOf(outlier, after) },
  };
}

/**
 * A softmax as a model of two classes, a row's own class and all others: the log odds
 * log(p/(1 − p)) = −log(e^ℓ − 1), where ℓ = −log p, and the label 1. So g = 1 − p.
 */
function ownClasses(logits: Tensor, y: Tensor): { x: Tensor; y: Tensor } {
  const odds = Array.from(lossesOf(logits.data, labelsOf({ y })), (loss) =>
    loss > 30 ? -loss : -Math.log(Math.expm1(Math.max(loss, Number.EPSILON))),
  );
  return {
    x: tensor(odds, { dtype: "float64" }),
    y: tensor(Array<number>(odds.length).fill(1), { dtype: "float64" }),
  };
}

/** The bins of a lens, of which `count` is the sum of the rows' weights. */
function weighedBins({ bins, bin }: Lens, weights: readonly number[] | undefined): LensRange[] {
  if (weights === undefined) return bins;
  const counts = bins.map(() => 0);
  bin.forEach((j, row) => {
    if (j >= 0) counts[j] += weights[row];
  });
  return bins.map((range, j) => ({ ...range, count: counts[j] }));
}

/**
 * The cases of precision and recall, and those of calibration. With two classes both are the rows.
 * With three or more, every class of every row is a case of the former (micro-averaging), and
 * whether the likeliest class is right one of the latter.
 */
function casesOf(
  labels: ArrayLike<number>,
  probabilities: NdArray,
  weights: Cases["weights"],
): { ofClasses: Cases; ofAnswers: Cases } {
  const [, classes] = probabilities.shape;
  const all = flat(probabilities);
  if (classes === 1) {
    const rows = { labels, probabilities: all, weights };
    return { ofClasses: rows, ofAnswers: rows };
  }
  const answers = topClass(probabilities);
  return {
    ofClasses: {
      labels: Array.from(all, (_, i) => Number(labels[Math.floor(i / classes)] === i % classes)),
      probabilities: all,
      weights: weights && weights.flatMap((weight) => Array<number>(classes).fill(weight)),
    },
    ofAnswers: {
      labels: answers.map((answer, row) => Number(answer === labels[row])),
      probabilities: answers.map((answer, row) => all[row * classes + answer]),
      weights,
    },
  };
}

/** All training rows are counted at once, where a moving average would only scale the weights. */
function withoutMemory({ name, options }: LossSpec): LossSpec {
  return { name, options: name === "ghmc" ? { ...options, momentum: 0 } : options };
}

/** |∂L/∂x| of each row's own logit, with the loss taken over all rows. */
function gradientSizes(
  loss: LossOfRows,
  logits: Tensor,
  y: Tensor,
  weights: readonly number[] | undefined,
): number[] {
  const x = tensor(logits.data, { requiresGrad: true });
  const factors = weights === undefined ? null : tensor(weights, { shape: y.shape });
  const [gradient] = gradients(loss(x, y, factors), [x]);
  const sizes = Array.from(flat(gradient.data), Math.abs);
  const [, outputs] = logits.shape;
  return outputs === 1
    ? sizes
    : Array.from(labelsOf({ y }), (label, row) => sizes[row * outputs + label]);
}

/** Only of losses in which an example's gradient does not depend on the others. */
function reformulated({ name }: LossSpec, loss: LossOfRows): LossProfile["reformulated"] {
  if (name === "ghmc" || name === "ohem") return middles.map(() => null);
  return reformulatedGradient((x, y) => loss(x, y).mul(x.size), middles);
}

function learningCurve({ model, snapshots }: Candidate, validation: Examples) {
  const [labels, { weights }] = [labelsOf(validation), validation];
  const own = model.parameters().map(({ data }) => data);
  const load = (arrays: typeof own) => {
    model.parameters().forEach((parameter, i) => parameter.assign(arrays[i]));
  };
  const curve = snapshots.map(({ step, parameters }) => {
    load([...parameters]);
    const p = calibratedProbabilities(logitsOf(model, validation.x).data);
    const ap =
      p.shape[1] === 1
        ? averagePrecision(labels, flat(p), weights)
        : macroAveragePrecision(labels, p, weights);
    return { step, ap: ap ?? NaN };
  });
  load(own);
  return curve;
}

/** Combines the profiles of all seeds. */
export function meanProfile(profiles: readonly SeedProfile[]): LossProfile {
  const trainings = profiles.map(({ training }) => training);
  const [first] = profiles;
  const outliers = trainings.flatMap(({ outlierShare }) => outlierShare ?? []);
  return {
    histogram: middles.map((_, part) => mean(trainings.map((t) => t.histogram[part]))),
    reformulated: reformulatedOf(trainings),
    contribution: middles.map((_, part) => mean(trainings.map((t) => t.contribution[part]))),
    beta: pool(trainings.map(({ bins }) => bins)).map(({ beta }) => beta),
    positives:
      trainings[0].positives === null
        ? null
        : middles.map((_, part) => mean(trainings.map((t) => t.positives?.[part] ?? 0))),
    learningCurve: first.learningCurve.map(({ step }, i) => {
      const ap = profiles.map(({ learningCurve }) => learningCurve[i].ap).sort((a, b) => a - b);
      return { step, ap: quantile(ap, 0.5), low: quantile(ap, 0.1), high: quantile(ap, 0.9) };
    }),
    precisionRecall: first.precisionRecall,
    averagePrecision: first.averagePrecision,
    reliability: reliabilityOf(
      profiles.flatMap(({ test }) => Array.from(test.labels)),
      profiles.flatMap(({ test }) => Array.from(test.probabilities)),
      first.test.weights && profiles.flatMap(({ test }) => test.weights ?? []),
    ),
    outlierShare:
      outliers.length === 0
        ? null
        : {
            before: mean(outliers.map(({ before }) => before)),
            after: mean(outliers.map(({ after }) => after)),
          },
  };
}

function reformulatedOf(
  trainings: readonly SeedProfile["training"][],
): LossProfile["reformulated"] {
  const own = trainings.flatMap(({ ownBins }) => (ownBins === null ? [] : [ownBins]));
  if (own.length > 0) return harmonizedGradient(pool(own), middles);
  return middles.map((_, part) => {
    const values = trainings.map((training) => training.reformulated[part]);
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : mean(known);
  });
}

/**
 * The bins of all seeds together. β is the mean over the rows in a bin, not over the seeds: where
 * one seed has a single row in a bin, its huge weight would dominate the mean.
 */
function pool(seeds: readonly (readonly LensRange[])[]): Pick<LensRange, "from" | "to" | "beta">[] {
  return seeds[0].map(({ from, to }, j) => {
    const bins = seeds.map((bins) => bins[j]);
    const rows = sum(bins.map(({ count }) => count));
    const weight = sum(bins.map(({ count, beta }) => count * (beta ?? 0)));
    return { from, to, beta: rows === 0 ? null : weight / rows };
  });
}

/** The best precision at each recall, evenly thinned to at most `maxPoints`. */
function precisionRecall(cases: Cases): LossProfile["precisionRecall"] {
  const { labels, probabilities, weights } = cases;
  const points = (precisionRecallCurve(labels, probabilities, weights) ?? []).filter(
    ({ recall }, i, all) => i === 0 || recall > all[i - 1].recall,
  );
  const stride = Math.ceil(points.length / (maxPoints - 1));
  return points
    .filter((_, i) => i % stride === 0 || i === points.length - 1)
    .map(({ recall, precision }) => ({ recall, precision }));
}

/** By linear interpolation, as numpy.quantile. */
function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

function mean(list: readonly number[]): number {
  return sum(list) / list.length;
}

function shareOf(which: readonly boolean[], sizes: readonly number[]): number {
  return sum(sizes.filter((_, row) => which[row])) / (sum(sizes) || 1);
}

function sum(list: readonly number[]): number {
  return list.reduce((total, value) => total + value, 0);
}
