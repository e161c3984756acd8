import * as Plot from "@observablehq/plot";
import { formatShare } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import { range, type Subject } from "./panels.js";
import { rowChart } from "./rows.js";

/** The share of the gradient that comes from known outliers. */
export interface OutlierShare extends Subject {
  before: number;
  after: number;
}

/** The share of the gradient that comes from known outliers, before and after weighting. */
export function outlierChart(shares: readonly OutlierShare[]): Html {
  const rows = shares.map((share, row) => ({ ...share, row }));
  const high = Math.max(0.05, ...rows.flatMap(({ before, after }) => [before, after])) * 1.05;
  const step = [0.02, 0.05, 0.1, 0.2].find((size) => high / size < 5) ?? 0.5;
  const ticks = range(6)
    .map((i) => i * step)
    .filter((tick) => tick <= high);
  const axis = {
    domain: [0, high] as [number, number],
    ticks,
    format: (tick: number) => `${Math.round(tick * 100)} %`,
    label: "share of the gradient",
    isRight: true,
  };
  const dot = { y: "row", r: 4.5, stroke: "colour", strokeWidth: 2 } as const;
  return drawChart({
    title: "Their share of the gradient",
    caption: "Hollow: before weighting. Filled: after.",
    description: rows.map(textOf).join("; "),
    plot: rowChart(rows, axis, [
      Plot.ruleY(rows, { y: "row", x1: "before", x2: "after", stroke: "colour", strokeWidth: 2 }),
      Plot.dot(rows, { ...dot, x: "before", fill: "var(--page)" }),
      Plot.dot(rows, { ...dot, x: "after", fill: "colour" }),
      Plot.barX(rows, { y: "row", title: textOf, fill: "transparent" }),
    ]),
  });
}

function textOf({ title, before, after }: OutlierShare): string {
  return `${title}: ${formatShare(before)} before, ${formatShare(after)} after weighting`;
}
