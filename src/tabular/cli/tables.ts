import { statSync } from "node:fs";
import type { Command } from "commander";
import {
  datasets,
  type DatasetName,
  type ParseCsvOptions,
  type SchemaOptions,
  type Table,
} from "../table/index.js";
import { loadDataset } from "../files/datasets.js";
import { readTable } from "../files/readTable.js";
import type { TabularModel } from "../model/index.js";
import type { TableOptions } from "./options.js";
import { say } from "./output.js";
import { paint } from "./terminal.js";

/**
 * The table that an argument CSV names: a file, "-" for standard input, or a data set of this
 * package if there is no file of that name.
 */
export async function openTable(
  csv: string,
  options: Pick<ParseCsvOptions, "delimiter" | "header">,
): Promise<Table> {
  const { delimiter, header } = options;
  return isDataset(csv) ? loadDataset(csv) : readTable(csv, { delimiter, header });
}

/** The table to use a model on, read as the table was that it learned from. */
export async function openTableFor(
  { encoder }: TabularModel,
  csv: string,
  { delimiter }: { delimiter?: string },
): Promise<Table> {
  const table = await openTable(csv, { delimiter, header: encoder.positional === null });
  for (const note of table.notes ?? []) say(paint("yellow", `! ${note}`, process.stderr));
  return table;
}

export function isDataset(csv: string): csv is DatasetName {
  if (!Object.hasOwn(datasets, csv)) return false;
  // A folder is not a CSV: a model of the penguins may well be in a folder penguins.
  const file = statSync(csv, { throwIfNoEntry: false });
  return file === undefined || file.isDirectory();
}

/** How to read that table. For the data sets of this package, `label` and `drop` have defaults. */
export function schemaOptions(csv: string, options: TableOptions, command: Command): SchemaOptions {
  const known = isDataset(csv) ? datasets[csv] : null;
  const label = options.label ?? known?.label;
  if (label === undefined) {
    return command.error("error: name the column to predict: --label <column>");
  }
  const { positive, keep, types, missing, missingValues, decimal, thousands } = options;
  const drop = options.drop ?? (keep === undefined ? known?.drop : undefined);
  return {
    label,
    positive,
    drop: drop && [...drop],
    keep,
    types,
    missing,
    missingValues,
    decimal,
    thousands,
  };
}
