/** Values in messages to a learner. */
import { Tensor } from "ghmgrad";

const mostShown = 8;

/** A value as one would write it: lists shortened, numbers with seven digits. */
export function show(value: unknown): string {
  if (value instanceof Tensor) return `a tensor ${show(value.toArray())}`;
  if (typeof value === "number") return showNumber(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (value instanceof Promise) return "a promise";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = Array.from(value as ArrayLike<unknown>);
    const more = list.length - mostShown;
    const shown = list.slice(0, more > 0 ? mostShown - 2 : mostShown).map(show);
    return `[${shown.join(", ")}${more > 0 ? `, … ${list.length} in all` : ""}]`;
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([key, each]) => `${key}: ${show(each)}`);
    return `{ ${fields.join(", ")} }`;
  }
  return String(value);
}

function showNumber(value: number): string {
  const short = Number.isInteger(value) ? value : Number(value.toPrecision(7));
  return String(short).replace("-", "−");
}
