import { dsvFormat } from "d3-dsv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isBlank,
  quoteProblem,
  readCells,
  splitRecords,
} from "../../../src/tabular/table/records.js";

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

  it("reads the cells that d3-dsv reads, where all quotes are in their places", () => {
    const cell = fc.oneof(
      fc
        .string({ unit: fc.constantFrom("a", '"', ";", " ", "\r", "\n", "é"), minLength: 1 })
        .map((text) => `"${text.replaceAll('"', '""')}"`),
      fc.constantFrom("", "a", 'a"', " b ", "😀"),
    );
    const line = fc.array(cell, { minLength: 2, maxLength: 4 }).map((cells) => cells.join(";"));
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n", "\r"), (lines, end) => {
        const text = lines.join(end);
        const ours = splitRecords(text, ";").map(readCells);
        const theirs = dsvFormat(";").parseRows(text);
        expect(ours).toEqual(theirs.map((cells) => cells.map((text) => text.trim())));
      }),
    );
  });

  it.each([
    ['"a', "unclosed"],
    ['"a""', "unclosed"],
    ['"', "unclosed"],
    [' "a" b', "text behind"],
    ['"a"b""', "text behind"],
    [' "a""b" ', null],
    ['""', null],
    ['a"', null],
  ])("tells what is wrong with the quotes of %s: %s", (cell, problem) => {
    expect(quoteProblem(cell)).toBe(problem);
  });

  it("takes a line of blanks for blank, and an empty cell in quotes not", () => {
    expect(splitRecords(' \n""\n,\n', ",").map(isBlank)).toEqual([true, false, false]);
  });
});
