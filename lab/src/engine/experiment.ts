/**
 * Two networks from the same first weights, trained side by side on the same rows with different
 * losses.
 */
import type { Examples } from "../../../src/index.js";
import type { LabelledTable } from "../../../src/tabular/table/labelledTable.js";
import { presets } from "../presets.js";
import { limits, type Edit, type Setup, type State } from "../state.js";
import {
  checkLabels,
  drawRows,
  edited,
  trainingOf,
  type Drawn,
  type Row,
  type Training,
} from "./rows.js";
import { listOf, qualityOf, type Quality } from "./quality.js";
import { Twin, type Snapshot } from "./twin.js";

/** A preset's run has about so many points on its curve. */
const curvePoints = 60;

export class Experiment {
  readonly setup: Setup;
  readonly features: readonly string[];
  /** What the twins' quality is measured on, in words. */
  readonly measuredOn: string;
  readonly twins: readonly [Twin, Twin];
  /** How many steps both twins have taken. */
  step = 0;
  rows: readonly Row[];
  training: Training;
  readonly #drawn: Drawn;
  #edits: readonly Edit[] = [];
  /** The twins' quality after every so many steps, as far as they have been trained. */
  readonly #curve: { step: number; twins: [Quality, Quality] }[] = [];
  readonly #every: number;
  /** After each step that was ever taken since the last edit that others rest on. */
  #snapshots: (readonly [Snapshot, Snapshot])[];

  /**
   * @param table - the setup's table of one's own, if it has one.
   * @throws RangeError if a network for so many features has too many weights.
   */
  constructor(setup: Setup, table: LabelledTable | null = null) {
    this.setup = setup;
    this.#drawn = drawRows(setup, table);
    const { rows, features, measuredOn } = this.#drawn;
    this.rows = rows;
    this.features = features;
    this.measuredOn = measuredOn;
    this.training = trainingOf(rows);
    checkSize(features.length, setup.hidden);
    const twin = (k: 0 | 1) => new Twin(setup, setup.losses[k], this.training.examples);
    this.twins = [twin(0), twin(1)];
    this.#snapshots = [this.#snapshot()];
    this.#every = Math.max(Math.round(presets[setup.preset].steps / curvePoints), 1);
    this.#measure();
  }

  /**
   * The experiment of a state.
   *
   * @param state - checked.
   * @param table - the setup's table of one's own, if it has one.
   * @throws RangeError if an edit is about a row that is not there.
   */
  static of(
    { setup, edits, step }: Pick<State, "setup" | "edits" | "step">,
    table: LabelledTable | null = null,
  ): Experiment {
    const experiment = new Experiment(setup, table);
    for (const step of new Set(edits.map(({ at }) => at))) {
      experiment.seek(step);
      experiment.edit(...edits.filter(({ at }) => at === step));
    }
    experiment.seek(step);
    return experiment;
  }

  /** The rows that the twins' quality is measured on. */
  get test(): Examples {
    return this.#drawn.test ?? this.training.examples;
  }

  /** What was done to the rows, also after the present step, if it was gone back to. */
  get edits(): readonly Edit[] {
    return this.#edits;
  }

  /** The furthest step that can be gone to without training. */
  get furthest(): number {
    return this.#snapshots.length - 1;
  }

  /** How good the twins have been, from the first step to the furthest. */
  get curve(): readonly { step: number; twins: [Quality, Quality] }[] {
    return this.#curve;
  }

  /** Goes to a step, back or forward; forward by training where nobody has been. */
  seek(step: number): void {
    if (!(Number.isInteger(step) && step >= 0 && step <= limits.steps)) {
      throw new RangeError(`steps go from 0 to ${limits.steps}, and there is no step ${step}`);
    }
    if (step <= this.furthest) {
      if (step === this.step) return;
      this.#restore(step);
      return;
    }
    if (this.step < this.furthest) this.#restore(this.furthest);
    while (this.step < step) {
      for (const twin of this.twins) twin.step(this.training.examples);
      this.step += 1;
      this.#snapshots.push(this.#snapshot());
      if (this.step % this.#every === 0) this.#measure();
    }
  }

  /**
   * Does something to the rows at the present step: all that is asked for, or nothing. What was done
   * and trained after it is forgotten.
   *
   * @throws RangeError if there is no such row, or no row of a label would be left.
   */
  edit(...edits: readonly Edit[]): void {
    const rows = this.#rowsAfter(edits);
    this.#edits = [...this.#edits.filter(({ at }) => at <= this.step), ...edits];
    this.#setRows(rows);
    this.#forgetFrom(this.step);
  }

  /**
   * What is to be seen if the rows were edited so. Afterwards all is as it was.
   *
   * @throws RangeError as {@link edit} does.
   */
  preview<T>(edits: readonly Edit[], look: () => T): T {
    const { rows } = this;
    this.#setRows(this.#rowsAfter(edits));
    try {
      return look();
    } finally {
      this.#setRows(rows);
    }
  }

  /**
   * Takes the last edit back with those that it is joined to, and goes back to before them if need
   * be; without any, does nothing.
   */
  undo(): void {
    const from = this.#edits.findLastIndex(({ joined }) => joined !== true);
    if (from < 0) return;
    const { at } = this.#edits[from];
    this.#edits = this.#edits.slice(0, from);
    this.#forgetFrom(at);
    this.#restore(Math.min(this.step, at));
  }

  #rowsAfter(edits: readonly Edit[]): readonly Row[] {
    for (const { at, kind } of edits) {
      if (at !== this.step) {
        throw new RangeError(`an edit of step ${at} cannot be made at step ${this.step}`);
      }
      if ((kind === "add" || kind === "move") && this.features.length !== 2) {
        throw new RangeError(
          "points are added and moved where two columns make a plane: here, their height is the twin's answer",
        );
      }
    }
    const rows = edits.reduce<readonly Row[]>(edited, this.rows);
    if (rows.length > limits.rows) {
      throw new RangeError(`there is room for ${limits.rows} rows, and they are drawn`);
    }
    checkLabels(rows);
    return rows;
  }

  /** What comes after a step was trained on other rows. */
  #forgetFrom(step: number): void {
    this.#snapshots.length = Math.min(this.#snapshots.length, step + 1);
    while ((this.#curve.at(-1)?.step ?? 0) > step) this.#curve.pop();
  }

  #measure(): void {
    const of = (twin: Twin) => {
      const pull = listOf(twin.look(this.training.examples).pulls);
      return qualityOf(twin, pull, this.training.examples, this.test);
    };
    const [first, second] = this.twins;
    this.#curve.push({ step: this.step, twins: [of(first), of(second)] });
  }

  #snapshot(): readonly [Snapshot, Snapshot] {
    const [first, second] = this.twins;
    return [first.snapshot(), second.snapshot()];
  }

  #restore(step: number): void {
    this.twins.forEach((twin, k) => {
      twin.restore(this.#snapshots[step][k]);
    });
    this.step = step;
    const done = this.#edits.filter(({ at }) => at <= step);
    this.#setRows(done.reduce<readonly Row[]>(edited, this.#drawn.rows));
  }

  #setRows(rows: readonly Row[]): void {
    this.rows = rows;
    this.training = trainingOf(rows);
  }
}

/** The page keeps the weights of each step. */
function checkSize(features: number, hidden: readonly number[]): void {
  const sizes = [features, ...hidden, 1];
  const weights = sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i] + 1) * size, 0);
  if (weights <= limits.weights) return;
  throw new RangeError(
    `${features} features make a network of ${weights} weights, and the page has room for ` +
      `${limits.weights}: take fewer columns, or fewer with many categories` +
      (hidden.length > 0 ? ", or smaller hidden layers" : ""),
  );
}
