/** Answers the page's questions: the whole worker but for its mailbox, so that Node can run it. */
import { Generator } from "../../../src/index.js";
import { deriveSeed } from "../../../src/tabular/model/deriveSeed.js";
import type { LabOptions } from "../../../src/tabular/table/forLab.js";
import type { LabelledTable } from "../../../src/tabular/table/labelledTable.js";
import type { Action, Answer, Change, Pace, Question, Refusal, Seeds } from "../messages.js";
import {
  checkState,
  initialState,
  snap,
  type Edit,
  type State,
  type TableSetup,
} from "../state.js";
import { Experiment } from "./experiment.js";
import { frameOf } from "./frame.js";
import { moversOf } from "./movers.js";
import { OwnTable } from "./ownTable.js";
import { cellsOf, logitWindow, probabilitiesOver, type Window } from "./plane.js";
import { differenceOf, runSeeds, type Compared, type SeedResult } from "./seeds.js";
import { tapeOf } from "./tape.js";
import { presets } from "../presets.js";
import { fileOf } from "./files.js";
import { whyOf } from "./why.js";

export class Session {
  #experiment = new Experiment(initialState("heap").setup);
  #looking: Pick<State, "cursor" | "shown" | "picked" | "across"> = initialState("heap");
  /** The table of one's own that was opened last. */
  #table: OwnTable | null = null;
  #seeds: { results: SeedResult[]; of: number; run: ReturnType<typeof runSeeds> | null } = {
    results: [],
    of: 0,
    run: null,
  };

  get state(): State {
    const { setup, edits, step } = this.#experiment;
    const { cursor, shown, picked, across } = this.#looking;
    const done = edits.filter(({ at }) => at <= step);
    return { setup, edits: done, step, cursor, shown, picked, across };
  }

  /** The rows of the present setup's table. */
  get #data(): LabelledTable | null {
    const { table } = this.#experiment.setup;
    return table && (this.#table?.data(table) ?? null);
  }

  get seeds(): Seeds {
    const { results, of } = this.#seeds;
    const difference = (metric: Compared) => differenceOf(results, metric);
    return {
      results: [...results],
      of,
      differences: {
        balancedAccuracy: difference("balancedAccuracy"),
        ap: difference("ap"),
        brier: difference("brier"),
      },
    };
  }

  answer(question: Question): Answer | Refusal {
    const { id, action } = question;
    try {
      if (action.kind === "preview") {
        const edits = this.#placed(action.edits);
        return this.#experiment.preview(edits, () => this.#look(question));
      }
      this.#act(action);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { id, error: message, lacksTable: error instanceof LacksTable };
    }
    return this.#look(question);
  }

  #look({ id, action, plane, movers = false }: Question): Answer {
    const experiment = this.#experiment;
    const { picked, shown, cursor } = this.#looking;
    const frame = frameOf(experiment, this.#looking);
    const window = plane && (frame.isPlane ? plane : logitWindow(frame, plane.cells));
    const { table } = experiment.setup;
    const at = picked === null ? -1 : experiment.training.numbers.indexOf(picked);
    const [first, second] = experiment.twins;
    return {
      id,
      state: this.state,
      frame,
      table: table && (this.#table?.view(table, experiment) ?? null),
      tape: tapeOf(experiment, shown, at < 0 ? null : at, cursor),
      movers: movers ? [moversOf(first, experiment), moversOf(second, experiment)] : null,
      why: action.kind === "why" ? whyOf(experiment, shown, at) : null,
      file:
        action.kind === "export" ? fileOf(action.what, experiment, this.state, this.#data) : null,
      curve: [...experiment.curve],
      window,
      planes: window && planesOver(experiment, window),
      seeds: this.seeds,
    };
  }

  #act(action: Action): void {
    const experiment = this.#experiment;
    switch (action.kind) {
      case "load":
        this.#load(action.state, this.#table);
        return;
      case "open":
        this.#open(new OwnTable(action.file), action.options, action.waiting);
        return;
      case "read":
        this.#read(action.options);
        return;
      case "advance":
        this.#advance(action.by, action.times);
        return;
      case "seek":
        experiment.seek(action.step);
        this.#looking = { ...this.#looking, cursor: 1 };
        return;
      case "edit": {
        const isMore = action.isMore === true && this.state.edits.length > 0;
        experiment.edit(...this.#placed(action.edits, isMore));
        return;
      }
      case "flip":
        experiment.edit(...this.#placed(this.#drawn(action.percent, action.label)));
        return;
      case "export":
      case "preview":
        return;
      case "why":
        if (!experiment.training.numbers.includes(this.#looking.picked ?? -1)) {
          throw new RangeError("pick a point first: it is the one that is nudged");
        }
        return;
      case "undo":
        experiment.undo();
        return;
      case "look":
        this.#lookAt(action);
        return;
      case "seeds":
        this.#runSeeds(action.seeds);
    }
  }

  /** @param table - the one that was opened last, or is being opened. */
  #load(wanted: State, table: OwnTable | null): void {
    const state = checkState(wanted);
    const { setup, cursor, shown, picked, across } = state;
    if (setup.table !== null && setup.table.print !== table?.print)
      throw new LacksTable(setup.table);
    const experiment = Experiment.of(state, setup.table && (table?.data(setup.table) ?? null));
    checkAcross(experiment, across);
    this.#experiment = experiment;
    this.#table = table;
    this.#looking = { cursor, shown, picked, across };
    this.#seeds = { results: [], of: 0, run: null };
  }

  #open(table: OwnTable, options: LabOptions, waiting: State | null): void {
    const isAwaited = waiting?.setup.table?.print === table.print;
    const state = isAwaited ? waiting : initialState("table", table.setup(options));
    this.#load(state, table);
  }

  #read(options: LabOptions): void {
    if (this.#table === null) throw new RangeError("there is no table: open a CSV file first");
    const { setup } = this.#experiment;
    const fresh = initialState("table", this.#table.setup(options));
    const kept = setup.preset === "table" ? { ...setup, table: fresh.setup.table } : fresh.setup;
    this.#load({ ...fresh, setup: kept, shown: this.#looking.shown }, this.#table);
  }

  #lookAt(wanted: Extract<Action, { kind: "look" }>): void {
    const { cursor, shown, picked, across } = this.#looking;
    checkAcross(this.#experiment, wanted.across ?? across);
    this.#looking = {
      cursor: wanted.cursor ?? cursor,
      shown: wanted.shown ?? shown,
      picked: wanted.picked === undefined ? picked : wanted.picked,
      across: wanted.across ?? across,
    };
  }

  /** @param seeds - how many; 0: those that are done stay, and no more are run. */
  #runSeeds(seeds: number): void {
    const { setup, edits } = this.#experiment;
    const { steps } = presets[setup.preset];
    const { results } = this.#seeds;
    this.#seeds =
      seeds === 0
        ? { results, of: results.length, run: null }
        : { results: [], of: seeds, run: runSeeds(setup, edits, steps, seeds, this.#data) };
  }

  /** Edits of the present step, of one stroke, with their points on the grid. */
  #placed(changes: readonly Change[], isMore = false): Edit[] {
    const at = this.#experiment.step;
    return changes.map((change, i) => ({
      ...("point" in change ? { ...change, point: snap(change.point) } : change),
      ...(isMore || i > 0 ? { joined: true } : {}),
      at,
    }));
  }

  /** Flips of so many per cent of the points with a label: others each time, but the same again. */
  #drawn(percent: number, label: 0 | 1): Change[] {
    if (!(percent > 0 && percent <= 100)) {
      throw new RangeError(
        `the part to flip must be above 0 % and at most 100 %, not ${percent} %`,
      );
    }
    const { rows, training, setup } = this.#experiment;
    const candidates = training.numbers.filter((row) => rows[row].label === label);
    const count = Math.round((percent / 100) * candidates.length);
    if (count === 0) {
      throw new RangeError(
        `${percent} % of ${candidates.length} points with label ${label} is less than half a point`,
      );
    }
    const purpose = `flips after ${this.state.edits.length} edits at step ${this.#experiment.step}`;
    const order = new Generator(deriveSeed(setup.seed, purpose)).permutation(candidates.length);
    const drawn = order.slice(0, count).map((i) => candidates[i]);
    return drawn.sort((a, b) => a - b).map((row) => ({ kind: "flip", row }));
  }

  #advance(by: Pace, times: number): void {
    const experiment = this.#experiment;
    if (by === "step") {
      experiment.seek(experiment.step + times);
      this.#looking = { ...this.#looking, cursor: 1 };
      return;
    }
    const { shown } = this.#looking;
    const last = 1 + tapeOf(experiment, shown, null, 0).steps.length;
    for (let k = 0; k < times; k++) {
      const { cursor } = this.#looking;
      if (cursor >= last) experiment.seek(experiment.step + 1);
      const next = cursor >= last ? 0 : by === "op" || cursor === 0 ? cursor + 1 : last;
      this.#looking = { ...this.#looking, cursor: next };
    }
  }

  /**
   * Does a little of the seeds' work.
   *
   * @returns whether there is more to do, and whether a seed became complete.
   */
  work(): { isDone: boolean; isNews: boolean } {
    const next = this.#seeds.run?.next();
    if (next === undefined || next.done === true) {
      this.#seeds.run = null;
      return { isDone: true, isNews: false };
    }
    if (next.value !== null) this.#seeds.results.push(next.value);
    return { isDone: false, isNews: next.value !== null };
  }
}

/** A state goes on with a table that is not open. */
class LacksTable extends RangeError {
  constructor({ file, rows }: TableSetup) {
    const all = rows.toLocaleString("en");
    super(`This link belongs to ${file} (${all} rows): drop that file on the page, or open it.`);
  }
}

function checkAcross({ features }: Experiment, across: number): void {
  if (features.length === 2 || across < features.length) return;
  throw new RangeError(
    `there are ${features.length} features, from 0 on, and no feature ${across} to stand across`,
  );
}

function planesOver({ twins, features }: Experiment, window: Window): Answer["planes"] {
  const cells = cellsOf(window);
  const [first, second] = twins.map((twin) =>
    probabilitiesOver(features.length === 2 ? twin : null, cells),
  );
  return [first, second];
}
