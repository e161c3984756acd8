/** One loss with one seed: its trainings, the choice among them, and the test. */
import type { Split } from "../../train/index.js";
import type { Sequential } from "../../nn/index.js";
import {
  choose,
  isOnEdge,
  makeCandidate,
  measure,
  type Candidate,
  type Measured,
} from "./candidates.js";
import { comparedMetrics, type ComparedMetric, type LostTraining } from "./comparison.js";
import { DivergenceError } from "../../train/divergence.js";
import { lossTitle, type LossSpec } from "../model/namedLoss.js";
import { labelsOf, logitsOf, probabilitiesOf } from "../model/outputs.js";
import { profileOf, type SeedProfile } from "./profile.js";
import type { Protocol } from "./protocol.js";
import { trainMlp } from "../model/trainMlp.js";

/** The results of one loss with one seed. */
export interface LossRun {
  /** Each metric on the test rows, of the model that this metric chose. */
  tested: Measured;
  /** The learning rate that each metric chose. */
  learningRates: Record<ComparedMetric, number>;
  /** Whether a better learning rate may lie beyond the grid. */
  onEdge: Record<ComparedMetric, boolean>;
  /** Of the model that AP chose. */
  profile: SeedProfile;
  lost: LostTraining[];
}

/** A learning curve has a point at the start, and at most this many others. */
const curvePoints = 40;

/**
 * Trains with each learning rate, and tests the models that the metrics choose.
 *
 * @param protocol - the settings, the seed, and whether the profile has a learning curve.
 * @param goOn - as in `trainMlp`.
 * @returns `null` if `goOn` gave `false`.
 * @throws Error if all trainings diverge.
 */
export async function runLoss(
  loss: LossSpec,
  split: Split,
  protocol: Protocol & { seed: number; withCurve: boolean },
  goOn: () => Promise<boolean>,
  onTrained: (learningRate: number) => void,
): Promise<LossRun | null> {
  const { seed, withCurve, learningRates, steps, selectBy } = protocol;
  const shown = new Set(
    Array.from({ length: curvePoints + 1 }, (_, i) => Math.round((i / curvePoints) * steps)),
  );
  const candidates: Candidate[] = [];
  const lost: LostTraining[] = [];
  for (const learningRate of learningRates) {
    const snapshots: Candidate["snapshots"] = [];
    const takeSnapshot = (step: number, model: Sequential) => {
      if (!withCurve || !shown.has(step)) return;
      // Not copied: arrays are replaced, never written to.
      snapshots.push({ step, parameters: model.parameters().map(({ data }) => data) });
    };
    try {
      const recipe = { ...protocol, loss, learningRate };
      const model = await trainMlp(split.training, recipe, goOn, takeSnapshot);
      if (model === null) return null;
      candidates.push(makeCandidate(learningRate, model, snapshots, split.validation));
    } catch (error) {
      if (!(error instanceof DivergenceError)) throw error;
      lost.push({ seed, learningRate, reason: error.message });
    }
    onTrained(learningRate);
  }
  if (candidates.length === 0) {
    throw new Error(
      `compare: with seed ${seed} every training of ${lossTitle(loss)} diverged, so there is nothing ` +
        `to choose from: add smaller learning rates than ${learningRates[0]}. The last one: ` +
        lost[lost.length - 1].reason,
    );
  }
  const chosen = byMetric((metric) => choose(candidates, selectBy ?? metric));
  // The test rows are used for the first time, and only with the chosen models.
  const labels = labelsOf(split.test);
  const testedBy = new Map(
    Array.from(new Set(Object.values(chosen)), (candidate) => {
      const probabilities = probabilitiesOf(logitsOf(candidate.model, split.test.x));
      return [candidate, measure(labels, probabilities, candidate.threshold)];
    }),
  );
  return {
    tested: byMetric((metric) => testedBy.get(chosen[metric])?.[metric] ?? null),
    learningRates: byMetric((metric) => chosen[metric].learningRate),
    onEdge: byMetric((metric) =>
      isOnEdge(chosen[metric], candidates, selectBy ?? metric, learningRates),
    ),
    profile: profileOf(loss, chosen.ap, split),
    lost,
  };
}

export function byMetric<T>(f: (metric: ComparedMetric) => T): Record<ComparedMetric, T> {
  const entries = comparedMetrics.map((metric) => [metric, f(metric)] as const);
  return Object.fromEntries(entries) as Record<ComparedMetric, T>;
}
