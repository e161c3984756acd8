import { Command } from "commander";
import { count } from "../../array/index.js";
import type { LossSpec } from "../model/index.js";
import { formatLogit, formatProbability } from "../report/format.js";
import type { SuspectRow } from "../report/index.js";
import { runsOf } from "../suspects/runs.js";
import type { FoundSuspects } from "../suspects/suspects.js";
import { rowNumber } from "../table/index.js";
import { checkClasses, type LabelledTable } from "../table/labelledTable.js";
import { shorten, wrap } from "../table/text.js";
import { Crew } from "./crew.js";
import { findSuspects } from "./findSuspects.js";
import { stopOnInterrupt } from "./interrupt.js";
import {
  addTableOptions,
  hiddenOption,
  lossOption,
  seedNumber,
  wholeFrom,
  type TableOptions,
} from "./options.js";
import { checkReportPath, titleOf, writeReport } from "./output.js";
import { Progress } from "./progress.js";
import { cellOf, suspectsReport } from "./suspectsReport.js";
import { openLabelled } from "./tables.js";
import { print, printJson, say, textTable } from "./terminal.js";

interface CommandOptions extends TableOptions {
  loss: LossSpec;
  hidden: number[];
  folds: number;
  seed: number;
  top: number;
  runs: boolean;
  report?: string;
  json?: boolean;
}

/** From about so many, GCE's gradient of a class that a model does not know yet is next to nothing. */
const manyClasses = 300;

export function suspectsCommand(): Command {
  const command = new Command("suspects")
    .summary("list the rows of a CSV that may have the wrong label")
    .description(
      "Trains models on parts of the rows, and says about how many labels are wrong by those models that " +
        "have not seen them. Lists the rows, the likeliest to be mislabelled first, with the class that is " +
        "likelier, its calibrated probability, the margin (the logit of the label minus the largest of the " +
        "other classes') and the cells that lower the margin most. Neighbouring rows of the file with " +
        "the same label and likelier class are one line: often they are one event.",
    )
    .argument("<csv>", "a CSV file, - for standard input, or a data set that ships");
  return addTableOptions(command)
    .addOption(lossOption("gce"))
    .addOption(hiddenOption([16]))
    .option("--folds <n>", "how many parts; each is held out once", wholeFrom(2), 5)
    .option("--seed <n>", "of the parts and the first parameters", seedNumber, 0)
    .option("--top <n>", "how many lines to list", wholeFrom(1), 20)
    .option("--no-runs", "list neighbouring rows one by one")
    .option("--report <file>", "write a report as HTML too")
    .option("--json", "print the counts and all rows as JSON")
    .addHelpText("after", "\nExample:\n  ghmgrad suspects loans.csv --label default --top 50")
    .action(list);
}

async function list(csv: string, options: CommandOptions, command: Command) {
  if (options.report !== undefined) checkReportPath(options.report);
  const data = await openLabelled(csv, options, command);
  for (const warning of data.schema.warnings) say(wrap(`! ${warning}`));
  checkFolds(data, options.folds);
  if (data.schema.label.classes.length > manyClasses && options.loss.name === "gce") {
    say("Of so many classes, --loss bce finds more wrong labels than the default, gce.");
  }
  const found = await find(data, options);
  const report = suspectsReport(data, found, options);
  if (options.report !== undefined) {
    const file = await writeReport(options.report, "suspects", {
      title: `Suspects in ${titleOf(data.table)}`,
      suspects: report,
    });
    say(`The report is in ${file}`);
  }
  if (options.json) {
    printJson(jsonOf(found, data));
    return;
  }
  print([...report.summary.map(wrap), "", suspectsTable(report.rows)].join("\n"));
  if (report.rows.some(({ lastRow }) => lastRow !== undefined)) {
    say(
      wrap(
        "Neighbouring rows with the same label and likelier class are one line, with the figures of the " +
          "most suspicious of them; --no-runs lists them one by one.",
      ),
    );
  }
  say("Rows are counted from 1, without the header. Look at them; a suspect is no culprit.");
}

/** @throws Error or RangeError if there are too few rows or groups, of the table or of a class. */
function checkFolds(data: LabelledTable, folds: number): void {
  const { table, labels, groups } = data;
  const units = groups === null ? labels.length : new Set(groups).size;
  if (folds > units) {
    throw new Error(
      `${table.source}: ${count(units, groups === null ? "row" : "group")} do not make ` +
        `${folds} parts: take --folds ${units} at most`,
    );
  }
  checkClasses(data, 2, () => "each class is to be both learnt from and held out");
}

/** Finds the suspects in threads, and shows how far that is. */
async function find(data: LabelledTable, options: CommandOptions): Promise<FoundSuspects> {
  const { loss, hidden, folds, seed } = options;
  const progress = await Progress.start("suspects");
  const interrupt = stopOnInterrupt();
  const { signal } = interrupt;
  const crew = Crew.for(folds, data, signal);
  return findSuspects(data, crew, {
    ...{ loss, hidden, folds, seed, signal },
    onProgress: ({ done, total, step, steps }) => {
      if (step === 0 && done === 0) progress.total = total * steps;
      progress.update(done * steps + step, `${done} of ${total} models trained`);
    },
  }).finally(() => {
    crew?.dismiss();
    progress.stop();
    interrupt.done();
  });
}

/** With the minus of the cells beside it. */
const logitText = (value: number) => formatLogit(value).replace("−", "-");

/** For a terminal of 100 columns; names that are longer than these are in full in the report. */
const longest = { label: 16, column: 24, value: 24 };
const terminalWidth = 100;

/** The suspects as text, each with as many lines as its reasons take. */
function suspectsTable(rows: readonly SuspectRow[]): string {
  const head = ["row", "label", "likelier", "p", "margin"];
  const lines = rows.map(({ row, lastRow, label, likelier, probability, margin }) => [
    lastRow === undefined ? String(row) : `${row}–${lastRow} (${lastRow - row + 1} rows)`,
    ...[label, likelier].map((name) => shorten(String(name), longest.label)),
    ...[formatProbability(probability), logitText(margin)],
  ]);
  const [, rule] = textTable([head, ...lines]).split("\n");
  const room = Math.max(terminalWidth - rule.length - 3, longest.column);
  const withReasons = lines.flatMap((cells, i) => {
    const [first = "", ...others] = reasonLines(rows[i], room);
    return [[...cells, first], ...others.map((more) => [...cells.map(() => ""), more])];
  });
  return textTable([[...head, "because of"], ...withReasons]);
}

/** Reasons in lines of `room` characters. */
function reasonLines({ reasons }: SuspectRow, room: number): string[] {
  const lines: string[] = [];
  for (const { column, value, contribution } of reasons) {
    const by = ` (${logitText(contribution)})`;
    const cell = `${shorten(column, longest.column)} = ${shorten(value, longest.value)}`;
    const text = `${shorten(cell, room - by.length)}${by}`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + text.length <= room) {
      lines[lines.length - 1] = `${last}, ${text}`;
    } else lines.push(text);
  }
  return lines;
}

/** All that was found, with the names of classes and the numbers of rows. */
function jsonOf({ rows, wrong }: FoundSuspects, data: LabelledTable) {
  const { classes } = data.schema.label;
  const numberOf = (row: number) => rowNumber(data.table, row);
  const runs = new Map(
    runsOf(rows, numberOf).flatMap((run) => {
      const ends = [run[0].row, run[run.length - 1].row].map(numberOf);
      return run.length > 1 ? run.map(({ row }) => [row, ends] as const) : [];
    }),
  );
  return {
    rows: rows.length,
    wrong: wrong && {
      ...wrong,
      pairs: wrong.pairs.map(({ label, likelier, ...estimate }) => ({
        ...{ label: classes[label], likelier: classes[likelier], ...estimate },
      })),
      unrecognised: wrong.unrecognised.map((c) => classes[c]),
    },
    suspects: rows.map(({ row, label, likelier, g, margin, reasons }) => ({
      row: numberOf(row),
      run: runs.get(row) ?? null,
      label: classes[label],
      likelier: { label: classes[likelier.label], probability: likelier.probability },
      ...{ g, margin },
      reasons: reasons.map(({ column, contribution }) => {
        return { column, value: cellOf(data, row, column), contribution };
      }),
    })),
  };
}
