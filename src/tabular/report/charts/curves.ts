/** Charts of the models' learning, ranking and calibration. */
import * as Plot from "@observablehq/plot";
import type { ComparedLoss } from "../../compare/comparison.js";
import { capitalize, formatCount, formatMetric, isNumber, notDefined } from "../format.js";
import type { Html } from "../html.js";
import { drawSquares, shares, type Axis } from "./squares.js";
import { dashed, emptyNotes, hoverTexts, inPanels, type Subject } from "./panels.js";
import { reliabilityChart } from "./reliability.js";

type Loss = ComparedLoss & Subject;

/**
 * Learning curves, precision-recall curves and reliability diagrams.
 *
 * @param seeds - how many.
 * @param isResampled - whether all seeds split the same rows.
 */
export function curveCharts(
  losses: readonly Loss[],
  classes: number,
  seeds: number,
  isResampled: boolean,
): Html[] {
  const y = classes === 2 ? "share of positives" : "share of right answers";
  const reliability = reliabilityChart(
    losses.map((loss) => ({ ...loss, bins: loss.profile.reliability })),
    {
      caption:
        "On the dashed diagonal: yes. Upright lines: 95 % intervals" +
        `${isResampled && seeds > 1 ? ", as of one seed's rows" : ""}. At the foot: where the rows are.`,
      description:
        `${capitalize(y)} among the test rows of each predicted probability, of all seeds; a model is ` +
        "calibrated where both are equal",
      x: classes === 2 ? "predicted probability" : "probability of the answer",
      y,
    },
    isResampled ? seeds : 1,
  );
  return [
    learningChart(losses, classes, seeds),
    precisionRecallChart(losses, classes),
    reliability,
  ];
}

function learningChart(losses: readonly Loss[], classes: number, seeds: number): Html {
  const ap = classes === 2 ? "AP" : "macro AP";
  const steps = losses.flatMap((loss) => loss.profile.learningCurve.map(({ step }) => step));
  const curves = losses.map(({ profile, ...loss }) => ({
    ...loss,
    points: profile.learningCurve
      .filter((point) => isNumber(point.ap))
      .map(({ step, ap, low, high }) => ({ x: placeOf(step), y: ap, low, high, step })),
  }));
  const first = curves[0].points.map(({ x, y }) => ({ x, y }));
  const of = seeds === 1 ? "the seed" : `the median of ${seeds} seeds`;
  const labels = {
    title: "How they learnt",
    caption:
      `${capitalize(ap)} on the validation rows, ${of}` +
      `${seeds === 1 ? "" : "; shaded: the middle 80 % of them"}. Dashed: ${losses[0].title}.`,
    description: `${capitalize(ap)} on the validation rows by training step, on a logarithmic axis`,
    x: "step (log)",
    y: `validation ${ap}`,
  };
  return drawSquares(curves, labels, [stepAxis(Math.max(1, ...steps)), shares], (inPanel) => {
    const line = { ...inPanel, x: "x", y: "y", z: "panel" } as const;
    const own = inPanels(curves, ({ points }) => points);
    return [
      Plot.areaY(own, {
        ...{ ...inPanel, x: "x", z: "panel", y1: "low", y2: "high" },
        ...{ fill: "colour", fillOpacity: 0.22 },
      }),
      Plot.line(repeated(first, curves.length), { ...line, ...dashed }),
      Plot.line(own, { ...line, stroke: "colour", strokeWidth: 2 }),
      hoverTexts(
        inPanels(curves, ({ title, points }) =>
          points.map(({ x, y, low, high, step }, i) => ({
            from: i === 0 ? x : (x + points[i - 1].x) / 2,
            to: i === points.length - 1 ? x : (x + points[i + 1].x) / 2,
            text:
              `${title}, step ${formatCount(step)}: ${ap} ${formatMetric(y)}` +
              (seeds === 1 ? "" : ` (${formatMetric(low)} to ${formatMetric(high)})`),
          })),
        ),
        inPanel,
      ),
      emptyNotes(curves, ({ points }) => points.length === 0, notDefined, inPanel),
    ];
  });
}

/** 0 has no logarithm: the axis is of log(1 + step). */
const placeOf = (step: number) => Math.log1p(step);

function stepAxis(last: number): Axis {
  const ticks = [0, 1, 10, 100, 1000, 10_000].filter((step) => step < last);
  return {
    domain: [0, placeOf(last)],
    ticks: [...ticks, last].map(placeOf),
    format: (x) => {
      const step = Math.round(Math.expm1(x));
      return step >= 10_000 ? `${Math.round(step / 1000)}k` : String(step);
    },
  };
}

function precisionRecallChart(losses: readonly Loss[], classes: number): Html {
  const curves = losses.map(({ profile, ...loss }) => ({
    ...loss,
    ap: profile.averagePrecision,
    points: thin(
      profile.precisionRecall.map(({ recall, precision }) => ({ x: recall, y: precision })),
    ),
  }));
  const name = classes === 2 ? "AP" : "micro AP";
  const labels = {
    title: "Precision against recall",
    caption:
      `On the test rows of the first seed${classes === 2 ? "" : ", each with each class"}, with the ` +
      `${name} of these. Dashed: ${losses[0].title}.`,
    description: "Precision against recall on the test rows of the first seed",
    x: "recall",
    y: "precision",
  };
  return drawSquares(curves, labels, [shares, shares], (inPanel) => {
    const line = { ...inPanel, x: "x", y: "y", z: "panel" } as const;
    const texts = inPanels(curves, ({ ap }) =>
      ap === null ? [] : [{ text: `${name} ${formatMetric(ap)}` }],
    );
    return [
      Plot.line(repeated(curves[0].points, curves.length), { ...line, ...dashed }),
      Plot.line(
        inPanels(curves, ({ points }) => points),
        { ...line, stroke: "colour", strokeWidth: 2 },
      ),
      Plot.text(texts, {
        ...{ ...inPanel, text: "text", frameAnchor: "bottom-left", dx: 6, dy: -6 },
        ...{ fill: "var(--ink)", stroke: "var(--page)", strokeWidth: 4 },
      }),
      hoverTexts(
        inPanels(curves, ({ title, points }) =>
          recalls.flatMap((from) => {
            const found = points.find(({ x }) => x >= from + 0.05);
            if (found === undefined) return [];
            const text = `${title}, recall ${formatMetric(found.x)}: precision ${formatMetric(found.y)}`;
            return [{ from, to: from + 0.1, text }];
          }),
        ),
        inPanel,
      ),
      emptyNotes(curves, ({ points }) => points.length === 0, notDefined, inPanel),
    ];
  });
}

const recalls = Array.from({ length: 10 }, (_, i) => i / 10);

interface Point {
  x: number;
  y: number;
}

/** The points in each panel but the first. */
function repeated(points: readonly Point[], all: number) {
  return Array.from({ length: all - 1 }, (_, i) => i + 1).flatMap((panel) =>
    points.map((point) => ({ ...point, panel })),
  );
}

/** Thins out points: those kept are at least a hundredth of the chart apart, except the last. */
function thin(points: readonly Point[]): Point[] {
  const known = points.filter(({ x, y }) => isNumber(x) && isNumber(y));
  const kept: Point[] = [];
  known.forEach((point, i) => {
    const before = kept.at(-1);
    const far = (before: Point) =>
      Math.abs(point.x - before.x) + Math.abs(point.y - before.y) >= 0.01;
    if (before === undefined || i === known.length - 1 || far(before)) kept.push(point);
  });
  return kept;
}
