import { checkType, type SavedArray } from "../../array/index.js";
import * as json from "../table/json.js";
import type { OptimizerState } from "../../optim/index.js";
import { readDensity } from "./tabularModel.js";
import type { EpochRecord, TrainerState } from "../../train/trainerTypes.js";
import { readPlan, type TrainingPlan } from "./trainingPlan.js";

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
  plan: readPlan,
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
export function parseCheckpoint(text: string, label = "the checkpoint"): Checkpoint {
  checkType(typeof text === "string", "parseCheckpoint takes a text", text);
  checkType(typeof label === "string", "parseCheckpoint: the label must be a text", label);
  return json.parseJson(text, readCheckpoint, label);
}
