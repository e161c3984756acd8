/**
 * A table of one's own, read by the package as `ghmgrad` reads it. Rows are drawn from it by the
 * seed: those to train on and those to measure on, at most as many as a page can train on.
 */
import { tensor, type Examples } from "../../../src/index.js";
import { deriveSeed } from "../../../src/tabular/model/deriveSeed.js";
import { defaultMissingValues } from "../../../src/tabular/table/cells.js";
import { decodeCsv } from "../../../src/tabular/table/decodeCsv.js";
import { featureNamesOf } from "../../../src/tabular/table/columnCode.js";
import { encodeFeatures, fitFeatures } from "../../../src/tabular/table/features.js";
import { guessLabel, type LabOptions } from "../../../src/tabular/table/forLab.js";
import {
  checkClasses,
  inferLabelledTable,
  splitTable,
  type LabelledTable,
} from "../../../src/tabular/table/labelledTable.js";
import { openCsv } from "../../../src/tabular/table/parseCsv.js";
import { isFeature } from "../../../src/tabular/table/schema.js";
import { rowCount, rowNumber } from "../../../src/tabular/table/table.js";
import { limits, tooLarge, type TableSetup } from "../state.js";
import type { Experiment } from "./experiment.js";

/** A CSV and its name. */
export interface TableFile {
  name: string;
  content: string | Uint8Array<ArrayBuffer>;
}

/** How a table was read. */
export interface TableView {
  /** All of the table's columns. */
  columns: readonly string[];
  /** Those that become features. */
  used: readonly string[];
  /** The names of labels 0 and 1. */
  classes: readonly string[];
  /** The label's texts, the most frequent ones. */
  texts: readonly string[];
  /** How many rows have a label and, where that matters, all features. */
  rows: number;
  /** How many of them are drawn: to train on, and to measure on. */
  drawn: readonly [training: number, test: number];
  /** What there is to check, a sentence each. */
  warnings: readonly string[];
}

/** Two thirds as many are measured on as trained on. */
const shares = [0.6, 0.4];

/** What of a label's texts a choice can show. */
const mostTexts = 50;

/** A table that was opened: its text, and how it was read last. */
export class OwnTable {
  /** 32 bits of the text, whatever ends its lines. */
  readonly print: number;
  readonly #file: string;
  readonly #text: string;
  #read: { key: string; data: LabelledTable } | null = null;

  /** @throws RangeError if it is too large, or its bytes are no text in UTF-8. */
  constructor({ name, content }: TableFile) {
    if (content.length > limits.tableBytes) throw new RangeError(tooLarge(name, content.length));
    this.#file = name;
    this.#text = typeof content === "string" ? content : decodeCsv(content, name);
    this.print = deriveSeed(0, this.#text.replaceAll(/\r\n?/g, "\n").trim());
  }

  /**
   * How the table is read with these options, and what is not said, found.
   *
   * @throws RangeError or TypeError as `parseCsv` and `inferSchema` do.
   */
  setup({ label, positive, ...read }: LabOptions): TableSetup {
    const { table, options } = this.#parse(read, this.#file);
    const missingValues = read.missingValues ?? defaultMissingValues;
    const guessed = guessLabel(table, { label, positive }, missingValues);
    const data = inferLabelledTable(table, { ...options, ...guessed });
    const setup: TableSetup = {
      file: this.#file,
      rows: rowCount(table),
      print: this.print,
      label: guessed.label,
      positive: data.schema.label.classes[1],
      read: JSON.parse(JSON.stringify(read)) as TableSetup["read"], // as a link has it
    };
    this.#read = { key: JSON.stringify(setup), data };
    return setup;
  }

  /** The rows with their labels, as a setup reads them. */
  data(setup: TableSetup): LabelledTable {
    const key = JSON.stringify(setup);
    if (this.#read?.key !== key) {
      const { file, label, positive, read } = setup;
      const { table, options } = this.#parse(read, file);
      this.#read = { key, data: inferLabelledTable(table, { ...options, label, positive }) };
    }
    return this.#read.data;
  }

  /** The table, and the options that are not about its text. */
  #parse({ delimiter, header, ...options }: TableSetup["read"], source: string) {
    return { table: openCsv(this.#text, { source, delimiter, header }), options };
  }

  view(setup: TableSetup, { rows, test }: Experiment): TableView {
    const { table, schema } = this.data(setup);
    return {
      columns: table.columns,
      used: schema.columns.filter(isFeature).map(({ name }) => name),
      classes: schema.label.classes,
      texts: schema.label.counts.slice(0, mostTexts).map(({ name }) => name),
      rows: rowCount(table),
      drawn: [rows.filter(({ inFile }) => inFile !== null).length, test.y.size],
      warnings: schema.warnings,
    };
  }
}

/** The shares of a table's rows to train on and to measure on. */
export function sharesOf(rows: number): number[] {
  return shares.map((share) => share * Math.min(1, limits.rows / rows));
}

/** Rows of a table as numbers. */
export interface DrawnTable {
  training: Examples;
  test: Examples;
  /** The names of the columns of x. */
  features: string[];
  /** The numbers of the training rows in the file. */
  numbers: number[];
}

/**
 * Rows of a table, as `encodeParts` gives them. That makes an encoder for other tables, too, which
 * would be a hundredth of the page.
 *
 * @throws RangeError if a class has a single row or group.
 */
export function drawTable(data: LabelledTable, seed: number): DrawnTable {
  const { table, schema, labels, features } = data;
  checkClasses(data, 2, () => "one to train on, and one to measure on");
  const [trained, measured] = splitTable(data, sharesOf(labels.length), seed);
  const codes = fitFeatures(features, schema, trained, null);
  const examplesOf = (rows: readonly number[]): Examples => ({
    x: encodeFeatures(features, codes, rows).x,
    y: tensor(rows.map((row) => [labels[row]])),
  });
  return {
    training: examplesOf(trained),
    test: examplesOf(measured),
    features: codes.flatMap(featureNamesOf),
    numbers: trained.map((row) => rowNumber(table, row)),
  };
}
