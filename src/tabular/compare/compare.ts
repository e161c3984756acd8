import { checkOptions, checkType, isCallable } from "../../array/index.js";
import type { Split } from "../../train/index.js";
import { checkSplit } from "./checkSplit.js";
import { advise } from "./advice.js";
import type {
  ComparedLoss,
  Comparison,
  MetricInfo,
  MetricResult,
  TunedMetric,
} from "./comparison.js";
import { comparedMetrics, differenceIn, perMetric } from "./metrics.js";
import { lossTitle, type LossSpec } from "../model/lossSpec.js";
import { runSeed, type LossRun, type SeedRunner, type Task } from "./run.js";
import { countClasses, outputsFor } from "../model/outputs.js";
import { meanProfile } from "./profile.js";
import {
  checkSelectBy,
  protocolDefaults,
  readLosses,
  readProtocol,
  type Protocol,
  type ProtocolOptions,
} from "./protocol.js";
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
 * Labels are the numbers of the classes, from 0: of two, 1 is the positive one; of three or more,
 * the models are a softmax, BCE is cross-entropy, and the metrics are those of
 * {@link comparedMetrics}.
 *
 * ```ts
 * const sample = (seed: number) => twoMoons({ seed, flipped: 0.1 });
 * const { losses, summary } = await compare(sample, { hidden: [16], seeds: [1, 2, 3] });
 * console.log(summary.join("\n"));
 * ```
 *
 * If the examples have weights, a row of weight k counts as k copies of it would in all losses, metrics,
 * first biases and thresholds. Not in the splits, whose shares are of rows; and the intervals are those of
 * the seeds' metrics, so weights change these, but neither the number of seeds nor `overlap`.
 *
 * The same arguments give the same result, to the bit. The work pauses 20 times a second, so that
 * other tasks can run.
 *
 * @param sample - returns the rows for a seed, the same at each call, with x of shape [N, F] and y
 * of shape [N, 1]; features should be standardised by the training rows, and every class has a row in
 * each part. See {@link tableSampler} for tables.
 * @param options - what is compared, how the models are trained, and how to watch and stop that.
 * @returns the comparison; if the signal stopped it, of the seeds that were complete.
 * @throws RangeError if an option is out of its range or not for so many classes, or a sample lacks a
 * class or has parts that do not fit each other. @throws Error if all trainings of a loss diverge with one seed, or, named
 * `"AbortError"`, if it is stopped before the first seed is complete.
 */
export async function compare(
  sample: (seed: number) => Split,
  options: CompareOptions = {},
): Promise<Comparison> {
  return compareBy(runSeed, 1, sample, options);
}

/**
 * As {@link compare}, with seeds at the same time: the same result.
 *
 * @param run - runs a seed, here or elsewhere. It may take what the split's x hold.
 * @param atOnce - how many seeds it runs at the same time.
 */
export async function compareBy(
  run: SeedRunner,
  atOnce: number,
  sample: (seed: number) => Split,
  options: CompareOptions,
): Promise<Comparison> {
  const { source, onProgress, signal, ...planned } = checkOptions("compare", options, {
    ...protocolDefaults,
    source: "a sample",
    onProgress: () => undefined,
    signal: undefined,
  });
  checkType(isCallable(sample), "compare takes a function that makes rows", sample);
  const protocol = readProtocol(planned);
  const { seeds, learningRates } = protocol;
  const goOn = pausing("compare", signal);
  let done = 0;
  let task: Task | null = null;
  let data: Comparison["data"] | null = null;
  const running: Promise<LossRun[] | null>[] = [];
  const runs: LossRun[][] = [];
  /** Waits for the first seed that runs; whether it was complete. */
  const finish = async () => {
    const ofSeed = await running.shift();
    if (ofSeed) runs.push(ofSeed);
    return Boolean(ofSeed);
  };
  let goesOn = true;
  for (const seed of seeds) {
    if (running.length === atOnce) goesOn = await finish();
    if (!goesOn) break;
    const split = sample(seed);
    const classes = checkSplit(split, seed);
    task ??= taskOf(classes, protocol.selectBy, planned.losses);
    if (classes !== task.classes) {
      throw new RangeError(
        `compare: the sample for seed ${seed} has ${classes} classes, and that for seed ${seeds[0]} has ` +
          `${task.classes}: all must have the same`,
      );
    }
    data ??= describeData(source, split, task);
    const total = seeds.length * task.losses.length * learningRates.length;
    const ofSeed = run(split, { ...protocol, ...task, seed }, goOn, (setting) => {
      onProgress({ done: ++done, total, seed, ...setting });
    });
    ofSeed.catch(() => undefined); // it is awaited later
    running.push(ofSeed);
  }
  while (goesOn && running.length > 0) goesOn = await finish();
  if (data === null || task === null || runs.length === 0) {
    throw abortError("compare was stopped before its first seed was complete: nothing to compare");
  }
  return combine(data, protocol, task, runs);
}

/** What the first sample decides for all. */
function taskOf(
  classes: number,
  selectBy: Protocol["selectBy"],
  losses: ProtocolOptions["losses"],
): Task {
  checkSelectBy(selectBy, classes);
  return { classes, metrics: comparedMetrics(classes), losses: readLosses(losses, classes) };
}

/** The comparison by the runs of all seeds that were complete. */
function combine(
  data: Comparison["data"],
  protocol: Protocol,
  task: Task,
  runs: readonly LossRun[][],
): Comparison {
  const overlap = protocol.resampled ? data.test / (data.training + data.validation) : 0;
  const ofLoss = (loss: number) => runs.map((ofSeed) => ofSeed[loss]);
  const comparison = {
    data,
    protocol: { ...describeProtocol(protocol, data.features, task, runs.length), overlap },
    metrics: [...task.metrics],
    losses: task.losses.map((spec, i) =>
      combineRuns(spec, task, ofLoss(i), i === 0 ? null : { runs: ofLoss(0), overlap }),
    ),
  };
  return {
    ...comparison,
    advice: advise(comparison),
    summary: summarizeComparison(comparison),
  };
}

function describeData(
  source: string,
  { training, validation, test }: Split,
  { classes }: Task,
): Comparison["data"] {
  const counts = [training, validation, test].map((part) => countClasses(part, classes));
  const all = counts[0].map((_, label) => counts.reduce((sum, part) => sum + part[label], 0));
  return {
    source,
    rows: training.y.size + validation.y.size + test.y.size,
    positives: classes === 2 ? all[1] : null,
    ...(training.weights && {
      weights: [training, validation, test]
        .flatMap(({ weights = [] }) => weights)
        .reduce((sum, weight) => sum + weight, 0),
    }),
    classes: all,
    features: training.x.shape[1],
    training: training.y.size,
    validation: validation.y.size,
    test: test.y.size,
  };
}

function describeProtocol(
  protocol: Protocol,
  features: number,
  { classes }: Task,
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
    sizes: [features, ...hidden, outputsFor(classes)],
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
  { classes, metrics }: Task,
  runs: readonly LossRun[],
  bce: Reference | null,
): ComparedLoss {
  return {
    spec,
    title: lossTitle(spec, classes),
    metrics: perMetric(metrics, (metric) => resultOf(metric, runs, bce)),
    profile: meanProfile(runs.map(({ profile }) => profile)),
    tuned:
      classes > 2
        ? null
        : { f1: tunedOf("f1", runs), balancedAccuracy: tunedOf("balancedAccuracy", runs) },
    lost: runs.flatMap(({ lost }) => lost),
  };
}

function tunedOf(metric: "f1" | "balancedAccuracy", runs: readonly LossRun[]): TunedMetric {
  const ofMetric = runs.flatMap(({ tuned }) => tuned?.[metric] ?? []);
  return {
    thresholds: ofMetric.map(({ threshold }) => threshold),
    values: ofMetric.map(({ value }) => value),
  };
}

function resultOf(
  metric: MetricInfo,
  runs: readonly LossRun[],
  bce: Reference | null,
): MetricResult {
  const { name } = metric;
  const values = runs.map(({ tested }) => tested[name]);
  const known = values.filter((value) => value !== null);
  return {
    values,
    mean: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
    difference:
      bce &&
      differenceIn(
        metric,
        values,
        bce.runs.map(({ tested }) => tested[name]),
        bce.overlap,
      ),
    learningRates: runs.map(({ learningRates }) => learningRates[name]),
    onEdge: runs.map(({ onEdge }) => onEdge[name]),
  };
}
