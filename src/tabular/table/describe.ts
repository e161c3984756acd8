import { count } from "../../array/index.js";
import { checkSchema } from "./check.js";
import { exampleOfDate, featuresOfDates } from "./dates.js";
import { exampleOf, plainFormat } from "./numberFormat.js";
import { inDigits, listNames, shorten, show, typesOption, wrap } from "./text.js";
import { isFeature, type Column, type FeatureType, type Schema } from "./schema.js";

/** How many columns are listed; further ones are only counted. */
const mostLines = 30;
/** In characters. */
const widths = { name: 24, type: 11, what: 36, missing: 7 };

/**
 * A schema as text for a terminal 100 characters wide: the label with its classes; each column, its
 * values and how it is used; and the warnings.
 *
 * @param schema - as {@link inferSchema} returns it.
 * @returns several lines, without a line break at the end.
 */
export function describeSchema(schema: Schema): string {
  checkSchema(schema, "describeSchema");
  const { source, rows, incompleteRows, label, columns, warnings } = schema;
  const zeros = columns.find((column) => column.type === "weight")?.zeros ?? 0;
  const shown = columns.slice(0, mostLines);
  const used = columns.filter(isFeature).length;
  return [
    `${source}: ${count(rows, "row")}, ${used} of ${count(columns.length, "column")} beside the label ` +
      `used` +
      (incompleteRows > 0 ? `, ${count(incompleteRows, "incomplete row")} left out` : "") +
      (zeros > 0 ? `, ${count(zeros, "row")} of weight 0 left out` : ""),
    "",
    `label: ${shorten(label.column, 40)}, ` +
      (label.chosen === null
        ? `${label.classes.length} classes`
        : `positive class: ${show(label.classes[1])} (${label.chosen})`) +
      (label.oneAgainstRest ? ", against all others" : ""),
    ...classLines(schema),
    "",
    line("column", "type", "values", "missing", "becomes"),
    ...shown.flatMap((column) => columnLines(column, schema)),
    ...restLines(columns.slice(mostLines)),
    ...(warnings.length > 0 ? [""] : []),
    ...warnings.map((warning) => wrap(`! ${warning}`)),
  ].join("\n");
}

/** The name of a table, and the column that weighs its rows. */
export function describeSource({ source, columns }: Schema): string {
  const weight = columns.find(({ type }) => type === "weight")?.name;
  return weight === undefined ? source : `${source}, weighted by ${shorten(weight, 40)}`;
}

/** Which columns were left out, and what would keep them; `null`: none that says anything. */
export function describeLeftOut({ columns }: Schema): string | null {
  type LeftOut = { name: string; what: string; keep: FeatureType | null };
  const leftOut = columns.flatMap((column): LeftOut[] => {
    const { name, type } = column;
    if (type === "date-like") return [{ name, what: "dates", keep: "date" }];
    if (type !== "id-like") return [];
    const { keep } = column;
    return [{ name, what: keep === null ? "texts" : "identifier", keep }];
  });
  if (leftOut.length === 0) return null;
  const list = listNames(leftOut.map(({ name, what }) => `${shorten(name, 40)} (${what})`));
  const kept = leftOut.flatMap(({ name, keep }) => (keep === null ? [] : [[name, keep] as const]));
  const lost = leftOut.flatMap(({ name, keep }) => (keep === null ? [name] : []));
  const keeping =
    kept.length === 0
      ? ""
      : ` ${typesOption(kept)} would keep ${listNames(kept.map(([name]) => name))}.`;
  const making =
    lost.length === 0 ? "" : ` To use ${listNames(lost)}, make numbers or fewer texts.`;
  return `Left out: ${list}.${keeping}${making}`;
}

function classLines({ label, rows }: Schema): string[] {
  const shown = label.counts.slice(0, 10);
  const names = shown.map(({ name }) => shorten(name, 40));
  const width = Math.max(...names.map((name) => name.length));
  const digits = Math.max(...shown.map((one) => String(one.rows).length));
  const total = label.counts.reduce((sum, { weight = 0 }) => sum + weight, 0);
  const lines = shown.map((one, i) => {
    const share = shareOf(one.rows, rows);
    const byWeight =
      one.weight === undefined ? "" : `, ${shareOf(one.weight, total)} of all weight`;
    return `  ${names[i].padEnd(width)}  ${String(one.rows).padStart(digits)} rows, ${share}${byWeight}`;
  });
  const more = label.counts.length - shown.length;
  return more > 0 ? [...lines, `  … and ${more} more classes`] : lines;
}

/** In three digits, but no 100 % of what is not all. */
function shareOf(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  const rounded = Number(percent.toPrecision(3));
  return `${rounded === 100 && part < whole ? Math.floor(1000 * percent) / 1000 : rounded} %`;
}

function line(name: string, type: string, what: string, missing: string, becomes: string): string {
  const cells = [
    shorten(name, widths.name).padEnd(widths.name),
    type.padEnd(widths.type),
    shorten(what, widths.what).padEnd(widths.what),
    missing.padStart(widths.missing),
    becomes,
  ];
  return cells.join("  ");
}

function columnLines(column: Column, { missing }: Schema): string[] {
  const cells = column.missing === 0 ? "" : String(column.missing);
  const isFilled = column.missing > 0 && missing === "fill";
  const lines = [
    line(column.name, column.type, valuesOf(column), cells, becomes(column, isFilled)),
  ];
  if (column.type === "date" && column.dayFirst !== null) {
    const example = exampleOfDate(column.dayFirst);
    return [...lines, `  its dates are written like ${example}, which is 2024-01-31`];
  }
  if (column.type !== "numeric" && column.type !== "weight") return lines;
  const example = exampleOf(column.format);
  return example === exampleOf(plainFormat)
    ? lines
    : [...lines, `  its numbers are written like ${example}, which is 1234.5`];
}

function valuesOf(column: Column): string {
  switch (column.type) {
    case "numeric": {
      const [min, max, median] = [column.min, column.max, column.median].map(inDigits);
      const range = `${min} … ${max}`;
      const whole = `${range}, median ${median}`;
      return whole.length <= widths.what ? whole : range; // half a number is a wrong one
    }
    case "categorical":
      return `${column.categories.length}: ${column.categories.slice(0, 10).join(", ")}`;
    case "constant":
      return column.value === null ? "none" : `always ${show(column.value)}`;
    case "date":
    case "date-like":
      return `${column.first} … ${column.last}`;
    case "id-like":
      return `${column.distinct} different`;
    case "group":
      return count(column.distinct, "group");
    case "weight": {
      const [min, max, total] = [column.min, column.max, column.total].map(inDigits);
      return `${min} … ${max}, sum ${total}`;
    }
    case "dropped":
      return "";
  }
}

function becomes(column: Column, isFilled: boolean): string {
  if (column.type === "numeric") return isFilled ? "filled + flag" : "scaled";
  if (column.type === "categorical") return `${column.categories.length + Number(isFilled)} × 0/1`;
  if (column.type === "date") return count(featuresOfDates + Number(isFilled), "feature");
  return column.type === "group" || column.type === "weight" ? "no feature" : "left out";
}

/** A line such as `… and 34 more numeric columns` for each type. */
function restLines(columns: readonly Column[]): string[] {
  const types = [...new Set(columns.map(({ type }) => type))];
  return types.map((type) => {
    const number = columns.filter((column) => column.type === type).length;
    return `… and ${number} more ${type} column${number === 1 ? "" : "s"}`;
  });
}
