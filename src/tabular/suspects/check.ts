/** What `suspects` is given: labels, and the examples that `encode` makes of folds. */
import {
  allFinite,
  checkEntries,
  checkList,
  checkType,
  flat,
  hasFields,
  show,
  showShape,
} from "../../array/index.js";
import { readExamples } from "../../train/examples.js";
import type { Examples, Fold } from "../../train/index.js";
import { mostClasses } from "../table/label.js";
import { countLabels } from "../table/labelledTable.js";
import { listNames } from "../table/text.js";

/**
 * @returns C, the number of classes.
 * @throws RangeError unless labels are 0 … C − 1, with two rows or more for each.
 */
export function checkLabels(labels: readonly number[]): number {
  checkList(labels, "suspects", "[0, 1, 1, 0]");
  const bad = labels.findIndex(
    (label) => !Number.isInteger(label) || label < 0 || label >= mostClasses,
  );
  if (bad >= 0) {
    throw new RangeError(
      `suspects: labels are the numbers of classes, 0 to C − 1, with ${mostClasses} classes at most; ` +
        `label ${bad} is ${show(labels[bad])}`,
    );
  }
  if (labels.length === 0) throw new RangeError("suspects: there are no labels");
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const counts = countLabels(labels, classes);
  if (classes === 1 || counts.filter((rows) => rows > 0).length === 1) {
    throw new RangeError(
      `suspects: all labels are ${classes - 1}: there are no other classes to suspect`,
    );
  }
  const [unused, single] = [0, 1].map((rows) =>
    [...counts.keys()].filter((c) => counts[c] === rows),
  );
  if (unused.length > 0) {
    throw new RangeError(
      `suspects: labels are the numbers of classes, 0 to C − 1; one is ${classes - 1}, but none is ` +
        `${listNames(unused.map(String), 10)}: number the classes without gaps`,
    );
  }
  if (single.length > 0) {
    throw new RangeError(
      `suspects: a class with one row cannot be both learnt from and held out, and such ` +
        `${single.length === 1 ? "is class" : "are classes"} ${listNames(single.map(String), 10)}: leave ` +
        `these rows out, or give them to other classes`,
    );
  }
  return classes;
}

/**
 * The examples that `encode` made of a fold, with a name for each feature.
 *
 * @throws TypeError or RangeError if they are none, or not of this fold.
 */
export function readEncoded(
  encoded: { training: Examples; heldOut: Examples; columns?: readonly string[] },
  fold: Fold,
  labels: readonly number[],
): { training: Examples; heldOut: Examples; columns: readonly string[] } {
  const areParts = hasFields(encoded, "training", "heldOut");
  checkType(areParts, "suspects: encode returns { training, heldOut }", encoded);
  const training = readExamples("suspects: training", encoded.training);
  const heldOut = readExamples("suspects: heldOut", encoded.heldOut);
  checkExamples(training, heldOut, fold, labels);
  return { training, heldOut, columns: readColumns(encoded.columns, training) };
}

/** @throws RangeError if the examples are not those of the fold, or are not finite. */
function checkExamples(
  training: Examples,
  heldOut: Examples,
  fold: Fold,
  labels: readonly number[],
): void {
  const features = training.x.shape.at(1) ?? 0;
  const wanted = [
    { what: "training.x", x: training.x, shape: [fold.training.length, features] },
    { what: "training.y", x: training.y, shape: [fold.training.length, 1] },
    { what: "heldOut.x", x: heldOut.x, shape: [fold.heldOut.length, features] },
  ];
  for (const { what, x, shape } of wanted) {
    if (showShape(x.shape) !== showShape(shape)) {
      throw new RangeError(
        `suspects: for ${fold.training.length} training rows and ${fold.heldOut.length} held out, ` +
          `encode gave ${what} of shape ${showShape(x.shape)} instead of ${showShape(shape)}`,
      );
    }
    if (!allFinite(x.data)) {
      throw new RangeError(`suspects: ${what}, as encode gave it, holds NaN or infinity`);
    }
  }
  checkWeights("training", training, fold.training.length);
  checkWeights("heldOut", heldOut, fold.heldOut.length);
  const given = flat(training.y.data);
  const wrong = fold.training.findIndex((row, i) => given[i] !== labels[row]);
  if (wrong >= 0) {
    const row = fold.training[wrong];
    throw new RangeError(
      `suspects: encode gave ${given[wrong]} in training.y for row ${row}, whose label is ${labels[row]}`,
    );
  }
}

/** @throws RangeError unless there are no weights, or a finite one above 0 for each row. */
function checkWeights(part: string, { weights }: Examples, rows: number): void {
  if (weights === undefined) return;
  const isWeight = (weight: number) => weight > 0 && weight < Infinity;
  checkEntries(`suspects: ${part}.weights`, weights, isWeight, "finite numbers above 0");
  if (weights.length !== rows) {
    throw new RangeError(
      `suspects: encode gave ${weights.length} weights for the ${rows} rows of ${part}`,
    );
  }
}

/** @throws RangeError unless there is a name for each feature. */
function readColumns(columns: readonly string[] | undefined, { x }: Examples): readonly string[] {
  const features = x.shape[1];
  if (columns === undefined) return Array.from({ length: features }, (_, f) => String(f));
  checkList(columns, "suspects: columns", '["age", "sex", "sex"]');
  if (columns.length === features) return columns;
  throw new RangeError(
    `suspects: encode named the columns of ${columns.length} features, but x has ${features}`,
  );
}
