/** Data: from a CSV to features, parts and batches; and data sets, shipped and generated. */
export { batches, type Batch, type BatchesOptions } from "./batches.js";
export { defaultMissingValues } from "./cells.js";
export type { CategoricalCode, ColumnCode, NumericCode } from "./columnCode.js";
export { datasets, type Dataset, type DatasetName } from "./datasets.js";
export { describeSchema } from "./describe.js";
export { TableEncoder, type Encoded, type TableEncoderState } from "./encoder.js";
export { takeRows, type Examples, type Split } from "./examples.js";
export * from "./generate/index.js";
export { dropIncomplete } from "./incomplete.js";
export { inferSchema } from "./inferSchema.js";
export { readLabels } from "./label.js";
export { parseCsv, type ParseCsvOptions } from "./parseCsv.js";
export type {
  Column,
  FeatureType,
  LabelRule,
  MissingPolicy,
  Schema,
  SchemaOptions,
  TablePlan,
} from "./schema.js";
export { stratifiedFolds, stratifiedSplit, type Fold } from "./split.js";
export { Standardizer, type StandardizerState } from "./standardizer.js";
export { rowNumber, takeTableRows, type Table } from "./table.js";
