import * as Plot from "@observablehq/plot";
import type { PairedInterval } from "../../../train/metrics/index.js";
import type { MetricInfo } from "../../compare/comparison.js";
import { capitalize, decimalsFor, formatDifference } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import { range, type Subject } from "./panels.js";
import { rowChart } from "./rows.js";

/** The difference of one loss from the reference. */
export interface Difference extends Subject {
  interval: PairedInterval;
}

/** Differences from a reference in one metric, with their intervals and a line at 0. */
export function intervalChart(
  { title: metric, isHighBetter }: Pick<MetricInfo, "title" | "isHighBetter">,
  reference: string,
  differences: readonly Difference[],
): Html {
  const rows = differences.map(({ title, colour, interval }, row) => ({
    ...interval,
    row,
    title,
    colour,
    fill: interval.low > 0 || interval.high < 0 ? colour : "var(--page)",
  }));
  const least = Math.min(0, ...rows.map(({ low }) => low));
  const most = Math.max(0, ...rows.map(({ high }) => high));
  const room = (most - least) * 0.06 || 0.001;
  const step = stepFor(most - least || 0.001);
  const first = Math.ceil(least / step);
  const ticks = range(Math.floor(most / step) - first + 1).map((i) => (first + i) * step);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)));
  const axis = {
    domain: [least - room, most + room] as [number, number],
    ticks,
    format: (tick: number) => formatDifference(tick, decimals),
    label: "difference",
    isRight: isHighBetter,
  };
  return drawChart({
    title: capitalize(metric),
    caption: `To the ${isHighBetter ? "right" : "left"}: better than ${reference}.`,
    description:
      `Mean paired difference from ${reference} with its 95 % interval: ` +
      `${rows.map((row) => `${row.title} ${describe(row)}`).join("; ")}.`,
    plot: rowChart(differences, axis, [
      Plot.ruleX([0], { stroke: "var(--ink)" }),
      Plot.ruleY(rows, { y: "row", x1: "low", x2: "high", stroke: "colour", strokeWidth: 2 }),
      Plot.dot(rows, {
        y: "row",
        x: "mean",
        r: 4.5,
        fill: "fill",
        stroke: "colour",
        strokeWidth: 2,
      }),
    ]),
  });
}

/** The distance of ticks, 1, 2 or 5 times a power of ten, so that few fit into `width`. */
function stepFor(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const step = [0.2, 0.5, 1, 2].find((size) => width / (size * power) <= 4) ?? 5;
  return step * power;
}

function describe({ mean, low, high }: PairedInterval): string {
  const decimals = decimalsFor(high - low);
  const [text, from, to] = [mean, low, high].map((value) => formatDifference(value, decimals));
  return `${text} (${from} to ${to})`;
}
