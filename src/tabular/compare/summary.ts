/** The findings of a comparison, in words for people who are new to it. */
import type { PairedInterval } from "../../train/metrics/index.js";
import type { ComparedLoss, Comparison, MetricInfo } from "./comparison.js";
import { differenceIn } from "./metrics.js";
import { warningsOf } from "./warnings.js";
import { number, resampledNote, series } from "./phrases.js";

/** The number of paired seeds that a claim needs. */
export const seedsForAClaim = 20;

/**
 * Sentences computed from the numbers of a comparison: how reliable they are, which losses differ
 * from BCE, whether in the ranking or only in the operating point, and warnings. A difference whose
 * 95 % interval contains 0 is called no difference.
 */
export function summarizeComparison(comparison: Omit<Comparison, "advice" | "summary">): string[] {
  const { data, protocol, losses, metrics } = comparison;
  const [bce, ...others] = losses;
  const against = { bce, metrics, overlap: protocol.overlap };
  const canTell = protocol.seeds.length > 1;
  return [
    worthOf(protocol, bce),
    ...(data.weights === undefined
      ? []
      : ["Rows count by their weights in every loss, metric, interval and chart."]),
    ...(canTell && others.length > 0 ? [ranking(others, against)] : []),
    ...(canTell ? verdicts(others, against) : []),
    ...(canTell ? chance(others, against) : []),
    ...warningsOf(comparison),
  ];
}

/** What the other losses are compared with, and in what. */
interface Against {
  bce: ComparedLoss;
  metrics: readonly MetricInfo[];
  overlap: number;
}

function worthOf(
  { seeds, plannedSeeds, overlap }: Comparison["protocol"],
  { title }: ComparedLoss,
): string {
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
    `${stopped}${seeds.length} paired seeds. Differences are from ${title} with the same seed; one ` +
    `whose 95 % interval holds 0 is called no difference.${widened}`
  );
}

type Direction = "better" | "worse" | "same";

function directionOf({ isHighBetter }: MetricInfo, difference: PairedInterval | null): Direction {
  if (difference === null || (difference.low <= 0 && difference.high >= 0)) return "same";
  return difference.mean > 0 === isHighBetter ? "better" : "worse";
}

/** Whether a loss is better than BCE in a metric, beyond doubt. */
export const directionIn = ({ metrics }: ComparedLoss, metric: MetricInfo) =>
  directionOf(metric, metrics[metric.name].difference);

function ranking(others: readonly ComparedLoss[], { bce, metrics }: Against): string {
  const [ap] = metrics.filter(({ name }) => name === "ap");
  const named = (direction: Direction, word: string) => {
    const titles = others
      .filter((loss) => directionIn(loss, ap) === direction)
      .map(({ title }) => title);
    return titles.length === 0 ? [] : [`${word}: ${series(titles)}`];
  };
  const apart = [...named("better", "better"), ...named("worse", "worse")];
  const said = apart.length === 0 ? "no loss is told apart from it" : apart.join("; ");
  const reference = `${bce.title} with ${number(bce.metrics.ap.mean)}`;
  return `Ranking (${ap.title}), against ${reference}: ${said}.`;
}

/** A sentence for each loss that differs from BCE, and one for all that do not. */
function verdicts(others: readonly ComparedLoss[], against: Against): string[] {
  const isSame = (loss: ComparedLoss) =>
    against.metrics.every((metric) => directionIn(loss, metric) === "same");
  const same = others.filter(isSame).map(({ title }) => title);
  return [
    ...others.filter((loss) => !isSame(loss)).map((loss) => verdict(loss, against)),
    ...(same.length === 0
      ? []
      : [`${series(same)}: no difference from ${against.bce.title} in any metric.`]),
  ];
}

/** In which metrics a loss differs from BCE, and whether only its threshold is better. */
function verdict(loss: ComparedLoss, against: Against): string {
  const metricsThat = (direction: Direction) =>
    against.metrics.filter((metric) => directionIn(loss, metric) === direction);
  const differences = (["better", "worse"] as const).flatMap((direction) => {
    const metrics = metricsThat(direction);
    if (metrics.length === 0) return [];
    return [`${direction} in ${series(metrics.map((metric) => difference(loss, metric)))}`];
  });
  const same = metricsThat("same").map(({ title }) => title);
  const rest = same.length === 0 ? [] : [`no difference in ${series(same)}`];
  return `${loss.title}: ${[...differences, ...rest].join("; ")}.${operatingPoint(loss, against)}`;
}

/** Such as "F1 at 0.5 (0.800, 0.080 more, 95 % interval 0.050 to 0.110)". */
function difference({ metrics }: ComparedLoss, { name, title }: MetricInfo): string {
  const { mean, difference: found } = metrics[name];
  return `${title} (${number(mean)}, ${moreOrLess(found)})`;
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
function operatingPoint(loss: ComparedLoss, { bce, metrics, overlap }: Against): string {
  if (!metrics.some(({ name }) => name === "tunedF1")) return "";
  const { title, metrics: own } = loss;
  const [[ap], [f1]] = (["ap", "f1"] as const).map((name) =>
    metrics.filter((metric) => metric.name === name),
  );
  if (directionIn(loss, f1) !== "better" || directionIn(loss, ap) === "better") return "";
  const { tunedF1 } = bce.metrics;
  const lead = differenceIn(f1, own.f1.values, tunedF1.values, overlap);
  const reaches = `BCE with a threshold tuned on the validation rows reaches an F1 of ${number(tunedF1.mean)}`;
  if (lead !== null && lead.low > 0)
    return ` ${reaches}: even then ${title} has ${moreOrLess(lead)}.`;
  const inAp = directionIn(loss, ap) === "same" ? "no difference" : moreOrLess(own.ap.difference);
  const gain =
    lead !== null && lead.mean <= 0
      ? "the gain is in the operating point"
      : "that is not told apart from it, so the gain may be in the operating point";
  return ` But ${reaches}: ${gain}, not in the ranking (AP: ${inAp}).`;
}

/** A warning about multiple comparisons, if any interval leaves out 0. */
function chance(others: readonly ComparedLoss[], { metrics, overlap }: Against): string[] {
  const intervals = others.flatMap((loss) => metrics.map((metric) => directionIn(loss, metric)));
  if (intervals.every((direction) => direction === "same")) return [];
  return [
    `Of ${intervals.length} intervals, about one in 20 leaves out 0 by chance alone: try again with ` +
      `other ${overlap > 0 ? "rows" : "seeds"} what matters to you.`,
  ];
}
