import { Command } from "commander";
import { count } from "../../array/index.js";
import { rowNumber } from "../table/index.js";
import { featureNamesOf } from "../table/columnCode.js";
import { checkClasses, encodeParts, unitsOf, type LabelledTable } from "../table/labelledTable.js";
import { cellAt, columnIndex } from "../table/table.js";
import { listNames, shorten, wrap } from "../table/text.js";
import { lossTitle, type LossSpec } from "../model/index.js";
import { trainMlp } from "../model/trainMlp.js";
import {
  suspectsBy,
  type FoundSuspects,
  type Suspect,
  type SuspectsOptions,
} from "../suspects/suspects.js";
import type { WrongLabels } from "../suspects/count.js";
import { formatCount, formatLogit, formatProbability } from "../report/format.js";
import type { SuspectRow, SuspectsReport } from "../report/index.js";
import { Crew } from "./crew.js";
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
import { openLabelled } from "./tables.js";
import { print, printJson, say, textTable } from "./terminal.js";
import { Progress } from "./progress.js";

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
  const { table } = data;
  for (const warning of data.schema.warnings) say(wrap(`! ${warning}`));
  const { loss, hidden, folds, seed } = options;
  const rows = data.labels.length;
  const groups = data.groups === null ? null : new Set(data.groups).size;
  if (folds > (groups ?? rows)) {
    throw new Error(
      `${table.source}: ${groups === null ? count(rows, "row") : count(groups, "group")} do not make ` +
        `${folds} parts: take --folds ${groups ?? rows} at most`,
    );
  }
  checkClasses(data, 2, () => "each class is to be both learnt from and held out");
  if (data.schema.label.classes.length > manyClasses && loss.name === "gce") {
    say("Of so many classes, --loss bce finds more wrong labels than the default, gce.");
  }
  const progress = await Progress.start("suspects");
  const interrupt = stopOnInterrupt();
  const { signal } = interrupt;
  const crew = Crew.for(folds, data, signal);
  const found = await findSuspects(data, crew, {
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
  const report = suspectsReport(data, found, options);
  if (options.report !== undefined) {
    const file = await writeReport(options.report, "suspects", {
      title: `Suspects in ${titleOf(table)}`,
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

function cellOf({ table }: LabelledTable, row: number, column: string): string {
  return cellAt(table, row, columnIndex(table, column));
}

/**
 * Puts together neighbouring rows whose labels the models take for the same wrong one. Where rows are
 * in the order of their time, they are often one event; of shuffled rows, few are neighbours.
 *
 * @param numberOf - the number of a row in the source: rows that were left out are between others.
 * @returns runs by their most suspicious row, each in the order of the source. A row whose label is
 * the likeliest class is by itself.
 */
function runsOf(found: readonly Suspect[], numberOf: (row: number) => number): Suspect[][] {
  const free = new Map(
    found.flatMap((suspect) =>
      suspect.likelier.label === suspect.label ? [] : [[numberOf(suspect.row), suspect] as const],
    ),
  );
  return found.flatMap((suspect) => {
    if (suspect.likelier.label === suspect.label) return [[suspect]];
    const start = numberOf(suspect.row);
    if (!free.delete(start)) return [];
    const next = (number: number): Suspect | undefined => {
      const other = free.get(number);
      const isSame =
        other?.label === suspect.label && other.likelier.label === suspect.likelier.label;
      if (!isSame) return undefined;
      free.delete(number);
      return other;
    };
    const run = [suspect];
    for (let i = start - 1, other = next(i); other; other = next(--i)) run.unshift(other);
    for (let i = start + 1, other = next(i); other; other = next(++i)) run.push(other);
    return [run];
  });
}

/** The number of rows, or groups, of the smallest class, since each fold needs a row of all classes. */
export function mostFolds(data: LabelledTable): number {
  return Math.min(...unitsOf(data));
}

/**
 * Finds suspects; in each fold, features are fitted on the rows that are not held out.
 *
 * @param crew - trains models in threads; `null`: this thread does.
 */
export function findSuspects(
  data: LabelledTable,
  crew: Crew | null,
  options: SuspectsOptions,
): Promise<FoundSuspects> {
  return suspectsBy(
    crew?.trainMlp ?? trainMlp,
    crew?.size ?? 1,
    data.labels,
    async (training, heldOut) => {
      await crew?.idle();
      const { encoder, parts } = encodeParts(data, [training, heldOut]);
      const columns = encoder
        .state()
        .columns.flatMap((code) => featureNamesOf(code).map(() => code.name));
      return { training: parts[0], heldOut: parts[1], columns };
    },
    { ...options, groups: data.groups },
  );
}

/** What to show of suspects: the first `top` lines, with runs of rows as one unless `runs` is false. */
export function suspectsReport(
  data: LabelledTable,
  { rows, wrong }: FoundSuspects,
  {
    loss,
    folds,
    top,
    runs = true,
  }: Pick<CommandOptions, "loss" | "folds" | "top"> & { runs?: boolean },
): SuspectsReport {
  const { classes } = data.schema.label;
  const numberOf = (row: number) => rowNumber(data.table, row);
  const lines = runs ? runsOf(rows, numberOf) : rows.map((suspect) => [suspect]);
  const shown = lines.slice(0, top).map((run): SuspectRow => {
    const worst = run.reduce((a, b) => (b.margin < a.margin ? b : a));
    const { row, label, likelier, margin, reasons } = worst;
    return {
      row: numberOf(run[0].row),
      lastRow: run.length > 1 ? numberOf(run[run.length - 1].row) : undefined,
      label: classes[label],
      likelier: classes[likelier.label],
      probability: likelier.probability,
      margin,
      reasons: reasons
        .filter(({ contribution }) => contribution.toFixed(1) !== "-0.0")
        .map(({ column, contribution }) => {
          return { column, value: cellOf(data, row, column), contribution };
        }),
    };
  });
  const marginsOf = (of: readonly Suspect[]) => of.map(({ margin }) => margin);
  return {
    summary: summaryOf(wrong, rows.length, classes),
    pairs: (wrong?.pairs ?? [])
      .filter((pair) => pair.count >= 0.5)
      .map(({ label, likelier, ...estimate }) => {
        return { label: classes[label], likelier: classes[likelier], ...estimate };
      }),
    margins:
      classes.length === 2
        ? classes.map((name, c) => ({
            title: `Labelled ${name}`,
            margins: marginsOf(rows.filter(({ label }) => label === c)),
          }))
        : [{ title: "All rows", margins: marginsOf(rows) }],
    rows: shown,
    note:
      `Ordered by the margin, by models that had not seen the row (${folds} folds, ` +
      `${lossTitle(loss, classes.length)}). High up are wrong labels, and right ones of unusual rows.`,
  };
}

/**
 * How many labels look wrong, and what that is worth.
 */
function summaryOf(wrong: WrongLabels | null, total: number, classes: readonly string[]): string[] {
  const least = "The rows whose labels the models agree with least come first.";
  if (wrong === null) {
    return [
      `How many of ${formatCount(total)} labels are wrong cannot be told: the models know too little of them.`,
      least,
    ];
  }
  const unrecognised = wrong.unrecognised.filter((c) =>
    wrong.pairs.some(({ label, count: rows }) => label === c && rows >= 0.5),
  );
  const doubt =
    unrecognised.length === 0
      ? []
      : [
          `The models hardly ever recognise rows labelled ` +
            `${listNames(
              unrecognised.map((c) => classes[c]),
              3,
            )}: either most of these labels are wrong, or the columns do not tell such rows from others; ` +
            `the count cannot say which.`,
        ];
  const [number, low, high] = [wrong.count, wrong.low, wrong.high].map(formatCount);
  if (number === "0")
    return [`None of ${formatCount(total)} labels looks wrong (0 to ${high}).`, least];
  const pairs = wrong.pairs
    .filter((pair) => pair.count >= 0.5)
    .map(({ label, likelier, ...pair }) => {
      const [own, other] = [label, likelier].map((c) => shorten(classes[c], 40));
      const looks = formatCount(pair.count) === "1" ? "looks" : "look";
      return `${formatCount(pair.count)} labelled ${own} ${looks} like ${other}`;
    });
  const shown = pairs.length > 3 ? [...pairs.slice(0, 3), "…"] : pairs;
  return [
    `About ${number} of ${formatCount(total)} labels ${number === "1" ? "looks" : "look"} wrong (${low} to ${high})` +
      (shown.length === 0 ? "" : `: ${shown.join(", ")}`) +
      (pairs.length > 3 ? "" : "."),
    ...doubt,
    "Look at them from the top; where classes overlap, some of these labels are right.",
  ];
}
