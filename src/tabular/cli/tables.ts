import { statSync } from "node:fs";
import type { Command } from "commander";
import { datasets, type DatasetName, type SchemaOptions, type Table } from "../table/index.js";
import { loadDataset } from "../files/datasets.js";
import { readTable } from "../files/readTable.js";
import type { TableOptions } from "./options.js";

/**
 * The table that an argument CSV names: a file, "-" for standard input, or a data set of this
 * package if there is no file of that name.
 */
export async function openTable(csv: string, delimiter?: string): Promise<Table> {
  return isDataset(csv) ? loadDataset(csv) : readTable(csv, { delimiter });
}

export function isDataset(csv: string): csv is DatasetName {
  if (!Object.hasOwn(datasets, csv)) return false;
  try {
    // A folder is not a CSV: a model of the penguins may well be in a folder penguins.
    const file = statSync(csv, { throwIfNoEntry: false });
    return file === undefined || file.isDirectory();
  } catch {
    return false; // it cannot be read, and whoever reads it says why
  }
}

/** How to read that table. For the data sets of this package, `label` and `drop` have defaults. */
export function schemaOptions(csv: string, options: TableOptions, command: Command): SchemaOptions {
  const known = isDataset(csv) ? datasets[csv] : null;
  const label = options.label ?? known?.label;
  if (label === undefined) {
    return command.error("error: name the column to predict: --label <column>");
  }
  const { positive, keep, types, missing, missingValues } = options;
  const drop = options.drop ?? (keep === undefined ? known?.drop : undefined);
  return {
    label,
    positive,
    drop: drop && [...drop],
    keep,
    types,
    missing,
    missingValues,
  };
}
