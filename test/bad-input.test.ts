import { describe, expect, it } from "vitest";
import { table } from "./bad-input-table.js";

/** What a call throws. */
function errorOf(call: () => unknown): unknown {
  try {
    return `nothing, but the call gave ${String(call())}`;
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries(table))("%s", (_, rows) => {
  it.each(rows)("%s", (_, call, message) => {
    const error = errorOf(call);
    expect(error).toBeInstanceOf(Error);
    const found = error instanceof Error ? error.message : "";
    if (typeof message === "string") expect(found).toBe(message);
    else expect(found).toMatch(message);
  });
});
