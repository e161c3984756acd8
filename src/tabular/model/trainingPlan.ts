import { activationNames, type Activation } from "../../nn/index.js";
import type { SchemaOptions } from "../table/index.js";
import * as json from "../table/json.js";
import type { LossSpec } from "./namedLoss.js";
import { readLoss } from "./tabularModel.js";

/** All that determines a training, apart from the rows: plain JSON. */
export interface TrainingPlan {
  /** How the table is read. */
  schema: SchemaOptions;
  loss: LossSpec;
  /** Sizes of the layers between input and output; none: logistic regression. */
  hidden: number[];
  activation: Activation;
  /** Adam's learning rate. */
  learningRate: number;
  epochs: number;
  /** Rows in each step; `null`: all. */
  batchSize: number | null;
  /** Early stopping by average precision: see `TrainerOptions`. `null`: none. */
  patience: number | null;
  /** Seed of the split, the initial weights and the order of the rows. */
  seed: number;
  /** Share of the rows held out to choose the epoch (with patience) and the threshold; 0: none. */
  validation: number;
  /** Share of the rows held out to measure the final model; 0: none. Both together: below 1. */
  test: number;
}

/** Checks a plan, which may come from a file. */
export const readPlan = json.object<TrainingPlan>({
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
  hidden: json.listOf(json.count),
  activation: json.oneOf(...activationNames),
  learningRate: json.number,
  epochs: json.count,
  batchSize: json.orNull(json.count),
  patience: json.orNull(json.count),
  seed: json.number,
  validation: json.numberIn(0, 1),
  test: json.numberIn(0, 1),
});
