import * as Plot from "@observablehq/plot";
import { formatCount, formatPower, plural } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import { axisLabel, logY, range, xTicks } from "./panels.js";

/** The rows of a panel, each by the logarithm of the odds for its label. */
export interface SuspectMargins {
  title: string;
  margins: readonly number[];
}

const bars = 40;
/** Odds of a million to one are as sure as any; further ones are in the last bar. */
const most = Math.log(1e6);
const size = { height: 250, left: 46, right: 12, top: 26, bottom: 42 };

/** How many rows have which odds for their label, on logarithmic axes; the same axes for all. */
export function marginCharts(all: readonly SuspectMargins[]): Html[] {
  const shown = all.map(({ margins }) =>
    margins.map((margin) => Math.min(Math.max(margin, -most), most)),
  );
  const ends = shown.flatMap((margins) => [least(margins), -least(margins.map((m) => -m))]);
  const [low, high] = [Math.min(-Math.log(10), ...ends), Math.max(Math.log(10), ...ends)];
  const width = (high - low) / bars;
  // An edge is at 0, so that each bar is on one side of it.
  const [first, last] = [Math.floor(low / width), Math.ceil(high / width)];
  const edges = range(last - first + 1).map((i) => (first + i) * width);
  const counts = shown.map((margins) => {
    const ofBars = range(last - first).map(() => 0);
    for (const margin of margins) {
      ofBars[Math.min(Math.floor(margin / width) - first, ofBars.length - 1)] += 1;
    }
    return ofBars;
  });
  const largest = Math.max(...counts.flat(), 10);
  return all.map((subject, i) => marginChart(subject, edges, counts[i], largest));
}

const floor = 0.7;

/**
 * @param edges - of the bars, from left to right.
 * @param counts - how many rows each bar has.
 * @param largest - the largest of all charts' counts.
 */
function marginChart(
  { title, margins }: SuspectMargins,
  edges: readonly number[],
  counts: readonly number[],
  largest: number,
): Html {
  const against = margins.filter((margin) => margin < 0).length;
  const bins = counts.flatMap((count, bar) => {
    const [from, to] = [edges[bar], edges[bar + 1]];
    const colour = from < 0 ? "var(--amplified)" : "var(--suppressed)";
    const text = `${plural(count, "row")} with odds of ${oddsText(from)} to ${oddsText(to)}`;
    return count === 0 ? [] : [{ from, to, count, colour, text }];
  });
  const { y, ticks } = logY(floor, largest * 1.3);
  const domain = [edges[0], edges[edges.length - 1]];
  return drawChart({
    title,
    caption: `${formatCount(against)} of ${plural(margins.length, "row")} left of 1:1, where another class is likelier.`,
    description:
      "Histogram of the rows by the odds for their label against the likeliest other class, on " +
      `logarithmic axes: ${formatCount(against)} of ${formatCount(margins.length)} have another likelier class.`,
    plot: {
      height: size.height,
      ...{ marginTop: size.top, marginBottom: size.bottom },
      ...{ marginLeft: size.left, marginRight: size.right },
      x: { domain, label: null, axis: null },
      y,
      marks: [
        ...ticks,
        ...xTicks(oddsTicks(domain[0], domain[1]), oddsText),
        axisLabel("↑ rows (log)", { frameAnchor: "top-left", dx: -size.left, dy: 6 - size.top }),
        axisLabel("odds for the label (log) →", { frameAnchor: "bottom-right", dy: 38 }),
        Plot.rect(bins, {
          ...{ x1: "from", x2: "to", y1: floor, y2: "count", title: "text" },
          ...{ fill: "colour", inset: 0.5 },
        }),
        Plot.ruleX([0], { stroke: "var(--ink)" }),
      ],
    },
  });
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** Powers of ten, at most seven of them, 1:1 among them. */
function oddsTicks(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(low / Math.LN10), Math.floor(high / Math.LN10)];
  const step = Math.ceil((last - first + 1) / 7);
  return range(last - first + 1)
    .map((i) => first + i)
    .filter((power) => power % step === 0)
    .map((power) => power * Math.LN10);
}

function oddsText(margin: number): string {
  const odds = Math.exp(Math.abs(margin));
  const text = formatPower(Number(odds.toPrecision(2)));
  return margin < 0 ? `1:${text}` : `${text}:1`;
}
