/** The settings of a comparison: what all losses have in common, and what varies. */
import { checkCount, show, type Filled } from "../../array/index.js";
import { activationNames, type Activation } from "../../nn/index.js";
import { comparedMetrics, type ComparedMetric } from "./comparison.js";
import { checkLoss, lossTitle, parseLoss, type LossSpec } from "../model/namedLoss.js";

/** How a comparison is run. */
export interface ProtocolOptions {
  /**
   * The losses to compare; BCE is always the first, named or not. Default: BCE, class-balanced,
   * focal with α = 0.25 and 0.75, generalized cross-entropy, GHM-C.
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
   * Whether the last bias starts from the log odds of the training rows, with every loss. Default
   * `true`: otherwise a loss can look better only because it gets there from 0 in fewer steps.
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
  /** BCE first. */
  losses: readonly LossSpec[];
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

const defaultLosses = [
  "bce",
  "class-balanced",
  "focal:alpha=0.25",
  "focal:alpha=0.75",
  "gce:q=0.7",
  "ghmc",
];

export const protocolDefaults = {
  losses: defaultLosses.map(parseLoss),
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
  const { losses, learningRates, seeds, steps, batchSize, hidden, activation, priorBias } = options;
  const { selectBy, resampled } = options;
  const checked = losses.map(checkLoss);
  const isBce = ({ name }: LossSpec) => name === "bce";
  const bce = checked.filter(isBce);
  const inOrder = [
    ...(bce.length === 0 ? [parseLoss("bce")] : bce),
    ...checked.filter((loss) => !isBce(loss)),
  ];
  checkList("loss", inOrder.map(lossTitle), () => true, "");
  checkList("learning rate", learningRates, (rate) => rate > 0 && rate < Infinity, "above 0");
  checkList("seed", seeds, Number.isSafeInteger, "a whole number");
  checkCount("compare: steps", steps);
  if (batchSize !== undefined) checkCount("compare: batchSize", batchSize);
  for (const size of hidden) checkCount("compare: a size in hidden", size);
  checkChoice("activation", activation, activationNames);
  if (selectBy !== undefined) checkChoice("selectBy", selectBy, comparedMetrics);
  return {
    losses: inOrder,
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
