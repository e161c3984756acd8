/** Charts after Figure 1 of Li, Liu & Wang 2019: how a loss treats examples by gradient norm. */
import * as Plot from "@observablehq/plot";
import { formatCount, formatPower, formatShare, formatWeight, isNumber } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import {
  dashed,
  emptyNotes,
  hoverTexts,
  inPanels,
  logY,
  panels,
  place,
  powersOfTen,
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

/** The rows of one panel. */
export interface HistogramPanel extends GradientPanel {
  /** How many of the rows are positive; `null`: with several classes, none is. */
  positives: Parts | null;
  /** The same of the dashed line. */
  referencePositives: Parts | null;
}

/** The logarithm of a count, so that what is below half a row has no height. */
const heightOf = (count: number) => Math.max(0, Math.log10(2 * count));

/** The number of rows by their g, on a logarithmic axis: negatives upwards, positives downwards. */
export function histogramChart(subjects: readonly HistogramPanel[], caption: string): Html {
  const isSplit = subjects.some(({ positives }) => positives !== null);
  const up = mapParts(subjects.map(negativesOf), heightOf);
  const down = mapParts(subjects.map(positivesOf), (count) => -heightOf(count));
  const top = Math.max(largestOf(up), 1) + 0.2;
  const lowest = Math.min(-0.5, ...down.flatMap(({ parts }) => parts.map(Number)));
  const axis = isSplit ? countAxis(top, lowest - 0.2) : countAxis(top);
  return drawChart({
    title: "How many rows there are",
    caption,
    description:
      "Histogram of the rows' gradient norms g, on a logarithmic axis" +
      `${isSplit ? ", negative rows upwards and positive ones downwards" : ""}, for ` +
      `${titlesOf(subjects)}.`,
    plot: framed(subjects, "rows (log)", axis, [
      ...barsOf(up, 0),
      ...(isSplit ? [...barsOf(down, 0), ...namesOfHalves(subjects)] : []),
      emptyIn(subjects, "no rows"),
      hoverIn(subjects, ({ parts, positives }, i) => {
        const count = parts[i] ?? 0;
        if (count === 0) return null;
        const ofThem = positives === null ? "" : `, ${rowsText(positives[i] ?? 0)} positive`;
        return `${rowsText(count)} ${count === 1 ? "row" : "rows"}${ofThem}`;
      }),
    ]),
  });
}

/** The panel of the rows that are not positive. */
function negativesOf(subject: HistogramPanel): GradientPanel {
  const without = (all: Parts, positives: Parts | null) =>
    all.map((count, i) => (count ?? 0) - (positives?.[i] ?? 0));
  const { parts, reference, positives, referencePositives } = subject;
  return {
    ...subject,
    parts: without(parts, positives),
    reference: reference && without(reference, referencePositives),
  };
}

/** The panel of the positive rows. */
function positivesOf(subject: HistogramPanel): GradientPanel {
  return { ...subject, parts: subject.positives ?? [], reference: subject.referencePositives };
}

/**
 * The axis of counts.
 *
 * @param top - the height where it ends.
 * @param bottom - the height where its half of positive rows ends, below 0; 0: there is none.
 */
function countAxis(top: number, bottom = 0) {
  // 1 would stand too close to the line between the halves.
  const least = bottom < 0 ? 10 : 1;
  const powers = (height: number, most: number) =>
    powersOfTen(least, Math.max(10, 10 ** height / 2), most);
  const below = bottom < 0 ? powers(-bottom, 1).map((count) => -count) : [];
  return {
    y: { domain: [bottom, top], label: null, axis: null },
    ticks: yTicks(
      [...powers(top, 3), ...below].map((count) => Math.sign(count) * heightOf(Math.abs(count))),
      (height) => formatPower(Math.round(10 ** Math.abs(height) / 2)),
    ),
  } as const;
}

/** The line between the halves, with the name of each in every panel. */
function namesOfHalves(subjects: readonly Subject[]): Plot.Markish[] {
  const name = (frameAnchor: "top" | "bottom", text: string, dy: number) =>
    Plot.text(
      inPanels(subjects, () => [{}]),
      {
        ...{ ...inPanel, frameAnchor, dy, text: () => text, fontSize: 11 },
        ...{ fill: "var(--muted)", stroke: "var(--page)", strokeWidth: 4 },
      },
    );
  return [
    Plot.ruleY([0], { stroke: "var(--muted)" }),
    name("top", "negative", 4),
    name("bottom", "positive", -4),
  ];
}

/** A number of rows that may be a mean. */
function rowsText(count: number): string {
  return count < 10 && !Number.isInteger(count) ? count.toFixed(1) : formatCount(count);
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
      hoverIn(subjects, ({ parts }, i) => (parts[i] === null ? null : formatWeight(parts[i]))),
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
      hoverIn(subjects, ({ parts }, i) => (parts[i] ? formatShare(parts[i]) : null)),
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
      .filter(({ value }) => isNumber(value) && value !== floor),
  );
  const bar = { ...inPanel, x1: "from", x2: "to", y1: () => floor, y2: "value" } as const;
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

/** Values under the mouse, part by part; `textOf` gives `null` where there is none. */
function hoverIn<S extends GradientPanel>(
  subjects: readonly S[],
  textOf: (subject: S, part: number) => string | null,
): Plot.Markish {
  const items = inPanels(subjects, (subject) =>
    subject.parts.flatMap((_, i) => {
      const text = textOf(subject, i);
      const [from, to] = [i, i + 1].map((edge) => edge / subject.parts.length);
      if (text === null) return [];
      return [
        { from, to, text: `${subject.title}, g ${from.toFixed(2)} to ${to.toFixed(2)}: ${text}` },
      ];
    }),
  );
  return hoverTexts(items, inPanel);
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
