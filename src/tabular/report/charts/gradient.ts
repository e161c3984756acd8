/** Charts after Figure 1 of Li, Liu & Wang 2019: how a loss treats examples by gradient norm. */
import * as Plot from "@observablehq/plot";
import { isNumber } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import {
  dashed,
  emptyNotes,
  inPanels,
  logY,
  panels,
  place,
  xTicks,
  yTicks,
  type Subject,
} from "./panels.js";

/** A value for each of `parts.length` equal parts of [0, 1], the range of g. */
type Parts = readonly (number | null)[];

/** The data of one panel. */
export interface GradientPanel extends Subject {
  parts: Parts;
  /** Drawn as a dashed line. */
  reference: Parts | null;
}

/** The number of rows by their g, on a logarithmic axis. */
export function histogramChart(subjects: readonly GradientPanel[], caption: string): Html {
  const floor = 0.5;
  const axis = logY(floor, Math.max(largestOf(subjects) * 1.5, 10));
  const shown = mapParts(subjects, (count) => Math.max(count, floor));
  return drawChart({
    title: "How many rows there are",
    caption,
    description:
      "Histogram of the rows' gradient norms g, on a logarithmic axis, for " +
      `${titlesOf(subjects)}.`,
    plot: framed(subjects, "rows (log)", axis, [
      ...barsOf(shown, floor),
      emptyIn(subjects, "no rows"),
    ]),
  });
}

/**
 * N·|∂L/∂x| of an example by its g, on a logarithmic axis.
 *
 * @param pulls - whose it is: "one positive row pulls".
 */
export function reformulatedChart(
  subjects: readonly GradientPanel[],
  caption: string,
  pulls: string,
): Html {
  const high = largestOf(subjects) || 1;
  const smallest = (panels: readonly GradientPanel[]) =>
    Math.min(high / 10, ...panels.flatMap(({ parts }) => parts.filter(isPositive)));
  // The axis shows all of BCE; gradients that are much smaller are drawn at its lower end.
  const low = Math.max(smallest(subjects), smallest(subjects.slice(0, 1)) / 4);
  const shown = mapParts(subjects, (value) => Math.max(value, low));
  const lines = inPanels(shown, ({ parts }) => stepsOf(parts));
  return drawChart({
    title: `How hard ${pulls}`,
    caption,
    description:
      `Reformulated gradient norm, how hard ${pulls}, against its g, on a logarithmic axis, ` +
      `for ${titlesOf(subjects)}; the dashed line is ${subjects[0].title}.`,
    plot: framed(subjects, "gradient N·|∂L/∂x| (log)", logY(low / 1.3, high * 1.5), [
      referenceOf(shown),
      Plot.line(lines, { ...line, stroke: "colour", strokeWidth: 2 }),
      emptyIn(subjects, "depends on the other rows"),
    ]),
  });
}

/** The share of the total gradient that comes from all rows with similar g. */
export function contributionChart(
  subjects: readonly GradientPanel[],
  caption: string,
  dashedLine: string,
): Html {
  const high = Math.max(largestOf(subjects), 0.1) * 1.05;
  const step = [0.05, 0.1, 0.2, 0.25, 0.5].find((size) => high / size < 4) ?? 0.5;
  const ticks = [0, 1, 2, 3].map((i) => i * step).filter((tick) => tick <= high);
  const axis = {
    y: { domain: [0, high], label: null, axis: null },
    ticks: yTicks(ticks, (tick) => `${Math.round(tick * 100)} %`),
  } as const;
  return drawChart({
    title: "What the rows of each g add up to",
    caption,
    description:
      "Share of the whole gradient that the rows of each gradient norm g carry, for " +
      `${titlesOf(subjects)}; the dashed line is ${dashedLine}.`,
    plot: framed(subjects, "share of the gradient", axis, [
      ...barsOf(subjects, 0),
      emptyIn(subjects, "no gradient"),
    ]),
  });
}

const inPanel = place(1);
const line = { ...inPanel, x: "g", y: "value", z: "panel" } as const;

function framed(
  subjects: readonly GradientPanel[],
  y: string,
  axis: { y: Plot.ScaleOptions; ticks: Plot.Markish[] },
  marks: Plot.Markish[],
): Plot.PlotOptions {
  const height = subjects.length > 4 ? 84 : subjects.length > 1 ? 110 : 190;
  const base = panels(subjects, { columns: 1, height, x: "gradient norm g", y });
  return {
    ...base,
    x: { domain: [0, 1], label: null, axis: null },
    y: axis.y,
    marks: [
      ...axis.ticks,
      ...xTicks([0, 0.2, 0.4, 0.6, 0.8, 1], (g) => String(g)),
      ...base.marks,
      ...marks,
    ],
  };
}

/** Bars from `floor` up, with the reference over them. */
function barsOf(subjects: readonly GradientPanel[], floor: number): Plot.Markish[] {
  const bars = inPanels(subjects, ({ parts }) =>
    parts
      .map((value, i) => ({ from: i / parts.length, to: (i + 1) / parts.length, value }))
      .filter(({ value }) => isNumber(value) && value > floor),
  );
  const bar = { ...inPanel, x1: "from", x2: "to", y1: floor, y2: "value" } as const;
  return [
    Plot.rect(bars, { ...bar, fill: "colour", fillOpacity: 0.85, insetLeft: 0.5, insetRight: 0.5 }),
    referenceOf(subjects),
  ];
}

function referenceOf(subjects: readonly GradientPanel[]): Plot.Markish {
  const points = inPanels(subjects, (subject) =>
    isEmpty(subject) ? [] : stepsOf(subject.reference ?? []),
  );
  return Plot.line(points, { ...line, ...dashed });
}

function emptyIn(subjects: readonly GradientPanel[], text: string): Plot.Markish {
  return emptyNotes(subjects, isEmpty, text, inPanel);
}

function isEmpty({ parts }: GradientPanel): boolean {
  return !parts.some(isPositive);
}

function isPositive(value: number | null): value is number {
  return isNumber(value) && value > 0;
}

/** The outline of a histogram, with gaps where there is no value. */
function stepsOf(parts: Parts) {
  return parts.flatMap((value, i) => [
    { g: i / parts.length, value: value ?? NaN },
    { g: (i + 1) / parts.length, value: value ?? NaN },
  ]);
}

function mapParts(
  subjects: readonly GradientPanel[],
  change: (value: number) => number,
): GradientPanel[] {
  const changed = (parts: Parts) => parts.map((value) => (isNumber(value) ? change(value) : null));
  return subjects.map(({ parts, reference, ...rest }) => ({
    ...rest,
    parts: changed(parts),
    reference: reference && changed(reference),
  }));
}

function largestOf(subjects: readonly GradientPanel[]): number {
  const lists = subjects.flatMap(({ parts, reference }) => [...parts, ...(reference ?? [])]);
  return Math.max(0, ...lists.filter(isNumber));
}

function titlesOf(subjects: readonly Subject[]): string {
  return subjects.map(({ title }) => title).join(", ");
}
