/** A table as examples, encoded by what the training rows hold. */
import { tensor } from "../../autograd/index.js";
import { TableEncoder } from "./encoder.js";
import { dropIncomplete } from "./incomplete.js";
import { readLabels } from "./label.js";
import type { Schema } from "./schema.js";
import type { Table } from "./table.js";
import { stratifiedSplit, type Examples, type Split } from "../../train/index.js";

/** The rows of a table that can be used, with their labels. */
export interface LabelledTable {
  table: Table;
  schema: Schema;
  /** 0 or 1. */
  labels: number[];
}

/** Leaves out incomplete rows, if the schema says so, and reads the labels. */
export function labelledTable(table: Table, schema: Schema): LabelledTable {
  const complete = dropIncomplete(table, schema);
  return { table: complete, schema, labels: readLabels(complete, schema) };
}

/**
 * The rows of each part as examples, and the encoder that was fitted on the first part.
 *
 * @throws RangeError if there is no part, the first has no rows, or as `TableEncoder` does.
 */
export function encodeParts(
  { table, schema, labels }: LabelledTable,
  parts: readonly (readonly number[])[],
): { encoder: TableEncoder; parts: Examples[] } {
  if (parts.length === 0) {
    throw new RangeError("encodeParts: there are no parts; the first holds the rows to learn from");
  }
  const encoder = new TableEncoder(schema).fit(table, parts[0]);
  const examples = parts.map((rows) => ({
    x: encoder.encode(table, rows).x,
    y: tensor(
      rows.map((row) => labels[row]),
      { shape: [rows.length, 1] },
    ),
  }));
  return { encoder, parts: examples };
}

/**
 * What `compare` samples from a table: for each seed another stratified split into 40 % training, 20 %
 * validation and 40 % test rows, encoded by the training rows.
 *
 * Tell `compare` that they are all splits of the same rows: `resampled: true`.
 *
 * @param mostTraining - about so many training rows at most; the others are left out.
 */
export function tableSampler(
  data: LabelledTable,
  mostTraining = Infinity,
): (seed: number) => Split {
  const share = Math.min(0.4, mostTraining / data.labels.length);
  return (seed) => {
    const rows = stratifiedSplit(data.labels, [share, 0.2, 0.4], seed);
    const [training, validation, test] = encodeParts(data, rows).parts;
    return { training, validation, test };
  };
}
