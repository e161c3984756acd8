/** Losses by name, with options as plain JSON: for the command line and for saved models. */
import { checkList, checkType, flat, hasFields, isPlainObject, show } from "../../array/index.js";
import { tensor, type Tensor } from "../../autograd/index.js";
import {
  bceWithLogits,
  classBalancedWeights,
  crossEntropy,
  focalLoss,
  generalizedCrossEntropy,
  ghmcLoss,
  ghmcSoftmaxLoss,
  GradientDensity,
  ohem,
  type Density,
  softmaxFocalLoss,
  type SoftmaxGradientNorm,
} from "../../losses/index.js";
import { weightedHistogram } from "../../losses/density.js";
import { indexSelect, where } from "../../ops/index.js";

/** The losses that have a name. */
export type LossName = "bce" | "class-balanced" | "focal" | "gce" | "ghmc" | "ohem";

/** The value of a loss's option. */
export type LossOption = number | string;

/** A loss by name, such as `{ name: "focal", options: { alpha: 0.25, gamma: 2 } }`. */
export interface LossSpec {
  name: LossName;
  /** All options of that loss, by name; {@link checkLoss} adds missing ones. */
  options: Record<string, LossOption>;
}

/**
 * Of logits and labels, the numbers of the classes, of shape [N, 1]. With two classes the logits are of
 * shape [N, 1], with C ≥ 3 of shape [N, C].
 *
 * `weights`, of shape [N, 1], say how much each row counts, above 0 and of mean 1 over all training
 * rows: a row of weight k counts as k copies of it would. A mean over rows is Σwℓ/N, in a batch too, so
 * that its gradient is that of all rows on average. Default `null`: all count alike.
 */
export type LossOfRows = (logits: Tensor, labels: Tensor, weights?: Tensor | null) => Tensor;

/** A loss as a function, ready for one training. */
export interface NamedLoss {
  /** Returns a scalar to minimise. */
  loss: LossOfRows;
  /**
   * The loss of each row, times its weight, of which `loss` is the mean; `null` where a row's loss
   * depends on the other rows.
   */
  each: LossOfRows | null;
  /** The density that GHM-C counts in; `null` for other losses. */
  density: GradientDensity | null;
}

/** How many training rows each class has, or the sum of their weights. */
type Counts = readonly number[];

interface Kind<Options extends Record<string, LossOption> = Record<string, LossOption>> {
  title: string;
  /** Whether it is a smooth function with its own gradient, which LBFGS can minimise. */
  isSolvable: boolean;
  defaults: Options;
  /** Options that mean something only with two classes, or only with more. */
  onlyForTwo?: string;
  onlyForSeveral?: string;
  ofTwo: (options: Options, counts: Counts) => NamedLoss;
  /** The same for a softmax. */
  ofSeveral: (options: Options, counts: Counts) => NamedLoss;
}

type Each = (logits: Tensor, labels: Tensor) => Tensor;

/** Losses of rows, each times its weight. */
const weighted = (losses: Tensor, weights: Tensor | null) =>
  weights === null ? losses : losses.mul(weights.reshape(losses.shape));

/** The mean of the rows' losses. */
const meanOf = (lossOf: Each): NamedLoss => {
  const each: LossOfRows = (logits, labels, weights = null) =>
    weighted(lossOf(logits, labels), weights);
  return { loss: (...rows) => each(...rows).mean(), each, density: null };
};

/** A loss in which the rows depend on each other. */
const joint = (loss: LossOfRows, density: GradientDensity | null = null): NamedLoss => ({
  loss,
  each: null,
  density,
});

const none = { reduction: "none" } as const;

/** As the losses of a softmax take labels: of shape [N]. */
const indices = (labels: Tensor) => labels.reshape([-1]);

/** Of GHM-C's density. */
const histogram = { bins: 10, momentum: 0, emaStart: "zero", lastEdge: 1 + 1e-6 };

/** A limit because a file may ask for more than there is memory for. */
const mostBins = 100_000;

function densityOf({ bins, momentum, emaStart, lastEdge }: typeof histogram): GradientDensity {
  if (bins > mostBins) throw new RangeError(`ghmc: bins must be ${mostBins} at most`);
  // The density checks the start.
  return new GradientDensity({ bins, momentum, emaStart: emaStart as "zero", lastEdge });
}

/** The mean of GHM-C's losses, or Σwβℓ/N, where GHM counts weights in place of rows. */
function harmonized(
  lossBy: (options: { density: Density; reduction: "mean" | "none" }) => Tensor,
  density: GradientDensity,
  weights: Tensor | null,
): Tensor {
  if (weights === null) return lossBy({ density, reduction: "mean" });
  const counting: Density = {
    weigh: (g, mask) =>
      density.given(weightedHistogram(density, g, flat(weights.data))).weigh(g, mask),
  };
  const each = lossBy({ density: counting, reduction: "none" });
  return weighted(each, weights).mean();
}

/** The hardest part of the rows. */
function hardest(losses: Tensor, share: number, weights: Tensor | null): Tensor {
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`ohem: share, the part of a batch that counts, must be in (0, 1]`);
  }
  const k = Math.max(1, Math.round(share * losses.size));
  if (weights === null) return ohem(losses, k);
  const kept = hardestWeight(flat(losses.data), flat(weights.data), k / losses.size);
  return losses
    .mul(tensor(kept, { shape: losses.shape, dtype: losses.dtype }))
    .sum()
    .div(k);
}

/**
 * The weight with which each row counts if only the hardest do, with so much of all weight: all of it,
 * part of it for the last of them, or 0.
 */
function hardestWeight(
  losses: ArrayLike<number>,
  weights: ArrayLike<number>,
  share: number,
): number[] {
  // NaN is never hidden. Of equal losses the first come first.
  const hardness = Array.from(losses, (loss) => (Number.isNaN(loss) ? Infinity : loss));
  const order = [...hardness.keys()].sort((i, j) => hardness[j] - hardness[i]);
  let left = share * order.reduce((sum, i) => sum + weights[i], 0);
  const kept = Array<number>(order.length).fill(0);
  for (const i of order) {
    kept[i] = Math.min(weights[i], left);
    left -= kept[i];
  }
  return kept;
}

/** Lets the options have types of their own. */
const kind = <Options extends Record<string, LossOption>>(of: Kind<Options>): Kind =>
  of as unknown as Kind;

const kinds: Record<LossName, Kind> = {
  bce: kind({
    title: "BCE",
    isSolvable: true,
    defaults: {},
    ofTwo: () => meanOf((logits, labels) => bceWithLogits(logits, labels, none)),
    ofSeveral: () => meanOf((logits, labels) => crossEntropy(logits, indices(labels), none)),
  }),
  "class-balanced": kind({
    title: "class-balanced",
    isSolvable: true,
    defaults: { beta: 0.9999 },
    ofTwo: ({ beta }, counts) => {
      const [negative, positive] = classBalancedWeights(counts, beta);
      // Kept from step to step, in which the labels are often the same.
      const weights = new WeakMap<Tensor, Tensor>();
      return meanOf((logits, labels) => {
        const weight = weights.get(labels) ?? where(labels, positive, negative);
        weights.set(labels, weight);
        return bceWithLogits(logits, labels, { ...none, weight });
      });
    },
    ofSeveral: ({ beta }, counts) => {
      const weight = tensor(classBalancedWeights(counts, beta));
      // Divided by the sum of the rows' weights
      return joint((logits, labels, weights = null) => {
        if (weights === null) return crossEntropy(logits, indices(labels), { weight });
        const each = crossEntropy(logits, indices(labels), { ...none, weight });
        const ofRows = indexSelect(weight, Array.from(flat(labels.data)));
        return weighted(each, weights).sum().div(weighted(ofRows, weights).sum());
      });
    },
  }),
  focal: kind({
    title: "focal",
    isSolvable: true,
    defaults: { alpha: 0.25, gamma: 2 },
    onlyForTwo: "alpha",
    ofTwo: (options) =>
      meanOf((logits, labels) => focalLoss(logits, labels, { ...none, ...options })),
    ofSeveral: ({ gamma }) =>
      meanOf((logits, labels) => softmaxFocalLoss(logits, indices(labels), { ...none, gamma })),
  }),
  gce: kind({
    title: "GCE",
    isSolvable: true,
    defaults: { q: 0.7 },
    ofTwo: (options) =>
      meanOf((logits, labels) => generalizedCrossEntropy(logits, labels, { ...none, ...options })),
    // (1 − p_t^q)/q, of −log p_t
    ofSeveral: ({ q }) =>
      meanOf((logits, labels) =>
        crossEntropy(logits, indices(labels), none)
          .mul(-q)
          .expm1()
          .mul(-1 / q),
      ),
  }),
  ghmc: kind({
    title: "GHM-C",
    isSolvable: false,
    defaults: { ...histogram, norm: "1-p" },
    onlyForSeveral: "norm",
    ofTwo: (options) => {
      const density = densityOf(options);
      const loss: LossOfRows = (logits, labels, weights = null) =>
        harmonized((by) => ghmcLoss(logits, labels, by), density, weights);
      return joint(loss, density);
    },
    ofSeveral: ({ norm, ...options }) => {
      const density = densityOf(options);
      const gradientNorm = norm as SoftmaxGradientNorm; // the loss checks it
      const loss: LossOfRows = (logits, labels, weights = null) =>
        harmonized(
          (by) => ghmcSoftmaxLoss(logits, indices(labels), { ...by, gradientNorm }),
          density,
          weights,
        );
      return joint(loss, density);
    },
  }),
  ohem: kind({
    title: "OHEM",
    isSolvable: false,
    defaults: { share: 0.25 },
    ofTwo: ({ share }) =>
      joint((logits, labels, weights = null) =>
        hardest(bceWithLogits(logits, labels, none), share, weights),
      ),
    ofSeveral: ({ share }) =>
      joint((logits, labels, weights = null) =>
        hardest(crossEntropy(logits, indices(labels), none), share, weights),
      ),
  }),
};

/** The names that {@link parseLoss} knows. */
export const lossNames = Object.keys(kinds) as LossName[];

/**
 * Reads a loss from text. Options that are not named keep their defaults.
 *
 * @param text - such as `"bce"`, `"focal:alpha=0.75"` or `"ghmc:bins=30,momentum=0.75"`;
 * `"cross-entropy"` is another name of `"bce"`.
 * @throws RangeError if there is no such loss or option, or an option is out of its range.
 */
export function parseLoss(text: string): LossSpec {
  checkType(typeof text === "string", 'parseLoss takes a text, such as "focal:gamma=2"', text);
  const [word, ...rest] = text.trim().split(":");
  const name = word === "cross-entropy" ? "bce" : word;
  const defaults = isLossName(name) ? kinds[name].defaults : {};
  const given = rest.join(":").trim();
  const options = (given === "" ? [] : given.split(",")).map((part) => {
    const [option, value = "", ...more] = part.split("=").map((side) => side.trim());
    const isText = Object.hasOwn(defaults, option) && typeof defaults[option] === "string";
    if (more.length > 0 || value === "" || !(isText || /\d/.test(value))) {
      throw new RangeError(`the loss ${name} takes option=number, not "${part.trim()}"`);
    }
    return [option, isText ? value : Number(value)] as const;
  });
  const names = options.map(([option]) => option);
  const twice = names.find((option, i) => names.indexOf(option) < i);
  if (twice !== undefined) throw new RangeError(`the loss ${name} is given ${twice} twice`);
  return checkLoss({ name, options: Object.fromEntries(options) });
}

/**
 * Checks a loss that may come from a file, and adds the defaults of options that it lacks.
 *
 * @param spec - a name, and any of that loss's options.
 * @returns a complete copy.
 * @throws RangeError as {@link parseLoss} does. @throws TypeError if `options` is not an object.
 */
export function checkLoss(spec: { name: string; options: Record<string, LossOption> }): LossSpec {
  checkSpec(spec, "checkLoss");
  const { name, options } = spec;
  if (!isPlainObject(options)) throw new TypeError(`the loss ${name} lacks its options`);
  const { defaults } = kinds[name];
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(defaults, option)) {
      const known = Object.keys(defaults).join(", ") || "none";
      throw new RangeError(`the loss ${name} has no option "${option}"; its options: ${known}`);
    }
    const isText = typeof defaults[option] === "string";
    if (isText ? typeof value !== "string" : !Number.isFinite(value)) {
      const wanted = isText ? "text" : "number";
      throw new RangeError(`the loss ${name} needs a ${wanted} for ${option}, not ${show(value)}`);
    }
  }
  const checked = { name, options: { ...defaults, ...options } };
  // Some losses check their options only when they are called.
  const isOfSeveral = isChanged(checked, kinds[name].onlyForSeveral);
  const logits = isOfSeveral ? [[0, 0, 0]] : [[0]];
  const inDouble = { dtype: "float64" } as const; // the Lab has no kernels for float32
  const { loss } = makeLoss(checked, isOfSeveral ? [1, 1, 1] : [1, 1]);
  loss(tensor(logits, inDouble), tensor([[1]], inDouble));
  return checked;
}

/** Whether an option has another value than its default. */
function isChanged({ name, options }: LossSpec, option: string | undefined): boolean {
  return option !== undefined && options[option] !== kinds[name].defaults[option];
}

/** @throws TypeError unless it is an object with a name and options; RangeError for a name of none. */
function checkSpec(
  spec: { name: string; options: object },
  caller: string,
): asserts spec is LossSpec {
  const isSpec = hasFields(spec, "name", "options");
  checkType(isSpec, `${caller} takes a loss, such as parseLoss("focal:gamma=2") returns`, spec);
  if (isLossName(spec.name)) return;
  throw new RangeError(`there is no loss ${show(spec.name)}: use one of ${lossNames.join(", ")}`);
}

function isLossName(name: string): name is LossName {
  return Object.hasOwn(kinds, name);
}

/**
 * Makes the function that a spec describes. Make one for each training, since GHM-C's density keeps
 * a moving average.
 *
 * @param spec - the loss, with all its options.
 * @param counts - how many training rows each class has, or the sum of their weights: of two classes,
 * the negative ones first.
 * @throws RangeError if an option is not for so many classes.
 */
export function makeLoss(spec: LossSpec, counts: readonly number[]): NamedLoss {
  checkSpec(spec, "makeLoss");
  checkList(counts, "makeLoss", "[90, 10], the numbers of rows");
  const { name, options } = spec;
  const { onlyForTwo, onlyForSeveral, ofTwo, ofSeveral } = kinds[name];
  const wrong = counts.length === 2 ? onlyForSeveral : onlyForTwo;
  if (isChanged(spec, wrong)) {
    throw new RangeError(
      `the loss ${name}: ${wrong} is for ${counts.length === 2 ? "three classes or more" : "two classes"}, ` +
        `and here are ${counts.length}`,
    );
  }
  return counts.length === 2 ? ofTwo(options, counts) : ofSeveral(options, counts);
}

/** Whether LBFGS can minimise a loss: not if its gradient is not its own, or jumps. */
export function isSolvable({ name }: LossSpec): boolean {
  return kinds[name].isSolvable;
}

const symbols: Partial<Record<string, string>> = { alpha: "α", beta: "β", gamma: "γ" };

/**
 * The name of a loss in tables and reports, with the options that differ from the default:
 * `focal α=0.75`.
 *
 * @param spec - the loss, with all its options.
 * @param classes - how many there are; with three or more, BCE is cross-entropy.
 */
export function lossTitle(spec: LossSpec, classes = 2): string {
  checkSpec(spec, "lossTitle");
  const { name, options } = spec;
  const { title, defaults } = kinds[name];
  const changed = Object.entries(options)
    .filter(([option, value]) => defaults[option] !== value)
    .map(([option, value]) => `${symbols[option] ?? option}=${value}`);
  return [name === "bce" && classes > 2 ? "cross-entropy" : title, ...changed].join(" ");
}
