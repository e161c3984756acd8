import { Command } from "commander";
import { count } from "../../array/index.js";
import { dropIncomplete, rowNumber, type Table } from "../table/index.js";
import { checkColumns } from "../table/encoder.js";
import { checkCsv, type CsvText } from "../table/parseCsv.js";
import { Records } from "../table/records.js";
import { rowCount } from "../table/table.js";
import type { TabularModel } from "../model/index.js";
import { loadModel } from "../files/modelDirectory.js";
import { asText, isFormula } from "./formulas.js";
import { tellNotices } from "./notices.js";
import { delimiterOption, modelHeader, numberIn } from "./options.js";
import { withoutBroken, withoutUnreadable } from "./readable.js";
import { openCsvFor } from "./tables.js";
import { printFile, printJson, say } from "./terminal.js";

interface PredictOptions {
  threshold?: number;
  strict?: boolean;
  escapeFormulas?: boolean;
  delimiter?: string;
  header: boolean;
  json?: boolean;
}

export function predictCommand(): Command {
  return new Command("predict")
    .summary("write probabilities for the rows of a CSV")
    .description(
      "Writes the CSV to standard output with two more columns: the probability of the positive class, " +
        "and the class that follows from the model's threshold; of three classes or more, the probability " +
        "of each, and the likeliest class. All else stays as it was, delimiter, " +
        "quotes, comments and order included. The label need not be there. A row that cannot be read gets no " +
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
    .addOption(delimiterOption())
    .option("--no-header", modelHeader)
    .option("--json", "write a JSON list in place of CSV")
    .addHelpText("after", "\nExample:\n  ghmgrad predict model new.csv > answers.csv")
    .action(predict);
}

/** What the command writes for a row; `null` for one without an answer. */
interface Answer {
  /** Of the positive class, or of each class if there are three or more. */
  probabilities: (number | null)[];
  prediction: string | null;
}

const warn = (problem: string) => {
  say(`! ${problem}`);
};

async function predict(folder: string, csv: string, options: PredictOptions) {
  const model = loadModel(folder);
  const input = await openCsvFor(model, csv, options);
  if (options.strict) checkCsv(input);
  if (options.threshold !== undefined && model.encoder.label.classes.length > 2) {
    throw new Error(
      "--threshold is for models of two classes; of more, the likeliest is the answer",
    );
  }
  const table = options.strict ? input.table : withoutBroken(input, warn);
  checkColumns(table, model.encoder);
  const complete = dropIncomplete(table, model.encoder);
  const readable = options.strict ? complete : withoutUnreadable(complete, model.encoder, warn);
  const answers = answer(model, readable, options.threshold);
  const rows = rowCount(input.table);
  const lacking = rowCount(table) - rowCount(complete);
  if (lacking > 0) say(`! ${lacking} of ${rows} rows lack a feature, and get no probability.`);

  const { classes } = model.encoder.label;
  const none = { probabilities: outputsOf(classes).map(() => null), prediction: null };
  const ofRow = (row: number) => answers.get(row) ?? none;
  if (options.json) {
    printJson(Array.from({ length: rows }, (_, i) => jsonOf(ofRow(i + 1), classes)));
  } else write(input, ofRow, classes, options.escapeFormulas ?? false);
  const unread = rows - rowCount(readable) - lacking;
  if (unread > 0) {
    throw new Error(`${unread} of ${count(rows, "row")} could not be read, and got no probability`);
  }
}

/** The classes whose probabilities are written. */
const outputsOf = (classes: readonly string[]) => (classes.length === 2 ? [classes[1]] : classes);

/** An answer in JSON: `probability` with two classes, or else `probabilities` by class. */
function jsonOf({ probabilities, prediction }: Answer, classes: readonly string[]) {
  if (classes.length === 2) return { probability: probabilities[0], prediction };
  const entries = classes.map((name, c) => [name, probabilities[c]]);
  return { probabilities: Object.fromEntries(entries) as object, prediction };
}

/** The answers by the rows' numbers. */
function answer(model: TabularModel, table: Table, threshold?: number): Map<number, Answer> {
  if (rowCount(table) === 0) return new Map();
  const { probabilities, answers, ...notices } = model.predict(table, threshold);
  tellNotices(notices);
  const isTwo = model.encoder.label.classes.length === 2;
  return new Map(
    answers.map((prediction, i) => [
      rowNumber(table, i),
      { probabilities: isTwo ? [probabilities[i][1]] : probabilities[i], prediction },
    ]),
  );
}

/** Writes the CSV as it was, with more cells in the header and in each row. */
function write(
  { table, before, records, rowOf }: CsvText,
  answerOf: (row: number) => Answer,
  classes: readonly string[],
  escape: boolean,
) {
  const { columns, delimiter } = table;
  const skipped = new Records(before, delimiter);
  const lineEnd = (before === "" ? records : skipped).lineEnd(0) || "\n";
  const output = new CsvOutput(delimiter, lineEnd, escape);
  for (let i = 0; i < skipped.length; i++) output.put(skipped.written(i), skipped.lineEnd(i));
  const names = answerColumns(classes, columns);
  for (const [i, row] of rowOf.entries()) {
    const cells = records.written(i);
    // The answers stand in their columns also where a row has too few cells, or one delimiter more
    // at its end. A header may lack the name of the column of row names.
    const [own, rest] = [cells.slice(0, columns.length), cells.slice(columns.length)];
    if (row === null) output.put(cells, records.lineEnd(i));
    else if (row === 0) {
      output.put([...own, ...quoted(names, own, delimiter), ...rest], records.lineEnd(i));
    } else {
      const lacking = Array<string>(columns.length - own.length).fill("");
      const added = quoted(cellsOf(answerOf(row)), own, delimiter);
      output.put([...own, ...lacking, ...added, ...rest], records.lineEnd(i));
    }
  }
  output.flush();
  if (output.formulas > 0 && !escape) {
    say(
      `! ${count(output.formulas, "cell")} would be run as a formula by a spreadsheet, as =1+1 is; ` +
        `--escape-formulas writes them as text.`,
    );
  }
}

/** Lines of a CSV on their way to standard output. */
class CsvOutput {
  /** How many cells a spreadsheet would run. */
  formulas = 0;
  #part = "";

  constructor(
    readonly delimiter: string,
    readonly lineEnd: string,
    readonly escape: boolean,
  ) {}

  /** @param end - of the line; `""`, as at the end of a file: the usual one. */
  put(cells: readonly string[], end: string): void {
    const shown = cells.map((cell) => {
      if (!isFormula(cell)) return cell;
      this.formulas += 1;
      return this.escape ? asText(cell) : cell;
    });
    this.#part += shown.join(this.delimiter) + (end || this.lineEnd);
    // Not all at once: no text can be as long as a large file.
    if (this.#part.length >= 2 ** 16) this.flush();
  }

  flush(): void {
    printFile(this.#part);
    this.#part = "";
  }
}

/** The names of the new columns, none of which is there already. */
function answerColumns(classes: readonly string[], columns: readonly string[]): string[] {
  const ofClasses = classes.length === 2 ? ["probability"] : classes.map((c) => `probability ${c}`);
  const names: string[] = [];
  for (const name of [...ofClasses, "prediction"]) {
    names.push(freeColumn(name, [...columns, ...names]));
  }
  return names;
}

/** What stands in the new columns. */
function cellsOf({ probabilities, prediction }: Answer): string[] {
  return [...probabilities.map((p) => p?.toString() ?? ""), prediction ?? ""];
}

/** Texts as cells: in quotes if they need them, or if all the others of their row have them. */
function quoted(texts: string[], others: readonly string[], delimiter: string): string[] {
  const areQuoted = others.every((cell) => cell.trim().startsWith('"'));
  return texts.map((text) => {
    const isPlain = !areQuoted && !/["\r\n]/.test(text) && !text.includes(delimiter);
    return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
  });
}

/** The name, with underscores appended until there is no such column. */
function freeColumn(name: string, columns: readonly string[]): string {
  return columns.includes(name) ? freeColumn(`${name}_`, columns) : name;
}
