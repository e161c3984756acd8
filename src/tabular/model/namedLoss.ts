/** Losses by name, as functions. */
import { checkList } from "../../array/index.js";
import { tensor } from "../../autograd/index.js";
import * as ofSeveral from "./lossesOfSeveral.js";
import * as ofTwo from "./lossesOfTwo.js";
import type { Counts, NamedLoss } from "./lossParts.js";
import {
  checkForClasses,
  checkSpec,
  complete,
  isOfSeveral,
  readLoss,
  type LossName,
  type LossOption,
  type LossSpec,
  type OptionsOf,
} from "./lossSpec.js";

type Makers = {
  [Name in LossName]: (options: OptionsOf<Name>, counts: Counts) => NamedLoss;
};
const makers: Record<"two" | "several", Makers> = {
  two: {
    bce: ofTwo.bce,
    "class-balanced": ofTwo.classBalanced,
    focal: ofTwo.focal,
    gce: ofTwo.gce,
    ghmc: ofTwo.ghmc,
    ohem: ofTwo.ohem,
  },
  several: {
    bce: ofSeveral.bce,
    "class-balanced": ofSeveral.classBalanced,
    focal: ofSeveral.focal,
    gce: ofSeveral.gce,
    ghmc: ofSeveral.ghmc,
    ohem: ofSeveral.ohem,
  },
};

/**
 * Reads a loss from text. Options that are not named keep their defaults.
 *
 * @param text - such as `"bce"`, `"focal:alpha=0.75"` or `"ghmc:bins=30,momentum=0.75"`;
 * `"cross-entropy"` is another name of `"bce"`.
 * @throws RangeError if there is no such loss or option, or an option is out of its range.
 */
export function parseLoss(text: string): LossSpec {
  return checkLoss(readLoss(text));
}

/**
 * Checks a loss that may come from a file, and adds the defaults of options that it lacks.
 *
 * @param spec - a name, and any of that loss's options.
 * @returns a complete copy.
 * @throws RangeError as {@link parseLoss} does. @throws TypeError if `options` is not an object.
 */
export function checkLoss(spec: { name: string; options: Record<string, LossOption> }): LossSpec {
  const checked = complete(spec);
  // Some losses check their options only when they are called.
  const [logits, counts] = isOfSeveral(checked) ? [[[0, 0, 0]], [1, 1, 1]] : [[[0]], [1, 1]];
  makeLoss(checked, counts).loss(tensor(logits), tensor([[1]]));
  return checked;
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
  checkForClasses(spec, counts.length);
  const make = makers[counts.length === 2 ? "two" : "several"][spec.name] as (
    options: LossSpec["options"],
    counts: Counts,
  ) => NamedLoss;
  return make(spec.options, counts);
}
