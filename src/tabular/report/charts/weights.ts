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
  const bins = beta.length;
  const bars = beta
    .map((value, i) => ({ from: i / bins, to: (i + 1) / bins, middle: (i + 0.5) / bins, value }))
    .filter((bar): bar is typeof bar & { value: number } => isNumber(bar.value) && bar.value > 0)
    .map((bar) => ({
      ...bar,
      isUp: bar.value >= 1,
      colour: bar.value >= 1 ? "var(--amplified)" : "var(--suppressed)",
    }));
  const empty = beta
    .map((value, i) => ({ middle: (i + 0.5) / bins, value }))
    .filter(({ value }) => !isNumber(value));
  const { y, ticks } = logY(...domain, 5);
  const numbers = bins <= mostNumbers ? bars : [];
  const number = {
    ...{ x: "middle", y: "value", text: textOf, fill: "var(--ink)", fontSize: 11 },
    ...{ stroke: "var(--page)", strokeWidth: 3 },
  } as const;
  const counts = beta.map((value, i) => ({
    middle: (i + 0.5) / bins,
    ...{ from: i / bins, to: (i + 1) / bins, rows: rows[i] },
    text:
      `g ${(i / bins).toFixed(2)} to ${((i + 1) / bins).toFixed(2)}: ` +
      (isNumber(value)
        ? `β ${formatWeight(value)}, ${rowsText(rows[i])} ${rows[i] === 1 ? "row" : "rows"}`
        : "no rows"),
  }));
  const small = { frameAnchor: "bottom", fontSize: 10.5, fill: "var(--muted)" } as const;
  const topBin = bars.at(-1)?.to === 1 ? bars.at(-1) : undefined;
  return drawChart({
    title,
    caption,
    description:
      `GHM-C's weight β of ${bins} bins of g, on a logarithmic axis; the top bin ` +
      (topBin ? `has ${formatWeight(topBin.value)}.` : "is empty."),
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
        ...(bins > mostNumbers
          ? []
          : [
              Plot.text(
                counts.filter((bin) => bin.rows > 0),
                {
                  ...small,
                  x: "middle",
                  text: (bin: { rows: number }) => rowsText(bin.rows),
                  dy: 31,
                },
              ),
              axisLabel("rows", {
                ...small,
                ...{ frameAnchor: "bottom-left", dx: -46, dy: 31 },
              }),
            ]),
        Plot.rect(bars, { x1: "from", x2: "to", y1: 1, y2: "value", fill: "colour", inset: 1 }),
        Plot.ruleY([1], { stroke: "var(--ink)" }),
        Plot.text(
          empty.map(({ middle }) => ({ middle })),
          { x: "middle", y: 1, dy: -8, text: () => "–", fill: "var(--muted)" },
        ),
        Plot.text(
          numbers.filter(({ isUp }) => isUp),
          { ...number, dy: -8 },
        ),
        Plot.text(
          numbers.filter(({ isUp }) => !isUp),
          { ...number, dy: 8 },
        ),
        Plot.rectX(counts, { x1: "from", x2: "to", title: "text", fill: "transparent" }),
      ],
    },
  });
}

/** A number of rows that may be a mean, in at most four characters. */
function rowsText(rows: number): string {
  return Number.isInteger(rows) && rows < 1000 ? String(rows) : formatWeight(rows);
}

function textOf({ value }: { value: number }): string {
  return formatWeight(value);
}
