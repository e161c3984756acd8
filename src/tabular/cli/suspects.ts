import { Command } from "commander";
import { shorten } from "../table/text.js";
import { inferSchema, rowNumber } from "../table/index.js";
import {
  checkClasses,
  encodeParts,
  labelledTable,
  unitsOf,
  type LabelledTable,
} from "../table/labelledTable.js";
import { lossTitle, type LossSpec } from "../model/index.js";
import { suspects, type Suspect } from "../suspects.js";
import type { SuspectsReport } from "../report/index.js";
import { stopOnInterrupt } from "./interrupt.js";
import {
  addTableOptions,
  hiddenOption,
  lossOption,
  seedNumber,
  wholeFrom,
  type TableOptions,
} from "./options.js";
import { checkReportPath, writeReport } from "./output.js";
import { openTable, schemaOptions } from "./tables.js";
import { print, printJson, say, textTable } from "./terminal.js";
import { Progress } from "./progress.js";

interface SuspectsOptions extends TableOptions {
  loss: LossSpec;
  hidden: number[];
  folds: number;
  seed: number;
  top: number;
  report?: string;
  json?: boolean;
}

export function suspectsCommand(): Command {
  const command = new Command("suspects")
    .summary("list the rows of a CSV that may have the wrong label")
    .description(
      "Trains models on parts of the rows, and lists those rows whose label the models that have not " +
        "seen them agree with least: the likeliest to be mislabelled come first.",
    )
    .argument("<csv>", "a CSV file, - for standard input, or a data set that ships");
  return addTableOptions(command)
    .addOption(lossOption("gce"))
    .addOption(hiddenOption([16]))
    .option("--folds <n>", "how many parts; each is held out once", wholeFrom(2), 5)
    .option("--seed <n>", "of the parts and the first parameters", seedNumber, 0)
    .option("--top <n>", "how many rows to list", wholeFrom(1), 20)
    .option("--report <file>", "write a report as HTML too")
    .option("--json", "list all rows as JSON")
    .addHelpText("after", "\nExample:\n  ghmgrad suspects loans.csv --label default --top 50")
    .action(list);
}

async function list(csv: string, options: SuspectsOptions, command: Command) {
  if (options.report !== undefined) checkReportPath(options.report);
  const schema = schemaOptions(csv, options, command);
  const table = await openTable(csv, options);
  const data = labelledTable(table, inferSchema(table, schema));
  for (const warning of data.schema.warnings) say(`! ${warning}`);
  const { folds } = options;
  checkClasses(data, folds, (rows) => `take --folds ${rows}`);
  const progress = await Progress.start("suspects", folds);
  const interrupt = stopOnInterrupt();
  const { signal } = interrupt;
  const found = await findSuspects(data, {
    ...{ loss: options.loss, hidden: options.hidden, folds, seed: options.seed, signal },
    onProgress: ({ done }) => {
      progress.update(done, "models trained");
    },
  }).finally(() => {
    progress.stop();
    interrupt.done();
  });
  const top = suspectsReport(data, found.slice(0, options.top), options);
  if (options.report !== undefined) {
    const file = await writeReport(options.report, "suspects", {
      title: `Suspects in ${table.source}`,
      suspects: top,
    });
    say(`The report is in ${file}`);
  }
  if (options.json) {
    const rows = found.map(({ row, ...rest }) => ({ row: rowNumber(data.table, row), ...rest }));
    printJson(rows);
    return;
  }
  const { columns, rows } = top;
  const shown = rows.map(({ row, label, probability, g, cells }) => [
    ...[String(row), String(label), probability.toFixed(3), g.toFixed(3)],
    ...cells.slice(0, 4).map((cell) => shorten(cell, 16)),
  ]);
  const head = ["row", "label", "probability", "g", ...columns.slice(0, 4)];
  print(textTable([head, ...shown]));
  say("Rows are counted from 1, without the header. Look at them; a suspect is no culprit.");
}

/** The number of rows, or groups, of the smallest class, since each fold needs a row of all classes. */
export function mostFolds(data: LabelledTable): number {
  return Math.min(...unitsOf(data));
}

/** Calls `suspects`; in each fold, features are fitted on the rows that are not held out. */
export function findSuspects(
  data: LabelledTable,
  options: NonNullable<Parameters<typeof suspects>[2]>,
): Promise<Suspect[]> {
  return suspects(
    data.labels,
    (training, heldOut) => {
      const [first, second] = encodeParts(data, [training, heldOut]).parts;
      return { training: first, heldOut: second };
    },
    { ...options, groups: data.groups },
  );
}

export function suspectsReport(
  { table, schema }: LabelledTable,
  found: readonly Suspect[],
  { loss, folds }: { loss: LossSpec; folds: number },
): SuspectsReport {
  const shown = schema.columns.filter(({ type }) => type !== "constant").map(({ name }) => name);
  const places = shown.map((name) => table.columns.indexOf(name));
  return {
    columns: shown,
    rows: found.map(({ row, label, probability, g }) => ({
      row: rowNumber(table, row),
      label: schema.label.classes[label],
      probability,
      g,
      cells: places.map((place) => table.rows[row][place]),
    })),
    note:
      `Ordered by the gradient norm g = |p − label| of models that had not seen the row ` +
      `(${folds} folds, ${lossTitle(loss)}). High up are wrong labels, and right ones of unusual rows.`,
  };
}
