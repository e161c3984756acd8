import * as Plot from "@observablehq/plot";
import type { LossProfile } from "../../compare/comparison.js";
import { formatCount, formatShare, notDefined } from "../format.js";
import type { Html } from "../html.js";
import { drawSquares, type Axis, type Labels } from "./squares.js";
import { dashed, emptyNotes, inPanels, type Subject } from "./panels.js";

/** The bins of a reliability diagram, for one panel. */
interface ReliabilityPanel extends Subject {
  bins: LossProfile["reliability"];
}

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
  const { axis, at, low, high } = oddsAxis(
    subjects.flatMap(({ bins }) => bins.map(({ probability }) => probability)),
  );
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
  return drawSquares(subjects, { title, ...labels }, [xAxis, axis], (inPanel) => {
    const across = { ...inPanel, x: "x" } as const;
    const style = { stroke: "var(--page)", strokeWidth: 0.75, fill: "colour" } as const;
    const dot = { ...across, y: "y", ...style } as const;
    return [
      Plot.ruleX(points, {
        ...{ ...across, y1: () => axis.domain[0], y2: "height", stroke: "var(--muted)" },
        ...{ strokeWidth: 4, strokeOpacity: 0.35 },
      }),
      Plot.line(
        inPanels(subjects, () => diagonal),
        { ...across, y: "y", z: "panel", ...dashed },
      ),
      Plot.ruleX(points, { ...across, y1: "from", y2: "to", stroke: "colour", strokeWidth: 1.5 }),
      Plot.line(points, { ...across, y: "y", z: "panel", stroke: "colour", strokeOpacity: 0.5 }),
      Plot.dot(
        points.filter(({ isBeyond }) => !isBeyond),
        { ...dot, r: 3.5 },
      ),
      Plot.dot(
        points.filter(({ isBeyond }) => isBeyond),
        { ...dot, r: 4, symbol: "triangle", rotate: "rotate" },
      ),
      Plot.dot(points, { ...across, y: "y", r: 9, fill: "transparent", title: "text" }),
      emptyNotes(subjects, ({ bins }) => bins.length === 0, notDefined, inPanel),
    ];
  });
}

/** Where an axis of probabilities may begin; it ends at 1 − one of these. */
const edges = [0.2, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];

/** An axis of log odds with room for all probabilities, from `low` to `high`, and where each is on it. */
function oddsAxis(all: readonly number[]) {
  const beyond = (least: number) => edges.find((edge) => edge <= least) ?? edges[edges.length - 1];
  const [low, high] = [beyond(Math.min(0.2, ...all)), 1 - beyond(1 - Math.max(0.8, ...all))];
  const at = (p: number) => logit(Math.min(Math.max(p, low), high));
  const ticks = [low, 0.01, 0.1, 0.5, 0.9, 0.99, high]
    .filter((p) => p === low || p === high || (p > 2 * low && 1 - p > 2 * (1 - high)))
    .map(at);
  const axis: Axis = {
    domain: [at(low), at(high)],
    ticks,
    // Without the 0 before the point, there is room for .0001.
    format: (x) => String(Number((1 / (1 + Math.exp(-x))).toPrecision(4))).slice(1),
  };
  return { axis, at, low, high };
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
