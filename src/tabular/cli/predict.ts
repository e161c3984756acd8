import { Command } from "commander";
import { count } from "../../array/index.js";
import {
  dropIncomplete,
  parseCsv,
  rowNumber,
  takeTableRows,
  type Table,
  type TableEncoder,
} from "../table/index.js";
import { classOf } from "../table/label.js";
import { findDelimiter } from "../table/parseCsv.js";
import type { TabularModel } from "../model/index.js";
import { loadDataset } from "../files/datasets.js";
import { loadModel } from "../files/modelDirectory.js";
import { readText } from "../files/readTable.js";
import { tellNotices } from "./notices.js";
import { numberIn } from "./options.js";
import { toCsv } from "./output.js";
import { addedCells, asText, isBlank, isFormula, splitRecords, type CsvRecord } from "./records.js";
import { isDataset } from "./tables.js";
import { printFile, printJson, say } from "./terminal.js";

interface PredictOptions {
  threshold?: number;
  strict?: boolean;
  escapeFormulas?: boolean;
  delimiter?: string;
  json?: boolean;
}

export function predictCommand(): Command {
  return new Command("predict")
    .summary("write probabilities for the rows of a CSV")
    .description(
      "Writes the CSV to standard output with two more columns: the probability of the positive class, " +
        "and the class that follows from the model's threshold. All else stays as it was, delimiter, " +
        "quotes and order included. The label need not be there. A row that cannot be read gets no " +
        "probability and a line on standard error, and the exit code is then 1.",
    )
    .argument("<model>", "the folder of a model")
    .argument("<csv>", "a CSV file, - for standard input, or a data set that ships")
    .option("--threshold <p>", "call a row positive from this probability on", numberIn(0, 1))
    .option("--strict", "stop at a row that cannot be read, and write nothing")
    .option(
      "--escape-formulas",
      "put ' before cells that a spreadsheet would run, such as =1+1: for CSVs of strangers",
    )
    .option("--delimiter <character>", "what separates cells; default: found in the first line")
    .option("--json", "write a JSON list in place of CSV")
    .addHelpText("after", "\nExample:\n  ghmgrad predict model new.csv > answers.csv")
    .action(predict);
}

/** What the command writes for a row; `null` for one without an answer. */
interface Answer {
  probability: number | null;
  prediction: string | null;
}

async function predict(folder: string, csv: string, options: PredictOptions) {
  const model = loadModel(folder);
  const input = await openInput(csv, options.delimiter);
  const { table, ragged } = readRows(input, options);
  const complete = dropIncomplete(table, model.encoder);
  const readable = options.strict ? complete : withoutUnreadable(complete, model.encoder);
  const answers = answer(model, readable, options.threshold);
  const rows = table.rows.length + ragged;
  const lacking = table.rows.length - complete.rows.length;
  if (lacking > 0) say(`! ${lacking} of ${rows} rows lack a feature, and get no probability.`);

  const none: Answer = { probability: null, prediction: null };
  const ofRow = (row: number) => answers.get(row) ?? none;
  if (options.json) printJson(Array.from({ length: rows }, (_, i) => ofRow(i + 1)));
  else {
    const { delimiter } = input;
    // A text that was read in another way than it is split here loses its quotes, and nothing else.
    const isSame = input.lines.length === rows + 1;
    const lines = isSame ? input.lines : readLines(toCsv(table, delimiter), delimiter);
    write(lines, table.columns, delimiter, ofRow, options.escapeFormulas ?? false);
  }
  const unread = ragged + complete.rows.length - readable.rows.length;
  if (unread > 0) {
    throw new Error(`${unread} of ${count(rows, "row")} could not be read, and got no probability`);
  }
}

/** A CSV as text. */
interface Input {
  text: string;
  source: string;
  delimiter: string;
  /** Its lines but the blank ones: the header, and the rows. */
  lines: CsvRecord[];
}

async function openInput(csv: string, given: string | undefined): Promise<Input> {
  const { text, source } = isDataset(csv)
    ? { text: toCsv(loadDataset(csv)), source: csv }
    : await readText(csv);
  const delimiter = given?.length === 1 ? given : findDelimiter(text);
  return { text, source, delimiter, lines: readLines(text, delimiter) };
}

function readLines(text: string, delimiter: string): CsvRecord[] {
  return splitRecords(text, delimiter).filter((line) => !isBlank(line));
}

/**
 * Reads the rows, without those that have too few or too many cells, unless `strict`.
 *
 * @returns the rows, which know their numbers, and how many are left out.
 */
function readRows(
  { text, source, lines }: Input,
  { delimiter, strict }: PredictOptions,
): { table: Table; ragged: number } {
  try {
    return { table: parseCsv(text, { source, delimiter }), ragged: 0 };
  } catch (error) {
    const [header, ...rows] = lines;
    const isWhole = ({ cells }: CsvRecord) => cells.length === header.cells.length;
    const rowNumbers = rows.flatMap((row, i) => (isWhole(row) ? [i + 1] : []));
    const ragged = rows.length - rowNumbers.length;
    if (strict || ragged === 0 || rowNumbers.length === 0) throw error;
    const separator = delimiter ?? findDelimiter(text);
    const kept = [header, ...rows.filter(isWhole)].map(({ cells }) => cells.join(separator));
    const table = { ...parseCsv(kept.join("\n"), { source, delimiter }), rowNumbers };
    rows.forEach((row, i) => {
      if (isWhole(row)) return;
      say(
        `! ${source}: row ${i + 1} has ${count(row.cells.length, "cell")}, but the header has ` +
          count(header.cells.length, "column"),
      );
    });
    return { table, ragged };
  }
}

/** The rows that can be encoded. Of each other one, tells why it cannot. */
function withoutUnreadable(table: Table, encoder: TableEncoder): Table {
  if (encoder.columns.some(({ name }) => !table.columns.includes(name))) return table;
  /** Halves a range that holds an unreadable row until that row is alone. */
  const readable = (from: number, to: number): number[] => {
    const rows = Array.from({ length: to - from }, (_, i) => from + i);
    try {
      if (rows.length > 0) encoder.encode(takeTableRows(table, rows));
      return rows;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (to - from === 1) {
        say(`! ${error.message}`);
        return [];
      }
      const middle = Math.floor((from + to) / 2);
      return [...readable(from, middle), ...readable(middle, to)];
    }
  };
  return takeTableRows(table, readable(0, table.rows.length));
}

/** The answers by the rows' numbers. */
function answer(
  model: TabularModel,
  table: Table,
  threshold: number = model.threshold,
): Map<number, Answer> {
  if (table.rows.length === 0) return new Map();
  const known = model.predict(table);
  tellNotices(known);
  const { label } = model.encoder;
  return new Map(
    known.probabilities.map((probability, i) => [
      rowNumber(table, i),
      { probability, prediction: classOf(label, Number(probability >= threshold)) },
    ]),
  );
}

/** Writes the CSV as it was, with two more cells in each line. */
function write(
  lines: readonly CsvRecord[],
  columns: readonly string[],
  delimiter: string,
  answerOf: (row: number) => Answer,
  escape: boolean,
): void {
  const names = ["probability", "prediction"].map((name) => freeColumn(name, columns));
  const lineEnd = lines[0].end || "\n";
  let formulas = 0;
  let part = "";
  lines.forEach((line, row) => {
    const { probability, prediction } = answerOf(row);
    const added = row === 0 ? names : [probability?.toString() ?? "", prediction ?? ""];
    // The answers of a row with too few cells still belong to their columns.
    const lacking = Math.max(0, columns.length - line.cells.length);
    const cells = [
      ...line.cells,
      ...Array<string>(lacking).fill(""),
      ...addedCells(line, added, delimiter),
    ].map((cell) => {
      if (!isFormula(cell)) return cell;
      formulas += 1;
      return escape ? asText(cell) : cell;
    });
    part += cells.join(delimiter) + (line.end || lineEnd);
    if (part.length < 2 ** 16 && row < lines.length - 1) return;
    printFile(part); // not all at once: no text can be as long as a large file
    part = "";
  });
  if (formulas > 0 && !escape) {
    say(
      `! ${count(formulas, "cell")} would be run as a formula by a spreadsheet, as =1+1 is; ` +
        `--escape-formulas writes them as text.`,
    );
  }
}

/** The name, with underscores appended until there is no such column. */
function freeColumn(name: string, columns: readonly string[]): string {
  return columns.includes(name) ? freeColumn(`${name}_`, columns) : name;
}
