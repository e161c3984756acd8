import { Command, Option } from "commander";
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
import { suspects, type Suspect, type SuspectsOptions } from "../suspects.js";
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

interface CommandOptions extends TableOptions {
  loss: LossSpec;
  hidden: number[];
  folds: number;
  seed: number;
  order: NonNullable<SuspectsOptions["order"]>;
  top: number;
  report?: string;
  json?: boolean;
}

export function suspectsCommand(): Command {
  const command = new Command("suspects")
    .summary("list the rows of a CSV that may have the wrong label")
    .description(
      "Trains models on parts of the rows, and lists those rows whose label the models that have not " +
        "seen them agree with least: the likeliest to be mislabelled come first. Of three classes or more, " +
        "also says which class is likelier.",
    )
    .argument("<csv>", "a CSV file, - for standard input, or a data set that ships");
  return addTableOptions(command)
    .addOption(lossOption("gce"))
    .addOption(hiddenOption([16]))
    .option("--folds <n>", "how many parts; each is held out once", wholeFrom(2), 5)
    .option("--seed <n>", "of the parts and the first parameters", seedNumber, 0)
    .addOption(
      new Option(
        "--order <score>",
        "of three classes or more: by g, 1 − the probability of the label, or by margin, that " +
          "probability minus the largest of the others",
      )
        .choices(["g", "margin"])
        .default("g"),
    )
    .option("--top <n>", "how many rows to list", wholeFrom(1), 20)
    .option("--report <file>", "write a report as HTML too")
    .option("--json", "list all rows as JSON")
    .addHelpText("after", "\nExample:\n  ghmgrad suspects loans.csv --label default --top 50")
    .action(list);
}

async function list(csv: string, options: CommandOptions, command: Command) {
  if (options.report !== undefined) checkReportPath(options.report);
  const schema = schemaOptions(csv, options, command);
  const table = await openTable(csv, options);
  const data = labelledTable(table, inferSchema(table, schema));
  for (const warning of data.schema.warnings) say(`! ${warning}`);
  const { folds, order } = options;
  const rows = data.labels.length;
  if (folds > rows) {
    throw new Error(
      `${table.source}: ${rows} rows do not make ${folds} parts: take --folds ${rows} at most`,
    );
  }
  checkClasses(data, 2, () => "each class is to be both learnt from and held out");
  const progress = await Progress.start("suspects", folds);
  const interrupt = stopOnInterrupt();
  const { signal } = interrupt;
  const found = await findSuspects(data, {
    ...{ loss: options.loss, hidden: options.hidden, folds, seed: options.seed, order, signal },
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
    printJson(found.map((suspect) => jsonOf(suspect, data)));
    return;
  }
  const { columns } = top;
  const isTwo = data.schema.label.classes.length === 2;
  const shown = top.rows.map(({ row, label, likelier, probability, g, cells }, i) => [
    ...[String(row), String(label), ...(isTwo ? [] : [likelier ?? ""]), probability.toFixed(3)],
    ...[g.toFixed(3), ...(isTwo ? [] : [found[i].margin.toFixed(3)])],
    ...cells.slice(0, 4).map((cell) => shorten(cell, 16)),
  ]);
  const head = isTwo
    ? ["row", "label", "probability", "g"]
    : ["row", "label", "likelier", "probability", "g", "margin"];
  print(textTable([[...head, ...columns.slice(0, 4)], ...shown]));
  say("Rows are counted from 1, without the header. Look at them; a suspect is no culprit.");
}

/** With two classes, labels are their numbers, 1 for the positive one; of more, their names. */
function jsonOf(
  { row, label, likelier, probability, g, margin }: Suspect,
  { table, schema: { label: rule } }: LabelledTable,
) {
  const { classes } = rule;
  const number = rowNumber(table, row);
  if (classes.length === 2) return { row: number, label, probability, g };
  const named = { label: classes[likelier.label], probability: likelier.probability };
  return { row: number, label: classes[label], likelier: named, g, margin };
}

/** The number of rows, or groups, of the smallest class, since each fold needs a row of all classes. */
export function mostFolds(data: LabelledTable): number {
  return Math.min(...unitsOf(data));
}

/** Calls `suspects`; in each fold, features are fitted on the rows that are not held out. */
export function findSuspects(data: LabelledTable, options: SuspectsOptions): Promise<Suspect[]> {
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
  { loss, folds, order = "g" }: Pick<CommandOptions, "loss" | "folds"> & SuspectsOptions,
): SuspectsReport {
  const shown = schema.columns.filter(({ type }) => type !== "constant").map(({ name }) => name);
  const { classes } = schema.label;
  const isTwo = classes.length === 2;
  const score = isTwo
    ? "the gradient norm g = |p − label|"
    : order === "g"
      ? "the gradient norm g = 1 − the label's probability"
      : "the margin, the label's probability minus the largest of the others,";
  const places = shown.map((name) => table.columns.indexOf(name));
  return {
    columns: shown,
    rows: found.map(({ row, label, likelier, probability, g }) => ({
      row: rowNumber(table, row),
      label: classes[label],
      likelier: isTwo ? undefined : classes[likelier.label],
      probability: probability ?? likelier.probability,
      g,
      cells: places.map((place) => table.rows[row][place]),
    })),
    note:
      `Ordered by ${score} of models that had not seen the row (${folds} folds, ` +
      `${lossTitle(loss, classes.length)}). High up are wrong labels, and right ones of unusual rows.`,
  };
}
