/** The text in a cell of a table: missing, a number or other text. */

/** What programs write into a cell without a value. */
export const naTexts: readonly string[] = [
  ...["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"],
  ...["<NA>", "N/A", "NA", "NULL", "NaN", "n/a", "nan", "null"],
];

/** The texts that pandas reads as a missing cell, and "?", which older data sets use. */
export const defaultMissingValues: readonly string[] = [...naTexts, "None", "?"];

const decimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** The finite decimal number in a cell; NaN for other text, including "0x1F" and "Infinity". */
export function toNumber(cell: string): number {
  const short = shortDecimal(cell);
  if (!Number.isNaN(short)) return short;
  const value = decimal.test(cell) ? Number(cell) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

const powersOfTen = Array.from({ length: 16 }, (_, i) => 10 ** i);
const [minus, point, zero, nine] = [0x2d, 0x2e, 0x30, 0x39];

/**
 * As `toNumber` for a number such as −12.5, several times as fast; NaN for any other text. Up to 15 digits
 * and a power of ten up to 10^15 are exact in float64, so that their quotient is rounded once, as `Number`
 * rounds it.
 */
function shortDecimal(cell: string): number {
  const start = cell.charCodeAt(0) === minus ? 1 : 0;
  let digits = 0;
  let decimals = -1; // no point so far
  for (let i = start; i < cell.length; i++) {
    const code = cell.charCodeAt(i);
    if (code >= zero && code <= nine) digits = 10 * digits + code - zero;
    else if (code === point && decimals < 0) decimals = cell.length - 1 - i;
    else return NaN;
  }
  const count = cell.length - start - (decimals < 0 ? 0 : 1);
  if (count < 1 || count > 15) return NaN;
  const size = digits / powersOfTen[Math.max(decimals, 0)];
  return start === 1 ? -size : size;
}

/**
 * The name of a class or category: a number in its shortest form ("1.0" is "1"), other text
 * unchanged. What a float64 does not hold exactly is text, and so is what begins with a zero, as
 * zip codes do: two names never become one.
 */
export function canonical(cell: string): string {
  const value = toNumber(cell);
  if (Number.isNaN(value) || /^[-+]?0\d/.test(cell)) return cell;
  const digits = cell.replace(/e.*$/i, "").replace(/^[-+]?0?\.?0*|\./g, "");
  return digits.replace(/0+$/, "").length > 15 ? cell : String(value);
}

/**
 * A function that tells whether a cell is missing: it is one of these texts, or the same number as
 * one of them.
 */
export function missingTest(missingValues: readonly string[]): (cell: string) => boolean {
  const texts = new Set(missingValues);
  const numbers = new Set(
    missingValues.filter((text) => !Number.isNaN(toNumber(text))).map(canonical),
  );
  return (cell) => texts.has(cell) || (numbers.size > 0 && numbers.has(canonical(cell)));
}

/** Orders numbers by size, before text by its characters, which is the same in every locale. */
export function compareCells(a: string, b: string): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return x - y || (a < b ? -1 : Number(a > b)); // x − y is NaN for two texts
}

/** The first entry that repeats an earlier one. */
export function firstRepeated(names: readonly string[]): string | undefined {
  const before = new Set<string>();
  return names.find((name) => {
    if (before.has(name)) return true;
    before.add(name);
    return false;
  });
}
