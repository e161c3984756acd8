import { count, nearest } from "../../array/index.js";
import { canonical, compareCells, missingTest, naTexts } from "./cells.js";
import { checkIsTable, checkPlan } from "./check.js";
import { listNames, shorten, show } from "./text.js";
import type { LabelRule, Schema, TablePlan } from "./schema.js";
import { cellsOf, namesIn, placeOf, type Table } from "./table.js";

/**
 * The label of each row: the number of its class. Of two classes, the positive one is 1.
 *
 * @param table - has the label column.
 * @param plan - how the label is read: a `Schema` or a `TableEncoder`.
 * @returns one label for each row of the table.
 * @throws RangeError naming the row if its label is missing or of no class.
 */
export function readLabels(table: Table, plan: Pick<TablePlan, "label">): number[] {
  checkIsTable(table, "readLabels");
  checkPlan(plan, "readLabels", "label");
  const { label } = plan;
  return numberClasses(table, classNames(table, label.column, label.missingValues), label);
}

/**
 * The numbers of classes.
 *
 * @param names - the class of each row.
 * @throws RangeError naming the row if there is no such class.
 */
export function numberClasses(table: Table, names: readonly string[], label: LabelRule): number[] {
  const numbers = new Map(label.classes.map((name, number) => [name, number]));
  return names.map((name, i) => {
    if (label.oneAgainstRest) return Number(name === label.classes[1]);
    const number = numbers.get(name);
    if (number !== undefined) return number;
    throw new RangeError(`${placeOf(table, i, label.column)}: ${noClass(name, label.classes)}`);
  });
}

const noClass = (name: string, classes: readonly string[]) =>
  `${show(name)} is none of the classes ${listNames(classes.map(show), 10)}`;

/** What is wrong with labels that are missing or of no class, by row, counted from 0. */
export function labelProblems(
  table: Table,
  { label }: Pick<TablePlan, "label">,
): Map<number, string> {
  const isMissing = missingTest(label.missingValues);
  const known = new Set(label.classes);
  const problemOf = (cell: string) => {
    if (cell === "") return "the label is missing";
    if (isMissing(cell)) return `${show(cell)} means missing`;
    const name = canonical(cell);
    return label.oneAgainstRest || known.has(name) ? null : noClass(name, label.classes);
  };
  const problems = new Map<number, string>();
  cellsOf(table, label.column).forEach((cell, i) => {
    const problem = problemOf(cell);
    if (problem !== null) problems.set(i, `${placeOf(table, i, label.column)}: ${problem}`);
  });
  return problems;
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
  return namesIn(table, column, missingValues, {
    noun: "label",
    need: "a row without a label cannot be used",
    advice: (isEmpty) => `Take them out${isEmpty ? "" : advice}`,
  });
}

/** A text in fewer rows, or a smaller share of them, is hardly a class of its own. */
export const fewestOfClass = { rows: 5, share: 0.02 };

/**
 * Finds the texts that mean that a label is missing: what programs write for that, such as NA, and
 * of other missing values those that are rare. A frequent one, such as None or ?, is a class.
 */
export function missingLabels(
  table: Table,
  column: string,
  missingValues: readonly string[],
): { missingValues: string[]; warnings: string[] } {
  const cells = cellsOf(table, column);
  const rowsOf = new Map<string, number>();
  for (const cell of cells) rowsOf.set(canonical(cell), (rowsOf.get(canonical(cell)) ?? 0) + 1);
  const least = Math.max(fewestOfClass.rows, fewestOfClass.share * cells.length);
  const isClass = (text: string) =>
    !naTexts.includes(text) && (rowsOf.get(canonical(text)) ?? 0) >= least;
  return {
    missingValues: missingValues.filter((text) => !isClass(text)),
    warnings: missingValues
      .filter(isClass)
      .map(
        (text) =>
          `In the label ${shorten(column, 40)}, ${show(text)} is taken for a class, for it stands in ` +
          `${rowsOf.get(canonical(text))} of ${cells.length} rows. If it means that the label is ` +
          `missing, take these rows out.`,
      ),
  };
}

/** A class, and how many rows it has. */
interface ClassCount {
  name: string;
  rows: number;
}

/** The positive class, and why it is. */
interface PositiveClass {
  name: string;
  chosen: NonNullable<Schema["label"]["chosen"]>;
}

/**
 * Finds the classes.
 *
 * @param missingValues - the texts that mean missing.
 * @param names - the class of each row.
 * @param positive - the positive class, if the user has named it.
 * @throws RangeError unless there are two or more, with at least two rows each, or if no class is
 * called `positive`.
 */
export function findLabel(
  source: string,
  rule: Pick<LabelRule, "column" | "missingValues">,
  names: readonly string[],
  positive: string | undefined,
): { label: Schema["label"]; warnings: string[] } {
  const { column, missingValues } = rule;
  const classes = countClasses(names);
  const where = `${source}: the label column ${column}`;
  if (classes.length === 1) {
    throw new RangeError(
      `${where} has one class only, ${listClasses(classes)}: there is nothing to tell apart`,
    );
  }
  if (positive !== undefined && !names.includes(positive)) {
    const close = nearest(positive, [...new Set(names)]);
    throw new RangeError(
      `${where} has no class ${show(positive)} to be the positive one; its classes: ` +
        listClasses(classes) +
        (close === undefined ? "" : `. Did you mean ${show(close)}?`),
    );
  }
  if (positive === undefined && classes.length > 2) {
    checkSeveral(where, classes, names.length);
    const numbered = classes.map(({ name }) => name).sort(compareCells);
    const several = { column, classes: numbered, missingValues, oneAgainstRest: false };
    return { label: { ...several, counts: classes.toReversed(), chosen: null }, warnings: [] };
  }
  const choice: PositiveClass =
    positive === undefined ? choosePositive(classes) : { name: positive, chosen: "named" };
  const label = twoClasses(where, rule, classes, choice);
  const warning =
    `The label ${column} has ${classes.length} classes: ${show(choice.name)} is told from all others ` +
    `together.`;
  return { label, warnings: label.oneAgainstRest ? [warning] : [] };
}

/**
 * The positive class, and another one or all others together.
 *
 * @param classes - two or more, the smallest first.
 * @throws RangeError if one of the two has a single row.
 */
function twoClasses(
  where: string,
  { column, missingValues }: Pick<LabelRule, "column" | "missingValues">,
  classes: readonly ClassCount[],
  { name, chosen }: PositiveClass,
): Schema["label"] {
  const own = classes.filter((one) => one.name === name);
  const others = classes.filter((one) => one.name !== name).toReversed();
  const oneAgainstRest = others.length > 1;
  const single = [...own, ...(oneAgainstRest ? [] : others)].find(({ rows }) => rows === 1);
  if (single !== undefined) {
    throw new RangeError(
      `${where}: class ${show(single.name)} has one row only, and needs at least 2, some to learn from ` +
        `and some to measure on; the classes: ${listClasses(classes)}`,
    );
  }
  const negative = oneAgainstRest ? `not ${name}` : others[0].name;
  const rule = { column, classes: [negative, name], oneAgainstRest, missingValues };
  return { ...rule, counts: [...own, ...others], chosen };
}

/** The classes of rows, the smallest first. */
function countClasses(names: readonly string[]): ClassCount[] {
  const rowsOf = new Map<string, number>();
  for (const name of names) rowsOf.set(name, (rowsOf.get(name) ?? 0) + 1);
  return [...rowsOf]
    .map(([name, rows]) => ({ name, rows }))
    .sort((a, b) => a.rows - b.rows || (a.name < b.name ? 1 : -1));
}

/** Classes with their rows, the largest first. */
function listClasses(classes: readonly ClassCount[]): string {
  const each = classes
    .toReversed()
    .map(({ name, rows }) => `${show(name)} (${count(rows, "row")})`);
  return listNames(each, 10);
}

/** More would hardly be classes. */
export const mostClasses = 1000;

/**
 * @param classes - three or more, the smallest first.
 * @throws RangeError if there are too many, or if one has a single row.
 */
function checkSeveral(where: string, classes: readonly ClassCount[], rows: number): void {
  const single = classes.filter((one) => one.rows === 1);
  const names = listNames(
    single.map(({ name }) => show(name)),
    10,
  );
  const otherwise = `To tell one class from all others, name it as the positive one (positive, --positive)`;
  if (classes.length > mostClasses) {
    throw new RangeError(
      `${where} has ${classes.length} different texts in ${rows} rows, and ${mostClasses} classes are ` +
        `the most. Is it a number to predict, or an identifier? ${otherwise}`,
    );
  }
  if (single.length > 0) {
    throw new RangeError(
      `${where}: ${single.length} of ${classes.length} classes ${single.length === 1 ? "has" : "have"} one ` +
        `row only, ` +
        `where at least 2 are needed, some to learn from and some to measure on: ${names}. Leave these ` +
        `rows out, or give them the name of another class. ${otherwise}`,
    );
  }
}

/** Names of positive classes. */
const positiveNames = ["1", "true", "t", "yes", "y", "positive", "pos"];

/** @param classes - two, the rarer one first. */
function choosePositive(classes: readonly ClassCount[]): PositiveClass {
  const names = classes.map(({ name }) => name);
  const named = names.filter((name) => positiveNames.includes(name.toLowerCase()));
  // In a code such as 1 and 2, 1 is only the first class, not the positive one.
  const isCode = named.includes("1") && !names.some((name) => /^(0|-1|\D.*)$/.test(name));
  if (named.length !== 1 || isCode) return { name: names[0], chosen: "the rarer one" };
  return { name: named[0], chosen: "by its name" };
}
