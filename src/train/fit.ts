import type { Examples } from "./examples.js";
import type { Module } from "../nn/index.js";
import { Trainer } from "./trainer.js";
import type { EpochRecord, TrainerOptions, TrainerState } from "./trainerTypes.js";
import { pausing, type Signal } from "./pausing.js";

export interface FitOptions extends TrainerOptions {
  /** Called after each epoch; if it gives a promise, training waits for it. */
  onEpoch?: ((record: EpochRecord, trainer: Trainer) => unknown) | undefined;
  /** Called after each step. */
  onStep?: ((trainer: Trainer) => void) | undefined;
  /** Stops training after the step that is under way: that of an `AbortController`. */
  signal?: Signal | undefined;
  /** Where an earlier training stood, to go on from there. */
  resume?: TrainerState | undefined;
}

/**
 * Trains a model to the end, and gives others a turn 20 times a second, so that a page stays alive
 * and a signal is heard.
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
 * @returns the trainer, with its history. If the signal stopped it, it is not `done`, and the model has
 * the last parameters, not the best.
 * @throws as `Trainer` does.
 */
export async function fit(model: Module, data: Examples, options: FitOptions): Promise<Trainer> {
  const { onEpoch, onStep, signal, resume } = options;
  const trainer = new Trainer(model, data, options);
  if (resume !== undefined) trainer.load(resume);
  const goOn = pausing(signal);
  while (!trainer.done && (await goOn())) {
    const record = trainer.step();
    onStep?.(trainer);
    if (record !== null) await onEpoch?.(record, trainer);
  }
  return trainer;
}
