/** Losses by name, with options as plain JSON: for the command line and for saved models. */
import { checkType, hasFields, isPlainObject, show } from "../../array/index.js";
import { tensor, type Tensor } from "../../autograd/index.js";
import {
  bceWithLogits,
  classBalancedWeights,
  focalLoss,
  generalizedCrossEntropy,
  ghmcLoss,
  GradientDensity,
  ohem,
} from "../../losses/index.js";
import { where } from "../../ops/index.js";

/** The losses that have a name. */
export type LossName = "bce" | "class-balanced" | "focal" | "gce" | "ghmc" | "ohem";

/** A loss by name, such as `{ name: "focal", options: { alpha: 0.25, gamma: 2 } }`. */
export interface LossSpec {
  name: LossName;
  /** All options of that loss, by name; {@link checkLoss} adds missing ones. */
  options: Record<string, number>;
}

/** How many training rows each class has. */
export interface ClassCounts {
  negatives: number;
  positives: number;
}

/** A loss as a function, ready for one training. */
export interface NamedLoss {
  /** Of logits and labels, both of shape [N, 1]; returns a scalar to minimise. */
  loss: (logits: Tensor, labels: Tensor) => Tensor;
  /** The density that GHM-C counts in; `null` for other losses. */
  density: GradientDensity | null;
}

interface Kind {
  title: string;
  /** Whether it is a smooth function with its own gradient, which LBFGS can minimise. */
  isSolvable: boolean;
  defaults: Record<string, number>;
  make: (options: Record<string, number>, counts: ClassCounts) => NamedLoss;
}

const plain = (loss: NamedLoss["loss"]): NamedLoss => ({ loss, density: null });

/** A limit because a file may ask for more than there is memory for. */
const mostBins = 100_000;

const kinds: Record<LossName, Kind> = {
  bce: {
    title: "BCE",
    isSolvable: true,
    defaults: {},
    make: () => plain((logits, labels) => bceWithLogits(logits, labels)),
  },
  "class-balanced": {
    title: "class-balanced",
    isSolvable: true,
    defaults: { beta: 0.9999 },
    make: ({ beta }, { negatives, positives }) => {
      const [negative, positive] = classBalancedWeights([negatives, positives], beta);
      return plain((logits, labels) =>
        bceWithLogits(logits, labels, { weight: where(labels, positive, negative) }),
      );
    },
  },
  focal: {
    title: "focal",
    isSolvable: true,
    defaults: { alpha: 0.25, gamma: 2 },
    make: (options) => plain((logits, labels) => focalLoss(logits, labels, options)),
  },
  gce: {
    title: "GCE",
    isSolvable: true,
    defaults: { q: 0.7 },
    make: (options) => plain((logits, labels) => generalizedCrossEntropy(logits, labels, options)),
  },
  ghmc: {
    title: "GHM-C",
    isSolvable: false,
    defaults: { bins: 10, momentum: 0 },
    make: ({ bins, momentum }) => {
      if (bins > mostBins) throw new RangeError(`ghmc: bins must be ${mostBins} at most`);
      const density = new GradientDensity({ bins, momentum });
      return { loss: (logits, labels) => ghmcLoss(logits, labels, { density }), density };
    },
  },
  ohem: {
    title: "OHEM",
    isSolvable: false,
    defaults: { share: 0.25 },
    make: ({ share }) => {
      if (!(share > 0 && share <= 1)) {
        throw new RangeError(`ohem: share, the part of a batch that counts, must be in (0, 1]`);
      }
      return plain((logits, labels) => {
        const losses = bceWithLogits(logits, labels, { reduction: "none" });
        return ohem(losses, Math.max(1, Math.round(share * losses.size)));
      });
    },
  },
};

/** The names that {@link parseLoss} knows. */
export const lossNames = Object.keys(kinds) as LossName[];

/**
 * Reads a loss from text. Options that are not named keep their defaults.
 *
 * @param text - such as `"bce"`, `"focal:alpha=0.75"` or `"ghmc:bins=30,momentum=0.75"`.
 * @throws RangeError if there is no such loss or option, or an option is out of its range.
 */
export function parseLoss(text: string): LossSpec {
  checkType(typeof text === "string", 'parseLoss takes a text, such as "focal:gamma=2"', text);
  const [name, ...rest] = text.trim().split(":");
  const given = rest.join(":").trim();
  const options = (given === "" ? [] : given.split(",")).map((part) => {
    const [option, value, ...more] = part.split("=").map((side) => side.trim());
    if (more.length > 0 || !/=.*\d/.test(part)) {
      throw new RangeError(`the loss ${name} takes option=number, not "${part.trim()}"`);
    }
    return [option, Number(value)] as const;
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
export function checkLoss(spec: { name: string; options: Record<string, number> }): LossSpec {
  checkSpec(spec, "checkLoss");
  const { name, options } = spec;
  if (!isPlainObject(options)) throw new TypeError(`the loss ${name} lacks its options`);
  const { defaults } = kinds[name];
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(defaults, option)) {
      const known = Object.keys(defaults).join(", ") || "none";
      throw new RangeError(`the loss ${name} has no option "${option}"; its options: ${known}`);
    }
    if (!Number.isFinite(value)) {
      throw new RangeError(`the loss ${name} needs a number for ${option}, not ${value}`);
    }
  }
  const checked = { name, options: { ...defaults, ...options } };
  // Some losses check their options only when they are called.
  makeLoss(checked, { negatives: 1, positives: 1 }).loss(tensor([0]), tensor([1]));
  return checked;
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
 * @param counts - how many training rows each class has, for class-balanced weights.
 */
export function makeLoss(spec: LossSpec, counts: ClassCounts): NamedLoss {
  checkSpec(spec, "makeLoss");
  const { name, options } = spec;
  checkType(
    hasFields(counts, "negatives", "positives"),
    "makeLoss takes the numbers of rows, such as { negatives: 90, positives: 10 }",
    counts,
  );
  return kinds[name].make(options, counts);
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
 */
export function lossTitle(spec: LossSpec): string {
  checkSpec(spec, "lossTitle");
  const { name, options } = spec;
  const { title, defaults } = kinds[name];
  const changed = Object.entries(options)
    .filter(([option, value]) => defaults[option] !== value)
    .map(([option, value]) => `${symbols[option] ?? option}=${value}`);
  return [title, ...changed].join(" ");
}
