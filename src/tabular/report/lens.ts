import { inDigits } from "../table/text.js";
import type { LensRange } from "../../losses/index.js";
import type { LossProfile } from "../compare/comparison.js";
import { reliabilityChart } from "./charts/reliability.js";
import { contributionChart, histogramChart } from "./charts/gradient.js";
import { weightCharts } from "./charts/weights.js";
import { formatCount, formatMetric, formatShare, formatWeight, isNumber } from "./format.js";
import { html, type Html } from "./html.js";
import { classSection, confusionSection, type LensClass } from "./lensClasses.js";
import { lookOf } from "./palette.js";
import { summarySection } from "./summary.js";

/** How GHM-C weights the rows of a table in a trained model, for a report: see `lens`. */
export interface LensReport {
  /** Where the rows came from. */
  source: string;
  /** A description of the model. */
  model: string;
  /** The number of rows. */
  rows: number;
  /** The sum of their weights, by which all but the numbers of rows is weighted; absent: none. */
  weights?: number | undefined;
  /** From easy to hard, of equal width: the `bins` that `lens` returns. */
  bins: readonly LensRange[];
  /** Of two classes: how many rows of each bin are positive; left out if it is not given. */
  positives?: readonly number[] | undefined;
  /** The numbers of some rows of each bin, the worst first; left out if it is not given. */
  examples?: readonly (readonly number[])[] | undefined;
  /** As `lens` returns it. */
  effectiveSampleSize: number;
  /** What to do, in one sentence. */
  advice: string;
  /** The findings in sentences. */
  summary: readonly string[];
  /** The rows of each class; left out if it is not given. */
  classes?: readonly LensClass[] | undefined;
  /**
   * How many rows of each class, in the order of `classes`, are answered with each; left out if it
   * is not given.
   */
  confusion?: readonly (readonly number[])[] | undefined;
  /** Whether the model's probabilities can be believed; left out if it is not given. */
  reliability?: LensReliability | undefined;
}

/**
 * Reliability diagrams, bins without empty ones: with two classes, of the positive one; with more, of
 * the likeliest, where "positive" are rows that have it for their label.
 */
export interface LensReliability {
  /** By the probabilities of the model as it was trained. */
  before: { bins: LossProfile["reliability"]; ece: number };
  /** By its calibrated probabilities; `null` if it has no calibration. */
  after: { bins: LossProfile["reliability"]; ece: number } | null;
}

/** The number of rows, the weight and the gradient share of each bin, as charts and as a table. */
export function lensSections(lens: LensReport): Html {
  const { source, model, rows, weights, bins, effectiveSampleSize } = lens;
  const subject = { title: "GHM-C", ...lookOf({ name: "ghmc" }) };
  const counts = bins.map(({ count }) => count);
  const before = bins.map(({ shareBefore }) => shareBefore);
  const after = bins.map(({ shareAfter }) => shareAfter);
  return html`${summarySection(lens.advice, lens.summary)}
    <section>
      <h2 id="data">Data and model</h2>
      <dl class="facts">
        <div class="wide">
          <dt>Rows from</dt>
          <dd>${source}</dd>
        </div>
        <div class="wide">
          <dt>Model</dt>
          <dd>${model}</dd>
        </div>
        <div>
          <dt>Rows</dt>
          <dd>${formatCount(rows)}</dd>
        </div>
        ${
          weights === undefined
            ? null
            : html`<div>
                <dt>Sum of weights</dt>
                <dd>${inDigits(weights)}</dd>
              </div>`
        }
        <div>
          <dt>Effective sample size</dt>
          <dd>${formatCount(effectiveSampleSize)}</dd>
        </div>
      </dl>
    </section>
    <section>
      <h2 id="lens">What GHM-C does to these rows</h2>
      <p class="lead">
        The model's error on each row is its gradient norm g. GHM-C counts how many rows have a
        similar g, and divides by that: rare errors are heard, crowds are hushed.
      </p>
      <div class="charts">
        ${histogramChart(
          [
            {
              ...{ ...subject, title: "all rows", parts: counts, reference: null },
              ...{ positives: lens.positives ?? null, referencePositives: null },
            },
          ],
          "Easy rows at the left, wrong ones at the right. A tower at 1: outliers.",
        )}
        ${weightCharts(
          [{ title: "The weight of each", beta: bins.map(({ beta }) => beta), rows: counts }],
          "Bars up: amplified. Bars down: suppressed. –: no rows.",
          { height: 294, top: 46 },
        )}
        ${contributionChart(
          [{ ...subject, title: "with GHM-C", parts: after, reference: before }],
          "Their share of the whole gradient. Dashed: without weights.",
          "without weights",
        )}
      </div>
      ${table(bins, lens.examples)}
    </section>
    ${lens.classes ? classSection(lens.classes) : null}
    ${
      lens.classes && lens.confusion
        ? confusionSection(
            lens.classes.map((each) => each.class),
            lens.confusion,
            weights !== undefined,
          )
        : null
    }
    ${lens.reliability ? calibrationSection(lens.reliability, lens.classes?.length ?? 2) : null}`;
}

function calibrationSection({ before, after }: LensReliability, classes: number): Html {
  const titleOf = (name: string, { ece }: { ece: number }) => `${name}: ECE ${formatMetric(ece)}`;
  const raw = {
    title: titleOf(after === null ? "the model" : "before", before),
    ...{ colour: "var(--muted)", symbol: "circle" as const },
    bins: before.bins,
  };
  const calibrated = after && {
    title: titleOf("after", after),
    ...{ colour: "var(--suppressed)", symbol: "square" as const },
    bins: after.bins,
  };
  const isTwo = classes === 2;
  return html`<section>
    <h2 id="calibration">Probabilities and shares</h2>
    <p class="lead">
      ${
        isTwo
          ? "Of the rows with a probability of 0.3, three in ten should be positive."
          : "Of the rows whose likeliest class has a probability of 0.7, seven in ten should be of it."
      }
      ECE is the mean distance from that.
      ${
        after === null
          ? "This model has no calibration."
          : "Before: the sigmoid or softmax of the model's outputs. After: with its calibration, as predict has it."
      }
    </p>
    <div class="charts">
      ${reliabilityChart(calibrated === null ? [raw] : [raw, calibrated], {
        caption:
          "On the dashed diagonal: yes. Upright lines: 95 % intervals. At the foot: where the rows are.",
        description: `${
          isTwo ? "Share of positives" : "Share of right answers"
        } among the rows of each predicted probability; a model is calibrated where both are equal`,
        x: isTwo ? "predicted probability" : "probability of the likeliest",
        y: isTwo ? "share of positives" : "share of right answers",
      })}
    </div>
  </section>`;
}

function table(bins: readonly LensRange[], examples: LensReport["examples"]): Html {
  return html`<div class="scroll fit" role="region" aria-label="Each bin" tabindex="0">
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">g</th>
          <th scope="col" class="number">rows</th>
          <th scope="col" class="number">weight β</th>
          <th scope="col" class="number">share of the gradient before</th>
          <th scope="col" class="number">and after weighting</th>
          ${examples ? html`<th scope="col">rows, the worst first</th>` : null}
        </tr>
      </thead>
      <tbody>
        ${bins.map(
          ({ count, beta, shareBefore, shareAfter }, i) =>
            html`<tr>
              <th scope="row">${edge(i, bins.length)} to ${edge(i + 1, bins.length)}</th>
              <td class="number">${formatCount(count)}</td>
              <td class="number">${isNumber(beta) ? formatWeight(beta) : "–"}</td>
              <td class="number">${formatShare(shareBefore)}</td>
              <td class="number">${formatShare(shareAfter)}</td>
              ${
                examples
                  ? html`<td>
                      ${examples[i].join(", ")}${count > examples[i].length ? ", …" : null}
                    </td>`
                  : null
              }
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function edge(i: number, bins: number): string {
  return String(Number((i / bins).toFixed(3)));
}
