/** The rows of an experiment, with what was done to them. */
import { Standardizer, tensor, type Examples } from "../../../src/index.js";
import type { LabelledTable } from "../../../src/tabular/table/labelledTable.js";
import type { Edit, Setup } from "../state.js";
import { drawTable } from "./ownTable.js";
import { drawSample, firstPoints, samples } from "./samples.js";

/** A row, by its number. */
export interface Row {
  /** Its features. */
  x: readonly number[];
  label: 0 | 1;
  /** Whether the sample says that its label is wrong, or that it is an outlier. */
  isSpoilt: boolean;
  /** Whether its label was flipped by hand. */
  isFlipped: boolean;
  isErased: boolean;
  /** Its number in the file of a table of one's own. */
  inFile: number | null;
}

/** What a setup begins with. */
export interface Drawn {
  rows: Row[];
  /** The names of the features. */
  features: readonly string[];
  /** The rows to measure on; `null`: those that are trained on, for there are no others. */
  test: Examples | null;
  /** What is measured on, in words. */
  measuredOn: string;
}

/** The training rows as arrays, and the numbers of these rows. */
export interface Training {
  examples: Examples;
  numbers: readonly number[];
}

/** All computes in float64, so that what is worked out by hand agrees to the last digits. */
const dtype = "float64";

/**
 * The rows that a setup begins with, and those to test on, standardised by the former.
 *
 * @param table - the setup's table of one's own, if it has one.
 */
export function drawRows({ preset, seed }: Setup, table: LabelledTable | null): Drawn {
  if (table !== null) {
    const { training, test, features, numbers } = drawTable(table, seed);
    const rows = rowsOf(training, wide(training.x)).map((row, i) => {
      return { ...row, inFile: numbers[i] };
    });
    const wideTest = { x: wide(test.x), y: wide(test.y) };
    return { rows, features, test: wideTest, measuredOn: "held-out rows" };
  }
  const features = ["x1", "x2"];
  const sample = samples[preset];
  if (sample === null) {
    const rows = firstPoints.map((point) => ({ ...fresh, ...point }));
    return { rows, features, test: null, measuredOn: "your points" };
  }
  const { training, test } = drawSample(sample, seed);
  const standardizer = new Standardizer().fit(training.x);
  const standardised = ({ x }: Examples) => standardizer.transform(wide(x));
  const rows = rowsOf(training, standardised(training));
  const clean = { x: standardised(test), y: wide(test.y) };
  return { rows, features, test: clean, measuredOn: "clean points" };
}

/** What a row is that nothing was done to. */
const fresh = { isSpoilt: false, isFlipped: false, isErased: false, inFile: null };

function rowsOf({ y, outlier }: Examples, x: Examples["x"]): Row[] {
  const labels = y.toArray() as number[][];
  return (x.toArray() as number[][]).map((features, i): Row => {
    const label = labels[i][0] === 1 ? 1 : 0;
    return { ...fresh, x: features, label, isSpoilt: outlier?.[i] === true };
  });
}

const wide = (x: Examples["x"]) => tensor(x.toArray(), { dtype });

/**
 * The rows after an edit; those before stay as they are.
 *
 * @throws RangeError if there is no such row.
 */
export function edited(rows: readonly Row[], edit: Edit): Row[] {
  if (edit.kind === "add") {
    return [...rows, { ...fresh, x: edit.point, label: edit.label }];
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
        return { ...row, x: edit.point };
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
        used.map(({ x }) => [...x]),
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
