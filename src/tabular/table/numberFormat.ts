/** How people write numbers: 1234.5, 1,234.5, 1.234,5, 1 234,5, 1'234.5, $1,234, 4.5%. */
import { toNumber } from "./cells.js";
import type { NumberFormat } from "./schema.js";

export const plainFormat: NumberFormat = { decimal: ".", thousands: null, unit: null };

/** A number in a format, for messages: `$1,234.5`. */
export function exampleOf({ decimal, thousands, unit }: NumberFormat): string {
  const number = `1${thousands ?? ""}234${decimal}5`;
  return unit === "%" ? `${number}%` : `${unit ?? ""}${number}`;
}

const escaped = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");

/** One character for each kind of minus sign, space and apostrophe. */
function normal(cell: string): string {
  return cell
    .replace(/[\u2212\u2012\u2013\uFE63\uFF0D]/g, "-")
    .replace(/[\u00A0\u2007\u2009\u202F]/g, " ")
    .replace(/\u2019/g, "'");
}

/**
 * A function that reads the finite number in a cell, and gives NaN for other text. Groups must have
 * three digits, or two as in 12,34,567. A currency may be left out, a percent sign not. As
 * accountants write them, numbers in parentheses and before a minus sign are negative, and a dash
 * beside a currency is 0.
 */
export function numberReader(format: NumberFormat): (cell: string) => number {
  const isPlain = format.decimal === "." && format.unit !== "%";
  const rewrite = numeralReader(format);
  return (cell) => {
    const value = isPlain ? toNumber(cell) : NaN;
    return Number.isNaN(value) ? toNumber(rewrite(cell) ?? "") : value;
  };
}

/** A function that writes the number in a cell anew, in the plain format; `null`: it is none. */
export function numeralReader({
  decimal,
  thousands,
  unit,
}: NumberFormat): (cell: string) => string | null {
  const mark = escaped(decimal);
  const gap = thousands === null ? null : escaped(normal(thousands));
  const whole = gap === null ? "\\d+" : `[1-9]\\d{0,2}(?:${gap}\\d{2,3})*${gap}\\d{3}|\\d+`;
  const sign = "([-+]?) ?";
  const affix = `(${unit === null ? "(?!)" : escaped(unit)})`;
  // Accountants put a currency and its number at the two ends of a cell.
  const before = `(?:${affix} *)?`;
  const after = `(?: *${affix})?`;
  const digits = `((?:${whole})(?:${mark}\\d*)?|${mark}\\d+)`;
  const pattern = new RegExp(
    `^${sign}${before}(\\()?${sign}${before}${digits}(e[-+]?\\d+)?${after} ?(-?)(\\))?${after}$`,
    "i",
  );
  const dash = unit === null || unit === "%" ? /(?!)/ : new RegExp(`^(?:${affix} *-|- *${affix})$`);
  return (cell) => {
    const text = normal(cell);
    if (dash.test(text)) return "0";
    const found = pattern.exec(text);
    if (found === null) return null;
    const [sign1, unit1, open, sign2, unit2, digits, exponent = "", unit3, sign3, close, unit4] =
      found.slice(1) as (string | undefined)[];
    const units = [unit1, unit2, unit3, unit4].filter(Boolean).length;
    const signs = [sign1, open, sign2, sign3].filter(Boolean);
    if (Boolean(open) !== Boolean(close) || signs.length > 1) return null;
    if (units > 1 || (unit === "%" && units === 0)) return null;
    const plain = String(digits).replaceAll(thousands === null ? "" : normal(thousands), "");
    const isNegative = signs.length > 0 && signs[0] !== "+";
    return (isNegative ? "-" : "") + plain.replace(decimal, ".") + exponent;
  };
}
