/** Warnings about a comparison: rules of thumb, given only where they apply. */
import { effectOf } from "../../losses/lens.js";
import type { ComparedLoss, Comparison } from "./comparison.js";
import { series } from "./phrases.js";

/** With fewer rows in a histogram, GHM's weights are unstable. */
const enoughRows = 500;
const enoughBins = 5;
const enoughRates = 5;

export function warningsOf(comparison: Omit<Comparison, "advice" | "summary">): string[] {
  const { losses } = comparison;
  const ghm = losses.filter(({ spec }) => spec.name === "ghmc");
  return [
    ...aboutTheGrid(comparison),
    ...losses.flatMap((loss) => aboutLostTrainings(loss, comparison)),
    ...ghm.flatMap(aboutWorstErrors),
    ...(ghm.length === 0 ? [] : aboutStability(ghm, comparison)),
    ...aboutProbabilities(losses),
  ];
}

function aboutTheGrid({
  protocol,
  losses,
  metrics,
}: Omit<Comparison, "advice" | "summary">): string[] {
  const { learningRates, selectBy, seeds } = protocol;
  const few =
    learningRates.length < enoughRates
      ? [
          `The grid has fewer than ${enoughRates} learning rates: a loss can look better only because its ` +
            `best rate is among them.`,
        ]
      : [];
  if (learningRates.length === 1) return few;
  const edges = [
    { rate: learningRates[0], which: "smallest", more: "smaller" },
    { rate: learningRates[learningRates.length - 1], which: "largest", more: "larger" },
  ];
  const choosing = metrics.filter(({ name }) => selectBy === null || selectBy === name);
  const onEdge = edges.flatMap(({ rate, which, more }) => {
    const found = losses.flatMap(({ title, metrics: results }) => {
      const often = choosing.filter(({ name }) => {
        const { learningRates: chosen, onEdge } = results[name];
        return chosen.filter((one, i) => one === rate && onEdge[i]).length > seeds.length / 3;
      });
      if (often.length === 0) return [];
      return [`${title} by ${series(often.map((metric) => metric.title))}`];
    });
    if (found.length === 0) return [];
    return [
      `The ${which} learning rate, ${rate}, was chosen with more than a third of the seeds: ` +
        `${found.join("; ")}. The best may lie beyond it: add ${more} ones.`,
    ];
  });
  return [...few, ...onEdge];
}

function aboutLostTrainings(
  { title, lost }: ComparedLoss,
  { protocol }: Omit<Comparison, "advice" | "summary">,
) {
  if (lost.length === 0) return [];
  const rates = [...new Set(lost.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
  const all = protocol.seeds.length * protocol.learningRates.length;
  return [
    `${title}: ${lost.length} of ${all} trainings diverged and could not be chosen, at learning rate ` +
      `${series(rates.map(String))}.`,
  ];
}

/** In two digits, or as many as the whole part has. */
const betaText = (beta: number) => (beta < 99.5 ? beta.toPrecision(2) : beta.toFixed());

/** How GHM-C weights the rows that its models get most wrong. */
function aboutWorstErrors({ title, profile }: ComparedLoss): string[] {
  const { beta, outlierShare } = profile;
  const top = beta[beta.length - 1];
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const said = [];
  const effect = {
    amplifies: "amplified, which helps if they are hard, and harms if their labels are wrong",
    suppresses: "suppressed",
    leaves: null,
    empty: null,
  }[effectOf(top)];
  if (top !== null && effect !== null) {
    said.push(
      `${title}: the worst errors, training rows with g ≥ 0.9, have the weight β = ${betaText(top)}: ` +
        `they are ${effect}.`,
    );
  }
  if (outlierShare !== null) {
    said.push(
      `${title}: the known outliers carry ${percent(outlierShare.before)} of the gradient without ` +
        `weights, ${percent(outlierShare.after)} with them.`,
    );
  }
  return said;
}

function aboutStability(
  ghm: readonly ComparedLoss[],
  { data, protocol }: Omit<Comparison, "advice" | "summary">,
): string[] {
  const said = [];
  const { batchSize } = protocol;
  if (data.training < enoughRows) {
    said.push(
      `${data.training} training rows: with fewer than about ${enoughRows}, GHM's bins hold few rows ` +
        `and its weights are unstable.`,
    );
  } else if (batchSize !== null && batchSize < enoughRows) {
    said.push(
      `Batches of ${batchSize} rows: GHM counts in each batch, and wants ${enoughRows} rows or more, or ` +
        `a moving average (momentum).`,
    );
  }
  for (const { title, profile } of ghm) {
    const filled = profile.beta.filter((beta) => beta !== null).length;
    if (filled >= enoughBins) continue;
    said.push(
      `${title}: only ${filled} of ${profile.beta.length} bins hold rows; with fewer than ` +
        `${enoughBins} its weights are unstable.`,
    );
  }
  return said;
}

/**
 * Calibration: of the named losses, only BCE has its minimum where p is the share of positives, η.
 * Generalized cross-entropy, for example, has it where logit p = logit η/(1 − q).
 */
function aboutProbabilities(losses: readonly ComparedLoss[]): string[] {
  const titles = losses.filter(({ spec }) => spec.name !== "bce").map(({ title }) => title);
  if (titles.length === 0) return [];
  return [
    `What models trained with ${series(titles)} give are no probabilities until they are ` +
      `recalibrated: read them as scores.`,
  ];
}
