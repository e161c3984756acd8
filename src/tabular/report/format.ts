/** Formats numbers for a report. */

export const notDefined = "not defined";

const minus = "−";

/** A whole number with separators between thousands: `30,000`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A metric between 0 and 1. */
export function formatMetric(value: number | null): string {
  return isNumber(value) ? value.toFixed(3).replace("-", minus) : notDefined;
}

/** A probability that is at least as large as any other: `0.731`, `> 0.999`. */
export function formatProbability(value: number): string {
  return value >= 0.9995 && value < 1 ? "> 0.999" : value.toFixed(3);
}

/** A difference of logits, with as many decimals as its first digit needs: `−6.2`, `−0.03`. */
export function formatLogit(value: number): string {
  const size = Math.abs(value);
  const isSmall = size > 0 && size < 0.05;
  return `${value < 0 ? minus : ""}${isSmall ? String(Number(size.toPrecision(1))) : size.toFixed(1)}`;
}

/** A difference with its sign. */
export function formatDifference(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${value < 0 ? minus : "+"}${text}`;
}

/** The number of decimals that an interval of this width needs: three, or more if it is narrow. */
export function decimalsFor(width: number): number {
  return width > 1e-6 ? Math.min(Math.max(Math.ceil(-Math.log10(width)), 3), 6) : 3;
}

/** A share in percent: `3.2 %`, `0.04 %`. */
export function formatShare(value: number | null): string {
  if (!isNumber(value)) return notDefined;
  const percent = value * 100;
  if (percent > 0 && percent < 0.01) return "< 0.01\u00a0%";
  const isAlmostAll = percent >= 99.5 && percent < 100;
  if (isAlmostAll && percent > 99.95) return "> 99.9\u00a0%";
  const decimals = percent === 0 || (percent >= 10 && !isAlmostAll) ? 0 : percent >= 1 ? 1 : 2;
  return `${percent.toFixed(decimals)}\u00a0%`;
}

/** A weight, if possible in at most four characters: `0.05`, `1.2`, `43`, `1.2k`. */
export function formatWeight(value: number): string {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(2)}M`;
  if (value >= 9995) return `${Math.round(value / 1000)}k`;
  if (value >= 999.5) return `${(value / 1000).toFixed(1)}k`;
  if (value >= 9.95) return String(Math.round(value));
  if (value >= 0.995) return value.toFixed(1);
  if (value >= 0.01) return value.toFixed(2);
  return value === 0 ? "0" : value.toPrecision(1);
}

/** A power of ten on an axis: `10⁻⁴`, `0.01`, `1`, `10k`. */
export function formatPower(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  if (value >= 1e3) return `${value / 1e3}k`;
  if (value >= 1e-3) return String(value);
  const digits = String(Math.round(-Math.log10(value)));
  return `10⁻${digits.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit)))}`;
}

export function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
