/** Charts of the models' learning, ranking and calibration. */
import * as Plot from "@observablehq/plot";
import type { ComparedLoss, LossProfile } from "../../compare/comparison.js";
import {
  capitalize,
  formatCount,
  formatMetric,
  formatShare,
  isNumber,
  notDefined,
} from "../format.js";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import {
  dashed,
  emptyNotes,
  hoverTexts,
  inPanels,
  panelWidth,
  panels,
  place,
  xTicksInside,
  yTicks,
  type Subject,
} from "./panels.js";

type Loss = ComparedLoss & Subject;

interface Axis {
  domain: [number, number];
  ticks: number[];
  format: (tick: number) => string;
}

const shares: Axis = { domain: [0, 1], ticks: [0, 0.5, 1], format: String };

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
  const last = Math.max(1, ...losses.flatMap((loss) => loss.profile.learningCurve.map(stepOf)));
  // 0 has no logarithm: the axis is of log(1 + step).
  const at = (step: number) => Math.log1p(step);
  const curves = losses.map(({ profile, ...loss }) => ({
    ...loss,
    points: profile.learningCurve
      .filter((point) => isNumber(point.ap))
      .map(({ step, ap, low, high }) => ({ x: at(step), y: ap, low, high, step })),
  }));
  const ticks = [0, 1, 10, 100, 1000, 10_000].filter((step) => step < last);
  const axis: Axis = {
    domain: [0, at(last)],
    ticks: [...ticks, last].map(at),
    format: (x) => {
      const step = Math.round(Math.expm1(x));
      return step >= 10_000 ? `${Math.round(step / 1000)}k` : String(step);
    },
  };
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
  return draw(curves, labels, [axis, shares], (inPanel) => {
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

function stepOf({ step }: { step: number }): number {
  return step;
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
  return draw(curves, labels, [shares, shares], (inPanel) => {
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

/** The bins of a reliability diagram, for one panel. */
export interface ReliabilityPanel extends Subject {
  bins: LossProfile["reliability"];
}

/** Where an axis of probabilities may begin; it ends at 1 − one of these. */
const edges = [0.2, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];

/**
 * The share of positives, or of right answers, against the predicted probability. The axes are
 * logarithms of odds, which give rare classes room: near 0 they are logarithms of p.
 *
 * @param times - how often each row is among those of the bins: the intervals are for rows, not for
 * times.
 */
export function reliabilityChart(
  subjects: readonly ReliabilityPanel[],
  labels: Pick<Labels, "caption" | "description" | "x" | "y">,
  times = 1,
): Html {
  const all = subjects.flatMap(({ bins }) => bins.map(({ probability }) => probability));
  const beyond = (least: number) => edges.find((edge) => edge <= least) ?? edges[edges.length - 1];
  const [low, high] = [beyond(Math.min(0.2, ...all)), 1 - beyond(1 - Math.max(0.8, ...all))];
  const at = (p: number) => logit(Math.min(Math.max(p, low), high));
  const marks = [low, 0.01, 0.1, 0.5, 0.9, 0.99, high]
    .filter((p) => p === low || p === high || (p > 2 * low && 1 - p > 2 * (1 - high)))
    .map(at);
  const axis: Axis = {
    domain: [at(low), at(high)],
    ticks: marks,
    // Without the 0 before the point, there is room for .0001.
    format: (x) => String(Number((1 / (1 + Math.exp(-x))).toPrecision(4))).slice(1),
  };
  const diagonal = axis.domain.map((end) => ({ x: end, y: end }));
  const largest = Math.max(1, ...subjects.flatMap(({ bins }) => bins.map(({ count }) => count)));
  const points = inPanels(subjects, ({ title, bins }) =>
    bins.map(({ count, probability, positives }) => {
      const [from, to] = wilson(positives, count / times);
      return {
        ...{ x: at(probability), y: at(positives), from: at(from), to: at(to) },
        isBeyond: positives < low || positives > high,
        rotate: positives < low ? 180 : 0,
        // Rows on a logarithmic scale, in a fifth of the panel.
        height:
          axis.domain[0] + (Math.log1p(count) / Math.log1p(largest)) * (at(high) - at(low)) * 0.2,
        text:
          `${title}, ${formatCount(count)} ${count === 1 ? "row" : "rows"} with a mean probability of ` +
          `${formatShare(probability)}: ${formatShare(positives)} are ${labels.y.replace("share of ", "")} ` +
          `(${formatShare(from)} to ${formatShare(to)})`,
      };
    }),
  );
  const title = "Can the probabilities be believed?";
  // Side by side, panels have room for three numbers.
  const ends = { ...axis, ticks: [at(low), 0, at(high)] };
  const xAxis = subjects.length > 1 ? ends : axis;
  return draw(subjects, { title, ...labels }, [xAxis, axis], (inPanel) => {
    const at = { ...inPanel, x: "x" } as const;
    const dot = {
      ...at,
      y: "y",
      stroke: "var(--page)",
      strokeWidth: 0.75,
      fill: "colour",
    } as const;
    return [
      Plot.ruleX(points, {
        ...{ ...at, y1: () => axis.domain[0], y2: "height", stroke: "var(--muted)" },
        ...{ strokeWidth: 4, strokeOpacity: 0.35 },
      }),
      Plot.line(
        inPanels(subjects, () => diagonal),
        { ...at, y: "y", z: "panel", ...dashed },
      ),
      Plot.ruleX(points, { ...at, y1: "from", y2: "to", stroke: "colour", strokeWidth: 1.5 }),
      Plot.line(points, { ...at, y: "y", z: "panel", stroke: "colour", strokeOpacity: 0.5 }),
      Plot.dot(
        points.filter(({ isBeyond }) => !isBeyond),
        { ...dot, r: 3.5 },
      ),
      Plot.dot(
        points.filter(({ isBeyond }) => isBeyond),
        {
          ...{ ...dot, r: 4, symbol: "triangle", rotate: "rotate" },
        },
      ),
      Plot.dot(points, { ...at, y: "y", r: 9, fill: "transparent", title: "text" }),
      emptyNotes(subjects, ({ bins }) => bins.length === 0, notDefined, inPanel),
    ];
  });
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

/**
 * The 95 % interval of a share.
 *
 * Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 1927.
 */
function wilson(share: number, n: number): [low: number, high: number] {
  const z2 = 1.959964 ** 2;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half =
    (Math.sqrt(z2) / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

interface Labels {
  title: string;
  caption: string;
  description: string;
  x: string;
  y: string;
}

/** Draws panels that are nearly square. */
function draw(
  subjects: readonly Subject[],
  { title, caption, description, x, y }: Labels,
  [xAxis, yAxis]: [Axis, Axis],
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
      x: { domain: xAxis.domain, label: null, axis: null },
      y: { domain: yAxis.domain, label: null, axis: null },
      marks: [
        ...yTicks(yAxis.ticks, yAxis.format),
        ...xTicksInside(xAxis.ticks, xAxis.format, panelWidth(columns)),
        ...base.marks,
        ...marksIn(place(columns)),
      ],
    },
  });
}

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
