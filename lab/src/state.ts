/**
 * What a link holds, and all that the page's numbers follow from: the same state gives the same
 * rows, the same first weights and, after the same edits at the same steps, the same numbers to the
 * bit, here and in Node. What only changes how things look (the theme, what is hovered) is not in
 * it.
 *
 * A run is a setup, what was done to its rows and when, and how far it has gone. So undo, scrubbing
 * and links are one thing: replaying.
 */
import { labLimits, type LabOptions } from "../../src/tabular/table/forLab.js";
import { presetNames, presets, type PresetName } from "./presets.js";

/** What is trained on what. */
export interface Setup {
  /** Names the sample that the rows are drawn from, and the question that it is to answer. */
  preset: PresetName;
  /** Which table of one's own the rows come from; `null`: the preset has rows of its own. */
  table: TableSetup | null;
  /** Of the rows and of the first weights, which both twins share. */
  seed: number;
  /** Those of the twins, as `readLoss` reads them. */
  losses: readonly [string, string];
  /** Sizes of the hidden layers; none: logistic regression. */
  hidden: readonly number[];
  /** Adam's learning rate, the same for both. */
  learningRate: number;
}

/**
 * A table of one's own. It is not in the state, which has to fit into a link, but is known by it:
 * wherever the same file is opened, the state goes on.
 */
export interface TableSetup {
  /** Its file's name. */
  file: string;
  /** How many rows the file has. */
  rows: number;
  /** 32 bits of its text: a file of the same name may be another one. */
  print: number;
  /** The column to predict. */
  label: string;
  /** The class of it that is drawn as a triangle. */
  positive: string;
  /** How else it is read. */
  read: Omit<LabOptions, "label" | "positive">;
}

/** Something done to the rows when `at` steps had been taken. Rows keep their numbers. */
export type Edit = {
  at: number;
  /** It is of one stroke with the edit before it: both are undone together. */
  joined?: true;
} & (
  | { kind: "add"; point: Point; label: 0 | 1 }
  | { kind: "move"; row: number; point: Point }
  | { kind: "flip"; row: number }
  | { kind: "erase"; row: number }
);

/** Coordinates in the plane, in standard deviations of the preset's training rows. */
export type Point = readonly [x1: number, x2: number];

export interface State {
  setup: Setup;
  /** In the order in which they were made; `at` never falls. */
  edits: readonly Edit[];
  /** How many steps both twins have taken. */
  step: number;
  /**
   * Where the next step stands: 0, its forward pass has run; 1, its loss, too; 1 + k, and k steps of
   * the tape have been gone back through.
   */
  cursor: number;
  /** The twin whose answers the plane shows, and whose tape is gone through. */
  shown: 0 | 1;
  /** The row that is looked at closely. */
  picked: number | null;
  /**
   * The feature on the horizontal axis, by its number, where the features are not the two of a
   * plane: the vertical axis is then the shown twin's logit.
   */
  across: number;
}

/**
 * More would be more than a page can train in a minute; or, of weights, than it can keep of each
 * step; or, of a table's bytes, than every browser can read.
 */
export const limits = {
  ...{ steps: 10_000, rows: labLimits.rows, layers: 3, units: 32 },
  ...{ weights: labLimits.weights, tableBytes: labLimits.bytes },
} as const;

/** That a file is too large for the page to read. */
export const tooLarge = (file: string, bytes: number) =>
  `${file} has ${Math.ceil(bytes / 2 ** 20)} MB, and this page reads ${limits.tableBytes / 2 ** 20} MB at ` +
  `most: take a part of its rows, or use ghmgrad compare, which reads more`;

/** Coordinates are multiples of 1/128 from −16 to just below 16: 12 bits in a link. */
export const grid = { perUnit: 128, most: 16 } as const;

/** The nearest point of the grid: what is drawn is what a link says. */
export function snap([x1, x2]: Point): Point {
  const { perUnit, most } = grid;
  const round = (value: number) =>
    Math.min(Math.max(Math.round(value * perUnit), -most * perUnit), most * perUnit - 1) / perUnit;
  return [round(x1), round(x2)];
}

/** A preset as it begins; that of a table of one's own, with it. */
export function initialState(preset: PresetName, table: TableSetup | null = null): State {
  const { losses, hidden, learningRate, step, edits, picked, shown } = presets[preset];
  return {
    setup: { preset, table, seed: 1, losses, hidden, learningRate },
    edits,
    step,
    cursor: 1,
    shown,
    picked,
    across: 0,
  };
}

/**
 * Checks a state that may come from a link that somebody typed, or from a script; its losses are
 * checked where they are made.
 *
 * @throws RangeError saying which part is wrong, and what it may be.
 */
export function checkState(state: State): State {
  const { setup, edits, step, cursor, shown, picked, across } = state;
  const { preset, table, seed, hidden, learningRate } = setup;
  if (!Object.hasOwn(presets, preset)) {
    throw new RangeError(`there is no preset "${preset}"; there are ${presetNames.join(", ")}`);
  }
  if ((preset === "table") !== (table !== null)) {
    throw new RangeError(
      table === null
        ? "a table of one's own is missing in the setup: open its file"
        : `the preset ${preset} has rows of its own, and no table`,
    );
  }
  if (table !== null) checkTableSetup(table);
  whole("the seed", seed, 0, 2 ** 32 - 1);
  if (hidden.length > limits.layers) {
    throw new RangeError(`${hidden.length} hidden layers are too many: ${limits.layers} at most`);
  }
  for (const size of hidden) whole("the size of a layer", size, 1, limits.units);
  if (!(learningRate > 0 && learningRate <= 10)) {
    throw new RangeError(`the learning rate must be above 0 and at most 10, not ${learningRate}`);
  }
  whole("the step", step, 0, limits.steps);
  whole("the cursor", cursor, 0, 1000);
  if ((shown as number) !== 0 && (shown as number) !== 1) {
    throw new RangeError(`the twin that is shown is 0 or 1, not ${String(shown)}`);
  }
  if (picked !== null) whole("the row that is picked", picked, 0, 1e6);
  whole("the feature on the horizontal axis", across, 0, 1e6);
  let before = 0;
  if (edits.at(0)?.joined !== undefined) {
    throw new RangeError("the first edit has none before it that it could be joined to");
  }
  for (const edit of edits) {
    whole("the step of an edit", edit.at, before, step);
    before = edit.at;
    if (edit.kind !== "add") whole("the row of an edit", edit.row, 0, 1e6);
    if (edit.kind === "add" || edit.kind === "move") {
      const [x1, x2] = edit.point;
      const snapped = snap(edit.point);
      if (x1 !== snapped[0] || x2 !== snapped[1]) {
        throw new RangeError(
          `a point of an edit must lie on the grid of 1/${grid.perUnit} from −${grid.most} to ` +
            `${grid.most}, not at (${x1}, ${x2})`,
        );
      }
    }
  }
  return state;
}

/** How a table is read is checked by those who read it. */
function checkTableSetup({ file, rows, print, label, positive, read }: TableSetup): void {
  const texts = { "name of the table": file, "label's column": label, "positive class": positive };
  for (const [what, text] of Object.entries<unknown>(texts)) {
    if (typeof text === "string" && text.length <= 1000) continue;
    throw new RangeError(`the ${what} must be a text of at most 1000 characters`);
  }
  whole("the table's number of rows", rows, 1, 2 ** 32);
  whole("the table's fingerprint", print, 0, 2 ** 32 - 1);
  if (typeof (read as unknown) !== "object" || (read as unknown) === null || Array.isArray(read)) {
    throw new RangeError("how the table is read must be an object of options");
  }
  if ("weight" in read) {
    throw new RangeError("the page reads no weights of rows: it is the losses that weigh them");
  }
}

function whole(what: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(`${what} must be a whole number from ${low} to ${high}, not ${value}`);
}
