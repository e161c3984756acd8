import { html, type Html } from "./html.js";

const terms = {
  g: [
    "g, gradient norm",
    "How far the prediction is from the label: |p − p*| with two classes, 1 − the label's probability " +
      "with more. It is the size of the gradient that cross-entropy sends back for this row: 0 for easy " +
      "rows, 1 for the worst errors.",
  ],
  weight: [
    "β, weight",
    "GHM-C's weight of a row: N rows divided by the density of rows with a similar g. Above 1 the " +
      "row counts more than under plain cross-entropy (amplified), below 1 less (suppressed).",
  ],
  effective: [
    "Effective sample size",
    "Weighted rows say as much as so many rows of equal weight: (Σβ)²/Σβ², by Kish.",
  ],
  bce: ["BCE", "Binary cross-entropy, the plain loss that all others are compared with."],
  crossEntropy: [
    "Cross-entropy",
    "The plain loss that all others are compared with: −log of the label's probability.",
  ],
  ap: [
    "AP",
    "Average precision, the area under the precision-recall curve: how well positives are " +
      "ranked first. A ranking by chance has the share of positives.",
  ],
  macroAp: [
    "Macro AP",
    "Average precision of each class against all others, and its mean over the classes: how well the " +
      "rows of a class are ranked first by its probability.",
  ],
  auroc: [
    "AUROC",
    "The probability that a positive row is ranked above a negative one. Chance: 0.5.",
  ],
  macroAuroc: [
    "Macro AUROC",
    "The probability that a row of a class is ranked above one of another, in the mean over the classes. " +
      "Chance: 0.5.",
  ],
  f1: [
    "F1",
    "The harmonic mean of precision and recall, at the threshold 0.5, or at the threshold that was " +
      "best on the validation rows (tuned).",
  ],
  macroF1: [
    "Macro F1",
    "The harmonic mean of precision and recall of each class, and its mean over the classes: rare " +
      "classes count as much as frequent ones. So it is with balanced accuracy, the mean of the recalls.",
  ],
  brier: [
    "Brier score",
    "The mean squared distance of probabilities from labels; low is good. Probabilities from any " +
      "loss here but plain cross-entropy need recalibration before anyone reads them as probabilities.",
  ],
  ece: [
    "ECE",
    "The expected calibration error: how far probabilities are from the share of rows that turn out so, " +
      "in the mean.",
  ],
  paired: [
    "Paired interval",
    "Both losses see the same seeds, so their difference is taken seed by seed. The interval covers " +
      "the true mean difference in 95 of 100 such experiments.",
  ],
  margin: [
    "Margin",
    "How much surer the models are of the label than of the likeliest other class, in logits: the " +
      "logarithm of the odds. −2.3 means that the other class is 10 times as likely, −4.6 100 times.",
  ],
  because: [
    "Because of",
    "The cells that set this row apart from the mean of those with its label, and by how much each lowers the " +
      "margin: integrated gradients (Sundararajan et al. 2017) on the way from there to this row.",
  ],
  calibrated: [
    "p, calibrated probability",
    "Of the rows to which the models give p = 0.9 for a class, nine in ten are labelled so. Labels that " +
      "are wrong count as they stand.",
  ],
} as const satisfies Record<string, readonly [term: string, meaning: string]>;

/** A term that the glossary explains. */
export type Term = keyof typeof terms;

/** Explains the terms of a report, each once, in the order of the list above; `null` without any. */
export function glossary(shown: readonly Term[]): Html | null {
  const wanted = (Object.keys(terms) as Term[]).filter((term) => shown.includes(term));
  if (wanted.length === 0) return null;
  return html`<section>
    <h2 id="terms">How to read this</h2>
    <dl class="terms">
      ${wanted.map(
        (key) =>
          html`<div>
            <dt>${terms[key][0]}</dt>
            <dd>${terms[key][1]}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
