import { html, type Html } from "./html.js";

const terms: [term: string, meaning: string][] = [
  [
    "g, gradient norm",
    "|p − p*|: how far the predicted probability p is from the label p*. It is the size of the " +
      "gradient that cross-entropy sends back for this row: 0 for easy rows, 1 for the worst errors.",
  ],
  [
    "β, weight",
    "GHM-C's weight of a row: N rows divided by the density of rows with a similar g. Above 1 the " +
      "row counts more than under BCE (amplified), below 1 less (suppressed).",
  ],
  [
    "Effective sample size",
    "Weighted rows say as much as so many rows of equal weight: (Σβ)²/Σβ², by Kish.",
  ],
  ["BCE", "Binary cross-entropy, the plain loss that all others are compared with."],
  [
    "AP",
    "Average precision, the area under the precision-recall curve: how well positives are " +
      "ranked first. A ranking by chance has the share of positives.",
  ],
  ["AUROC", "The probability that a positive row is ranked above a negative one. Chance: 0.5."],
  [
    "F1",
    "The harmonic mean of precision and recall, at the threshold 0.5, or at the threshold that was " +
      "best on the validation rows (tuned).",
  ],
  [
    "Brier score",
    "The mean squared distance of probabilities from labels; low is good. Probabilities from any " +
      "loss here but BCE need recalibration before anyone reads them as probabilities.",
  ],
  [
    "Paired interval",
    "Both losses see the same seeds, so their difference is taken seed by seed. The interval covers " +
      "the true mean difference in 95 of 100 such experiments.",
  ],
];

/** Explains the terms of a report. */
export function glossary(): Html {
  return html`<section>
    <h2 id="terms">How to read this</h2>
    <dl class="terms">
      ${terms.map(
        ([term, meaning]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
