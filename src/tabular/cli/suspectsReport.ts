/** What is shown of suspects: on the terminal, and in reports. */
import { lossTitle, type LossSpec } from "../model/index.js";
import { formatCount } from "../report/format.js";
import type { SuspectRow, SuspectsReport } from "../report/index.js";
import type { WrongLabels } from "../suspects/count.js";
import { runsOf } from "../suspects/runs.js";
import type { FoundSuspects, Suspect } from "../suspects/suspects.js";
import { rowNumber } from "../table/index.js";
import type { LabelledTable } from "../table/labelledTable.js";
import { cellAt, columnIndex } from "../table/table.js";
import { listNames, shorten } from "../table/text.js";

interface ShownOptions {
  loss: LossSpec;
  folds: number;
  /** How many lines. */
  top: number;
  /** Whether runs of rows are one line. Default `true`. */
  runs?: boolean;
}

/** What to show of suspects: the first `top` lines, with runs of rows as one unless `runs` is false. */
export function suspectsReport(
  data: LabelledTable,
  { rows, wrong }: FoundSuspects,
  { loss, folds, top, runs = true }: ShownOptions,
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

/** How many labels look wrong, and what that is worth. */
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

/** A cell of a row, as the file has it. */
export function cellOf({ table }: LabelledTable, row: number, column: string): string {
  return cellAt(table, row, columnIndex(table, column));
}
