/** Finds how the numbers of a table are written. */
import { toNumber } from "./cells.js";
import { numberReader, plainFormat } from "./numberFormat.js";
import type { FeatureType, NumberFormat, SchemaOptions } from "./schema.js";
import { cellsOf, placeOf, type Table } from "./table.js";
import { show } from "./text.js";

/** With at least this share of numbers, a column is numeric, and other cells are errors. */
const numericShare = 0.8;

/** The characters that the user has named. */
type Characters = Pick<SchemaOptions, "decimal" | "thousands">;

/**
 * How the numbers of each feature are written; columns of texts are absent.
 *
 * @param present - the cells of each column that are not missing.
 * @throws RangeError if that can be mistaken, naming a cell, its character and what to do.
 */
export function findFormats(
  table: Table,
  present: ReadonlyMap<string, readonly string[]>,
  {
    features,
    types,
    decimal,
    thousands,
  }: Characters & {
    features: readonly string[];
    types: ReadonlyMap<string, FeatureType>;
  },
): Map<string, NumberFormat> {
  const named = { decimal, thousands };
  checkCharacters(named);
  const evidence = new Set<string>();
  const formatsOf = (name: string) => {
    const cells = present.get(name) ?? [];
    const formats = possibleFormats(cells, named, types.get(name) === "numeric");
    for (const decimal of evidenceOf(formats, cells)) evidence.add(decimal);
    return formats;
  };
  const found = features
    .filter((name) => (types.get(name) ?? "numeric") === "numeric")
    .map((name) => ({ name, formats: formatsOf(name) }))
    .filter(({ formats }) => formats.length > 0);
  if (evidence.size === 0 && found.some(({ formats }) => formats.length > 1)) {
    // Columns that are not used were written by the same hand.
    table.columns.filter((name) => !features.includes(name)).forEach(formatsOf);
  }
  const sure = evidence.size === 1 ? [...evidence][0] : undefined;
  return new Map(
    found.map(({ name, formats }) => {
      const [first, other = first] = formats;
      // Who separates cells by commas does not write decimals with them.
      const usual = table.delimiter === "," ? "." : undefined;
      const chosen = formats.find(({ decimal }) => decimal === (sure ?? usual));
      if (chosen !== undefined || first === other) return [name, chosen ?? first];
      const [read, readOtherwise] = [first, other].map(numberReader);
      const cells = cellsOf(table, name);
      const known = new Set(present.get(name));
      const i = cells.findIndex(
        (cell) => known.has(cell) && !Object.is(read(cell), readOtherwise(cell)),
      );
      const character = first.thousands ?? first.decimal;
      throw new RangeError(
        `${placeOf(table, i, name)}: ${show(cells[i])} may be ${read(cells[i])} or ` +
          `${readOtherwise(cells[i])}: say whether the ${show(character)} is between thousands ` +
          `(thousands, --thousands "${character}") or before decimals (decimal, --decimal ` +
          `"${character}")`,
      );
    }),
  );
}

/** Whether a text may be the character before decimals or between thousands; `""`: none is. */
export function isNumberCharacter(name: string, text: unknown): boolean {
  if (name === "thousands" && text === "") return true;
  return typeof text === "string" && /^[^\d+\-()eE]$/u.test(text);
}

/** @throws RangeError unless decimal and thousands are two characters that no number has. */
function checkCharacters({ decimal, thousands }: Characters): void {
  for (const [name, value] of Object.entries({ decimal, thousands })) {
    if (value === undefined || isNumberCharacter(name, value)) continue;
    throw new RangeError(
      `inferSchema: ${name} must be one character that no number begins with, such as ` +
        `${name === "decimal" ? "a comma" : "a point or a space"}, not ${JSON.stringify(value)}`,
    );
  }
  if (decimal !== undefined && decimal === thousands) {
    throw new RangeError(
      `inferSchema: decimal and thousands must differ, but both are ${JSON.stringify(decimal)}`,
    );
  }
}

/**
 * The formats in which most of a column's cells are numbers: those that read most of them, one for
 * each way to understand them, the simplest first. None: the cells are text. Two: they can be
 * mistaken, as 3,288 can.
 *
 * @param present - the cells that are not missing.
 * @param options - the characters that the user has named.
 * @param isDeclared - whether the column is known to be numeric.
 */
function possibleFormats(
  present: readonly string[],
  options: Characters,
  isDeclared: boolean,
): NumberFormat[] {
  const mayBePlain = options.decimal !== "," && options.thousands !== ".";
  if (mayBePlain && present.every((cell) => !Number.isNaN(toNumber(cell)))) {
    const grouped = { ...plainFormat, decimal: ",", thousands: "." };
    const isFree = options.decimal === undefined && options.thousands === undefined;
    const isPointed = (cell: string) => cell.includes(".");
    // As 1.100 is. The points of 0.123, 1234.567 and 1.5 are before decimals.
    const isMistakable =
      isFree &&
      present.some(isPointed) &&
      present.every((cell) => !isPointed(cell) || /^[-+]?[1-9]\d{0,2}\.\d{3}$/.test(cell));
    return isMistakable ? [plainFormat, grouped] : [plainFormat];
  }
  const { thousands } = options;
  const gap = thousands === undefined || thousands === "" ? null : thousands;
  const usual = options.decimal ?? (thousands === "." ? "," : ".");
  const none = isDeclared ? [{ decimal: usual, thousands: gap, unit: null }] : [];
  const counts = new Map<string, number>();
  for (const cell of present) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const cells = [...counts.keys()];
  const total = (isCounted: (k: number) => boolean) =>
    cells.reduce((sum, cell, k) => sum + (isCounted(k) ? (counts.get(cell) ?? 0) : 0), 0);
  const fewest = isDeclared ? 1 : numericShare * present.length;
  const isLike = (cell: string) =>
    cell.length <= 40 && // for a long text, the pattern would take long
    numberLike.test(cell.replaceAll(options.decimal ?? "", "").replaceAll(thousands ?? "", ""));
  if (total((k) => isLike(cells[k])) < fewest) return none; // texts, as a rule
  const unit = findUnit(cells);
  const decimals = options.decimal === undefined ? [".", ","] : [options.decimal];
  const gaps = thousands === undefined ? [null, ",", ".", " ", "'"] : [gap];
  const read = [null, ...(unit === null ? [] : [unit])]
    .flatMap((unit) =>
      gaps.flatMap((thousands) => decimals.map((decimal) => ({ decimal, thousands, unit }))),
    )
    .filter((format) => format.decimal !== format.thousands)
    .map((format) => {
      const values = cells.map(numberReader(format));
      return { format, values, numbers: total((k) => !Number.isNaN(values[k])) };
    });
  const most = Math.max(...read.map(({ numbers }) => numbers));
  if (most < fewest) return none;
  const best = read.filter(({ numbers }) => numbers === most);
  return best
    .filter((one, i) => {
      const isSame = (other: typeof one) =>
        other.values.every((v, k) => Object.is(v, one.values[k]));
      return !best.slice(0, i).some(isSame);
    })
    .map(({ format }) => format);
}

/** Matches whatever is a number in some format. */
const numberLike =
  /^[-+(\s\p{Sc}\p{Pd}\u2212]*(?:[\d.,][\d.,\s'\u2019e+-]*)?[-\s%)\p{Sc}\p{Pd}\u2212]*$/iu;

/** The first currency or percent sign beside a digit. */
function findUnit(present: readonly string[]): string | null {
  for (const cell of present) {
    const found = /\p{Sc}(?=\s*[-+(]?[\d.,])|[\p{Sc}%](?<=\d[.,]?[\s)-]*.)/u.exec(cell);
    if (found !== null) return found[0];
  }
  return null;
}

/** The characters that stand before decimals in a column, so far as its format is sure. */
function evidenceOf(formats: readonly NumberFormat[], present: readonly string[]): string[] {
  if (formats.length !== 1) return [];
  const [{ decimal, thousands }] = formats;
  const isSeen =
    thousands === "." || thousands === "," || present.some((cell) => cell.includes(decimal));
  return isSeen ? [decimal] : [];
}
