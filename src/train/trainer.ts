import {
  allFinite,
  checkCount,
  checkOptions,
  checkType,
  flat,
  Generator,
  hasFields,
  isCallable,
  isPlainObject,
  save,
  show,
  showShape,
  unravel,
  type Filled,
  type NdArray,
} from "../array/index.js";
import { checkIsTensor, type Stateful, type Tensor } from "../autograd/index.js";
import { shuffled } from "./batches.js";
import { readExamples, type Examples } from "./examples.js";
import type { Module } from "../nn/index.js";
import { checkModule } from "../nn/module.js";
import { Optimizer } from "../optim/index.js";
import { describeOrigin, DivergenceError, findOrigin } from "./divergence.js";
import type { EpochRecord, TrainerOptions, TrainerState } from "./trainerTypes.js";

export const trainerDefaults = {
  loss: undefined,
  optimizer: undefined,
  epochs: undefined,
  batchSize: undefined,
  seed: 0,
  validation: undefined,
  score: undefined,
  patience: undefined,
  stateful: {},
};

/** Whether a loss has grown so much since the first step that it will not recover. */
export function isOutOfProportion(loss: number, first: number): boolean {
  return loss > 1e4 * Math.max(1, first);
}

/**
 * Trains a model, one step after the other. Its state can be saved after any step; a trainer made
 * in the same way, even in another process, continues from it bit for bit.
 *
 * ```ts
 * const optimizer = new Adam(model.parameters(), { lr: 0.01 });
 * const trainer = new Trainer(model, training, { loss: bceWithLogits, optimizer, epochs: 50 });
 * while (!trainer.done) trainer.step();
 * ```
 */
export class Trainer implements Stateful<TrainerState> {
  /** The epoch with the best score so far; `null` without patience. */
  best: { readonly epoch: number; readonly score: number } | null = null;
  readonly #options: Filled<TrainerOptions, typeof trainerDefaults>;
  readonly #batchSize: number;
  readonly #generator: Generator;
  #history: EpochRecord[] = [];
  #bestParameters: readonly NdArray[] = [];
  #steps = 0;
  #firstLoss: number | null = null;
  /** The state of the generator before it shuffled the rows of this epoch. */
  #shuffleState: number[] = [];
  #epoch = { steps: 0, loss: 0 };
  #batches!: Iterator<Examples>;
  /** The batch of the next step. */
  #batch!: Examples;

  /**
   * @param model - is trained in place.
   * @param data - the training rows: x of shape [N, F], y of shape [N, 1].
   * @param options - the loss, the optimizer, the epochs, and optionally validation with early
   * stopping.
   * @throws RangeError if a number is out of its range, there are no rows, or an entry of x is not
   * finite.
   * @throws TypeError if the model, the examples or an option are of another kind.
   * @throws Error if patience is given without validation rows, or the optimizer has none of the
   * model's parameters.
   */
  constructor(
    readonly model: Module,
    readonly data: Examples,
    options: TrainerOptions,
  ) {
    this.#options = checkOptions("Trainer", options, trainerDefaults);
    const { loss, optimizer, epochs, batchSize, seed, patience, validation } = this.#options;
    checkCount("Trainer: epochs", epochs);
    if (batchSize !== undefined) checkCount("Trainer: batchSize", batchSize);
    if (patience !== undefined) checkCount("Trainer: patience", patience);
    if (patience !== undefined && validation === undefined) {
      throw new Error("Trainer: patience needs validation rows, to see whether they get better");
    }
    checkModule("Trainer: the model must be a Module", model);
    checkType(isCallable(loss), "Trainer: loss must be a function, (output, y) => …", loss);
    const { score, stateful } = this.#options;
    const isScore = score === undefined || isCallable(score);
    checkType(isScore, "Trainer: score must be a function, (output, y) => …", score);
    for (const [name, part] of Object.entries(stateful)) {
      const isPart = hasFields(part, "state", "load");
      checkType(isPart, `Trainer: stateful.${name} must have state() and load(state)`, part);
    }
    checkType(optimizer instanceof Optimizer, "Trainer: optimizer must be an Optimizer", optimizer);
    const parameters = this.model.parameters();
    if (!optimizer.params.some((parameter) => parameters.includes(parameter))) {
      throw new Error(
        "Trainer: the optimizer has none of the model's parameters: make it of these",
      );
    }
    checkRows("the training rows", data);
    if (validation !== undefined) checkRows("the validation rows", validation);
    const rows = data.x.shape[0];
    this.#batchSize = Math.min(batchSize ?? rows, rows);
    this.#generator = new Generator(seed);
    this.#startEpoch();
  }

  /** A record of each finished epoch. */
  get history(): readonly EpochRecord[] {
    return this.#history;
  }

  /** Whether training is finished: after all epochs, or when patience runs out. */
  get done(): boolean {
    const { epochs, patience = Infinity } = this.#options;
    const passed = this.history.length;
    return passed >= epochs || passed - (this.best?.epoch ?? 0) >= patience;
  }

  /** How many steps the optimizer has taken. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Takes one step of the optimizer. With patience, the last step of the training restores the best
   * parameters.
   *
   * @returns a record of the epoch if this was its last step, else `null`.
   * @throws DivergenceError if the loss, a gradient or the validation loss is not finite, or the
   * loss is above 10,000 and above 10,000 times the first loss.
   * @throws RangeError if the score of the validation rows is not a finite number, or the loss not a
   * single one.
   * @throws TypeError if the model or the loss function returns anything but a tensor.
   * @throws Error if training is done.
   */
  step(): EpochRecord | null {
    if (this.done) throw new Error(`Trainer: training is done after ${this.history.length} epochs`);
    const { model, data } = this;
    const { optimizer } = this.#options;
    optimizer.zeroGrad();
    const { output, loss, value } = this.#run(this.#batch);
    if (!Number.isFinite(value)) throw this.#divergence(`the loss is ${value}`, output, loss);
    this.#firstLoss ??= value;
    if (isOutOfProportion(value, this.#firstLoss)) {
      const growth = `the loss has grown from ${this.#firstLoss} to ${value}`;
      throw this.#divergence(growth, output, loss);
    }
    loss.backward();
    const bad = model.namedParameters().find(([, { grad }]) => grad && !allFinite(grad.data));
    if (bad !== undefined) {
      throw this.#divergence(`the gradient of ${bad[0]} is not finite`, output, loss);
    }
    optimizer.step();
    this.#steps += 1;
    this.#epoch.steps += 1;
    this.#epoch.loss += value * this.#batch.x.shape[0];
    if (this.#epoch.steps * this.#batchSize >= data.x.shape[0]) return this.#endEpoch();
    this.#takeBatch();
    return null;
  }

  #run({ x, y }: Examples): { output: Tensor; loss: Tensor; value: number } {
    const output = this.model.forward(x);
    checkIsTensor("Trainer: what the model's forward returns", output);
    const loss = this.#options.loss(output, y);
    checkIsTensor("Trainer: what the loss function returns", loss);
    if (loss.size !== 1) {
      throw new RangeError(
        `Trainer: the loss must be one number, but its shape is ${showShape(loss.shape)}: reduce it ` +
          `(sum(), mean())`,
      );
    }
    return { output, loss, value: loss.item() };
  }

  #takeBatch(): void {
    this.#batch = this.#batches.next().value as Examples;
  }

  #startEpoch(): void {
    this.#epoch = { steps: 0, loss: 0 };
    this.#shuffleState = this.#generator.state();
    this.#batches = shuffled(this.data, this.#batchSize, this.#generator);
    this.#takeBatch();
  }

  #endEpoch(): EpochRecord {
    const { validation, patience, optimizer } = this.#options;
    const record: { -readonly [Key in keyof EpochRecord]: EpochRecord[Key] } = {
      epoch: this.history.length + 1,
      step: this.#steps,
      loss: this.#epoch.loss / this.data.x.shape[0],
      lr: optimizer.lr,
      validationLoss: null,
      score: null,
    };
    // The epoch ends before its model is measured, which can throw.
    this.#history.push(record);
    this.#startEpoch(); // also after the last: a trainer with more epochs may load the state
    if (validation !== undefined) {
      const { loss, score } = this.#measure(validation);
      record.validationLoss = loss;
      record.score = score;
      if (patience !== undefined && score > (this.best?.score ?? -Infinity)) {
        this.best = { epoch: record.epoch, score };
        // Not copied: an array is never written to.
        this.#bestParameters = this.model.parameters().map((parameter) => parameter.data);
      }
    }
    if (this.done && this.best !== null) {
      this.model.parameters().forEach((parameter, i) => parameter.assign(this.#bestParameters[i]));
    }
    return record;
  }

  /** Measures in evaluation mode, and restores the parts of `stateful` afterwards. */
  #measure(rows: Examples): { loss: number; score: number } {
    const { model } = this;
    const { score: scoreOf, stateful } = this.#options;
    const before = Object.values(stateful).map((part) => [part, part.state()] as const);
    model.eval();
    try {
      // Recorded: a harmonized loss needs the tape.
      const { output, loss: recorded, value: loss } = this.#run(rows);
      if (!Number.isFinite(loss)) {
        const origin = findOrigin(model, output, recorded);
        throw new DivergenceError(
          `training stopped after step ${this.#steps}, the last of epoch ${this.history.length}: ` +
            `the loss of the validation rows is ${loss}${describeOrigin(origin)}. ` +
            this.#hint("the validation rows", rows.y),
          this.#steps,
          origin,
        );
      }
      const score: unknown = scoreOf === undefined ? -loss : scoreOf(output.detach(), rows.y);
      if (typeof score !== "number" || !Number.isFinite(score)) {
        throw new RangeError(
          `Trainer: the score of the validation rows is ${show(score)}, not a finite number`,
        );
      }
      return { loss, score };
    } finally {
      model.train();
      for (const [part, state] of before) part.load(state);
    }
  }

  #divergence(what: string, output: Tensor, loss: Tensor): DivergenceError {
    const step = this.#steps + 1;
    const origin = findOrigin(this.model, output, loss);
    return new DivergenceError(
      `training stopped at step ${step}, in epoch ${this.history.length + 1}: ` +
        `${what}${describeOrigin(origin)}. The model has the parameters from before this step. ` +
        this.#hint("this step", this.#batch.y),
      step,
      origin,
    );
  }

  #hint(where: string, y: Tensor): string {
    return allFinite(y.data)
      ? `A smaller learning rate than ${this.#options.optimizer.lr} may help, and features of a ` +
          `similar scale`
      : `The targets of ${where} are not all finite`;
  }

  state(): TrainerState {
    const { stateful, optimizer } = this.#options;
    const parts = Object.entries(stateful).map(([name, part]) => [name, part.state()] as const);
    const names = this.model.namedParameters().map(([name]) => name);
    const best = this.#bestParameters.map((data, i) => [names[i], save(data)] as const);
    return {
      step: this.#steps,
      shuffleState: [...this.#shuffleState],
      firstLoss: this.#firstLoss,
      epoch: { ...this.#epoch },
      model: this.model.stateDict(),
      optimizer: optimizer.state(),
      stateful: Object.fromEntries(parts),
      best: this.best === null ? null : { ...this.best, model: Object.fromEntries(best) },
      history: [...this.#history],
    };
  }

  /**
   * Restores the state of a trainer with the same model, rows and options.
   *
   * @param state - what `state()` returned.
   * @throws RangeError or TypeError if the state is damaged, or belongs to another training; the
   * model may have changed by then.
   */
  load(state: TrainerState): void {
    this.#checkState(state);
    const { stateful, optimizer } = this.#options;
    this.#bestParameters = [];
    this.best = null;
    if (state.best !== null) {
      const { epoch, score, model } = state.best;
      this.model.loadStateDict(model);
      this.#bestParameters = this.model.parameters().map((parameter) => parameter.data);
      this.best = { epoch, score };
    }
    this.model.loadStateDict(state.model);
    optimizer.load(state.optimizer);
    for (const [name, part] of Object.entries(stateful)) part.load(state.stateful[name]);
    this.#history = [...state.history];
    this.#firstLoss = state.firstLoss;
    this.#steps = state.step;
    this.#generator.load(state.shuffleState);
    this.#startEpoch();
    this.#epoch = { ...state.epoch };
    for (let i = 0; i < state.epoch.steps; i++) this.#takeBatch();
  }

  /** @throws RangeError or TypeError if it is none, or one of other parts, rows or batches. */
  #checkState(state: TrainerState): void {
    const isState =
      hasFields(state, "step", "epoch", "model", "optimizer", "stateful", "best") &&
      [state.epoch, state.stateful].every(isPlainObject) &&
      (state.best === null || isPlainObject(state.best)) &&
      Array.isArray(state.history);
    checkType(isState, "Trainer.load takes what state() returned", state);
    const { stateful } = this.#options;
    const [here, there] = [stateful, state.stateful].map((parts) => Object.keys(parts).join(", "));
    if (here !== there) {
      throw new RangeError(
        `Trainer: the state has the parts [${there}], but \`stateful\` has [${here}]`,
      );
    }
    const batches = Math.ceil(this.data.x.shape[0] / this.#batchSize);
    const { steps, loss } = state.epoch;
    const epochs = state.history.length;
    const expected = epochs * batches + steps;
    if (!(steps >= 0 && steps < batches) || state.step !== expected || !Number.isFinite(loss)) {
      throw new RangeError(
        `Trainer: a state after ${show(state.step)} steps, ${show(steps)} of them in epoch ${epochs + 1}, is ` +
          `of other rows or batches: here an epoch has ${batches} steps`,
      );
    }
  }
}

/**
 * @throws RangeError if x and y do not fit each other, there are no rows, or x is not finite.
 * @throws TypeError if there are weights.
 */
function checkRows(what: string, examples: Examples): void {
  const { x, y, weights } = readExamples(`Trainer: ${what}`, examples);
  if (weights !== undefined) {
    throw new TypeError(
      `Trainer: ${what} have weights, of which its loss would not know: put them into y, as a column ` +
        `for the loss to read`,
    );
  }
  const [rows] = x.shape;
  if (x.ndim < 1 || y.ndim < 1 || rows !== y.shape[0] || rows === 0) {
    throw new RangeError(
      `Trainer: ${what} need as many targets as inputs, and one at least; x is ` +
        `${showShape(x.shape)}, y ${showShape(y.shape)}`,
    );
  }
  if (!allFinite(x.data)) {
    const values = flat(x.data);
    const at = values.findIndex((value) => !Number.isFinite(value));
    throw new RangeError(
      `Trainer: ${what} hold ${values[at]} at ${showShape(unravel(at, x.shape))}`,
    );
  }
}
