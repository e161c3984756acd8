/** Tables: from CSV text to features and labels; and the data sets that come with this package. */
export { defaultMissingValues } from "./cells.js";
export type {
  CategoricalCode,
  ColumnCode,
  DateCode,
  FeatureColumn,
  NumericCode,
  Scale,
} from "./columnCode.js";
export { datasets, type Dataset, type DatasetName } from "./datasets.js";
export { describeSchema } from "./describe.js";
export { TableEncoder, type TableEncoderState } from "./encoder.js";
export type { ColumnValues } from "./columnCode.js";
export type { Encoded, FeatureValues } from "./features.js";
export { dropIncomplete } from "./incomplete.js";
export { inferSchema } from "./inferSchema.js";
export { readLabels } from "./label.js";
export { encodeParts, labelledTable, tableSampler, type LabelledTable } from "./labelledTable.js";
export { parseCsv, type ParseCsvOptions } from "./parseCsv.js";
export type {
  Column,
  FeatureType,
  LabelRule,
  MissingPolicy,
  NumberFormat,
  Schema,
  SchemaOptions,
  TablePlan,
} from "./schema.js";
export type { WeightRule } from "./weights.js";
export { rowNumber, takeTableRows, type Table } from "./table.js";
