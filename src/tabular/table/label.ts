import { count, nearest } from "../../array/index.js";
import { canonical, missingTest } from "./cells.js";
import { checkIsTable, checkPlan } from "./check.js";
import { listNames, show } from "./text.js";
import type { LabelRule, Schema, TablePlan } from "./schema.js";
import { cellsOf, placeOf, type Table } from "./table.js";

/**
 * The label of each row: 1 for the positive class, otherwise 0.
 *
 * @param table - has the label column.
 * @param plan - how the label is read and which cells are missing: a `Schema` or a `TableEncoder`.
 * @returns one label for each row of the table.
 * @throws RangeError naming the row if its label is missing or of neither class.
 */
export function readLabels(
  table: Table,
  plan: Pick<TablePlan, "label" | "missingValues">,
): number[] {
  checkIsTable(table, "readLabels");
  checkPlan(plan, "readLabels", "label", "missingValues");
  const { label, missingValues } = plan;
  return classNames(table, label.column, missingValues).map((name, i) => {
    if (name === label.positive) return 1;
    if (label.negative === null || name === label.negative) return 0;
    throw new RangeError(
      `${placeOf(table, i, label.column)}: ${show(name)} is neither of the classes ` +
        `${show(label.positive)} and ${show(label.negative)}`,
    );
  });
}

/**
 * The name of each row's class.
 *
 * @param advice - says what else to do about a class that means missing.
 * @throws RangeError naming the first row without a label, and how many there are.
 */
export function classNames(
  table: Table,
  column: string,
  missingValues: readonly string[],
  advice = "",
): string[] {
  const cells = cellsOf(table, column);
  const isMissing = missingTest(missingValues);
  const without = cells.flatMap((cell, i) => (isMissing(cell) ? [i] : []));
  if (without.length > 0) {
    const [first] = without;
    const isEmpty = cells[first] === "";
    const what = isEmpty ? "the label is missing" : `${show(cells[first])} means missing`;
    throw new RangeError(
      `${placeOf(table, first, column)}: ${what}, and a row without a label cannot be used; ` +
        `${count(without.length, "such row")} in all. Take them out${isEmpty ? "" : advice}`,
    );
  }
  return cells.map(canonical);
}

/**
 * The name of a class in messages and reports.
 *
 * @param rule - how the label is read.
 * @param label - 1 for the positive class, 0 for the other.
 */
export function classOf({ positive, negative }: LabelRule, label: number): string {
  return label === 1 ? positive : (negative ?? `not ${positive}`);
}

/** Names of positive classes. */
const positiveNames = ["1", "true", "t", "yes", "y", "positive", "pos"];

/**
 * Finds the two classes.
 *
 * @param names - the class of each row.
 * @param positive - the positive class, if the user has named it.
 * @throws RangeError unless there are two, with at least two rows each, or if no class is called
 * `positive`.
 */
export function findLabel(
  source: string,
  column: string,
  names: readonly string[],
  positive: string | undefined,
): { label: Schema["label"]; warnings: string[] } {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const classes = [...counts]
    .map(([name, rows]) => ({ name, rows }))
    .sort((a, b) => a.rows - b.rows || (a.name < b.name ? 1 : -1));
  const where = `${source}: the label column ${column}`;
  const inAll = listNames(
    classes.toReversed().map(({ name, rows }) => `${show(name)} (${count(rows, "row")})`),
    10,
  );
  if (classes.length === 1) {
    throw new RangeError(`${where} has one class only, ${inAll}: there is nothing to tell apart`);
  }
  if (positive !== undefined && !counts.has(positive)) {
    const close = nearest(positive, [...counts.keys()]);
    throw new RangeError(
      `${where} has no class ${show(positive)} to be the positive one; its classes: ${inAll}` +
        (close === undefined ? "" : `. Did you mean ${show(close)}?`),
    );
  }
  if (positive === undefined && classes.length > 2) {
    throw new RangeError(
      `${where} has ${classes.length} classes, where two belong: ${inAll}. To tell one of them from ` +
        `all others, name it as the positive class (positive, --positive)`,
    );
  }
  const { name, chosen } =
    positive === undefined ? choosePositive(classes) : { name: positive, chosen: "named" as const };
  const others = classes.filter((other) => other.name !== name).toReversed();
  const rows = counts.get(name) ?? 0;
  const rule: LabelRule = {
    column,
    positive: name,
    negative: others.length === 1 ? others[0].name : null,
  };
  const sizes = [
    { what: show(name), rows },
    {
      what: rule.negative === null ? `all but ${show(name)}` : show(rule.negative),
      rows: names.length - rows,
    },
  ];
  const small = sizes.find((size) => size.rows < 2);
  if (small !== undefined) {
    throw new RangeError(
      `${where}: class ${small.what} has one row only, and needs at least 2, some to learn from and ` +
        `some to measure on; the classes: ${inAll}`,
    );
  }
  const warnings =
    rule.negative === null
      ? [
          `The label ${column} has ${classes.length} classes: ${show(name)} is told from all others ` +
            `together.`,
        ]
      : [];
  return { label: { ...rule, classes: [{ name, rows }, ...others], chosen }, warnings };
}

/** @param classes - two, the rarer one first. */
function choosePositive(classes: readonly { name: string }[]): Pick<Schema["label"], "chosen"> & {
  name: string;
} {
  const [rarer, other] = classes.map(({ name }) => name);
  const named = [rarer, other].filter((name) => positiveNames.includes(name.toLowerCase()));
  // In a code such as 1 and 2, 1 is only the first class, not the positive one.
  const isCode = named.includes("1") && ![rarer, other].some((name) => /^(0|-1|\D.*)$/.test(name));
  if (named.length !== 1 || isCode) return { name: rarer, chosen: "the rarer one" };
  return { name: named[0], chosen: "by its name" };
}
