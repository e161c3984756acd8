/** Finds how the numbers of a table are written. */
import { missingTest, toNumber } from "./cells.js";
import { numberReader, plainFormat } from "./numberFormat.js";
import type { NumberFormat, SchemaOptions } from "./schema.js";
import { cellsOf, placeOf, type Table } from "./table.js";
import { show } from "./text.js";

/** With at least this share of numbers, a column is numeric, and other cells are errors. */
const numericShare = 0.8;

/** The characters that the user has named. */
type Characters = Pick<SchemaOptions, "decimal" | "thousands">;

/** A way to read the numbers of a column. */
export interface Reading {
  format: NumberFormat;
  /** Of each cell that is not missing; NaN if it holds none. */
  numbers: Float64Array;
}

/**
 * Finds how the numbers of a table are written, from one column after the other.
 *
 * @param features - the columns that will be asked for.
 * @param options - the characters that the user has named, and the texts that mean missing.
 * @throws RangeError unless decimal and thousands are two characters that no number has.
 */
export function formatFinder(
  table: Table,
  features: readonly string[],
  { decimal, thousands, missingValues }: Characters & { missingValues: readonly string[] },
) {
  const named = { decimal, thousands };
  checkCharacters(named);
  const isMissing = missingTest(missingValues);
  const asked = new Set(features);
  const others = table.columns.filter((column) => !asked.has(column));
  /** The characters before decimals in columns that leave no doubt. */
  const evidence = new Set<string>();

  /**
   * The ways to read a column that are possible. None: its cells are texts. Two: they can be mistaken, as
   * 3,288 can.
   *
   * @param present - its cells that are not missing.
   * @param isDeclared - whether it is known to be numeric.
   */
  const readingsOf = (present: readonly string[], isDeclared = false): Reading[] => {
    const readings = possibleReadings(present, named, isDeclared);
    for (const character of evidenceOf(readings, present)) evidence.add(character);
    return readings;
  };

  /**
   * Chooses one of several ways to read a column, by what all columns have said, which have been asked for.
   *
   * @throws RangeError if its cells can be mistaken, naming one, its character and what to do.
   */
  const choose = (name: string, readings: readonly Reading[]): Reading => {
    if (evidence.size === 0) {
      // Columns that are not used were written by the same hand.
      for (const other of others.splice(0))
        readingsOf(cellsOf(table, other).filter((cell) => !isMissing(cell)));
    }
    const sure = evidence.size === 1 ? [...evidence][0] : undefined;
    // Who separates cells by commas does not write decimals with them.
    const usual = table.delimiter === "," ? "." : undefined;
    const chosen = readings.find(({ format }) => format.decimal === (sure ?? usual));
    if (chosen !== undefined) return chosen;
    throw new RangeError(whyMistakable(table, name, readings, isMissing));
  };

  return { readingsOf, choose };
}

/** What a user has to say about a column that can be read in two ways. */
function whyMistakable(
  table: Table,
  name: string,
  readings: readonly Reading[],
  isMissing: (cell: string) => boolean,
): string {
  const [read, readOtherwise] = readings.map(({ format }) => numberReader(format));
  const cells = cellsOf(table, name);
  const i = cells.findIndex(
    (cell) => !isMissing(cell) && !Object.is(read(cell), readOtherwise(cell)),
  );
  const character = readings[0].format.thousands ?? readings[0].format.decimal;
  return (
    `${placeOf(table, i, name)}: ${show(cells[i])} may be ${read(cells[i])} or ` +
    `${readOtherwise(cells[i])}: say whether the ${show(character)} is between thousands ` +
    `(thousands, --thousands "${character}") or before decimals (decimal, --decimal ` +
    `"${character}")`
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
 * The ways to read most of a column's cells as numbers: those that read most of them, one for each way to
 * understand them, the simplest first.
 *
 * @param present - the cells that are not missing.
 * @param named - the characters that the user has named.
 */
function possibleReadings(
  present: readonly string[],
  named: Characters,
  isDeclared: boolean,
): Reading[] {
  const { decimal, thousands } = named;
  const mayBePlain = decimal !== "," && thousands !== ".";
  const numbers = mayBePlain ? plainNumbers(present) : null;
  if (numbers !== null) return plainReadings(present, numbers, named);
  const readings = bestReadings(present, named, isDeclared ? 1 : numericShare * present.length);
  if (readings.length > 0 || !isDeclared) return readings;
  const usual = decimal ?? (thousands === "." ? "," : ".");
  return [readingIn({ decimal: usual, thousands: gapOf(thousands), unit: null }, present)];
}

/** What is between thousands; `null`: nothing, or the user has named nothing. */
const gapOf = (thousands = "") => (thousands === "" ? null : thousands);

/** The ways to read numbers that are written plainly: two if all their points may be between thousands. */
function plainReadings(
  present: readonly string[],
  numbers: Float64Array,
  { decimal, thousands }: Characters,
): Reading[] {
  const isFree = decimal === undefined && thousands === undefined;
  const isPointed = (cell: string) => cell.includes(".");
  // As 1.100 is. The points of 0.123, 1234.567 and 1.5 are before decimals.
  const isMistakable =
    isFree &&
    present.some(isPointed) &&
    present.every((cell) => !isPointed(cell) || /^[-+]?[1-9]\d{0,2}\.\d{3}$/.test(cell));
  const plain = { format: plainFormat, numbers };
  const grouped = { ...plainFormat, decimal: ",", thousands: "." };
  return isMistakable ? [plain, readingIn(grouped, present)] : [plain];
}

/**
 * The ways to read most cells as numbers in some format.
 *
 * @param fewest - how many cells must be numbers, at least; otherwise there is none.
 */
function bestReadings(present: readonly string[], named: Characters, fewest: number): Reading[] {
  const counts = new Map<string, number>();
  for (const cell of present) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const cells = [...counts.keys()];
  const total = (isCounted: (k: number) => boolean) =>
    cells.reduce((sum, cell, k) => sum + (isCounted(k) ? (counts.get(cell) ?? 0) : 0), 0);
  const { decimal = "", thousands = "" } = named;
  const isLike = (cell: string) =>
    cell.length <= 40 && // for a long text, the pattern would take long
    numberLike.test(cell.replaceAll(decimal, "").replaceAll(thousands, ""));
  if (total((k) => isLike(cells[k])) < fewest) return []; // texts, as a rule

  const read = possibleFormats(cells, named).map((format) => {
    const values = cells.map(numberReader(format));
    return { format, values, numbers: total((k) => !Number.isNaN(values[k])) };
  });
  const most = Math.max(...read.map(({ numbers }) => numbers));
  if (most < fewest) return [];
  const best = read.filter(({ numbers }) => numbers === most);
  return best
    .filter((one, i) => {
      const isSame = (other: typeof one) =>
        other.values.every((v, k) => Object.is(v, one.values[k]));
      return !best.slice(0, i).some(isSame);
    })
    .map(({ format }) => readingIn(format, present));
}

/** The formats in which cells may be written, the simplest first. */
function possibleFormats(
  cells: readonly string[],
  { decimal, thousands }: Characters,
): NumberFormat[] {
  const unit = findUnit(cells);
  const decimals = decimal === undefined ? [".", ","] : [decimal];
  const gaps = thousands === undefined ? [null, ",", ".", " ", "'"] : [gapOf(thousands)];
  return [null, ...(unit === null ? [] : [unit])]
    .flatMap((unit) =>
      gaps.flatMap((thousands) => decimals.map((decimal) => ({ decimal, thousands, unit }))),
    )
    .filter((format) => format.decimal !== format.thousands);
}

/** The numbers in cells, if each is written plainly. */
function plainNumbers(cells: readonly string[]): Float64Array | null {
  const numbers = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    numbers[i] = toNumber(cells[i]);
    if (Number.isNaN(numbers[i])) return null;
  }
  return numbers;
}

function readingIn(format: NumberFormat, cells: readonly string[]): Reading {
  return { format, numbers: Float64Array.from(cells.map(numberReader(format))) };
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
function evidenceOf(readings: readonly Reading[], present: readonly string[]): string[] {
  if (readings.length !== 1) return [];
  const { decimal, thousands } = readings[0].format;
  const isSeen =
    thousands === "." || thousands === "," || present.some((cell) => cell.includes(decimal));
  return isSeen ? [decimal] : [];
}
