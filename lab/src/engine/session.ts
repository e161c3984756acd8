/** Answers the page's questions: the whole worker but for its mailbox, so that Node can run it. */
import type { Action, Answer, Pace, Question, Refusal, Seeds } from "../messages.js";
import { checkState, initialState, snap, type State } from "../state.js";
import { Experiment } from "./experiment.js";
import { frameOf } from "./frame.js";
import { probabilitiesOver } from "./plane.js";
import { differenceOf, runSeeds, type Compared, type SeedResult } from "./seeds.js";
import { tapeOf } from "./tape.js";
import { presets } from "../presets.js";
import { fileOf } from "./files.js";
import { whyOf } from "./why.js";

export class Session {
  #experiment = new Experiment(initialState("heap").setup);
  #looking: Pick<State, "cursor" | "shown" | "picked"> = initialState("heap");
  #seeds: { results: SeedResult[]; of: number; run: ReturnType<typeof runSeeds> | null } = {
    results: [],
    of: 0,
    run: null,
  };

  get state(): State {
    const { setup, edits, step } = this.#experiment;
    const { cursor, shown, picked } = this.#looking;
    const done = edits.filter(({ at }) => at <= step);
    return { setup, edits: done, step, cursor, shown, picked };
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

  answer({ id, action, plane }: Question): Answer | Refusal {
    try {
      this.#act(action);
    } catch (error) {
      return { id, error: error instanceof Error ? error.message : String(error) };
    }
    const experiment = this.#experiment;
    const { picked, shown, cursor } = this.#looking;
    const at = picked === null ? -1 : experiment.training.numbers.indexOf(picked);
    const [first, second] = experiment.twins;
    return {
      id,
      state: this.state,
      frame: frameOf(experiment),
      tape: tapeOf(experiment, shown, at < 0 ? null : at, cursor),
      why: action.kind === "why" ? whyOf(experiment, shown, at) : null,
      file: action.kind === "export" ? fileOf(action.what, experiment, this.state) : null,
      curve: [...experiment.curve],
      planes: plane && [probabilitiesOver(first, plane), probabilitiesOver(second, plane)],
      seeds: this.seeds,
    };
  }

  #act(action: Action): void {
    const experiment = this.#experiment;
    switch (action.kind) {
      case "load": {
        const state = checkState(action.state);
        this.#experiment = Experiment.of(state);
        const { cursor, shown, picked } = state;
        this.#looking = { cursor, shown, picked };
        this.#seeds = { results: [], of: 0, run: null };
        return;
      }
      case "advance":
        this.#advance(action.by, action.times);
        return;
      case "seek":
        experiment.seek(action.step);
        this.#looking = { ...this.#looking, cursor: 1 };
        return;
      case "edit": {
        const { edit } = action;
        const isPlaced = edit.kind === "add" || edit.kind === "move";
        const placed = isPlaced ? { ...edit, point: snap(edit.point) } : edit;
        experiment.edit({ ...placed, at: experiment.step });
        return;
      }
      case "export":
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
        this.#looking = {
          cursor: action.cursor ?? this.#looking.cursor,
          shown: action.shown ?? this.#looking.shown,
          picked: action.picked === undefined ? this.#looking.picked : action.picked,
        };
        return;
      case "seeds": {
        const { setup, edits } = experiment;
        const { steps } = presets[setup.preset];
        const run = action.seeds === 0 ? null : runSeeds(setup, edits, steps, action.seeds);
        this.#seeds = { results: [], of: action.seeds, run };
      }
    }
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
