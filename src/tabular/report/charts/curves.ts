/** Charts of the models' learning, ranking and calibration. */
import * as Plot from "@observablehq/plot";
import type { ReliabilityBin } from "../../../train/metrics/index.js";
import type { ComparedLoss } from "../../compare/comparison.js";
import { capitalize, isNumber, notDefined } from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import {
  dashed,
  emptyNotes,
  inPanels,
  panels,
  place,
  xTicksInside,
  yTicks,
  type Subject,
} from "./panels.js";

type Loss = ComparedLoss & Subject;

interface Point {
  x: number;
  y: number;
}

/** Learning curves, precision-recall curves and reliability diagrams. */
export function curveCharts(losses: readonly Loss[], classes: number): Html[] {
  const y = classes === 2 ? "share of positives" : "share of right answers";
  const reliability = reliabilityChart(
    losses.map(({ title, colour, profile }) => ({ title, colour, bins: profile.reliability })),
    {
      caption: "On the dashed diagonal: yes. Large dots: many test rows, of all seeds.",
      description:
        `${capitalize(y)} among the test rows of each predicted probability; a model is ` +
        "calibrated where both are equal",
      x: classes === 2 ? "predicted probability" : "probability of the answer",
      y,
    },
  );
  return [learningChart(losses, classes), precisionRecallChart(losses, classes), reliability];
}

function learningChart(losses: readonly Loss[], classes: number): Html {
  const ap = classes === 2 ? "AP" : "macro AP";
  const last = Math.max(1, ...losses.flatMap((loss) => loss.profile.learningCurve.map(stepOf)));
  const curves = losses.map(({ title, colour, profile }) => {
    const points = profile.learningCurve.map(({ step, ap }) => ({ x: step, y: ap }));
    return { title, colour, points: thin(points, last) };
  });
  return curveChart(curves, {
    title: "How they learnt",
    caption: `On the validation rows of the first seed. Dashed: ${losses[0].title}.`,
    description: `${capitalize(ap)} on the validation rows of the first seed, by training step`,
    x: "step",
    y: `validation ${ap}`,
    ticks: [0, last / 2, last].map(Math.round),
  });
}

function stepOf({ step }: { step: number }): number {
  return step;
}

function precisionRecallChart(losses: readonly Loss[], classes: number): Html {
  const curves = losses.map(({ title, colour, profile }) => {
    const points = profile.precisionRecall.map(({ recall, precision }) => {
      return { x: recall, y: precision };
    });
    return { title, colour, points: thin(points, 1) };
  });
  return curveChart(curves, {
    title: "Precision against recall",
    caption:
      `On the test rows of the first seed${classes === 2 ? "" : ", each with each class"}. ` +
      `Dashed: ${losses[0].title}.`,
    description: "Precision against recall on the test rows of the first seed",
    x: "recall",
    y: "precision",
    ticks: [0, 0.5, 1],
  });
}

interface Labels {
  title: string;
  caption: string;
  description: string;
  x: string;
  y: string;
  /** Ticks of the x axis, which extends from the first to the last. */
  ticks: number[];
}

function curveChart(curves: readonly (Subject & { points: Point[] })[], labels: Labels): Html {
  const bce = curves[0].points;
  const repeated = curves.flatMap((_, panel) =>
    panel === 0 ? [] : bce.map((point) => ({ ...point, panel })),
  );
  const own = inPanels(curves, ({ points }) => points);
  return draw(curves, labels, (inPanel) => {
    const line = { ...inPanel, x: "x", y: "y", z: "panel" } as const;
    return [
      Plot.line(repeated, { ...line, ...dashed }),
      Plot.line(own, { ...line, stroke: "colour", strokeWidth: 2 }),
      emptyNotes(curves, ({ points }) => points.length === 0, notDefined, inPanel),
    ];
  });
}

/** The bins of a reliability diagram, for one panel. */
export interface Reliability extends Subject {
  bins: readonly ReliabilityBin[];
}

/** The share of positives, or of right answers, against the predicted probability. */
export function reliabilityChart(
  subjects: readonly Reliability[],
  labels: Pick<Labels, "caption" | "description" | "x" | "y">,
): Html {
  const points = inPanels(subjects, ({ bins }) => {
    const total = bins.reduce((sum, { count }) => sum + count, 0);
    return bins
      .filter(({ count, probability, positives }) => {
        return count > 0 && isNumber(probability) && isNumber(positives);
      })
      .map(({ count, probability, positives }) => ({
        x: probability,
        y: positives,
        // The area grows with the number of rows.
        radius: 1.5 + 6 * Math.sqrt(count / total),
      }));
  });
  const diagonal = subjects.flatMap((_, panel) => [0, 1].map((end) => ({ x: end, y: end, panel })));
  const all = { title: "Can the probabilities be believed?", ...labels, ticks: [0, 0.5, 1] };
  return draw(subjects, all, (inPanel) => {
    const line = { ...inPanel, x: "x", y: "y", z: "panel" } as const;
    return [
      Plot.line(diagonal, { ...line, ...dashed }),
      Plot.line(points, { ...line, stroke: "colour", strokeWidth: 1 }),
      Plot.dot(points, {
        ...line,
        r: { value: "radius", scale: null },
        fill: "colour",
        fillOpacity: 0.75,
      }),
      emptyNotes(subjects, ({ bins }) => bins.length === 0, notDefined, inPanel),
    ];
  });
}

/** Draws panels that are nearly square, for values from 0 to 1. */
function draw(
  subjects: readonly Subject[],
  { title, caption, description, x, y, ticks }: Labels,
  marksIn: (inPanel: ReturnType<typeof place>) => Plot.Markish[],
): Html {
  const columns = subjects.length > 1 ? 2 : 1;
  const base = panels(subjects, { columns, height: columns > 1 ? 124 : 240, x, y });
  return drawChart({
    title,
    caption,
    description: `${description}, for ${subjects.map((subject) => subject.title).join(", ")}.`,
    plot: {
      ...base,
      x: { domain: [ticks[0], ticks[2]], label: null, axis: null },
      y: { domain: [0, 1], label: null, axis: null },
      marks: [
        ...yTicks([0, 0.5, 1], String),
        ...xTicksInside(ticks, (tick) =>
          tick >= 10_000 ? `${Math.round(tick / 1000)}k` : String(tick),
        ),
        ...base.marks,
        ...marksIn(place(columns)),
      ],
    },
  });
}

/** Thins out points: those kept are at least a hundredth of the chart apart, except the last. */
function thin(points: readonly Point[], width: number): Point[] {
  const known = points.filter(({ x, y }) => isNumber(x) && isNumber(y));
  const kept: Point[] = [];
  known.forEach((point, i) => {
    const before = kept.at(-1);
    const far = (before: Point) =>
      Math.abs(point.x - before.x) / width + Math.abs(point.y - before.y) >= 0.01;
    if (before === undefined || i === known.length - 1 || far(before)) kept.push(point);
  });
  return kept;
}
