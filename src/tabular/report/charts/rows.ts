import * as Plot from "@observablehq/plot";
import { shorten } from "../../table/text.js";
import { chartWidth } from "./draw.js";
import { axisLabel, range, xTicks, type Subject } from "./panels.js";

export interface RowAxis {
  domain: [number, number];
  ticks: readonly number[];
  format: (tick: number) => string;
  label: string;
  /** Whether the label is at the right with an arrow →, or at the left with an arrow ←. */
  isRight: boolean;
}

const height = 34;
const margin = { top: 4, left: 126, right: 14, bottom: 44 };
/** The width of the axis, in pixels. */
export const rowWidth = chartWidth - margin.left - margin.right;

/** A chart with a row for each subject, named at the left. The marks use the row number as `y`. */
export function rowChart(
  subjects: readonly Subject[],
  { domain, ticks, format, label, isRight }: RowAxis,
  marks: Plot.Markish[],
): Plot.PlotOptions {
  const names = subjects.map(({ title }, row) => ({ row, title: shorten(title, 28) }));
  return {
    height: margin.top + subjects.length * height + margin.bottom,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    marginRight: margin.right,
    x: { domain, label: null, axis: null },
    y: { type: "band", domain: range(subjects.length), axis: null, padding: 0 },
    marks: [
      Plot.ruleY(names.slice(1), { y: "row", dy: -height / 2, stroke: "var(--line)" }),
      ...xTicks(ticks, format),
      axisLabel(isRight ? `${label} →` : `← ${label}`, {
        frameAnchor: isRight ? "bottom-right" : "bottom-left",
        dy: margin.bottom - 4,
      }),
      Plot.text(names, {
        y: "row",
        text: "title",
        frameAnchor: "left",
        dx: -margin.left,
        lineWidth: 9,
        lineHeight: 1.1,
        className: "name",
      }),
      ...marks,
    ],
  };
}
