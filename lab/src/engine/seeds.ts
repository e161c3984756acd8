/** The same setup with several seeds: one run misleads. */
import { pairedInterval, type PairedInterval } from "../../../src/index.js";
import type { LabelledTable } from "../../../src/tabular/table/labelledTable.js";
import type { Edit, Setup } from "../state.js";
import { Experiment } from "./experiment.js";
import { frameOf } from "./frame.js";
import type { Quality } from "./quality.js";

/** The twins' quality with one seed. */
export interface SeedResult {
  seed: number;
  twins: [Quality, Quality];
}

/** The metrics that seeds are compared by. */
export type Compared = "balancedAccuracy" | "ap" | "brier";

/**
 * Runs a setup with seeds 1, 2, …; yields after a few steps, so that others have a turn, and after
 * each seed its result.
 *
 * @param edits - those made before the first step; rows that later ones speak of are others with
 * another seed.
 * @param table - the setup's table of one's own, if it has one.
 */
export function* runSeeds(
  setup: Setup,
  edits: readonly Edit[],
  steps: number,
  seeds: number,
  table: LabelledTable | null = null,
): Generator<SeedResult | null> {
  const stepsAtOnce = 10;
  for (let seed = 1; seed <= seeds; seed++) {
    const added = edits.filter(({ at, kind }) => at === 0 && kind === "add");
    const experiment = Experiment.of({ setup: { ...setup, seed }, edits: added, step: 0 }, table);
    while (experiment.step < steps) {
      experiment.seek(Math.min(experiment.step + stepsAtOnce, steps));
      yield null;
    }
    const [first, second] = frameOf(experiment).twins;
    yield { seed, twins: [first.quality, second.quality] };
  }
}

/** The second twin's metric minus the first's: its mean, with a 95 % interval. */
export function differenceOf(
  results: readonly SeedResult[],
  metric: Compared,
): PairedInterval | null {
  const pairs = results.flatMap(({ twins: [first, second] }) => {
    const [a, b] = [second[metric], first[metric]];
    return a === null || b === null ? [] : [[a, b]];
  });
  return pairedInterval(
    pairs.map(([a]) => a),
    pairs.map(([, b]) => b),
  );
}
