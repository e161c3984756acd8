import * as Plot from "@observablehq/plot";
import type { PairedInterval } from "../../../train/metrics/index.js";
import type { MetricInfo } from "../../compare/comparison.js";
import { capitalize, decimalsFor, formatDifference } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import { range, textWidth, type Subject } from "./panels.js";
import { rowChart, rowWidth, type RowAxis } from "./rows.js";

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
  const axis = { ...axisOf(least, most), label: "difference", isRight: isHighBetter };
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

function axisOf(least: number, most: number): Pick<RowAxis, "domain" | "ticks" | "format"> {
  const room = (most - least) * 0.06 || 0.001;
  const step = stepFor(least, most, most - least + 2 * room);
  const first = Math.ceil(least / step);
  return {
    domain: [least - room, most + room],
    ticks: range(Math.floor(most / step) - first + 1).map((i) => (first + i) * step),
    format: (tick) => (tick === 0 ? "0" : formatDifference(tick, decimalsOf(step))),
  };
}

/**
 * The distance of ticks, 1, 2 or 5 times a power of ten: the smallest whose labels have room, or that
 * of a single tick beside 0.
 *
 * @param width - of the axis.
 */
function stepFor(least: number, most: number, width: number): number {
  const furthest = Math.max(-least, most) || 0.001;
  const hasRoom = (step: number) =>
    (step / width) * rowWidth > textWidth(formatDifference(-step, decimalsOf(step))) + 6;
  const power = 10 ** Math.floor(Math.log10(furthest));
  const steps = [0.1, 0.2, 0.5, 1, 2, 5].map((size) => size * power);
  const step = steps.find((each) => each <= furthest && hasRoom(each));
  return step ?? Math.floor(furthest / power) * power;
}

/** How many decimals a multiple of a step has. */
function decimalsOf(step: number): number {
  return Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
}

function describe({ mean, low, high }: PairedInterval): string {
  const decimals = decimalsFor(high - low);
  const [text, from, to] = [mean, low, high].map((value) => formatDifference(value, decimals));
  return `${text} (${from} to ${to})`;
}
