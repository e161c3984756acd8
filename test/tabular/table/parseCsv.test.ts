import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/tabular/table/index.js";

const read = (text: string) => {
  const { columns, rows } = parseCsv(text);
  return [columns, ...rows];
};

describe("parseCsv", () => {
  it("takes the first line for the names of the columns, and keeps cells as text", () => {
    expect(parseCsv("a,b\n1,x\n2,\n", { source: "my.csv" })).toEqual({
      source: "my.csv",
      columns: ["a", "b"],
      rows: [
        ["1", "x"],
        ["2", ""],
      ],
    });
  });

  it.each([
    ["commas", "a,b\n1,2"],
    ["semicolons", "a;b\n1;2"],
    ["tabs", "a\tb\n1\t2"],
    ["CRLF", "a,b\r\n1,2\r\n"],
    ["CR alone", "a,b\r1,2\r"],
    ["a byte order mark", "\uFEFFa,b\n1,2"],
    ["a byte order mark before a quote", '\uFEFF"a",b\n1,2'],
    ["white space around cells", " a , b\n1 ,\t2 "],
    ["blank lines", "\n  \na,b\n\n1,2\n \n\n"],
    ["quotes around all", '"a","b"\n"1","2"'],
  ])("reads a text with %s", (_, text) => {
    expect(read(text)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("keeps line ends, delimiters and doubled quotes of quoted cells", () => {
    expect(read('a,b\n"x\ny","1,2"\n"say ""hi""",\n')).toEqual([
      ["a", "b"],
      ["x\ny", "1,2"],
      ['say "hi"', ""],
    ]);
  });

  it("takes a quote in the middle of a cell for a character", () => {
    expect(read('a,b\n5" pipe,2')[1]).toEqual(['5" pipe', "2"]);
  });

  it("finds the delimiter in the header, quoted names left aside", () => {
    expect(read('"a,b,c";d\n1,5;2')).toEqual([
      ["a,b,c", "d"],
      ["1,5", "2"],
    ]);
    expect(read("a\n1")).toEqual([["a"], ["1"]]);
  });

  it("takes the delimiter that it is given", () => {
    expect(parseCsv("a|b,c\n1|2", { delimiter: "|" }).columns).toEqual(["a", "b,c"]);
  });

  it("names a column without a name after its place", () => {
    expect(parseCsv(",x,\n0,1,2").columns).toEqual(["unnamed 1", "x", "unnamed 3"]);
  });

  it("reads back whatever cells were written, quoted", () => {
    const cell = fc
      .string({ unit: "grapheme" })
      .filter((s) => !s.includes("\0"))
      .map((s) => s.trim());
    const row = fc.tuple(cell, cell, cell);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ["a,b,c", ...rows.map((cells) => cells.map(quote).join(","))].join("\r\n");
        expect(parseCsv(text).rows).toEqual(rows);
      }),
    );
  });

  it("never does anything but read a table or throw a RangeError, whatever the text", () => {
    const text = fc
      .array(fc.constantFrom('"', ",", ";", "\n", "\r", "a", "1", " ", "\t", '""'))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (given) => {
        try {
          const { columns, rows } = parseCsv(given);
          expect(rows.every((row) => row.length === columns.length)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
