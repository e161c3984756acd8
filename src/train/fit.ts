import { checkOptions } from "../array/index.js";
import type { Examples } from "./examples.js";
import type { Module } from "../nn/index.js";
import { Trainer, trainerDefaults } from "./trainer.js";
import type { EpochRecord, TrainerOptions, TrainerState } from "./trainerTypes.js";
import { pausing, type Signal } from "./pausing.js";

export interface FitOptions extends TrainerOptions {
  /** Called after each epoch; if it returns a promise, training waits for it. */
  onEpoch?: ((record: EpochRecord, trainer: Trainer) => unknown) | undefined;
  /** Called after each step. */
  onStep?: ((trainer: Trainer) => void) | undefined;
  /**
   * The signal of an `AbortController`. When it is aborted, training stops after the current step.
   */
  signal?: Signal | undefined;
  /** The state of an earlier training, to continue it. */
  resume?: TrainerState | undefined;
}

/**
 * Trains a model to the end. 20 times a second it yields to the event loop, so that a page stays
 * responsive and an abort signal is noticed.
 *
 * ```ts
 * const { history, best } = await fit(model, training, {
 *   loss: (logits, y) => ghmcLoss(logits, y, { density }),
 *   optimizer: new Adam(model.parameters(), { lr: 0.01 }),
 *   epochs: 100,
 *   batchSize: 256,
 *   validation,
 *   patience: 10,
 *   stateful: { density },
 * });
 * ```
 *
 * @param model - is trained in place.
 * @param data - the training rows: x of shape [N, F], y of shape [N, 1].
 * @param options - those of {@link Trainer}, callbacks, a signal to stop, and a state to resume
 * from.
 * @returns the trainer, with its history. If the signal stopped it, it is not `done`, and the model
 * has the last parameters, not the best.
 * @throws the errors of {@link Trainer} and its `step`.
 */
export async function fit(model: Module, data: Examples, options: FitOptions): Promise<Trainer> {
  const { onEpoch, onStep, signal, resume, ...others } = checkOptions("fit", options, {
    ...trainerDefaults,
    onEpoch: () => undefined,
    onStep: () => undefined,
    signal: undefined,
    resume: undefined,
  });
  const trainer = new Trainer(model, data, others);
  if (resume !== undefined) trainer.load(resume);
  const goOn = pausing("fit", signal);
  while (!trainer.done && (await goOn())) {
    const record = trainer.step();
    onStep(trainer);
    if (record !== null) await onEpoch(record, trainer);
  }
  return trainer;
}
