import { checkType, type SavedArray } from "../../array/index.js";
import type { SchemaOptions } from "../table/index.js";
import * as json from "../table/json.js";
import { activationNames } from "../../nn/index.js";
import type { OptimizerState } from "../../optim/index.js";
import { readDensity, readLoss } from "./tabularModel.js";
import type { EpochRecord, TrainerState } from "../../train/trainerTypes.js";
import type { TrainingPlan } from "./trainTable.js";

/** The state of an unfinished training, and all that is needed to resume it: plain JSON. */
export interface Checkpoint {
  format: "ghmgrad checkpoint";
  formatVersion: 2;
  plan: TrainingPlan;
  /** Where the rows were read from, and the SHA-256 of their cells. */
  table: { path: string; delimiter: string | null; header: boolean; sha256: string };
  trainer: TrainerState;
}

const array = json.object<SavedArray>({
  dtype: json.oneOf("float32", "float64"),
  shape: json.listOf(json.whole),
  data: json.listOf((value, label) =>
    typeof value === "string"
      ? json.oneOf("NaN", "Infinity", "-Infinity", "-0")(value, label)
      : json.number(value, label),
  ),
});

/** The trainer checks whether all this fits the rows and the model. */
const readTrainer = json.object<TrainerState>({
  step: json.whole,
  shuffleState: json.listOf(json.number),
  firstLoss: json.orNull(json.number),
  epoch: json.object({ steps: json.whole, loss: json.number }),
  model: json.recordOf(array),
  optimizer: json.object<OptimizerState>({
    lr: json.number,
    params: json.listOf(json.object({ steps: json.whole, memory: json.recordOf(array) })),
  }),
  stateful: json.recordOf(readDensity),
  best: json.orNull(
    json.object({ epoch: json.whole, score: json.number, model: json.recordOf(array) }),
  ),
  history: json.listOf(
    json.object<EpochRecord>({
      epoch: json.whole,
      step: json.whole,
      loss: json.number,
      lr: json.number,
      validationLoss: json.orNull(json.number),
      score: json.orNull(json.number),
    }),
  ),
});

const readCheckpoint = json.object<Checkpoint>({
  format: json.oneOf("ghmgrad checkpoint"),
  formatVersion: readVersion,
  plan: json.object<TrainingPlan>({
    schema: json.object<SchemaOptions>({
      label: json.string,
      positive: json.optional(json.string),
      drop: json.optional(json.listOf(json.string)),
      keep: json.optional(json.listOf(json.string)),
      types: json.optional(json.recordOf(json.oneOf("numeric", "categorical"))),
      missing: json.optional(json.oneOf("fill", "drop", "error")),
      missingValues: json.optional(json.listOf(json.string)),
      decimal: json.optional(json.string),
      thousands: json.optional(json.string),
    }),
    loss: readLoss,
    hidden: json.listOf(json.whole),
    activation: json.oneOf(...activationNames),
    learningRate: json.number,
    epochs: json.whole,
    batchSize: json.orNull(json.whole),
    patience: json.orNull(json.whole),
    seed: json.number,
    validation: json.numberIn(0, 1),
    test: json.numberIn(0, 1),
  }),
  table: json.object({
    path: json.string,
    delimiter: json.orNull(json.string),
    header: json.boolean,
    sha256: json.string,
  }),
  trainer: readTrainer,
});

/** Version 1 did not say whether the table has a header. */
function readVersion(value: unknown, label: string): 2 {
  if (value !== 1) return json.oneOf(2)(value, label);
  throw new RangeError(
    `${label} is 1: an earlier ghmgrad began this training; begin it again in a new folder (plan in ` +
      `this file says how)`,
  );
}

/**
 * Reads a checkpoint, as `loadCheckpoint` does from a file.
 *
 * @param text - a {@link Checkpoint} as JSON.
 * @param label - the name of the text in messages, such as its file's name.
 * @throws RangeError naming `label` and what is wrong: the file may be damaged.
 */
export function parseCheckpoint(text: string, label: string): Checkpoint {
  checkType(typeof text === "string", "parseCheckpoint takes a text", text);
  return json.parseJson(text, readCheckpoint, label);
}
