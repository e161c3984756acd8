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
  const [least, most] = rangeOf(differences.map(({ interval }) => interval));
  const rows = differences.map(({ title, colour, symbol, interval }, row) => ({
    ...interval,
    ...{ row, title, colour, symbol },
    from: Math.max(interval.low, least),
    to: Math.min(interval.high, most),
    text: `${title}: ${describe(interval)}`,
    fill: interval.low > 0 || interval.high < 0 ? colour : "var(--page)",
  }));
  const cut = rows.flatMap((row) => [
    ...(row.low < least ? [{ ...row, x: least, rotate: -90 }] : []),
    ...(row.high > most ? [{ ...row, x: most, rotate: 90 }] : []),
  ]);
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
    caption:
      `To the ${isHighBetter ? "right" : "left"}: better than ${reference}.` +
      (cut.length === 0 ? "" : " An arrow: the interval goes on."),
    description:
      `Mean paired difference from ${reference} with its 95 % interval: ` +
      `${rows.map((row) => `${row.title} ${describe(row)}`).join("; ")}.`,
    plot: rowChart(differences, axis, [
      Plot.ruleX([0], { stroke: "var(--ink)" }),
      Plot.ruleY(rows, { y: "row", x1: "from", x2: "to", stroke: "colour", strokeWidth: 2 }),
      Plot.dot(cut, {
        ...{ y: "row", x: "x", r: 3.5, symbol: "triangle", fill: "colour" },
        rotate: "rotate",
      }),
      Plot.dot(rows, {
        ...{ y: "row", x: "mean", r: 4.5, symbol: "symbol" },
        ...{ fill: "fill", stroke: "colour", strokeWidth: 2 },
      }),
      Plot.barX(rows, { y: "row", title: "text", fill: "transparent" }),
    ]),
  });
}

/**
 * What the axis shows: 0, all means, and all of the intervals but for ends that are so far away that
 * the rest could not be told apart.
 */
function rangeOf(intervals: readonly PairedInterval[]): [least: number, most: number] {
  const means = [0, ...intervals.map(({ mean }) => mean)];
  const [first, last] = [Math.min(...means), Math.max(...means)];
  const halves = intervals.map(({ low, high }) => (high - low) / 2).sort((a, b) => a - b);
  const reach = Math.max(last - first, 2 * halves[Math.floor((halves.length - 1) / 2)]);
  return [
    Math.max(Math.min(0, ...intervals.map(({ low }) => low)), first - reach),
    Math.min(Math.max(0, ...intervals.map(({ high }) => high)), last + reach),
  ];
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
