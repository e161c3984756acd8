import type { Split } from "../../train/index.js";
import { pairedInterval } from "../../train/metrics/index.js";
import { checkSplit } from "./checkSplit.js";
import type { ComparedLoss, ComparedMetric, Comparison, MetricResult } from "./comparison.js";
import { lossTitle, type LossSpec } from "../model/namedLoss.js";
import { byMetric, runLoss, type LossRun } from "./run.js";
import { countClasses } from "../model/outputs.js";
import { meanProfile } from "./profile.js";
import { readProtocol, type Protocol, type ProtocolOptions } from "./protocol.js";
import { summarizeComparison } from "./summary.js";
import { abortError, pausing, type Signal } from "../../train/pausing.js";

export interface CompareOptions extends ProtocolOptions {
  /** Where the rows come from, for the report. Default `"a sample"`. */
  source?: string | undefined;
  /** Called after each training. */
  onProgress?: ((progress: CompareProgress) => void) | undefined;
  /** Stops it; what is returned is of the seeds that are complete by then. */
  signal?: Signal | undefined;
}

/** How many trainings of all are done, and which was the last. */
export interface CompareProgress {
  done: number;
  total: number;
  seed: number;
  loss: LossSpec;
  learningRate: number;
}

/**
 * Compares losses, each at its best learning rate, on the same samples: with a seed, all trainings
 * have the same rows, first weights, batches and number of steps. The learning rate of a metric is
 * the one that is best by that same metric on the validation rows, the smaller of two equals. The
 * test rows are for the chosen models only.
 *
 * ```ts
 * const sample = (seed: number) => twoMoons({ seed, flipped: 0.1 });
 * const { losses, summary } = await compare(sample, { hidden: [16], seeds: [1, 2, 3] });
 * console.log(summary.join("\n"));
 * ```
 *
 * The same arguments give the same result, to the bit. It lets others have a turn 20 times a second.
 *
 * @param sample - the rows for a seed, the same whenever it is called; features should be
 * standardised by the training rows.
 * @returns the comparison; if the signal stopped it, of the seeds that were complete.
 * @throws RangeError if an option is out of its range, or a sample lacks a class or has parts that
 * do not fit each other. @throws Error if all trainings of a loss diverge with one seed, or, named
 * `"AbortError"`, if it is stopped before the first seed is complete.
 */
export async function compare(
  sample: (seed: number) => Split,
  options: CompareOptions = {},
): Promise<Comparison> {
  const protocol = readProtocol(options);
  const { source = "a sample", onProgress, signal } = options;
  const { losses, seeds, learningRates } = protocol;
  const goOn = pausing(signal);
  const total = seeds.length * losses.length * learningRates.length;
  let done = 0;
  let first: Split | null = null;
  const runs: LossRun[][] = [];
  for (const seed of seeds) {
    const split = sample(seed);
    checkSplit(split, seed);
    const withCurve = first === null;
    const ofSeed: LossRun[] = [];
    for (const loss of losses) {
      const onTrained = (learningRate: number) => {
        onProgress?.({ done: ++done, total, seed, loss, learningRate });
      };
      const run = await runLoss(loss, split, { ...protocol, seed, withCurve }, goOn, onTrained);
      if (run === null) break;
      ofSeed.push(run);
    }
    if (ofSeed.length < losses.length) break;
    runs.push(ofSeed);
    first ??= split;
  }
  if (first === null) {
    throw abortError("compare was stopped before its first seed was complete: nothing to compare");
  }
  const data = describeData(source, first);
  const overlap = protocol.resampled ? data.test / (data.training + data.validation) : 0;
  const comparison = {
    data,
    protocol: { ...describeProtocol(protocol, first, runs.length), overlap },
    losses: losses.map((spec, i) => {
      const [own, bce] = [i, 0].map((loss) => runs.map((ofSeed) => ofSeed[loss]));
      return combineRuns(spec, own, i === 0 ? null : { runs: bce, overlap });
    }),
  };
  return { ...comparison, summary: summarizeComparison(comparison) };
}

function describeData(source: string, { training, validation, test }: Split): Comparison["data"] {
  const counts = [training, validation, test].map(countClasses);
  const [ofTraining, ofValidation, ofTest] = counts.map((n) => n.negatives + n.positives);
  return {
    source,
    rows: ofTraining + ofValidation + ofTest,
    positives: counts.reduce((sum, { positives }) => sum + positives, 0),
    features: training.x.shape[1],
    training: ofTraining,
    validation: ofValidation,
    test: ofTest,
  };
}

function describeProtocol(
  protocol: Protocol,
  { training }: Split,
  completed: number,
): Omit<Comparison["protocol"], "overlap"> {
  const { seeds, learningRates, selectBy, steps, batchSize, hidden, activation, priorBias } =
    protocol;
  return {
    seeds: seeds.slice(0, completed),
    plannedSeeds: seeds.length,
    learningRates: [...learningRates],
    selectBy,
    steps,
    batchSize: batchSize ?? null,
    sizes: [training.x.shape[1], ...hidden, 1],
    activation,
    priorBias,
  };
}

/** What to compare with, seed by seed, and how far the seeds' rows are the same. */
interface Reference {
  runs: readonly LossRun[];
  overlap: number;
}

/** @param bce - `null` for BCE itself. */
function combineRuns(
  spec: LossSpec,
  runs: readonly LossRun[],
  bce: Reference | null,
): ComparedLoss {
  return {
    spec,
    title: lossTitle(spec),
    metrics: byMetric((metric) => resultOf(metric, runs, bce)),
    profile: meanProfile(runs.map(({ profile }) => profile)),
    lost: runs.flatMap(({ lost }) => lost),
  };
}

function resultOf(
  metric: ComparedMetric,
  runs: readonly LossRun[],
  bce: Reference | null,
): MetricResult {
  const values = runs.map(({ tested }) => tested[metric]);
  const known = values.filter((value) => value !== null);
  const pairs = values.flatMap((value, i) => {
    const other = bce?.runs[i].tested[metric] ?? null;
    return value === null || other === null ? [] : [[value, other]];
  });
  return {
    values,
    mean: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
    difference: pairedInterval(
      pairs.map(([value]) => value),
      pairs.map(([, other]) => other),
      { overlap: bce?.overlap },
    ),
    learningRates: runs.map(({ learningRates }) => learningRates[metric]),
    onEdge: runs.map(({ onEdge }) => onEdge[metric]),
  };
}
