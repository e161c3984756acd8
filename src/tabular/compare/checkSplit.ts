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
import type { Examples, Split } from "../../train/index.js";
import { countClasses } from "../model/outputs.js";

const parts = ["training", "validation", "test"] as const;

/**
 * Checks that a sample is what `compare` needs: features that are finite and equally many in each
 * part, labels 0 … C − 1, weights above 0 in all parts or none, and every class in each part.
 *
 * @returns C, how many classes there are, at least 2.
 * @throws RangeError naming the seed, the part and what is wrong.
 */
export function checkSplit(split: Split, seed: number): number {
  const isSplit = hasFields(split, ...parts);
  checkType(isSplit, `compare: a sample is { ${parts.join(", ")} }`, split);
  const { training } = split;
  const where = (part: string) => `compare: of the sample for seed ${seed}, the ${part} rows`;
  let classes = 2;
  for (const part of parts) {
    const examples = readExamples(`compare: ${part}`, split[part]);
    checkShapes(where(part), examples, training);
    checkWeights(where(part), examples, training);
    if (!allFinite(examples.x.data)) {
      throw new RangeError(`${where(part)} hold a feature that is NaN or infinite`);
    }
    classes = Math.max(classes, largestLabel(where(part), examples) + 1);
  }
  for (const part of parts) checkHasAll(where(part), split[part], classes);
  return classes;
}

function checkShapes(where: string, { x, y, outlier }: Examples, training: Examples): void {
  const [rows, columns] = x.shape;
  const [labels, width] = y.shape;
  if (x.ndim !== 2 || y.ndim !== 2 || labels !== rows || width !== 1) {
    throw new RangeError(
      `${where} have x of shape ${showShape(x.shape)} and y of shape ${showShape(y.shape)}; they ` +
        `must be [rows, features] and [rows, 1]`,
    );
  }
  const [, features] = training.x.shape;
  if (columns !== features) {
    throw new RangeError(`${where} have ${columns} features, and the training rows ${features}`);
  }
  if (outlier !== undefined && outlier.length !== rows) {
    throw new RangeError(
      `${where} are ${rows}, but ${outlier.length} are marked as outliers or not`,
    );
  }
}

function checkWeights(where: string, { x, weights }: Examples, training: Examples): void {
  if ((weights === undefined) !== (training.weights === undefined)) {
    throw new RangeError(`${where} and the training rows must both have weights, or neither`);
  }
  if (weights === undefined) return;
  const [rows] = x.shape;
  if (weights.length !== rows) {
    throw new RangeError(`${where} are ${rows}, but have ${weights.length} weights`);
  }
  const bad = weights.findIndex((weight) => !(weight > 0 && weight < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `${where} have finite weights above 0, and that of row ${bad} is ${show(weights[bad])}: ` +
        `leave out rows of weight 0`,
    );
  }
}

/** @throws RangeError unless all labels are whole numbers from 0. */
function largestLabel(where: string, { y }: Examples): number {
  const labels = flat(y.data);
  const bad = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0));
  if (bad >= 0) {
    throw new RangeError(
      `${where} have the numbers of their classes, 0, 1, 2 …, as labels; that of row ${bad} ` +
        `is ${labels[bad]}`,
    );
  }
  let largest = 0;
  for (const label of labels) largest = Math.max(largest, label);
  return largest;
}

/** @throws RangeError if the rows lack a class. */
function checkHasAll(where: string, examples: Examples, classes: number): void {
  const remedy = "needed to train, choose and test: take more rows, or stratify the split";
  if (classes === 2) {
    const [negatives, positives] = countClasses(examples);
    if (negatives > 0 && positives > 0) return;
    throw new RangeError(
      `${where} hold ${negatives} negative and ${positives} positive ones, and both kinds are ${remedy}`,
    );
  }
  const rows = examples.y.size;
  // The labels may be anything, such as identifiers: more classes than rows are not counted.
  const counts = classes > rows ? null : countClasses(examples, classes);
  if (counts !== null && !counts.includes(0)) return;
  const lacks =
    counts === null
      ? `are ${rows}, too few for one of each of the ${classes} classes`
      : `hold ${count(0, "row")} of class ${counts.indexOf(0)}`;
  throw new RangeError(
    `${where} ${lacks}, and each from 0 to ${classes - 1}, the largest label, is ${remedy}`,
  );
}
