/** The text in a cell of a table: missing, a number or other text. */

/** The texts that pandas reads as a missing cell, and "?", which older data sets use. */
export const defaultMissingValues: readonly string[] = [
  ...["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"],
  ...["<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null", "?"],
];

const decimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** The finite decimal number in a cell; NaN for other text, including "0x1F" and "Infinity". */
export function toNumber(cell: string): number {
  const value = decimal.test(cell) ? Number(cell) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** The name of a class: a number in its shortest form ("1.0" is "1"), other text unchanged. */
export function canonical(cell: string): string {
  const value = toNumber(cell);
  return Number.isNaN(value) ? cell : String(value);
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
