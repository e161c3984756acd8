import { describe, expect, it } from "vitest";
import { inferSchema, parseCsv, type SchemaOptions } from "../../../src/tabular/table/index.js";
import { csvOf, schemaOf } from "./helpers.js";

describe("parseCsv refuses, and says why:", () => {
  const cases: [what: string, text: string, message: string | RegExp][] = [
    ["no text", "", "t.csv is empty"],
    ["blank lines only", "\n \r\n\n", "t.csv is empty"],
    ["an empty cell in quotes", '""', "t.csv is empty"],
    ["a byte order mark only", "\uFEFF", "t.csv is empty"],
    ["a header without rows", "a,b\n\n", "t.csv has a header of 2 columns, but no rows"],
    ["a binary file", "PC\u0003\u0004\0\0", /^t\.csv holds NUL characters: it is no text in UTF-8/],
    ["text in UTF-16", "a\0,\0b\0\n\0", /NUL.*UTF-16/],
    [
      "a row with too few cells",
      "a,b,c\n1,2,3\n1,2\n1,2,3",
      /^t\.csv: row 2 has 2 cells, but the header has 3 columns; /,
    ],
    [
      "many rows with too many cells",
      "a,b\n1,2\n1,2,3\n1,2,3\n1,2,3,4",
      /^t\.csv: row 2 has 3 cells, but the header has 2 columns \(and 2 other rows not either\)/,
    ],
    ["a header with too few names", "a\n1,2", /row 1 has 2 cells, but the header has 1 column;/],
    [
      "decimal commas without quotes, which are no row names",
      "age,price\n30,1,5\n31,2,5",
      /row 1 has 3 cells, but the header has 2 columns .*; if the first holds row names, as R writes/,
    ],
    [
      "a title",
      "Sales of May\n\na,b\n1,2",
      /header has 1 column .*; if the first line is a title, take it out$/,
    ],
    [
      "a short row in place of a header",
      "7,1.5\n1,2.5,3\n2,3.5,4",
      /row 1 has 3 cells, but the header has 2 .*; if the first line is a row, say that there is no header/,
    ],
    [
      "trailing delimiters in some rows only",
      "a,b\n1,2,\n1,2",
      /row 1 has 3 cells, but the header has 2/,
    ],
    [
      "a first line that is a row",
      "0,0,0,a\n1,2,3,b",
      /3 columns are called "0": .*, or, if the first line is a row, say that there is no header \(hea/,
    ],
    [
      "an Excel workbook",
      "PK\u0003\u0004..\0[Content_Types].xml",
      /^t\.csv is an Excel workbook, not CSV: save/,
    ],
    ["an old Excel workbook", "\uFFFD\uFFFD\u0011\uFFFD", /is an old Excel workbook \(\.xls\)/],
    [
      "an OpenDocument sheet",
      "PK\u0003\u0004mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
      /is an OpenDocument/,
    ],
    ["a ZIP archive", "PK\u0003\u0004data.csv", /is a ZIP archive, not CSV: unpack it/],
    ["a Parquet file", "PAR1\u0015\0", /is a Parquet file, not CSV: write it as CSV/],
    ["a gzipped file", "\u001f\uFFFD\b", /is compressed with gzip, not CSV: unpack it/],
    ["a JSON list", ' [\n {"a": 1}]', /is JSON, not CSV: write it as CSV/],
    ["lines of JSON", '{"a": 1, "b": 2}\n{"a": 3, "b": 4}', /is JSON, not CSV/],
    [
      "a page of HTML",
      "<!doctype html><title>Sign in</title>",
      /is HTML or XML, not CSV: if it was down/,
    ],
    [
      "a Markdown table",
      "| a | y |\n|---|:-:|\n| 1 | u |",
      /is a table drawn with bars .*: take out/,
    ],
    ["one below a title", "# May\n\na | y\r\n--- | ---\r\n1 | u\r\n", /is a table drawn with bars/],
    ["a table of psql", " a | y \n---+---\n 1 | u\n", /is a table drawn with bars/],
    ["a table in a frame", "+---+---+\n| a | y |\n+---+---+\n", /is a table drawn with bars/],
    [
      "a pickle",
      "\uFFFD\u0004\uFFFD\0",
      /is a Python pickle, not CSV: write it as CSV.*read_pickle/,
    ],
    ["an image", "\uFFFDPNG\r\n\u001A\n", /is an image, not CSV: take the table/],
    ["a photo", "\uFFFD\uFFFD\uFFFD\uFFFD\0JFIF", /is an image/],
    ["R data", "RDX3\nX\n\0", /is R data, not CSV: write it as CSV: write\.csv/],
    ["a Stata file", "<stata_dta><header>", /is a Stata file/],
    ["an SPSS file", "$FL2@(#) SPSS", /is an SPSS file/],
    [
      "a pointer to a file",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12",
      "t.csv is a pointer of Git LFS to a file that is not here, not CSV: fetch the file: git lfs pull",
    ],
    ["an ARFF file", "% iris\n@RELATION iris\n@ATTRIBUTE a REAL", /is an ARFF file, not CSV/],
    [
      "a column name twice",
      "a,b,a\n1,2,3",
      't.csv: 2 columns are called "a": columns 1, 3; give each a name of its own',
    ],
    [
      "many columns of one name",
      `${"a,".repeat(49)}b\n1`,
      /: 49 columns are called "a": columns 1, 2, .*, 20 and 29 more; give each a name/,
    ],
    ["names that differ by white space", "a, a\n1,2", /2 columns are called "a": columns 1, 2/],
    ["a name as an unnamed column has", ",unnamed 1\n1,2", /2 columns are called "unnamed 1"/],
    [
      "a quote that is never closed",
      'a,b\n1,2\n\n3,"x\n4,5\n',
      /^t\.csv: row 2 opens a quote that is never closed/,
    ],
    ["an open quote in the header", 'a,"b\n1,2', /^t\.csv: the header opens a quote that is never/],
    ["a lone quote at the end", 'a,b\n1,"', /row 1 opens a quote/],
    ["an open quote behind a doubled one", 'a\n"x""\n', /row 1 opens a quote/],
    [
      "text behind a closing quote",
      'a,b\n"x\ny",1\n"x"y,2',
      /^t\.csv: row 2 has text behind a closing quote; .* is written ""$/,
    ],
  ];
  it.each(cases)("%s", (_, text, message) => {
    expect(() => parseCsv(text, { source: "t.csv" })).toThrow(RangeError);
    expect(() => parseCsv(text, { source: "t.csv" })).toThrow(message);
  });

  it.each(["", "ab", '"', "\n"])("the delimiter %j", (delimiter) => {
    expect(() => parseCsv("a\n1", { delimiter })).toThrow(
      `the delimiter must be one character, and no quote or line end, not ${JSON.stringify(delimiter)}`,
    );
  });

  it("a header that is neither there nor not", () => {
    expect(() => parseCsv("a\n1", { header: "no" as never })).toThrow(
      new TypeError('parseCsv: header must be a boolean, not "no"'),
    );
  });

  it("what is no text", () => {
    expect(() => parseCsv(5 as never)).toThrow(new TypeError("parseCsv takes a text, not 5"));
  });
});

const good = "age,sex,y\n30,m,0\n40,f,1\n50,m,0\n60,f,1\n70,m,0";
const ages = (bad: Record<number, string>) =>
  csvOf(25, { age: (i) => bad[i] ?? 20 + (i % 9), y: (i) => i % 2 });

describe("inferSchema refuses, and says why:", () => {
  const cases: [
    what: string,
    text: string,
    options: Partial<SchemaOptions>,
    message: string | RegExp,
  ][] = [
    [
      "a label that is no column",
      good,
      { label: "z" },
      /no column "z"; its columns: age, sex, y\.$/, // a letter is like no other
    ],
    ["a label in capitals", good, { label: "Y" }, /Did you mean "y"\?$/],
    ["a label spelt otherwise", "Churn,a\n0,1\n1,2", { label: "chrun" }, /Did you mean "Churn"\?$/],
    [
      "a name that is like none",
      good,
      { drop: ["postcode"] },
      /no column "postcode"; its columns: age, sex, y\.$/,
    ],
    ["a column to keep that is none", good, { keep: ["agee"] }, /no column "agee".*mean "age"\?/],
    ["a type of no column", good, { types: { se: "numeric" } }, /no column "se".*mean "sex"\?/],
    [
      "another delimiter",
      "a^y\n1^0",
      { label: "y" },
      /no column "y"; its columns: a\^y\..*delimiter\.$/,
    ],
    [
      "no header",
      "1,0\n2,1\n3,1",
      { label: "y" },
      /The first line is taken for the names .*: if it is a row, say .*\(header: false, --no-header\)\.$/,
    ],
    [
      "columns both kept and dropped",
      good,
      { keep: ["age"], drop: ["age"] },
      'column "age" is both in drop and in keep: take it out of one of them',
    ],
    [
      "the label dropped",
      good,
      { drop: ["y"] },
      'drop names "y", which is the label and so no feature',
    ],
    ["the label kept", good, { keep: ["y", "age"] }, 'keep names "y", which is the label'],
    [
      "a type for the label",
      good,
      { types: { y: "numeric" } },
      'types names "y", which is the label',
    ],
    [
      "a type for a dropped column",
      good,
      { drop: ["sex"], types: { sex: "categorical" } },
      'types names column "sex", which drop or keep leaves out',
    ],
    [
      "an unknown type",
      good,
      { types: { sex: "text" as never } },
      'the type of column "sex" is numeric, categorical or date, not "text"',
    ],
    [
      "an unknown policy",
      good,
      { missing: "median" as never },
      'missing must be "fill", "drop" or "error", not "median"',
    ],
    [
      "a cell that is no number",
      ages({ 16: "abc" }),
      {},
      "t.csv: row 17, column age: 'abc' is no number; if that means missing, name it among the missing " +
        "values (missingValues, --missing-values), or declare the column categorical (types, --types)",
    ],
    [
      "several cells that are none",
      ages({ 3: "x", 9: "y", 20: "z" }),
      {},
      /row 4, column age: 'x' is no number \(nor are 2 other cells of it\)/,
    ],
    [
      "Infinity as a number",
      ages({ 2: "Infinity" }),
      {},
      /row 3, column age: 'Infinity' is no number/,
    ],
    ["a hexadecimal number", ages({ 2: "0x1F" }), {}, /row 3, column age: '0x1F' is no number/],
    [
      "a number that overflows",
      ages({ 2: "1e999" }),
      {},
      /row 3, column age: '1e999' is no number/,
    ],
    ["a number with a unit", ages({ 2: "31 y" }), {}, /row 3, column age: '31 y' is no number/],
    [
      "a comma that may be either",
      "price;y\n3,288;0\n12,500;1\n999;0",
      {},
      "t.csv: row 1, column price: '3,288' may be 3.288 or 3288: say whether the ',' is between " +
        'thousands (thousands, --thousands ",") or before decimals (decimal, --decimal ",")',
    ],
    [
      "decimal commas among decimal points",
      csvOf(30, { a: (i) => (i === 6 ? '"1,5"' : i + 0.25), y: (i) => i % 2 }),
      {},
      /row 7, column a: '1,5' is no number; the numbers of this column are written as 1234\.5 is; if/,
    ],
    [
      "a text declared categorical with one category a row",
      csvOf(40, { a: (i) => `text ${i}`, y: (i) => i % 2 }),
      { types: { a: "categorical" } },
      "t.csv: column a has 40 categories in 40 rows, such as 'text 0'; at most 20 can be learned from",
    ],
    [
      "such a text that is kept",
      csvOf(40, { a: (i) => `text ${i}`, y: (i) => i % 2 }),
      { keep: ["a"] },
      "column a has 40 categories in 40 rows",
    ],
    [
      "numbers declared categorical, all different",
      csvOf(40, { a: (i) => i * i, y: (i) => i % 2 }),
      { types: { a: "categorical" } },
      "column a has 40 categories in 40 rows",
    ],
    [
      "more than 1000 categories, whatever the number of rows",
      csvOf(3000, { a: (i) => `text ${i % 1001}`, y: (i) => i % 2 }),
      { types: { a: "categorical" } },
      "column a has 1001 categories in 3000 rows, such as 'text 0'; at most 1000 can be learned from",
    ],
    [
      "two characters for one",
      good,
      { decimal: ",," },
      /decimal must be one character.*, not ",,"/,
    ],
    ["a digit for thousands", good, { thousands: "0" }, /thousands must be one character.*not "0"/],
    ["no decimal character", good, { decimal: "" }, /decimal must be one character/],
    [
      "one character for both",
      good,
      { decimal: ",", thousands: "," },
      'decimal and thousands must differ, but both are ","',
    ],
    [
      "a text declared numeric",
      good,
      { types: { sex: "numeric" } },
      /row 1, column sex: 'm' is no number/,
    ],
    [
      "a control character, which it does not print",
      ages({ 2: '"\u001b[31m"' }),
      {},
      /row 3, column age: '␣\[31m' is no number/,
    ],
    [
      "a missing label",
      "a,y\n1,0\n2,\n3,1\n4,\n5,0",
      {},
      /^t\.csv: row 2, column y: the label is missing, and a row without a label cannot be used; 2 such rows in all\. Take them out$/,
    ],
    [
      "a label that means missing",
      "a,y\n1,None\n2,some\n3,some",
      {},
      /row 1, column y: 'None' means missing.*1 such row in all.*if it is a class/,
    ],
    [
      "one class",
      "a,y\n1,no\n2,no\n3,no",
      {},
      "t.csv: the label column y has one class only, 'no' (3 rows): there is nothing to tell apart",
    ],
    [
      "three classes",
      "a,y\n1,a\n2,b\n3,b\n4,c\n5,c\n6,c",
      {},
      "t.csv: the label column y: 1 of 3 classes has one row only, where at least 2 are needed, some to learn from and some to measure on: 'a'. Leave these rows out, or give them the name of another class. To tell one class from all others, name it as the positive one (positive, --positive)",
    ],
    [
      "a label of numbers",
      csvOf(40, { a: (i) => i % 7, y: (i) => i * 1.5 }),
      {},
      /40 of 40 classes have one row only.* and 30 more\. Leave these rows out/,
    ],
    [
      "a label of more than 1000 texts",
      csvOf(2100, { a: (i) => i % 7, y: (i) => i % 1050 }),
      {},
      /has 1050 different texts in 2100 rows, and 1000 classes are the most\. Is it a number to/,
    ],
    [
      "a positive class that is none",
      "a,y\n1,yes\n2,no\n3,yes\n4,no",
      { positive: "yess" },
      /no class 'yess' to be the positive one; its classes: .*Did you mean 'yes'\?$/,
    ],
    [
      "a class with one row",
      "a,y\n1,0\n2,0\n3,1",
      {},
      /class '1' has one row only, and needs at least 2.*'0' \(2 rows\), '1' \(1 row\)$/,
    ],
    ["a rest with one row", "a,y\n1,a\n2,a\n3,b", { positive: "a" }, /class 'b' has one row only/],
    [
      "nothing to learn from but the label",
      "y\n0\n1\n0\n1",
      {},
      "t.csv has no column left to learn from: the label is its only column",
    ],
    [
      "columns that are all left out",
      "c,d,y\n1,2,0\n1,3,1\n1,4,0\n1,5,1",
      { drop: ["d"] },
      "t.csv has no column left to learn from, since 2 columns beside the label are left out: c (constant), d (dropped); keep one that is dropped, declare one of numbers numeric or one of dates a date, or make numbers or fewer texts of the others",
    ],
    [
      "missing cells, if they are an error",
      "a,b,y\n1,2,0\n1,NA,1\n,3,0\n4,3,1",
      { missing: "error" },
      "t.csv: row 2, column b: 'NA' means missing, and no feature may be missing here; 2 rows of 4 lack one. Fill or drop them (missing, --missing)",
    ],
    [
      "rows that all lack something",
      "a,b,y\n1,,0\n,2,1\n3,,0\n,4,1",
      { missing: "drop" },
      /every row lacks a feature, and rows that do are left out/,
    ],
    [
      "a class that dropping rows takes away",
      "a,y\n1,0\n2,0\n,1\n3,1",
      { missing: "drop" },
      /class '1' has one row only/,
    ],
  ];
  it.each(cases)("%s", (_, text, options, message) => {
    expect(() => schemaOf(text, options)).toThrow(RangeError);
    expect(() => schemaOf(text, options)).toThrow(message);
  });

  it.each([
    ["options in place", "y", /takes its options as an object/],
    ["a list of types", { label: "y", types: ["numeric"] }, /types takes an object/],
    ["one name to drop", { label: "y", drop: "sex" }, /drop takes a list/],
    ["one name to keep", { label: "y", keep: "sex" }, /keep takes a list/],
    ["one missing value", { label: "y", missingValues: "NA" }, /missingValues must be a list/],
    ["no label", {}, "label must be the name of a column, not undefined"],
  ])("wrong options: %s", (_, options, message) => {
    const call = () => inferSchema(parseCsv(good), options as never);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });
});
