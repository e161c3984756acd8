/** The rows of an experiment, with what was done to them. */
import { Standardizer, tensor, type Examples } from "../../../src/index.js";
import type { Edit, Point, Setup } from "../state.js";
import { drawSample, samples } from "./samples.js";

/** A row, by its number. */
export interface Row {
  at: Point;
  label: 0 | 1;
  /** Whether the sample says that its label is wrong, or that it is an outlier. */
  isSpoilt: boolean;
  /** Whether its label was flipped by hand. */
  isFlipped: boolean;
  isErased: boolean;
}

/** The training rows as arrays, and the numbers of these rows. */
export interface Training {
  examples: Examples;
  numbers: readonly number[];
}

/** All computes in float64, so that what is worked out by hand agrees to the last digits. */
const dtype = "float64";

/** The rows that a setup begins with, and the clean rows to test on, standardised by the former. */
export function drawRows({ preset, seed }: Setup): { rows: Row[]; test: Examples } {
  const { training, test } = drawSample(samples[preset], seed);
  const standardizer = new Standardizer().fit(training.x);
  const pointsOf = ({ x }: Examples) => standardizer.transform(wide(x)).toArray() as number[][];
  const labels = training.y.toArray() as number[][];
  const rows = pointsOf(training).map(([x1, x2], i): Row => {
    return {
      at: [x1, x2],
      label: labels[i][0] === 1 ? 1 : 0,
      isSpoilt: training.outlier?.[i] === true,
      isFlipped: false,
      isErased: false,
    };
  });
  const x = tensor(pointsOf(test), { dtype });
  return { rows, test: { x, y: wide(test.y) } };
}

const wide = (x: Examples["x"]) => tensor(x.toArray(), { dtype });

/**
 * The rows after an edit; those before stay as they are.
 *
 * @throws RangeError if there is no such row.
 */
export function edited(rows: readonly Row[], edit: Edit): Row[] {
  if (edit.kind === "add") {
    const { point: at, label } = edit;
    return [...rows, { at, label, isSpoilt: false, isFlipped: false, isErased: false }];
  }
  const row = rows.at(edit.row);
  if (row === undefined || row.isErased) {
    throw new RangeError(
      `there is no row ${edit.row}${row === undefined ? "" : ": it was erased"}`,
    );
  }
  const changed = ((): Row => {
    switch (edit.kind) {
      case "move":
        return { ...row, at: edit.point };
      case "flip":
        return { ...row, label: row.label === 1 ? 0 : 1, isFlipped: !row.isFlipped };
      case "erase":
        return { ...row, isErased: true };
    }
  })();
  return rows.with(edit.row, changed);
}

/**
 * Checks rows that are to be trained on.
 *
 * @throws RangeError if a label has none.
 */
export function checkLabels(rows: readonly Row[]): void {
  for (const label of [0, 1]) {
    if (!rows.some((row) => !row.isErased && row.label === label)) {
      throw new RangeError(`no point with label ${label} would be left: one must stay`);
    }
  }
}

/** Those rows that are not erased, as arrays. */
export function trainingOf(rows: readonly Row[]): Training {
  const numbers = [...rows.keys()].filter((i) => !rows[i].isErased);
  const used = numbers.map((i) => rows[i]);
  return {
    numbers,
    examples: {
      x: tensor(
        used.map(({ at }) => [...at]),
        { dtype },
      ),
      y: tensor(
        used.map(({ label }) => [label]),
        { dtype },
      ),
      outlier: used.map(({ isSpoilt, isFlipped }) => isSpoilt !== isFlipped),
    },
  };
}
