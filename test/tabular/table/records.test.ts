import { dsvFormat } from "d3-dsv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteProblem, Records } from "../../../src/tabular/table/records.js";

/** One value for each record. */
const each = <T>(records: Records, valueOf: (record: number) => T) =>
  Array.from({ length: records.length }, (_, record) => valueOf(record));

const written = (records: Records) =>
  each(records, (record) => ({ cells: records.written(record), end: records.lineEnd(record) }));

const read = (records: Records) =>
  each(records, (record) =>
    Array.from({ length: records.width(record) }, (_, k) => records.cell(record, k)),
  );

const pieces = fc.constantFrom("a", " ", '"', '""', ",", ";", "\t", "\n", "\r\n", "\r", "😀", "|");
const texts = fc.array(pieces, { maxLength: 30 }).map((list) => list.join(""));
const delimiters = fc.constantFrom(",", ";", "\t", "|", "a");

describe("Records", () => {
  it("have cells and line ends that are the text, put together again", () => {
    fc.assert(
      fc.property(texts, delimiters, (given, delimiter) => {
        const lines = written(new Records(given, delimiter));
        expect(lines.map(({ cells, end }) => cells.join(delimiter) + end).join("")).toBe(given);
        for (const { end } of lines.slice(0, -1)) expect(end).toMatch(/^(\r\n|\r|\n)$/);
      }),
      { numRuns: 2000 },
    );
  });

  it("give the same cells when they have forgotten where these begin", () => {
    fc.assert(
      fc.property(texts, delimiters, (given, delimiter) => {
        const records = new Records(given, delimiter);
        const before = [written(records), read(records)];
        records.forget();
        expect([written(records), read(records)]).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  it("keep delimiters and line ends in quotes inside of their cells", () => {
    expect(written(new Records('a, "b,""\n" ,c\r\n"",\u00e9"x"', ","))).toEqual([
      { cells: ["a", ' "b,""\n" ', "c"], end: "\r\n" },
      { cells: ['""', 'é"x"'], end: "" },
    ]);
  });

  it("take a cell of ten million characters, and a record of a hundred thousand cells", () => {
    const cell = `"${'x""'.repeat(3_000_000)}"`;
    expect(written(new Records(`${cell},b`, ","))).toEqual([{ cells: [cell, "b"], end: "" }]);
    const cells = Array.from({ length: 100_000 }, (_, i) => String(i));
    expect(new Records(cells.join(","), ",").written(0)).toEqual(cells);
  });

  it("have the cells that d3-dsv reads, where all quotes are in their places", () => {
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
        const theirs = dsvFormat(";").parseRows(text);
        expect(read(new Records(text, ";"))).toEqual(
          theirs.map((cells) => cells.map((text) => text.trim())),
        );
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
  ])("tell what is wrong with the quotes of %s: %s", (cell, problem) => {
    expect(quoteProblem(cell)).toBe(problem);
  });

  it("take a line of blanks for blank, and an empty cell in quotes not", () => {
    const records = new Records(' \n""\n,\n', ",");
    expect(each(records, (record) => records.isBlank(record))).toEqual([true, false, false]);
  });
});
