import { allFinite, checkType, flat, hasFields, showShape } from "../../array/index.js";
import { readExamples } from "../../train/examples.js";
import type { Split } from "../../train/index.js";
import { countClasses } from "../model/outputs.js";

/**
 * Checks that a sample is what `compare` needs: features that are finite and equally many in each
 * part, labels 0 and 1, and both classes in each part.
 *
 * @throws RangeError naming the seed, the part and what is wrong.
 */
export function checkSplit(split: Split, seed: number): void {
  const names = ["training", "validation", "test"] as const;
  const isSplit = hasFields(split, ...names);
  checkType(isSplit, `compare: a sample is { ${names.join(", ")} }`, split);
  const [, features] = readExamples("compare: training", split.training).x.shape;
  for (const name of names) {
    const { x, y, outlier } = readExamples(`compare: ${name}`, split[name]);
    const where = `compare: of the sample for seed ${seed}, the ${name} rows`;
    const [rows, columns] = x.shape;
    const [labels, width] = y.shape;
    if (x.ndim !== 2 || y.ndim !== 2 || labels !== rows || width !== 1) {
      throw new RangeError(
        `${where} have x of shape ${showShape(x.shape)} and y of shape ${showShape(y.shape)}; they ` +
          `must be [rows, features] and [rows, 1]`,
      );
    }
    if (columns !== features) {
      throw new RangeError(`${where} have ${columns} features, and the training rows ${features}`);
    }
    if (outlier !== undefined && outlier.length !== rows) {
      throw new RangeError(
        `${where} are ${rows}, but ${outlier.length} are marked as outliers or not`,
      );
    }
    if (!allFinite(x.data)) throw new RangeError(`${where} hold a feature that is NaN or infinite`);
    const bad = flat(y.data).findIndex((label) => label !== 0 && label !== 1);
    if (bad >= 0) {
      throw new RangeError(
        `${where} have labels 0 and 1; that of row ${bad} is ${flat(y.data)[bad]}`,
      );
    }
    const [negatives, positives] = countClasses(split[name]);
    if (negatives === 0 || positives === 0) {
      throw new RangeError(
        `${where} hold ${negatives} negative and ${positives} positive ones, and both kinds are ` +
          `needed to train, choose and test: take more rows, or stratify the split`,
      );
    }
  }
}
