/** How many labels are wrong, by confident learning. */
import { Generator } from "../../array/index.js";
import { countLabels } from "../table/labelledTable.js";

/** What a model that has not seen a row says of its class. */
export interface Opinion {
  /** The class that the row is labelled with. */
  label: number;
  /** The calibrated probability of that class. */
  probability: number;
  /** The likeliest class, and its calibrated probability. */
  top: number;
  topProbability: number;
}

/** An estimate, with a 95 % interval. */
export interface Estimate {
  count: number;
  low: number;
  high: number;
}

/** Rows of one class that are labelled with another. */
export interface WrongPair extends Estimate {
  /** The class that they are labelled with. */
  label: number;
  /** Their likelier class. */
  likelier: number;
}

/** How many labels are wrong. */
export interface WrongLabels extends Estimate {
  /** The pairs of classes, the largest count first; those without a count are left out. */
  pairs: WrongPair[];
  /**
   * Classes that the models hardly ever recognise: nearly all rows labelled so are counted. Either these
   * labels are wrong, or the features do not tell the class; the count cannot say which.
   */
  unrecognised: number[];
}

const samples = 200;
/** The share of rows that must speak for a class. */
const enough = 0.1;
/**
 * A larger share of wrong labels is only believed of models that resolve at least such a part of the labels'
 * uncertainty. Of two classes with so many wrong labels, who knew the right ones would resolve an eighth.
 */
const tooMany = 0.3;
const enoughKnown = 0.2;
/** So many rows whose label is the likeliest class show that the models know that class. */
const enoughOfClass = 3;
/** The mean of probabilities that are all alike may be a little above them. */
const rounding = 1e-9;

/**
 * Estimates how many labels are wrong, by the confident joint: a row speaks for a class if its
 * probability p is at least $t_j = \max(½, \text{mean of } p_j \text{ over the rows labelled } j)$.
 * Of the rows of a label that speak for any class, the share that speak for another one is taken for
 * the share of its labels that are wrong. The floor of ½ is ours: where most labels of a rare class
 * are wrong, the mean is so low that half the table would speak for that class (docs/suspects.md).
 *
 * A class that is the likeliest one of hardly any of its own rows, of fewer than three and than a tenth
 * of them, is one that the models do not know.
 *
 * The interval is that of the middle 95 % of 200 bootstrap samples of the rows. It does not cover
 * that other models would have other opinions.
 *
 * Source: Northcutt, Jiang & Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels",
 * JAIR 2021, equations 1 to 3.
 *
 * @returns `null` if fewer than a tenth of the rows speak for a class: then they do not speak for the
 * rest. Half is usual, since thresholds are means. `null`, too, if more than three tenths of the labels
 * would look wrong, unless the models' log loss is smaller by a fifth than that of each class's share.
 */
export function countWrong(
  opinions: readonly Opinion[],
  classes: number,
  seed: number,
): WrongLabels | null {
  const rows = opinions.length;
  const { pairs: point, sure } = wrongPairs(opinions, new Float64Array(rows).fill(1), classes);
  if (sure < enough * rows) return null;
  if (sumOf(point) > tooMany * rows && !areKnown(opinions, classes)) return null;
  const generator = new Generator(seed);
  const drawn = Array.from({ length: samples }, () => {
    const times = new Float64Array(rows);
    for (let i = 0; i < rows; i++) times[Math.floor(rows * generator.uniform())] += 1;
    return wrongPairs(opinions, times, classes).pairs;
  });
  const estimate = (countOf: (pairs: Map<number, number>) => number): Estimate => {
    const sorted = drawn.map(countOf).sort((a, b) => a - b);
    const [low, high] = [0.025, 0.975].map((part) => sorted[Math.round(part * (samples - 1))]);
    const count = countOf(point);
    return { count, low: Math.min(low, count), high: Math.max(high, count) };
  };
  const pairs = [...point.keys()].map((pair) => ({
    label: Math.floor(pair / classes),
    likelier: pair % classes,
    ...estimate((ofSample) => ofSample.get(pair) ?? 0),
  }));
  pairs.sort((a, b) => b.count - a.count || a.label - b.label || a.likelier - b.likelier);
  return { ...estimate(sumOf), pairs, unrecognised: unrecognisedOf(opinions, classes) };
}

/** Whether the models' log loss is so much smaller than that of the share of each class. */
function areKnown(opinions: readonly Opinion[], classes: number): boolean {
  const counts = rowsByLabel(opinions, classes);
  let [logLoss, entropy] = [0, 0]; // sums over the rows
  for (const { label, probability } of opinions) {
    logLoss -= Math.log(probability);
    entropy -= Math.log(counts[label] / opinions.length);
  }
  return logLoss <= (1 - enoughKnown) * entropy;
}

/** The classes that are the likeliest one of hardly any row labelled so. */
function unrecognisedOf(opinions: readonly Opinion[], classes: number): number[] {
  const labelled = rowsByLabel(opinions, classes);
  const recognised = opinions.filter(({ label, top }) => top === label);
  const known = rowsByLabel(recognised, classes);
  return [...labelled.keys()].filter(
    (c) => known[c] < Math.min(enoughOfClass, enough * labelled[c]),
  );
}

function rowsByLabel(opinions: readonly Opinion[], classes: number): number[] {
  return countLabels(
    opinions.map(({ label }) => label),
    classes,
  );
}

function sumOf(pairs: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const count of pairs.values()) sum += count;
  return sum;
}

/**
 * @param times - how often each row counts.
 * @returns how many labels of each pair are wrong, with the key label · classes + likelier class; and
 * how many rows speak for any class.
 */
function wrongPairs(
  opinions: readonly Opinion[],
  times: Float64Array,
  classes: number,
): { pairs: Map<number, number>; sure: number } {
  const { rows, sums } = sumsByLabel(opinions, times, classes);
  const thresholds = sums.map((sum, c) => Math.max(0.5, sum / rows[c]) - rounding); // t_j
  const { sure, pairs } = confidentJoint(opinions, times, thresholds);
  for (const [pair, count] of pairs) {
    const label = Math.floor(pair / classes);
    pairs.set(pair, (count * rows[label]) / sure[label]);
  }
  return { pairs, sure: sure.reduce((sum, count) => sum + count, 0) };
}

/** How many rows have each label, and the sum of its probability over them. */
function sumsByLabel(opinions: readonly Opinion[], times: Float64Array, classes: number) {
  const [rows, sums] = [0, 1].map(() => new Float64Array(classes));
  for (let i = 0; i < times.length; i++) {
    const { label, probability } = opinions[i];
    rows[label] += times[i];
    sums[label] += times[i] * probability;
  }
  return { rows, sums };
}

/**
 * How many rows of each label speak for any class, and how many for another one, with the key label ·
 * classes + likelier class.
 */
function confidentJoint(
  opinions: readonly Opinion[],
  times: Float64Array,
  thresholds: Float64Array,
) {
  const classes = thresholds.length;
  const sure = new Float64Array(classes);
  const pairs = new Map<number, number>();
  for (let i = 0; i < times.length; i++) {
    const { label, top, topProbability } = opinions[i];
    if (times[i] === 0 || topProbability < thresholds[top]) continue;
    sure[label] += times[i];
    if (top === label) continue;
    const pair = label * classes + top;
    pairs.set(pair, (pairs.get(pair) ?? 0) + times[i]);
  }
  return { sure, pairs };
}
