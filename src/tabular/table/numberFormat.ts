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
 * three digits, or two as in 12,34,567. A currency may be left out, a percent sign not; with a
 * currency or groups, numbers in parentheses are negative, as accountants write them.
 */
export function numberReader({ decimal, thousands, unit }: NumberFormat): (cell: string) => number {
  const mark = escaped(decimal);
  const gap = thousands === null ? null : escaped(normal(thousands));
  const whole = gap === null ? "\\d+" : `[1-9]\\d{0,2}(?:${gap}\\d{2,3})*${gap}\\d{3}|\\d+`;
  const affix = unit === null ? "" : escaped(unit);
  const pattern = new RegExp(
    `^(\\()?([-+]?) ?(${affix})? ?([-+]?)((?:${whole})(?:${mark}\\d*)?|${mark}\\d+)` +
      `(e[-+]?\\d+)? ?(${affix})?(\\))?$`,
    "i",
  );
  const isAccounting = thousands !== null || (unit !== null && unit !== "%");
  return (cell) => {
    if (decimal === "." && unit !== "%") {
      const value = toNumber(cell);
      if (!Number.isNaN(value)) return value;
    }
    const found = pattern.exec(normal(cell));
    if (found === null) return NaN;
    const [open, sign, before, inner, digits, exponent = "", after, close] = found.slice(1) as [
      ...(string | undefined)[],
    ];
    const units = Number(Boolean(before)) + Number(Boolean(after));
    const isNegative = open !== undefined;
    if (isNegative !== (close !== undefined) || (isNegative && !isAccounting)) return NaN;
    if ((sign && inner) || (isNegative && (sign || inner))) return NaN;
    if (units > 1 || (unit === "%" && units === 0)) return NaN;
    const plain = String(digits).replaceAll(thousands === null ? "" : normal(thousands), "");
    const value = toNumber(plain.replace(decimal, ".") + exponent);
    return isNegative || sign === "-" || inner === "-" ? -value : value;
  };
}
