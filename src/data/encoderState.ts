import { isPlainObject } from "../array/index.js";
import { shorten } from "./cells.js";
import type { ColumnCode } from "./columnCode.js";
import type { TableEncoderState } from "./encoder.js";
import type { LabelRule, MissingPolicy } from "./schema.js";

/**
 * A copy of the state, of which every entry has been looked at, since it may come from a damaged or
 * forged file. Nothing larger than the state itself is made.
 *
 * @throws RangeError naming the entry that is wrong.
 */
export function checkEncoderState(state: unknown): TableEncoderState {
  const top = fields(state, "the state", ["label", "missing", "missingValues", "columns"]);
  const columns = list(top["columns"], "columns").map(readCode);
  const label = readLabel(top["label"]);
  if (columns.length === 0) throw wrong("columns", "a list with at least one column", []);
  checkDistinct([label.column, ...columns.map(({ name }) => name)], "names of columns");
  return {
    label,
    missing: oneOf<MissingPolicy>(top["missing"], "missing", ["fill", "drop", "error"]),
    missingValues: texts(top["missingValues"], "missingValues"),
    columns,
  };
}

function readLabel(value: unknown): LabelRule {
  const label = fields(value, "label", ["column", "positive", "negative"]);
  const positive = text(label["positive"], "label.positive");
  const negative = label["negative"] === null ? null : text(label["negative"], "label.negative");
  if (positive === negative)
    throw wrong("label.negative", "another class than label.positive", negative);
  return { column: text(label["column"], "label.column"), positive, negative };
}

function readCode(value: unknown, i: number): ColumnCode {
  const at = `columns[${i}]`;
  const type = oneOf(
    isPlainObject(value) && "type" in value ? value.type : undefined,
    `${at}.type`,
    ["numeric", "categorical"],
  );
  if (type === "categorical") {
    const code = fields(value, at, ["name", "type", "categories", "flag"]);
    const categories = texts(code["categories"], `${at}.categories`);
    const flag = truth(code["flag"], `${at}.flag`);
    if (categories.length === 0 && !flag)
      throw wrong(`${at}.categories`, "at least one category", []);
    return { name: text(code["name"], `${at}.name`), type, categories, flag };
  }
  const code = fields(value, at, ["name", "type", "median", "mean", "std", "flag"]);
  const std = finite(code["std"], `${at}.std`);
  if (std <= 0) throw wrong(`${at}.std`, "above 0", std);
  return {
    name: text(code["name"], `${at}.name`),
    type,
    median: finite(code["median"], `${at}.median`),
    mean: finite(code["mean"], `${at}.mean`),
    std,
    flag: truth(code["flag"], `${at}.flag`),
  };
}

function wrong(at: string, wanted: string, value: unknown): RangeError {
  const shown = value === undefined ? "missing" : JSON.stringify(value);
  return new RangeError(`TableEncoder: ${at} must be ${wanted}, and is ${shorten(shown, 60)}`);
}

/** An object with these fields and no others. */
function fields(value: unknown, at: string, names: readonly string[]): Record<string, unknown> {
  if (!isPlainObject(value)) throw wrong(at, "an object", value);
  const other = Object.keys(value).find((name) => !names.includes(name));
  if (other !== undefined) {
    throw new RangeError(`TableEncoder: ${at} has an unknown field "${shorten(other, 40)}"`);
  }
  const lacking = names.find((name) => !Object.hasOwn(value, name));
  if (lacking !== undefined)
    throw new RangeError(`TableEncoder: ${at} lacks its field "${lacking}"`);
  return value as Record<string, unknown>;
}

function list(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(at, "a list", value);
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== "string") throw wrong(at, "a text", value);
  return value;
}

function truth(value: unknown, at: string): boolean {
  if (typeof value !== "boolean") throw wrong(at, "true or false", value);
  return value;
}

function finite(value: unknown, at: string): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw wrong(at, "a finite number", value);
  return value;
}

function oneOf<T extends string>(value: unknown, at: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw wrong(at, `one of ${known.join(", ")}`, value);
  return found;
}

/** A list of different texts. */
function texts(value: unknown, at: string): string[] {
  const found = list(value, at).map((entry, i) => text(entry, `${at}[${i}]`));
  checkDistinct(found, at);
  return found;
}

function checkDistinct(found: readonly string[], at: string): void {
  if (new Set(found).size < found.length) {
    const twice = found.find((entry, i) => found.indexOf(entry) !== i) ?? "";
    throw new RangeError(
      `TableEncoder: ${at} must be different, but "${shorten(twice, 40)}" comes twice`,
    );
  }
}
