/** The settings of a comparison: what all losses have in common, and what varies. */
import { checkCount, show, type Filled } from "../../array/index.js";
import { activationNames, type Activation } from "../../nn/index.js";
import type { ComparedMetric } from "./comparison.js";
import { comparedMetrics } from "./metrics.js";
import { lossTitle, type LossSpec } from "../model/lossSpec.js";
import { checkLoss, makeLoss, parseLoss } from "../model/namedLoss.js";

/** How a comparison is run. */
export interface ProtocolOptions {
  /**
   * The losses to compare; BCE is always the first, named or not. Default: BCE, class-balanced,
   * focal with α = 0.25 and 0.75 (with three or more classes once, without α), generalized
   * cross-entropy, GHM-C.
   */
  losses?: readonly LossSpec[] | undefined;
  /**
   * Adam's learning rates to choose from. Default [0.003, 0.01, 0.03, 0.1, 0.3, 1], for
   * standardised features.
   */
  learningRates?: readonly number[] | undefined;
  /** Each seed gives a sample, and a training of each loss at each rate. Default 1 to 20. */
  seeds?: readonly number[] | undefined;
  /** Adam's steps in each training. Default 300. */
  steps?: number | undefined;
  /** Rows in each step. Default: all. */
  batchSize?: number | undefined;
  /** Sizes of the layers between input and output. Default none: logistic regression. */
  hidden?: readonly number[] | undefined;
  /** The activation between the layers. Default `"tanh"`. */
  activation?: Activation | undefined;
  /**
   * Whether the last bias starts from the log odds of the training rows, or with three or more
   * classes from the logarithms of their shares, with every loss. Default `true`: otherwise a loss
   * can look better only because it gets there from 0 in fewer steps.
   */
  priorBias?: boolean | undefined;
  /** The metric that chooses every learning rate. Default: each metric chooses its own. */
  selectBy?: ComparedMetric | undefined;
  /**
   * Whether all samples are splits of the same rows, as those of {@link tableSampler} are. Then
   * every interval is widened, so that it is valid for new rows: see `overlap` of `pairedInterval`.
   * Default `false`: each seed draws new rows.
   */
  resampled?: boolean | undefined;
}

/** All options, checked. */
export interface Protocol {
  /** In ascending order. */
  learningRates: readonly number[];
  seeds: readonly number[];
  steps: number;
  batchSize: number | undefined;
  hidden: readonly number[];
  activation: Activation;
  priorBias: boolean;
  selectBy: ComparedMetric | null;
  resampled: boolean;
}

const defaultLosses = (classes: number) =>
  classes === 2
    ? ["bce", "class-balanced", "focal:alpha=0.25", "focal:alpha=0.75", "gce:q=0.7", "ghmc"]
    : ["bce", "class-balanced", "focal", "gce:q=0.7", "ghmc"];

export const protocolDefaults = {
  losses: undefined,
  learningRates: [0.003, 0.01, 0.03, 0.1, 0.3, 1],
  seeds: Array.from({ length: 20 }, (_, i) => i + 1),
  steps: 300,
  batchSize: undefined,
  hidden: [],
  activation: "tanh",
  priorBias: true,
  selectBy: undefined,
  resampled: false,
} as const;

/** @throws RangeError if an option is out of its range, or a list names something twice. */
export function readProtocol(options: Filled<ProtocolOptions, typeof protocolDefaults>): Protocol {
  const { learningRates, seeds, steps, batchSize, hidden, activation, priorBias } = options;
  const { selectBy, resampled } = options;
  checkList("learning rate", learningRates, (rate) => rate > 0 && rate < Infinity, "above 0");
  checkList("seed", seeds, Number.isSafeInteger, "a whole number");
  checkCount("compare: steps", steps);
  if (batchSize !== undefined) checkCount("compare: batchSize", batchSize);
  for (const size of hidden) checkCount("compare: a size in hidden", size);
  checkChoice("activation", activation, activationNames);
  return {
    learningRates: [...learningRates].sort((a, b) => a - b),
    seeds,
    steps,
    batchSize,
    hidden,
    activation,
    priorBias,
    selectBy: selectBy ?? null,
    resampled,
  };
}

/**
 * The losses to compare, BCE first.
 *
 * @param losses - as the user gave them; `undefined`: the default.
 * @throws RangeError if one is named twice, or is not for so many classes.
 */
export function readLosses(
  losses: readonly LossSpec[] | undefined,
  classes: number,
): readonly LossSpec[] {
  const checked = (losses ?? defaultLosses(classes).map(parseLoss)).map(checkLoss);
  const isBce = ({ name }: LossSpec) => name === "bce";
  const bce = checked.filter(isBce);
  const inOrder = [
    ...(bce.length === 0 ? [parseLoss("bce")] : bce),
    ...checked.filter((loss) => !isBce(loss)),
  ];
  checkList("loss", inOrder.map(titleOf(classes)), () => true, "");
  for (const loss of inOrder) makeLoss(loss, Array<number>(classes).fill(1));
  return inOrder;
}

const titleOf = (classes: number) => (loss: LossSpec) => lossTitle(loss, classes);

/**
 * The metrics that choose learning rates: all, each by itself, or one.
 *
 * @throws RangeError if there is no such metric with so many classes.
 */
export function checkSelectBy(selectBy: ComparedMetric | null, classes: number): void {
  if (selectBy === null) return;
  const names = comparedMetrics(classes).map(({ name }) => name);
  checkChoice(`with ${classes} classes selectBy`, selectBy, names);
}

function checkList<T>(
  what: string,
  list: readonly T[],
  isGood: (entry: T) => boolean,
  range: string,
): void {
  if (list.length === 0) throw new RangeError(`compare needs one ${what} at least`);
  list.forEach((entry, i) => {
    if (!isGood(entry)) {
      throw new RangeError(`compare: a ${what} must be ${range}, not ${show(entry)}`);
    }
    if (list.indexOf(entry) < i) {
      throw new RangeError(`compare: the ${what} ${String(entry)} is named twice`);
    }
  });
}

function checkChoice<T>(name: string, value: T, choices: readonly T[]): void {
  if (!choices.includes(value)) {
    throw new RangeError(`compare: ${name} is one of ${choices.join(", ")}, not ${show(value)}`);
  }
}
