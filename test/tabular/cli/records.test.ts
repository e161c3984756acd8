import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitRecords } from "../../../src/tabular/cli/records.js";

describe("splitRecords", () => {
  it("gives cells and line ends that are the text, put together again", () => {
    const pieces = fc.constantFrom(
      "a",
      " ",
      '"',
      '""',
      ",",
      ";",
      "\t",
      "\n",
      "\r\n",
      "\r",
      "😀",
      "|",
    );
    const text = fc.array(pieces, { maxLength: 30 }).map((list) => list.join(""));
    fc.assert(
      fc.property(text, fc.constantFrom(",", ";", "\t", "|", "a"), (given, delimiter) => {
        const records = splitRecords(given, delimiter);
        expect(records.map(({ cells, end }) => cells.join(delimiter) + end).join("")).toBe(given);
        for (const { end } of records.slice(0, -1)) expect(end).toMatch(/^(\r\n|\r|\n)$/);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps delimiters and line ends in quotes inside of their cells", () => {
    expect(splitRecords('a, "b,""\n" ,c\r\n"",\u00e9"x"', ",")).toEqual([
      { cells: ["a", ' "b,""\n" ', "c"], end: "\r\n" },
      { cells: ['""', 'é"x"'], end: "" },
    ]);
  });

  it("takes a cell of ten million characters", () => {
    const cell = `"${'x""'.repeat(3_000_000)}"`;
    expect(splitRecords(`${cell},b`, ",")).toEqual([{ cells: [cell, "b"], end: "" }]);
  });
});
