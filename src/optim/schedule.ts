/** Learning rate schedules. */
import { checkCount, checkEntries, checkOptions, checkType, hasFields } from "../array/index.js";
import type { Stateful } from "../autograd/index.js";
import { Optimizer } from "./optimizer.js";

/** The state of a schedule, which lasts from step to step, as plain JSON. */
export interface ScheduleState {
  /** The learning rate at the start. */
  start: number;
  /** The number of steps taken. */
  t: number;
}

/**
 * A learning rate schedule: sets the learning rate of an optimizer to a function of time.
 *
 * ```ts
 * const warmUp = new Schedule(optimizer, (t, start) => start * Math.min(1, (t + 1) / 100));
 * ```
 */
export class Schedule implements Stateful {
  #state: ScheduleState;

  /**
   * @param optimizer - has the learning rate to start from, and gets the new ones.
   * @param lrAt - the learning rate after `t` steps, given the one that the optimizer has now.
   */
  constructor(
    readonly optimizer: Optimizer,
    readonly lrAt: (t: number, start: number) => number,
  ) {
    checkType(optimizer instanceof Optimizer, "a schedule takes an Optimizer", optimizer);
    checkType(typeof lrAt === "function", "a schedule takes a function of t and the start", lrAt);
    this.#state = { start: optimizer.lr, t: 0 };
    this.load(this.#state);
  }

  /** Advances by one step. Call it after the optimizer's step, for each batch or each epoch. */
  step(): void {
    const { start, t } = this.#state;
    this.load({ start, t: t + 1 });
  }

  state(): ScheduleState {
    return { ...this.#state };
  }

  /**
   * Restores a state, and sets the optimizer's learning rate accordingly.
   *
   * @param state - what `state()` returned.
   * @throws RangeError unless start is a number ≥ 0, and t a whole number ≥ 0.
   */
  load(state: ScheduleState): void {
    checkType(hasFields(state, "start", "t"), "a schedule's state has start and t", state);
    const { start, t } = state;
    checkEntries("a schedule's start", [start], (lr) => lr >= 0 && lr < Infinity, "a number ≥ 0");
    checkCount("a schedule's t", t, 0);
    this.#state = { start, t };
    this.optimizer.lr = this.lrAt(t, start);
  }
}

/**
 * A learning rate schedule in steps: lr·γ^⌊t/size⌋, so that every `size` steps the learning rate is
 * multiplied by γ (PyTorch's StepLR).
 */
export class StepSchedule extends Schedule {
  /**
   * @param optimizer - has the learning rate to start from, and gets the new ones.
   * @param options - `size`, a number of steps, and `gamma`, which is γ, 0.1 by default.
   * @throws RangeError unless `size` is a whole number ≥ 1.
   */
  constructor(optimizer: Optimizer, options: { size: number; gamma?: number | undefined }) {
    const { size, gamma } = checkOptions("StepSchedule", options, { size: undefined, gamma: 0.1 });
    checkCount("StepSchedule: size", size);
    super(optimizer, (t, start) => start * gamma ** Math.floor(t / size));
  }
}

/**
 * A cosine learning rate schedule: min + ½(lr − min)(1 + cos(πt/T)), half a cosine from lr down to
 * `min` in T steps, and up again after them (PyTorch's CosineAnnealingLR; Loshchilov & Hutter 2017,
 * without restarts).
 */
export class CosineSchedule extends Schedule {
  /**
   * @param optimizer - has the learning rate to start from, and gets the new ones.
   * @param options - `steps`, which is T, and `min`, 0 by default.
   * @throws RangeError unless `steps` is a whole number ≥ 1.
   */
  constructor(optimizer: Optimizer, options: { steps: number; min?: number | undefined }) {
    const { steps, min } = checkOptions("CosineSchedule", options, { steps: undefined, min: 0 });
    checkCount("CosineSchedule: steps", steps);
    super(
      optimizer,
      (t, start) => min + 0.5 * (start - min) * (1 + Math.cos((Math.PI * t) / steps)),
    );
  }
}
