/** Losses by name, with their options as plain JSON: for the command line and for saved models. */
import { isPlainObject } from "../../array/index.js";
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
  /** All options of that loss. */
  options: Record<string, number>;
}

/** How many training rows each class has. */
export interface ClassCounts {
  negatives: number;
  positives: number;
}

/** (logits, labels) → the number to make small, and GHM's density, if the loss is GHM's. */
export interface NamedLoss {
  loss: (logits: Tensor, labels: Tensor) => Tensor;
  density: GradientDensity | null;
}

interface Kind {
  title: string;
  defaults: Record<string, number>;
  make: (options: Record<string, number>, counts: ClassCounts) => NamedLoss;
}

const plain = (loss: NamedLoss["loss"]): NamedLoss => ({ loss, density: null });

/** A file may ask for more than there is memory for. */
const mostBins = 100_000;

const kinds: Record<LossName, Kind> = {
  bce: {
    title: "BCE",
    defaults: {},
    make: () => plain((logits, labels) => bceWithLogits(logits, labels)),
  },
  "class-balanced": {
    title: "class-balanced",
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
    defaults: { alpha: 0.25, gamma: 2 },
    make: (options) => plain((logits, labels) => focalLoss(logits, labels, options)),
  },
  gce: {
    title: "GCE",
    defaults: { q: 0.7 },
    make: (options) => plain((logits, labels) => generalizedCrossEntropy(logits, labels, options)),
  },
  ghmc: {
    title: "GHM-C",
    defaults: { bins: 10, momentum: 0 },
    make: ({ bins, momentum }) => {
      if (bins > mostBins) throw new RangeError(`ghmc: bins must be ${mostBins} at most`);
      const density = new GradientDensity({ bins, momentum });
      return { loss: (logits, labels) => ghmcLoss(logits, labels, { density }), density };
    },
  },
  ohem: {
    title: "OHEM",
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

/** The names that `parseLoss` knows. */
export const lossNames = Object.keys(kinds) as LossName[];

/**
 * Reads `"bce"`, `"focal:alpha=0.75"` or `"ghmc:bins=30,momentum=0.75"`. What is not named keeps its
 * default.
 *
 * @throws RangeError if there is no such loss or option, or an option is out of its range.
 */
export function parseLoss(text: string): LossSpec {
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
 * `spec`, which may come from a file, with defaults for the options that it lacks.
 *
 * @throws RangeError as `parseLoss` does. @throws TypeError if it is no loss at all.
 */
export function checkLoss(spec: { name: string; options: Record<string, number> }): LossSpec {
  const { name, options } = spec;
  if (!isLossName(name)) {
    throw new RangeError(`there is no loss "${name}": use one of ${lossNames.join(", ")}`);
  }
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
  // Some losses look at their options when they are called.
  makeLoss(checked, { negatives: 1, positives: 1 }).loss(tensor([0]), tensor([1]));
  return checked;
}

function isLossName(name: string): name is LossName {
  return Object.hasOwn(kinds, name);
}

/** The loss that `spec` describes, fresh for each training, since GHM's density remembers. */
export function makeLoss({ name, options }: LossSpec, counts: ClassCounts): NamedLoss {
  return kinds[name].make(options, counts);
}

const symbols: Partial<Record<string, string>> = { alpha: "α", beta: "β", gamma: "γ" };

/** What tables call a loss: its name, and those options that are not the default: `focal α=0.75`. */
export function lossTitle({ name, options }: LossSpec): string {
  const { title, defaults } = kinds[name];
  const changed = Object.entries(options)
    .filter(([option, value]) => defaults[option] !== value)
    .map(([option, value]) => `${symbols[option] ?? option}=${value}`);
  return [title, ...changed].join(" ");
}
