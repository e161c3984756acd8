/** A comparison as text for a terminal of 100 columns. */
import type { PairedInterval } from "../../train/metrics/index.js";
import type { ComparedMetric, Comparison, MetricInfo } from "../compare/index.js";
// Not from the index, since the code for charts is slow to load.
import { tunedReference, tunedTitle } from "../report/comparisonTable.js";
import { logBar, paint, textTable } from "./terminal.js";
import { gradientNorm } from "../compare/phrases.js";
import { capitalize } from "../report/format.js";
import { wrap } from "../table/text.js";

const short: Partial<Record<ComparedMetric, string>> = {
  tunedF1: "F1, tuned",
  balancedAccuracy: "bal. acc.",
};

/** What to do, the table, the findings in sentences, and a histogram of the rows' gradient norms. */
export function comparisonText(comparison: Comparison): string {
  const { losses, protocol, metrics, advice, summary } = comparison;
  const { seeds, learningRates, steps } = protocol;
  const [bce] = losses;
  const rows = losses.map(({ title, metrics: results }) => [
    title,
    ...metrics.map((metric) => {
      const { mean, difference } = results[metric.name];
      return `${show(mean)}${mark(difference, metric)}`;
    }),
  ]);
  const tuned = () =>
    metrics.map((metric) => {
      const found = tunedReference(comparison, metric);
      return found === null ? "" : `${show(found.mean)}${mark(found.difference, metric)}`;
    });
  const tunedRows = bce.tuned ? [[tunedTitle, ...tuned()]] : [];
  const head = ["loss", ...metrics.map(({ name, title }) => short[name] ?? title)];
  const [first, ...others] = rows;
  const low = metrics.filter(({ isHighBetter }) => !isHighBetter).map(({ title }) => title);
  return [
    wrap(advice),
    "",
    `Test rows, mean of ${seeds.length} ${seeds.length === 1 ? "seed" : "seeds"}; learning rates ` +
      `${learningRates.join(", ")}, ${steps} steps.`,
    wrap(
      `▲ better, ▼ worse than ${bce.title} (95 % paired interval); no mark: no difference. ` +
        `${capitalize(low.join(", "))}: lower is better.`,
    ),
    "",
    textTable([head, first, ...tunedRows, ...others]),
    "",
    ...summary.map((sentence) => wrap(`• ${sentence}`)),
    "",
    histogram(comparison),
  ].join("\n");
}

const show = (value: number | null) => value?.toFixed(3) ?? "–";

function mark(difference: PairedInterval | null, { isHighBetter }: MetricInfo): string {
  if (difference === null || (difference.low <= 0 && difference.high >= 0)) return "  ";
  return difference.mean > 0 === isHighBetter ? " ▲" : " ▼";
}

/** The text with its marks in colour, if the terminal shows colours. */
export function paintMarks(text: string): string {
  return text.replace(/[▲▼]/g, (found) => paint(found === "▲" ? "green" : "red", found));
}

/** A histogram of the training rows' gradient norms, for the losses side by side. */
function histogram({ losses, data }: Comparison): string {
  const tenths = losses.map(({ profile }) => {
    const width = profile.histogram.length / 10;
    return Array.from({ length: 10 }, (_, j) =>
      profile.histogram.slice(j * width, (j + 1) * width).reduce((sum, count) => sum + count, 0),
    );
  });
  const most = Math.max(...tenths.flat());
  const cell = Math.min(16, Math.floor(91 / losses.length) - 1);
  const heads = losses.map(({ title }) => title.slice(0, cell).padEnd(cell));
  const lines = Array.from({ length: 10 }, (_, j) => {
    const bars = tenths.map((counts) => logBar(counts[j], most, cell).padEnd(cell));
    return `${(j / 10).toFixed(1)}–${((j + 1) / 10).toFixed(1)}  ${bars.join(" ")}`.trimEnd();
  });
  return [
    wrap(
      `How wrong the trained models are: the gradient norm ${gradientNorm(data)} of the ${data.training} training ` +
        `rows, in tenths; the bars are logarithmic. Easy rows are near 0, wrong answers near 1.`,
    ),
    "",
    `g        ${heads.join(" ")}`.trimEnd(),
    ...lines,
  ].join("\n");
}
