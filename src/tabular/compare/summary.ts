/** The findings of a comparison, in words for people who are new to it. */
import { pairedInterval, type PairedInterval } from "../../train/metrics/index.js";
import {
  comparedMetrics,
  metricTitles,
  type ComparedLoss,
  type ComparedMetric,
  type Comparison,
} from "./comparison.js";
import { warningsOf } from "./warnings.js";
import { number, resampledNote, series } from "./phrases.js";

/** The number of paired seeds that a claim needs. */
export const seedsForAClaim = 20;

/**
 * Sentences computed from the numbers of a comparison: how reliable they are, which losses differ
 * from BCE, whether in the ranking or only in the operating point, and warnings. A difference whose
 * 95 % interval contains 0 is called no difference.
 */
export function summarizeComparison(comparison: Omit<Comparison, "summary">): string[] {
  const [bce, ...others] = comparison.losses;
  const { seeds, overlap } = comparison.protocol;
  const canTell = seeds.length > 1;
  return [
    worthOf(comparison.protocol),
    ...(canTell && others.length > 0 ? [ranking(bce, others)] : []),
    ...(canTell ? verdicts(others, bce, overlap) : []),
    ...(canTell ? chance(others, overlap) : []),
    ...warningsOf(comparison),
  ];
}

function worthOf({ seeds, plannedSeeds, overlap }: Comparison["protocol"]): string {
  const stopped =
    seeds.length < plannedSeeds ? `Stopped after ${seeds.length} of ${plannedSeeds} seeds. ` : "";
  if (seeds.length === 1) {
    return `${stopped}One seed: a look, not a claim. Without a second one nothing can be told apart.`;
  }
  const widened = overlap > 0 ? ` ${resampledNote}` : "";
  if (seeds.length < seedsForAClaim) {
    return (
      `${stopped}${seeds.length} seeds: a look, not a claim. A claim takes ${seedsForAClaim} paired ` +
      `seeds or more.${widened}`
    );
  }
  return (
    `${stopped}${seeds.length} paired seeds. Differences are from BCE with the same seed; one whose ` +
    `95 % interval holds 0 is called no difference.${widened}`
  );
}

type Direction = "better" | "worse" | "same";

function directionOf(metric: ComparedMetric, difference: PairedInterval | null): Direction {
  if (difference === null || (difference.low <= 0 && difference.high >= 0)) return "same";
  return difference.mean > 0 === (metric !== "brier") ? "better" : "worse";
}

function ranking(bce: ComparedLoss, others: readonly ComparedLoss[]): string {
  const named = (direction: Direction, word: string) => {
    const titles = others
      .filter(({ metrics }) => directionOf("ap", metrics.ap.difference) === direction)
      .map(({ title }) => title);
    return titles.length === 0 ? [] : [`${word}: ${series(titles)}`];
  };
  const apart = [...named("better", "better"), ...named("worse", "worse")];
  const said = apart.length === 0 ? "no loss is told apart from it" : apart.join("; ");
  return `Ranking (AP), against BCE with ${number(bce.metrics.ap.mean)}: ${said}.`;
}

/** A sentence for each loss that differs from BCE, and one for all that do not. */
function verdicts(others: readonly ComparedLoss[], bce: ComparedLoss, overlap: number): string[] {
  const isSame = ({ metrics }: ComparedLoss) =>
    comparedMetrics.every((metric) => directionOf(metric, metrics[metric].difference) === "same");
  const same = others.filter(isSame).map(({ title }) => title);
  return [
    ...others.filter((loss) => !isSame(loss)).map((loss) => verdict(loss, bce, overlap)),
    ...(same.length === 0 ? [] : [`${series(same)}: no difference from BCE in any metric.`]),
  ];
}

/** In which metrics a loss differs from BCE, and whether only its threshold is better. */
function verdict(loss: ComparedLoss, bce: ComparedLoss, overlap: number): string {
  const metricsThat = (direction: Direction) =>
    comparedMetrics.filter(
      (metric) => directionOf(metric, loss.metrics[metric].difference) === direction,
    );
  const differences = (["better", "worse"] as const).flatMap((direction) => {
    const metrics = metricsThat(direction);
    if (metrics.length === 0) return [];
    return [`${direction} in ${series(metrics.map((metric) => difference(loss, metric)))}`];
  });
  const same = metricsThat("same").map((metric) => metricTitles[metric]);
  const rest = same.length === 0 ? [] : [`no difference in ${series(same)}`];
  return `${loss.title}: ${[...differences, ...rest].join("; ")}.${operatingPoint(loss, bce, overlap)}`;
}

/** Such as "F1 at 0.5 (0.800, 0.080 more, 95 % interval 0.050 to 0.110)". */
function difference({ metrics }: ComparedLoss, metric: ComparedMetric): string {
  const { mean, difference: found } = metrics[metric];
  return `${metricTitles[metric]} (${number(mean)}, ${moreOrLess(found)})`;
}

function moreOrLess(interval: PairedInterval | null): string {
  if (interval === null) return "one seed only";
  const { mean, low, high } = interval;
  // Enough digits to show the end of the interval that is nearer to 0.
  const show = (value: number) => number(value, Math.min(Math.abs(low), Math.abs(high)));
  return (
    `${show(Math.abs(mean))} ${mean < 0 ? "less" : "more"}, 95 % interval ${show(low)} to ` +
    show(high)
  );
}

/** If F1 at 0.5 is better but the ranking is not: whether a tuned threshold gives BCE the same. */
function operatingPoint(
  { title, metrics }: ComparedLoss,
  bce: ComparedLoss,
  overlap: number,
): string {
  const ap = directionOf("ap", metrics.ap.difference);
  if (directionOf("f1", metrics.f1.difference) !== "better" || ap === "better") return "";
  const { tunedF1 } = bce.metrics;
  const pairs = metrics.f1.values.flatMap((value, i) => {
    const tuned = tunedF1.values[i];
    return value === null || tuned === null ? [] : [{ value, tuned }];
  });
  const lead = pairedInterval(
    pairs.map(({ value }) => value),
    pairs.map(({ tuned }) => tuned),
    { overlap },
  );
  const reaches = `BCE with a threshold tuned on the validation rows reaches an F1 of ${number(tunedF1.mean)}`;
  if (directionOf("f1", lead) === "better")
    return ` ${reaches}: even then ${title} has ${moreOrLess(lead)}.`;
  const inAp = ap === "same" ? "no difference" : moreOrLess(metrics.ap.difference);
  return ` But ${reaches}: the gain is in the operating point, not in the ranking (AP: ${inAp}).`;
}

/** A warning about multiple comparisons, if any interval leaves out 0. */
function chance(others: readonly ComparedLoss[], overlap: number): string[] {
  const intervals = others.flatMap(({ metrics }) =>
    comparedMetrics.map((metric) => directionOf(metric, metrics[metric].difference)),
  );
  if (intervals.every((direction) => direction === "same")) return [];
  return [
    `Of ${intervals.length} intervals, about one in 20 leaves out 0 by chance alone: try again with ` +
      `other ${overlap > 0 ? "rows" : "seeds"} what matters to you.`,
  ];
}
