/** Unfinished trainings as files: a safetensors file with the plan in its metadata. */
import { hasFields, type NdArray } from "../../array/index.js";
import type { SchemaOptions } from "../table/index.js";
import * as json from "../table/json.js";
import { featureTypes } from "../table/schema.js";
import { activationNames, decodeSafetensors, encodeSafetensors } from "../../nn/index.js";
import type { Setting, Tried } from "./crossValidate.js";
import { modelNames, type TrainingPlan } from "./plan.js";
import { readLoss } from "./tabularModel.js";

/** How far a training is, and all that is needed to go on with it. */
export interface Checkpoint {
  /** How the table is read. */
  schema: SchemaOptions;
  plan: TrainingPlan;
  /** Where the rows were read from, and the SHA-256 of their cells. */
  table: { path: string; delimiter: string | null; header: boolean; sha256: string };
  /** The settings that are done. */
  tried: readonly Tried[];
}

/** What is no array. */
interface Card extends Omit<Checkpoint, "tried"> {
  format: "ghmgrad checkpoint";
  formatVersion: 3;
  settings: Setting[];
}

const readCard = json.object<Card>({
  format: json.oneOf("ghmgrad checkpoint"),
  formatVersion: json.oneOf(3),
  schema: json.object<SchemaOptions>({
    label: json.string,
    positive: json.optional(json.string),
    drop: json.optional(json.listOf(json.string)),
    keep: json.optional(json.listOf(json.string)),
    group: json.optional(json.string),
    weight: json.optional(json.string),
    types: json.optional(json.recordOf(json.oneOf(...featureTypes))),
    missing: json.optional(json.oneOf("fill", "drop", "error")),
    missingValues: json.optional(json.listOf(json.string)),
    decimal: json.optional(json.string),
    thousands: json.optional(json.string),
  }),
  plan: json.object<TrainingPlan>({
    loss: json.optional(readLoss),
    model: json.optional(json.oneOf(...modelNames)),
    hidden: json.optional(json.listOf(json.whole)),
    activation: json.optional(json.oneOf(...activationNames)),
    strengths: json.optional(json.listOf(json.number)),
    learningRate: json.optional(json.number),
    batchSize: json.optional(json.whole),
    epochs: json.optional(json.whole),
    patience: json.optional(json.whole),
    folds: json.optional(json.whole),
    calibrate: json.optional(json.boolean),
    seed: json.optional(json.number),
    test: json.optional(json.number),
  }),
  table: json.object({
    path: json.string,
    delimiter: json.orNull(json.string),
    header: json.boolean,
    sha256: json.string,
  }),
  settings: json.listOf(
    json.object<Setting>({
      model: json.oneOf("logistic", "mlp"),
      strength: json.number,
      epochs: json.orNull(json.whole),
    }),
  ),
});

/**
 * The bytes of a checkpoint, which {@link parseCheckpoint} reads. Of the settings' parameters, those
 * that a training goes on from.
 *
 * @param checkpoint - how far the training is.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { schema, plan, table, tried } = checkpoint;
  const card: Card = {
    format: "ghmgrad checkpoint",
    formatVersion: 3,
    schema,
    plan,
    table,
    settings: tried.map(({ model, strength, epochs }) => ({ model, strength, epochs })),
  };
  const tensors: Record<string, NdArray> = {};
  // Only from the last parameters the next strength starts.
  const last = tried.findLast(({ parameters }) => parameters !== null);
  tried.forEach((setting, i) => {
    tensors[`${i}.logits`] = setting.logits;
    if (setting !== last) return;
    setting.parameters?.forEach((ofFold, fold) => {
      ofFold.forEach((parameter, k) => (tensors[`${i}.parameters.${fold}.${k}`] = parameter));
    });
  });
  return encodeSafetensors(tensors, { checkpoint: JSON.stringify(card) });
}

/**
 * Reads a checkpoint, as `loadCheckpoint` does from a file.
 *
 * @param bytes - the whole file.
 * @param label - its name in messages.
 * @throws RangeError naming `label` and what is wrong: the file may be damaged.
 */
export function parseCheckpoint(bytes: Uint8Array, label: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, label);
  if (!hasFields(metadata, "checkpoint")) {
    throw new RangeError(`${label} is no checkpoint of a training: its metadata has none`);
  }
  const { schema, plan, table, settings } = json.parseJson(metadata["checkpoint"], readCard, label);
  const tried = settings.map((setting, i): Tried => {
    const name = `${i}.logits`;
    if (!Object.hasOwn(tensors, name))
      throw new RangeError(`${label} lacks ${name}: it is damaged`);
    const parameters: NdArray[][] = [];
    for (let fold = 0; Object.hasOwn(tensors, `${i}.parameters.${fold}.0`); fold++) {
      const ofFold: NdArray[] = [];
      for (let k = 0; Object.hasOwn(tensors, `${i}.parameters.${fold}.${k}`); k++) {
        ofFold.push(tensors[`${i}.parameters.${fold}.${k}`]);
      }
      parameters.push(ofFold);
    }
    const logits = tensors[name];
    return { ...setting, logits, parameters: parameters.length > 0 ? parameters : null };
  });
  return { schema, plan, table, tried };
}
