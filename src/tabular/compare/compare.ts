import { checkOptions, checkType, isCallable } from "../../array/index.js";
import type { Split } from "../../train/index.js";
import { pairedInterval } from "../../train/metrics/index.js";
import { checkSplit } from "./checkSplit.js";
import type { ComparedLoss, ComparedMetric, Comparison, MetricResult } from "./comparison.js";
import { lossTitle, type LossSpec } from "../model/namedLoss.js";
import { byMetric, runLoss, type LossRun } from "./run.js";
import { countClasses } from "../model/outputs.js";
import { meanProfile } from "./profile.js";
import { protocolDefaults, readProtocol, type Protocol, type ProtocolOptions } from "./protocol.js";
import { summarizeComparison } from "./summary.js";
import { abortError, pausing, type Signal } from "../../train/pausing.js";

export interface CompareOptions extends ProtocolOptions {
  /** Where the rows come from, for the report. Default `"a sample"`. */
  source?: string | undefined;
  /** Called after each training. */
  onProgress?: ((progress: CompareProgress) => void) | undefined;
  /** Stops the work; the result then contains the seeds that were complete. */
  signal?: Signal | undefined;
}

/** How many trainings are done, and which was the last. */
export interface CompareProgress {
  done: number;
  total: number;
  seed: number;
  loss: LossSpec;
  learningRate: number;
}

/**
 * Compares losses, each at its best learning rate, on the same samples: for each seed, all
 * trainings have the same rows, initial weights, batches and number of steps. For each metric, the
 * learning rate is the one that is best in that metric on the validation rows; of two equal ones,
 * the smaller. Only the chosen models are measured on the test rows.
 *
 * ```ts
 * const sample = (seed: number) => twoMoons({ seed, flipped: 0.1 });
 * const { losses, summary } = await compare(sample, { hidden: [16], seeds: [1, 2, 3] });
 * console.log(summary.join("\n"));
 * ```
 *
 * The same arguments give the same result, to the bit. The work pauses 20 times a second, so that
 * other tasks can run.
 *
 * @param sample - returns the rows for a seed, the same at each call, with x of shape [N, F] and y
 * of shape [N, 1]; features should be standardised by the training rows. See {@link tableSampler}
 * for tables.
 * @param options - what is compared, how the models are trained, and how to watch and stop that.
 * @returns the comparison; if the signal stopped it, of the seeds that were complete.
 * @throws RangeError if an option is out of its range, or a sample lacks a class or has parts that
 * do not fit each other. @throws Error if all trainings of a loss diverge with one seed, or, named
 * `"AbortError"`, if it is stopped before the first seed is complete.
 */
export async function compare(
  sample: (seed: number) => Split,
  options: CompareOptions = {},
): Promise<Comparison> {
  const { source, onProgress, signal, ...planned } = checkOptions("compare", options, {
    ...protocolDefaults,
    source: "a sample",
    onProgress: () => undefined,
    signal: undefined,
  });
  checkType(isCallable(sample), "compare takes a function that makes rows", sample);
  const protocol = readProtocol(planned);
  const { losses, seeds, learningRates } = protocol;
  const goOn = pausing("compare", signal);
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
        onProgress({ done: ++done, total, seed, loss, learningRate });
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
  const counts = [training, validation, test].map((part) => countClasses(part));
  const [ofTraining, ofValidation, ofTest] = counts.map(
    ([negatives, positives]) => negatives + positives,
  );
  return {
    source,
    rows: ofTraining + ofValidation + ofTest,
    positives: counts.reduce((sum, [, positives]) => sum + positives, 0),
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

/** The runs to compare with, seed by seed. */
interface Reference {
  runs: readonly LossRun[];
  /** How far the seeds share rows: see `pairedInterval`. */
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
