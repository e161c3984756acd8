import * as Plot from "@observablehq/plot";
import { formatPower } from "../format.js";
import type { Look } from "../palette.js";
import { chartWidth } from "./draw.js";
import { shorten } from "../../table/text.js";

/** The subject of a panel, or of a row of a chart. */
export interface Subject extends Look {
  title: string;
}

/** Data for a mark in the panel of one subject. */
export interface InPanel extends Look {
  panel: number;
}

export interface PanelLayout {
  /** How many panels are side by side. */
  columns: number;
  /** The height of a panel without its name, in pixels. */
  height: number;
  /** The label of each axis. */
  x: string;
  y: string;
}

const margin = { left: 46, right: 12, bottom: 42 };
/** The part of a panel's share of the width that is between it and the next. */
const between = 0.18;
/** For the numbers below each panel: on a phone, the foot of the chart is far away. */
const tickHeight = 16;
/** How many characters of a name fit on one line above a panel. */
const nameLength = { wide: 30, narrow: 15 };

/**
 * One small panel for each subject, with its name above and the same axes in all. A mark with the
 * `fx` and `fy` of `place` is drawn in its panels, any other mark in every panel.
 */
export function panels(
  subjects: readonly Subject[],
  { columns, height, x, y }: PanelLayout,
): Plot.PlotOptions & { marks: Plot.Markish[] } {
  const rows = Math.ceil(subjects.length / columns);
  const length = columns > 1 ? nameLength.narrow : nameLength.wide;
  const isLong = columns > 1 && subjects.some(({ title }) => title.length > length);
  const nameHeight = isLong ? 40 : 26;
  const top = nameHeight + 20;
  const gap = nameHeight + tickHeight;
  const inner = rows * height + (rows - 1) * gap;
  const named = inPanels(subjects, ({ title }) => [
    { title: shorten(title, isLong ? 2 * length - 2 : length) },
  ]);
  const name = { ...place(columns), frameAnchor: "top-left" } as const;
  return {
    height: top + inner + margin.bottom,
    marginTop: top,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    fx: {
      axis: null,
      domain: range(columns),
      paddingInner: columns > 1 ? between : 0,
      paddingOuter: 0,
    },
    fy: {
      axis: null,
      domain: range(rows),
      paddingInner: rows > 1 ? gap / (height + gap) : 0,
      paddingOuter: 0,
    },
    marks: [
      Plot.frame({ stroke: "var(--line)" }),
      Plot.dot(named, { ...name, dx: 5, dy: -12, symbol: "symbol", r: 4.5, fill: "colour" }),
      Plot.text(named, {
        ...name,
        text: "title",
        dx: 14,
        dy: -8,
        lineAnchor: "bottom",
        lineWidth: columns > 1 ? 9 : 30,
        lineHeight: 1.1,
        className: "name",
      }),
      axisLabel(`↑ ${y}`, { frameAnchor: "top-left", dx: -margin.left, dy: 6 - top }),
      axisLabel(`${x} →`, {
        // At the left if there are several columns, as the last row may lack its last panel.
        frameAnchor: columns > 1 ? "bottom-left" : "bottom-right",
        dy: margin.bottom - 4,
      }),
    ],
  };
}

/** The width of each of so many panels side by side, in pixels. */
export function panelWidth(columns: number): number {
  const all = chartWidth - margin.left - margin.right;
  return columns > 1 ? (all * (1 - between)) / (columns - between) : all;
}

/** About how wide a number in the size of tick labels is, in pixels. */
export function textWidth(text: string): number {
  return 7.2 * text.length;
}

/** The panel of a datum, as the options `fx` and `fy` of a mark. */
export function place(columns: number) {
  return {
    fx: ({ panel }: { panel: number }) => panel % columns,
    fy: ({ panel }: { panel: number }) => Math.floor(panel / columns),
  };
}

/** The items that `pick` returns for each subject, with the subject's panel and colour. */
export function inPanels<S extends Subject, T extends object>(
  subjects: readonly S[],
  pick: (subject: S) => readonly T[],
): (T & InPanel)[] {
  return subjects.flatMap((subject, panel) =>
    pick(subject).map((item) => ({
      ...item,
      ...{ panel, colour: subject.colour, symbol: subject.symbol },
    })),
  );
}

/** A text in the middle of each empty panel. */
export function emptyNotes<S extends Subject>(
  subjects: readonly S[],
  isEmpty: (subject: S) => boolean,
  text: string,
  inPanel: ReturnType<typeof place>,
): Plot.Markish {
  const empty = inPanels(subjects, (subject) => (isEmpty(subject) ? [{}] : []));
  return Plot.text(empty, {
    ...inPanel,
    text: () => text,
    frameAnchor: "middle",
    fill: "var(--muted)",
    stroke: "var(--page)",
    strokeWidth: 4,
  });
}

/** The style of a line to compare with: thin, dashed, and not in the colour of a loss. */
export const dashed = {
  stroke: "var(--ink)",
  strokeWidth: 1,
  strokeDasharray: "3,2",
} as const;

/** The label of an axis, placed relative to the whole chart. */
export function axisLabel(text: string, options: Plot.TextOptions): Plot.Markish {
  return Plot.text([text], { ...options, facet: "super", fill: "var(--muted)" });
}

/** Ticks of the y axis, at the left of each row of panels. */
export function yTicks(ticks: readonly number[], format: (value: number) => string) {
  return [
    Plot.gridY(ticks, { stroke: "var(--line)", strokeOpacity: 1 }),
    Plot.axisY(ticks, {
      label: null,
      // Not tickFormat: on logarithmic axes Plot leaves out labels that it finds too many.
      text: format,
      tickSize: 0,
      tickPadding: 6,
      fill: "var(--muted)",
    }),
  ];
}

/** Ticks of the x axis, below each panel. */
export function xTicks(ticks: readonly number[], format: (value: number) => string) {
  return [
    Plot.gridX(ticks, { stroke: "var(--line)", strokeOpacity: 1 }),
    tickLabels(ticks, format),
  ];
}

/**
 * Like `xTicks`, for ticks of which the first and the last are at the edges of panels side by side:
 * labels stay inside their panel. Ticks between them whose labels have no room are left out.
 *
 * @param width - of a panel, in pixels.
 */
export function xTicksInside(
  all: readonly number[],
  format: (value: number) => string,
  width: number,
) {
  const [first, last] = [all[0], all[all.length - 1]];
  const gap = 4;
  let taken = textWidth(format(first));
  const free = width - textWidth(format(last));
  const ticks = all.filter((tick) => {
    if (tick === first || tick === last) return true;
    const [at, half] = [((tick - first) / (last - first)) * width, textWidth(format(tick)) / 2];
    if (at - half < taken + gap || at + half > free - gap) return false;
    taken = at + half;
    return true;
  });
  return [
    Plot.gridX(ticks, { stroke: "var(--line)", strokeOpacity: 1 }),
    tickLabels(ticks.slice(0, 1), format, "start"),
    tickLabels(ticks.slice(1, -1), format),
    tickLabels(ticks.slice(-1), format, "end"),
  ];
}

function tickLabels(
  ticks: readonly number[],
  tickFormat: (value: number) => string,
  textAnchor: "start" | "middle" | "end" = "middle",
) {
  const style = {
    label: null,
    tickSize: 0,
    tickPadding: 7,
    fill: "var(--muted)",
    facetAnchor: null,
  };
  return Plot.axisX(ticks, { ...style, tickFormat, textAnchor });
}

/**
 * What the browser shows of a part of a panel under the mouse: nothing is drawn.
 *
 * @param items - for each, the panel, where it is from left to right, and the text.
 */
export function hoverTexts(
  items: readonly (InPanel & { from: number; to: number; text: string })[],
  inPanel: ReturnType<typeof place>,
): Plot.Markish {
  return Plot.rectX(items, {
    ...inPanel,
    x1: "from",
    x2: "to",
    title: "text",
    fill: "transparent",
  });
}

/** Powers of ten from `low` to `high`, at most `most` of them. */
export function powersOfTen(low: number, high: number, most: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  return range(last - first + 1)
    .map((i) => first + i)
    .filter((power) => power % step === 0)
    .map((power) => Number(`1e${power}`));
}

/** Powers of ten, and where there is but one, 2 and 5 times such, too. */
function logTicks(low: number, high: number, most: number): number[] {
  const powers = powersOfTen(low, high, most);
  if (powers.length !== 1) return powers;
  const [power] = powers;
  const near = [power / 5, power / 2, power, 2 * power, 5 * power];
  return near.filter((tick) => tick >= low && tick <= high);
}

/** A logarithmic y axis from `low` to `high`. */
export function logY(low: number, high: number, most = 4) {
  return {
    y: { type: "log", domain: [low, high], label: null, axis: null },
    ticks: yTicks(logTicks(low, high, most), formatPower),
  } as const;
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
