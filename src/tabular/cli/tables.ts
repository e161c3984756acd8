import { statSync } from "node:fs";
import type { Command } from "commander";
import {
  datasets,
  type DatasetName,
  type ParseCsvOptions,
  type SchemaOptions,
} from "../table/index.js";
import { datasetText } from "../files/datasets.js";
import { readText } from "../files/readTable.js";
import type { TabularModel } from "../model/index.js";
import type { TableOptions } from "./options.js";
import type { CsvTable } from "../table/csvTable.js";
import { inferLabelledTable, type LabelledTable } from "../table/labelledTable.js";
import { openCsv, readCsv, type CsvText } from "../table/parseCsv.js";
import { say } from "./terminal.js";

/**
 * The table that an argument CSV names: a file, "-" for standard input, or a data set of this
 * package if there is no file of that name.
 */
export async function openTable(
  csv: string,
  options: Pick<ParseCsvOptions, "delimiter" | "header">,
): Promise<CsvTable> {
  const { delimiter, header } = isDataset(csv) ? {} : options;
  const { text, source } = isDataset(csv) ? datasetText(csv) : await readText(csv);
  return openCsv(text, { source, delimiter, header });
}

/** The rows to learn from of such a table, with their labels. */
export async function openLabelled(
  csv: string,
  options: TableOptions,
  command: Command,
): Promise<LabelledTable> {
  const schema = schemaOptions(csv, options, command);
  const table = await openTable(csv, options);
  const data = inferLabelledTable(table, schema);
  table.forget(); // from now on, few cells are asked for
  return data;
}

interface ModelTableOptions {
  delimiter?: string;
  header: boolean;
}

/**
 * The CSV to use a model on, read as the table was that it learned from. Says what to check in it.
 *
 * @throws Error if there shall be no header, but the model knows its columns by their names.
 */
export async function openCsvFor(
  { encoder }: TabularModel,
  csv: string,
  { delimiter, header }: ModelTableOptions,
): Promise<CsvText> {
  const hasNames = encoder.positional === null;
  if (!header && hasNames) {
    throw new Error(
      "this model finds its columns by their names: write these into a first line, as in the table " +
        "that it was trained on",
    );
  }
  const { text, source } = isDataset(csv) ? datasetText(csv) : await readText(csv);
  const read = readCsv(text, { source, delimiter, header: hasNames || isDataset(csv) });
  for (const note of read.table.notes) say(`! ${note}`, "yellow");
  return read;
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
  const { positive, keep, group, weight, types, missing, missingValues, decimal, thousands } =
    options;
  if (decimal !== undefined && decimal === thousands) {
    command.error(`error: --decimal and --thousands must differ, but both are "${decimal}"`);
  }
  // In a set of this package, what is not a feature for its label is none for another one, either.
  const revealing = known && [...known.drop, known.label].filter((name) => name !== label);
  const drop = options.drop ?? (keep === undefined ? revealing : undefined);
  return {
    label,
    positive,
    drop: drop ?? undefined,
    keep,
    group,
    weight,
    types,
    missing,
    missingValues,
    decimal,
    thousands,
  };
}
