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
      delimiter: ",",
    });
  });

  it.each([
    ["commas", "a,b\n1,2"],
    ["semicolons", "a;b\n1;2"],
    ["tabs", "a\tb\n1\t2"],
    ["bars", "a|b\n1|2"],
    ["blanks around quotes", ' "a" , "b"\t\n"1", "2" \n'],
    ["tabs, and blanks around quotes", '"a" \t "b"\n 1\t"2"'],
    ["a line that names the delimiter", "sep=;\na;b\n1;2"],
    ["such a line in quotes, and a comma in a name", '"sep=|"\r\na|b\r\n1|2'],
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

  it("reads what is in quotes behind a blank, delimiters and doubled quotes too", () => {
    expect(read('a,b\n1, "2, ""x"""\n2,  "y"\n')).toEqual([
      ["a", "b"],
      ["1", '2, "x"'],
      ["2", "y"],
    ]);
  });

  it("keeps a row of one empty cell in quotes, which is no blank line", () => {
    expect(read('a\n1\n""\n\n3\n""')).toEqual([["a"], ["1"], [""], ["3"], [""]]);
    expect(read('a\n1\n "" \n3')).toEqual([["a"], ["1"], [""], ["3"]]);
  });

  it.each([
    [
      "a delimiter at the end of each row",
      "a,y\n1,0,\n2,1,",
      ["a", "y"],
      "Every row ends with a delimiter that the header lacks: it is left out.",
    ],
    [
      "a delimiter at the end of the header",
      "a,y,\n1,0\n2,1",
      ["a", "y"],
      "The header ends with a delimiter that the rows lack: it is left out.",
    ],
    [
      "comments before the header and among the rows",
      "# of May, with love\n#\n\na,y\n1,0\n# checked\n2,1",
      ["a", "y"],
      "3 lines that begin with # left out as comments.",
    ],
  ])("leaves out %s, and says so", (_, text, columns, note) => {
    expect(parseCsv(text)).toMatchObject({
      columns,
      rows: [
        ["1", "0"],
        ["2", "1"],
      ],
      notes: [note],
    });
  });

  it("takes a header or a row that begins with # for what it is", () => {
    expect(read("#a,y\n#1,0\n2,1")).toEqual([
      ["#a", "y"],
      ["#1", "0"],
      ["2", "1"],
    ]);
    expect(read("# by us, in May\n# a,y\n1,0")).toEqual([
      ["# a", "y"],
      ["1", "0"],
    ]);
    expect(read("# v2\n# by us, in May\na,y\n1,0")).toEqual([
      ["a", "y"],
      ["1", "0"],
    ]);
    expect(read("a,y\n#1,0,\n2,1,")).toEqual([
      ["a", "y"],
      ["#1", "0"],
      ["2", "1"],
    ]);
    expect(read("tag\n#x\ny")).toEqual([["tag"], ["#x"], ["y"]]);
  });

  it.each([
    ["texts", ["Mazda RX4", "Fiat 128"]],
    ["1, 2, 3", ["1", "2"]],
  ])("reads row names without a name, as R writes them: %s", (_, [first, second]) => {
    const text = `"mpg","am"\n"${first}",21,1\n"${second}",22.5,0`;
    expect(parseCsv(text)).toMatchObject({
      columns: ["row name", "mpg", "am"],
      rows: [
        [first, "21", "1"],
        [second, "22.5", "0"],
      ],
      notes: [expect.stringContaining("as R writes it")],
    });
  });

  it("calls columns by their places where there is no header", () => {
    expect(parseCsv("5,x\n6,y", { header: false })).toEqual({
      source: "the text",
      columns: ["1", "2"],
      rows: [
        ["5", "x"],
        ["6", "y"],
      ],
      delimiter: ",",
      header: false,
    });
    expect(() => parseCsv("5,x\n6", { header: false })).toThrow(
      "row 2 has 1 cell, but the first row has 2 columns",
    );
  });

  it("takes bars and dashes for cells where they are no table's lines", () => {
    for (const text of ["a|y\n-|u\n2|v", "a|y\n--|--\n2|v", "a\n---\n2", "a|y\n---|u\n2|v"]) {
      expect(parseCsv(text).rows).toHaveLength(2);
    }
  });

  it("takes commas for decimals where there is no header, and another delimiter fits", () => {
    expect(parseCsv("1,5;2,25;0,5\n1;2,5;3", { header: false }).rows).toEqual([
      ["1,5", "2,25", "0,5"],
      ["1", "2,5", "3"],
    ]);
  });

  it.each([
    ["numbers", "5.1,3.5,a\n4.9,3,b", true],
    ["texts that occur again in their columns", "f,yes,3\nm,no,4\nf,yes,5", true],
    ["names", "age,sex\n1,f", false],
    ["years", "2019,2020,2021\n5,6,7", false],
    ["places, with an index", ",0,1,2\n0,5,6,7", false],
    ["a label called as one of its classes is", "x,spam\n1,spam\n2,ham\n,spam", false],
    ["a label called as its class, beside texts", "a,spam\nred,spam\nblue,ham", false],
    ["a label called 1", "x,1\n5,1\n6,0", false],
    ["a missing cell above numbers", "?,5.1,a\n4,3.5,b\n5,2.5,a", true],
  ])("tells whether the first line looks like a row: %s", (_, text, isRow) => {
    const note = expect.stringContaining("(header: false, --no-header)") as string;
    expect(parseCsv(text).notes).toEqual(isRow ? [note] : undefined);
    expect(parseCsv(text, { header: false }).notes).toBeUndefined();
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
