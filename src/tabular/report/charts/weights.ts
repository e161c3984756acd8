import * as Plot from "@observablehq/plot";
import { formatWeight, isNumber } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import { axisLabel, logY, xTicks } from "./panels.js";

export interface Weights {
  title: string;
  /** β of each bin; `null` where it is empty. */
  beta: readonly (number | null)[];
  /** How many rows each bin has. */
  rows: readonly number[];
}

interface Size {
  height: number;
  /** The part of it above the bars. */
  top: number;
}

/** Numbers fit over the bars of so many bins. */
const mostNumbers = 12;
/** Below the bars, in pixels. */
const margin = 58;

/** GHM-C's weight of each bin: bars up from 1 where it amplifies, down where it suppresses. */
export function weightCharts(
  all: readonly Weights[],
  caption: string,
  size: Size = { height: 206, top: 26 },
): Html[] {
  const known = all
    .flatMap(({ beta }) => beta)
    .filter(isNumber)
    .filter((value) => value > 0);
  const least = Math.min(0.5, ...known);
  const most = Math.max(2, ...known);
  // Leaves room for the numbers above and below the bars.
  const room = (most / least) ** 0.15;
  const [low, high] = [least / room, most * room];
  return all.map((weights) => weightChart(weights, caption, size, [low, high]));
}

function weightChart(
  { title, beta, rows }: Weights,
  caption: string,
  { height, top }: Size,
  domain: readonly [number, number],
): Html {
  const bins = binsOf(beta, rows);
  const empty = bins.filter(({ value }) => !isNumber(value));
  const bars = bins.filter(hasBar).map((bin) => ({
    ...bin,
    colour: bin.value >= 1 ? "var(--amplified)" : "var(--suppressed)",
  }));
  const hasNumbers = bins.length <= mostNumbers;
  const numbers = hasNumbers ? bars : [];
  const number = {
    ...{ x: "middle", y: "value", text: textOf, fill: "var(--ink)", fontSize: 11 },
    ...{ stroke: "var(--page)", strokeWidth: 3 },
  } as const;
  const { y, ticks } = logY(...domain, 5);
  const topBar = bars.at(-1)?.to === 1 ? bars.at(-1) : undefined;
  return drawChart({
    title,
    caption,
    description:
      `GHM-C's weight β of ${bins.length} bins of g, on a logarithmic axis; the top bin ` +
      (topBar ? `has ${formatWeight(topBar.value)}.` : "is empty."),
    plot: {
      height,
      marginTop: top,
      marginLeft: 46,
      marginRight: 12,
      marginBottom: margin,
      x: { domain: [0, 1], label: null, axis: null },
      y,
      marks: [
        ...ticks,
        xTicks([0, 0.2, 0.4, 0.6, 0.8, 1], (g) => String(g)).slice(1),
        axisLabel("↑ weight β (log)", { frameAnchor: "top-left", dx: -46, dy: 6 - top }),
        axisLabel("gradient norm g →", { frameAnchor: "bottom-right", dy: margin - 4 }),
        ...(hasNumbers ? rowCounts(bins) : []),
        Plot.rect(bars, { x1: "from", x2: "to", y1: 1, y2: "value", fill: "colour", inset: 1 }),
        Plot.ruleY([1], { stroke: "var(--ink)" }),
        Plot.text(empty, { x: "middle", y: 1, dy: -8, text: () => "–", fill: "var(--muted)" }),
        Plot.text(
          numbers.filter(({ value }) => value >= 1),
          { ...number, dy: -8 },
        ),
        Plot.text(
          numbers.filter(({ value }) => value < 1),
          { ...number, dy: 8 },
        ),
        Plot.rectX(bins, { x1: "from", x2: "to", title: "text", fill: "transparent" }),
      ],
    },
  });
}

interface Bin {
  /** Its part of the range of g. */
  from: number;
  middle: number;
  to: number;
  /** β. */
  value: number | null;
  rows: number;
  text: string;
}

function binsOf(beta: Weights["beta"], rows: readonly number[]): Bin[] {
  return beta.map((value, i) => {
    const [from, middle, to] = [i, i + 0.5, i + 1].map((place) => place / beta.length);
    const what = isNumber(value)
      ? `β ${formatWeight(value)}, ${rowsText(rows[i])} ${rows[i] === 1 ? "row" : "rows"}`
      : "no rows";
    const text = `g ${from.toFixed(2)} to ${to.toFixed(2)}: ${what}`;
    return { from, middle, to, value, rows: rows[i], text };
  });
}

/** On a logarithmic axis, 0 has no bar. */
function hasBar(bin: Bin): bin is Bin & { value: number } {
  return isNumber(bin.value) && bin.value > 0;
}

/** How many rows each bin has, below it. */
function rowCounts(bins: readonly Bin[]): Plot.Markish[] {
  const style = { frameAnchor: "bottom", fontSize: 10.5, fill: "var(--muted)", dy: 31 } as const;
  const filled = bins.filter(({ rows }) => rows > 0);
  return [
    Plot.text(filled, { ...style, x: "middle", text: ({ rows }: Bin) => rowsText(rows) }),
    axisLabel("rows", { ...style, frameAnchor: "bottom-left", dx: -46 }),
  ];
}

/** A number of rows that may be a mean, in at most four characters. */
function rowsText(rows: number): string {
  return Number.isInteger(rows) && rows < 1000 ? String(rows) : formatWeight(rows);
}

function textOf({ value }: { value: number }): string {
  return formatWeight(value);
}
