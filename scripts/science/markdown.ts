/** Numbers and tables of the document. */
import {
  comparedMetrics,
  lossTitle,
  parseLoss,
  type ComparedMetric,
} from "../../src/tabular/index.js";
import type { PairedInterval } from "../../src/index.js";
import type { Result } from "./result.js";

export function number(value: number, digits = 3): string {
  return Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "–";
}

export function percent(share: number): string {
  return `${number(100 * share, share > 0 && share < 0.01 ? 1 : 0)} %`;
}

/** Such as "+0.008 ± 0.003": the mean, and half the width of the interval. */
export function difference({ mean, high }: PairedInterval): string {
  return `${mean < 0 ? "" : "+"}${number(mean)} ± ${number(high - mean)}`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

export function titleOf(loss: string): string {
  return lossTitle(parseLoss(loss));
}

/** The values of the earlier study, by metric and loss. */
export type Earlier = Partial<Record<ComparedMetric, Partial<Record<string, number>>>>;

/** An earlier value; bold if it is further from ours than chance explains. */
export function besides(
  result: Result,
  loss: string,
  metric: ComparedMetric,
  earlier: number | undefined,
): string {
  if (earlier === undefined) return "";
  return result.agrees(loss, metric, earlier) ? number(earlier) : `**${number(earlier)}**`;
}

/** Each metric with each loss, beside the values of the earlier study. */
export function comparisonTable(
  result: Result,
  metrics: readonly ComparedMetric[],
  earlier: Earlier,
): string {
  const rows = metrics.flatMap((metric) =>
    result.setting.losses.map((loss) => [
      comparedMetrics(2).find(({ name }) => name === metric)?.title ?? metric,
      titleOf(loss),
      number(result.mean(loss, metric)),
      loss === "bce" ? "" : difference(result.difference(loss, metric)),
      besides(result, loss, metric, earlier[metric]?.[loss]),
    ]),
  );
  return table(["on the test rows", "loss", "mean", "difference from BCE", "earlier"], rows);
}

/** The training rows in the chosen models: how many have which g, and GHM's weight of outliers. */
export function lensTable(result: Result): string {
  const { setting } = result;
  const knowsOutliers = result.of("bce")[0].outliers !== null;
  const rows = setting.losses.map((loss) => {
    const shares = gShares(result, loss);
    const inRanges = [shares(0, 1), shares(1, 6), shares(6, 9), shares(9, 10)].map(percent);
    if (!knowsOutliers) return [titleOf(loss), ...inRanges];
    const { beta, shareBefore, shareAfter } = result.outliers(loss);
    return [
      titleOf(loss),
      ...inRanges,
      number(beta, 2),
      `${percent(shareBefore)} → ${percent(shareAfter)}`,
    ];
  });
  return table(
    [
      "trained with",
      ...["g < 0.1", "0.1 to 0.6", "0.6 to 0.9", "g ≥ 0.9"],
      ...(knowsOutliers ? ["β_out", "gradient of the outliers"] : []),
    ],
    rows,
  );
}

/** Gives the share of the training rows with g from `from` to `to`, in tenths. */
export function gShares(result: Result, loss: string): (from: number, to: number) => number {
  const histogram = result.histogram(loss);
  const all = histogram.reduce((sum, count) => sum + count, 0);
  return (from, to) => histogram.slice(from, to).reduce((sum, count) => sum + count, 0) / all;
}
