/** A seed of a comparison: its trainings, the choice among them, and the test. */
import type { Examples, Split } from "../../train/index.js";
import {
  choose,
  isOnEdge,
  makeCandidate,
  testBalance,
  testOn,
  type Candidate,
  type Snapshots,
} from "./candidates.js";
import type { LostTraining, MetricInfo, PerMetric } from "./comparison.js";
import { DivergenceError } from "../../train/divergence.js";
import { lossTitle, type LossSpec } from "../model/lossSpec.js";
import { outputsFor } from "../model/outputs.js";
import { perMetric } from "./metrics.js";
import { profileOf, type SeedProfile } from "./profile.js";
import type { Protocol } from "./protocol.js";
import { trainTogether, type Setting, type Trained } from "./trainTogether.js";

/** The results of one loss with one seed. */
export interface LossRun {
  /** Each metric on the test rows, of the model that this metric chose. */
  tested: PerMetric<number | null>;
  /** The learning rate that each metric chose. */
  learningRates: PerMetric<number>;
  /** Whether a better learning rate may lie beyond the grid. */
  onEdge: PerMetric<boolean>;
  /** Of the model that AP chose. */
  profile: SeedProfile;
  /** Metrics at thresholds that were tuned for them; `null` with three or more classes. */
  tuned: Record<"f1" | "balancedAccuracy", { threshold: number; value: number | null }> | null;
  lost: LostTraining[];
}

/** What the samples of all seeds have in common. */
export interface Task {
  classes: number;
  metrics: readonly MetricInfo[];
  /** BCE first. */
  losses: readonly LossSpec[];
}

export type SeedProtocol = Protocol & Task & { seed: number };

/** Trains and tests with one seed: see {@link runSeed}. */
export type SeedRunner = typeof runSeed;

/** Of a learning curve, beside its start. */
const curvePoints = 10;

/**
 * Trains each loss at all learning rates, and tests the models that the metrics choose.
 *
 * @param goOn - as in `trainMlp`.
 * @param onTrained - called after each training.
 * @returns one run for each loss; `null` if `goOn` gave `false`.
 * @throws Error if all trainings of a loss diverge.
 */
export async function runSeed(
  split: Split,
  protocol: SeedProtocol,
  goOn: () => Promise<boolean>,
  onTrained: (setting: Setting) => void,
): Promise<LossRun[] | null> {
  const { losses, learningRates } = protocol;
  const shown = curveSteps(protocol.steps);
  const runs: LossRun[] = [];
  while (runs.length < losses.length) {
    const together = losses.slice(runs.length, runs.length + lossesAtOnce(split, protocol));
    const settings = together.flatMap((loss) =>
      learningRates.map((learningRate) => ({ loss, learningRate })),
    );
    const snapshots = settings.map((): Snapshots => []);
    const trained = await trainTogether(split.training, protocol, settings, {
      goOn,
      onStep: (candidate, step, model) => {
        if (step === 0) snapshots[candidate] = []; // also if it starts again, alone
        if (!shown.has(step)) return;
        // Not copied: arrays are replaced, never written to.
        const parameters = model.parameters().map(({ data }) => data);
        snapshots[candidate].push({ step, parameters });
      },
      onTrained: (candidate) => {
        onTrained(settings[candidate]);
      },
    });
    if (trained === null) return null;
    for (const [i, loss] of together.entries()) {
      await goOn(); // only for the sake of other tasks: what is trained is also tested
      const own = learningRates.map((learningRate, j) => {
        const at = i * learningRates.length + j;
        return { learningRate, trained: trained[at], snapshots: snapshots[at] };
      });
      runs.push(runOf(loss, own, split, protocol));
    }
  }
  return runs;
}

/** The steps that a learning curve shows: the start, and others at equal ratios. */
function curveSteps(steps: number): Set<number> {
  const ratio = steps ** (1 / (curvePoints - 1));
  return new Set([0, ...Array.from({ length: curvePoints }, (_, i) => Math.round(ratio ** i))]);
}

/** More columns are not faster, and take memory. */
const mostColumns = 64;
/** Numbers that may always be kept. */
const mostKept = 1e7;

/**
 * How many losses are trained together, at least one. The parameters that are kept for learning
 * curves must not take more memory than the rows.
 */
function lossesAtOnce({ training }: Split, { learningRates, classes }: SeedProtocol): number {
  const [rows, features] = training.x.shape;
  const columns = Math.min(mostColumns, Math.max(rows, mostKept / features) / curvePoints);
  return Math.max(1, Math.floor(columns / (learningRates.length * outputsFor(classes))));
}

interface Attempt {
  learningRate: number;
  trained: Trained;
  snapshots: Snapshots;
}

function runOf(
  loss: LossSpec,
  attempts: readonly Attempt[],
  split: Split,
  { seed, selectBy, learningRates, classes, metrics }: SeedProtocol,
): LossRun {
  const { candidates, lost } = candidatesOf(attempts, split.validation, seed);
  if (candidates.length === 0) {
    throw new Error(
      `compare: with seed ${seed} every training of ${lossTitle(loss, classes)} diverged, so there is ` +
        `nothing to choose from: add smaller learning rates than ${learningRates[0]}. The last one: ` +
        lost[lost.length - 1].reason,
    );
  }
  const chooses = (metric: MetricInfo) => metrics.find(({ name }) => name === selectBy) ?? metric;
  const chosen = perMetric(metrics, (metric) => choose(candidates, chooses(metric)));
  // The test rows are used for the first time, and only with the chosen models.
  const testedBy = new Map(
    Array.from(new Set(Object.values(chosen)), (candidate) => [
      candidate,
      testOn(split.test, candidate),
    ]),
  );
  const tested = perMetric(metrics, ({ name }) => testedBy.get(chosen[name])?.[name] ?? null);
  const balanced = selectBy === null ? mostBalanced(candidates) : chosen.balancedAccuracy;
  return {
    tuned:
      classes > 2
        ? null
        : {
            f1: { threshold: chosen.tunedF1.threshold, value: tested.tunedF1 },
            balancedAccuracy: testBalance(split.test, balanced),
          },
    tested,
    learningRates: perMetric(metrics, ({ name }) => chosen[name].learningRate),
    onEdge: perMetric(metrics, (metric) =>
      isOnEdge(chosen[metric.name], candidates, chooses(metric), learningRates),
    ),
    profile: profileOf(loss, chosen.ap, split, classes),
    lost,
  };
}

/** The trainings that there is a model of, measured on the validation rows; and the others. */
function candidatesOf(
  attempts: readonly Attempt[],
  validation: Examples,
  seed: number,
): { candidates: Candidate[]; lost: LostTraining[] } {
  const candidates: Candidate[] = [];
  const lost: LostTraining[] = [];
  for (const { learningRate, trained, snapshots } of attempts) {
    try {
      if (trained instanceof DivergenceError) throw trained;
      candidates.push(makeCandidate(learningRate, trained, snapshots, validation));
    } catch (error) {
      if (!(error instanceof DivergenceError)) throw error;
      lost.push({ seed, learningRate, reason: error.message });
    }
  }
  return { candidates, lost };
}

/** The candidate with the best balanced accuracy at a threshold tuned for it. */
function mostBalanced(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, next) =>
    (next.balance?.balancedAccuracy ?? 0) > (best.balance?.balancedAccuracy ?? 0) ? next : best,
  );
}
