/** What to do after a comparison, in one sentence. */
import type { PairedInterval } from "../../train/metrics/index.js";
import type { ComparedLoss, ComparedMetric, Comparison, MetricInfo } from "./comparison.js";
import { differenceIn } from "./metrics.js";
import { number, series } from "./phrases.js";
import { directionIn, seedsForAClaim } from "./summary.js";

/** A comparison before it is put into words. */
type Measured = Omit<Comparison, "advice" | "summary">;

/**
 * Says which loss to use, and what speaks for it. BCE is the one to use unless another is better
 * beyond doubt: two classes, in ranking (AP); more, in one of the metrics that matter and worse in
 * none. What a threshold gives as well is no reason for a loss.
 */
export function advise(comparison: Measured): string {
  const { protocol, losses, data } = comparison;
  const [bce, ...others] = losses;
  const n = protocol.seeds.length;
  if (n === 1) {
    return (
      `Keep ${bce.title} for now: with one seed nothing can be told apart; compare with ` +
      `${seedsForAClaim} seeds.`
    );
  }
  const [what, why] =
    data.classes.length === 2 ? adviceOnTwo(comparison) : adviceOnSeveral(comparison);
  const reasons = others.length === 0 ? "no other loss was compared" : why.join("; ");
  const look = n < seedsForAClaim ? `For now (${n} seeds are a look, not a claim) use` : "Use";
  return `${look} ${what}: ${reasons}.`;
}

function adviceOnTwo(comparison: Measured): [what: string, why: string[]] {
  const { losses } = comparison;
  const [bce, ...others] = losses;
  const ap = metricOf(comparison, "ap");
  const better = others
    .filter((loss) => directionIn(loss, ap) === "better")
    .sort((a, b) => meanOf(b, "ap") - meanOf(a, "ap"));
  if (better.length > 0) {
    const [best, ...rest] = better;
    const tied = rest.filter((loss) => !isApart(differenceOf(comparison, ap, best, loss)));
    const also =
      tied.length === 0
        ? []
        : [
            `so ${tied.length === 1 ? "does" : "do"} ${series(titlesOf(tied))}, not told apart from it`,
          ];
    return [
      `${best.title}${thresholdFor(best, comparison)}`,
      [`it ranks better than ${bce.title}, AP ${against(best, bce, "ap")}`, ...also].concat(
        prices(best, comparison, ["auroc", "brier"]),
      ),
    ];
  }
  const worse = titlesOf(others.filter((loss) => directionIn(loss, ap) === "worse"));
  const value = `(AP ${number(bce.metrics.ap.mean)})`;
  const ranking =
    worse.length === 0
      ? `no loss is told apart from it in ranking ${value}`
      : `no loss ranks better ${value}, and ${series(worse)} ${worse.length === 1 ? "ranks" : "rank"} worse`;
  return [
    `${bce.title}${thresholdFor(bce, comparison)}`,
    [ranking, ...gains(comparison, ["balancedAccuracy", "f1", "auroc", "brier"])],
  ];
}

/** With three or more classes the answer is the likeliest: there is no threshold to move. */
function adviceOnSeveral(comparison: Measured): [what: string, why: string[]] {
  const [bce, ...others] = comparison.losses;
  const deciding = (["f1", "balancedAccuracy", "accuracy", "ap"] as const).map((name) =>
    metricOf(comparison, name),
  );
  const wins = (loss: ComparedLoss) =>
    deciding.filter((metric) => directionIn(loss, metric) === "better");
  const best = others
    .filter((loss) => deciding.every((metric) => directionIn(loss, metric) !== "worse"))
    .filter((loss) => wins(loss).length > 0)
    .sort((a, b) => wins(b).length - wins(a).length || meanOf(b, "f1") - meanOf(a, "f1"))
    .at(0);
  if (best !== undefined) {
    const found = wins(best).map(({ name, title }) => `${title} (${against(best, bce, name)})`);
    return [
      best.title,
      [
        `it is better than ${bce.title} in ${series(found)}, and worse in none of ` +
          series(titlesOf(deciding)),
        ...prices(best, comparison, ["auroc", "logLoss", "brier"]),
      ],
    ];
  }
  const mixed = others.flatMap((loss) => {
    const found = wins(loss).map(({ name, title }) => `${title} (${against(loss, bce, name)})`);
    const lost = deciding.filter((metric) => directionIn(loss, metric) === "worse");
    if (found.length === 0) return [];
    const price = lost.map(({ name, title }) => `${title} (${against(loss, bce, name)})`);
    return [`${loss.title} would gain ${series(found)}, and lose ${series(price)}`];
  });
  const named = series(titlesOf(deciding));
  const worse = others.filter((loss) =>
    deciding.some((metric) => directionIn(loss, metric) === "worse"),
  );
  const reason =
    worse.length === 0
      ? `no loss is told apart from it in ${named}`
      : mixed.length === 0
        ? `no loss is better in any of ${named}, and ${series(titlesOf(worse))} ` +
          `${worse.length === 1 ? "is" : "are"} worse in at least one`
        : `no loss is better in one of ${named} without being worse in another`;
  return [bce.title, [reason, ...mixed.slice(0, mostClauses)]];
}

/** The sentence would be no sentence with more. */
const mostClauses = 2;

/** What the loss that gains most in a metric would give, and whether a threshold gives that to BCE. */
function gains(comparison: Measured, names: readonly ComparedMetric[]): string[] {
  const [bce, ...others] = comparison.losses;
  return names
    .flatMap((name) => {
      const metric = metricOf(comparison, name);
      const sign = metric.isHighBetter ? 1 : -1;
      const best = others
        .filter((loss) => directionIn(loss, metric) === "better")
        .sort((a, b) => sign * (meanOf(b, name) - meanOf(a, name)))
        .at(0);
      if (best === undefined) return [];
      const [word] = metric.title.split(" at "); // the threshold is spoken of in what follows
      const gain = `${best.title} would gain ${word}, ${against(best, bce, name)}`;
      if (name !== "f1" && name !== "balancedAccuracy") return [gain];
      return [`${gain}, ${withThreshold(comparison, metric, name, best)}`];
    })
    .slice(0, mostClauses);
}

function withThreshold(
  { losses: [bce], protocol }: Measured,
  metric: MetricInfo,
  name: "f1" | "balancedAccuracy",
  loss: ComparedLoss,
): string {
  const { thresholds = [], values = [] } = bce.tuned?.[name] ?? {};
  const lead = differenceIn(metric, loss.metrics[name].values, values, protocol.overlap);
  const value = number(mean(values.filter((one) => one !== null)));
  const tuned = `${bce.title} with a threshold of about ${shown(thresholds)}`;
  if (lead !== null && lead.low > 0) return `more than ${tuned} (${value})`;
  return lead !== null && lead.mean <= 0
    ? `which ${tuned} gives as well (${value})`
    : `which is not told apart from ${tuned} (${value})`;
}

/** Where a loss is worse than BCE beyond doubt. */
function prices(
  loss: ComparedLoss,
  comparison: Measured,
  names: readonly ComparedMetric[],
): string[] {
  const [bce] = comparison.losses;
  const worse = names
    .map((name) => metricOf(comparison, name))
    .filter((metric) => directionIn(loss, metric) === "worse")
    .map(({ name, title }) => `${title} (${against(loss, bce, name)})`);
  return worse.length === 0 ? [] : [`it is worse in ${series(worse)}`];
}

/**
 * Which threshold to use with a loss: 0.5, unless another is better beyond doubt, or no row reaches 0.5
 * that should.
 */
function thresholdFor({ metrics, tuned }: ComparedLoss, comparison: Measured): string {
  if (tuned === null) return "";
  const { thresholds, values } = tuned.f1;
  const f1 = metricOf(comparison, "f1");
  const { overlap } = comparison.protocol;
  const gain = differenceIn(f1, values, metrics.f1.values, overlap);
  const about = shown(thresholds);
  const told = `F1 ${number(mean(values.filter((one) => one !== null)))} against ${number(metrics.f1.mean)}`;
  if (gain !== null && gain.low > 0) {
    return ` with a threshold of about ${about} (${told} at 0.5)`;
  }
  if (gain !== null && gain.high < 0) return " with the threshold 0.5";
  const useless = metrics.f1.values.filter((value) => value === 0).length;
  if (useless > metrics.f1.values.length / 2 && gain !== null && gain.mean > 0) {
    const n = metrics.f1.values.length;
    const seeds = useless === n ? `any of ${n} seeds` : `${useless} of ${n} seeds`;
    return (
      ` with a threshold of about ${about} (${told} at 0.5, which finds no positive row with ` +
      `${seeds})`
    );
  }
  return ` with the threshold 0.5 (a tuned one, about ${about}, is not told apart from it: ${told})`;
}

/** The median, as short as a threshold that differs from seed to seed deserves. */
function shown(thresholds: readonly number[]): string {
  const sorted = [...thresholds].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (median < 1e-4) return "0.0001 or less";
  return median > 1 - 1e-4 ? "0.9999 or more" : String(Number(median.toPrecision(2)));
}

const titlesOf = (named: readonly { title: string }[]) => named.map(({ title }) => title);
const meanOf = ({ metrics }: ComparedLoss, name: ComparedMetric) => metrics[name].mean ?? -Infinity;
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const isApart = (interval: PairedInterval | null) =>
  interval !== null && (interval.low > 0 || interval.high < 0);

function against(loss: ComparedLoss, other: ComparedLoss, name: ComparedMetric): string {
  return `${number(loss.metrics[name].mean)} against ${number(other.metrics[name].mean)}`;
}

function metricOf({ metrics }: Measured, name: ComparedMetric): MetricInfo {
  const [found] = metrics.filter((metric) => metric.name === name);
  return found;
}

function differenceOf(
  { protocol }: Measured,
  metric: MetricInfo,
  a: ComparedLoss,
  b: ComparedLoss,
): PairedInterval | null {
  const [first, second] = [a, b].map(({ metrics }) => metrics[metric.name].values);
  return differenceIn(metric, first, second, protocol.overlap);
}
