import {
  allFinite,
  checkType,
  count,
  flat,
  hasFields,
  show,
  showShape,
} from "../../array/index.js";
import { readExamples } from "../../train/examples.js";
import type { Split } from "../../train/index.js";
import { countClasses } from "../model/outputs.js";

/**
 * Checks that a sample is what `compare` needs: features that are finite and equally many in each
 * part, labels 0 … C − 1, weights above 0 in all parts or none, and every class in each part.
 *
 * @returns C, how many classes there are, at least 2.
 * @throws RangeError naming the seed, the part and what is wrong.
 */
export function checkSplit(split: Split, seed: number): number {
  const names = ["training", "validation", "test"] as const;
  const isSplit = hasFields(split, ...names);
  checkType(isSplit, `compare: a sample is { ${names.join(", ")} }`, split);
  const [, features] = readExamples("compare: training", split.training).x.shape;
  const where = (name: string) => `compare: of the sample for seed ${seed}, the ${name} rows`;
  let classes = 2;
  for (const name of names) {
    const { x, y, outlier, weights } = readExamples(`compare: ${name}`, split[name]);
    const [rows, columns] = x.shape;
    const [labels, width] = y.shape;
    if (x.ndim !== 2 || y.ndim !== 2 || labels !== rows || width !== 1) {
      throw new RangeError(
        `${where(name)} have x of shape ${showShape(x.shape)} and y of shape ${showShape(y.shape)}; they ` +
          `must be [rows, features] and [rows, 1]`,
      );
    }
    if (columns !== features) {
      throw new RangeError(
        `${where(name)} have ${columns} features, and the training rows ${features}`,
      );
    }
    if (outlier !== undefined && outlier.length !== rows) {
      throw new RangeError(
        `${where(name)} are ${rows}, but ${outlier.length} are marked as outliers or not`,
      );
    }
    if ((weights === undefined) !== (split.training.weights === undefined)) {
      throw new RangeError(
        `${where(name)} and the training rows must both have weights, or neither`,
      );
    }
    if (weights !== undefined && weights.length !== rows) {
      throw new RangeError(`${where(name)} are ${rows}, but have ${weights.length} weights`);
    }
    const weightless = weights?.findIndex((weight) => !(weight > 0 && weight < Infinity)) ?? -1;
    if (weightless >= 0) {
      throw new RangeError(
        `${where(name)} have finite weights above 0, and that of row ${weightless} is ` +
          `${show(weights?.[weightless])}: leave out rows of weight 0`,
      );
    }
    if (!allFinite(x.data)) {
      throw new RangeError(`${where(name)} hold a feature that is NaN or infinite`);
    }
    const numbers = flat(y.data);
    const bad = numbers.findIndex((label) => !(Number.isInteger(label) && label >= 0));
    if (bad >= 0) {
      throw new RangeError(
        `${where(name)} have the numbers of their classes, 0, 1, 2 …, as labels; that of row ${bad} ` +
          `is ${numbers[bad]}`,
      );
    }
    numbers.forEach((label) => (classes = Math.max(classes, label + 1)));
  }
  for (const name of names) {
    const rows = split[name].y.size;
    // The labels may be anything, such as identifiers: more classes than rows are not counted.
    const counts = classes > rows ? [] : countClasses(split[name], classes);
    if (counts.length > 0 && !counts.includes(0)) continue;
    if (classes === 2) {
      const [negatives, positives] = countClasses(split[name]);
      throw new RangeError(
        `${where(name)} hold ${negatives} negative and ${positives} positive ones, and both kinds are ` +
          `needed to train, choose and test: take more rows, or stratify the split`,
      );
    }
    const lacks =
      counts.length === 0
        ? `are ${rows}, too few for one of each of the ${classes} classes`
        : `hold ${count(0, "row")} of class ${counts.indexOf(0)}`;
    throw new RangeError(
      `${where(name)} ${lacks}, and each from 0 to ${classes - 1}, the largest label, is needed to ` +
        `train, choose and test: take more rows, or stratify the split`,
    );
  }
  return classes;
}
