import { describe, expect, it } from "vitest";
import {
  dropIncomplete,
  inferSchema,
  readLabels,
  rowNumber,
  TableEncoder,
  takeTableRows,
  type Column,
} from "../../../src/tabular/table/index.js";
import { csv, csvOf, schemaOf } from "./helpers.js";

/** The column c of a table with a label, and another feature so that c may be left out. */
function columnOf(
  cell: (row: number) => string | number,
  options: Parameters<typeof schemaOf>[1] & { rows?: number; name?: string } = {},
): Column {
  const { rows = 40, name = "c", ...rest } = options;
  const text = csvOf(rows, { [name]: cell, other: (i) => 0.5 * (i % 3), y: (i) => i % 2 });
  return schemaOf(text, rest).columns[0];
}

describe("a column is", () => {
  it("numeric, if its cells are decimal numbers", () => {
    const cells = ["1", "-2.5", "+3", ".5", "5.", "1e3", "2E-1"];
    expect(columnOf((i) => cells[i % cells.length])).toEqual({
      name: "c",
      type: "numeric",
      missing: 0,
      min: -2.5,
      max: 1000,
      median: 1,
      format: { decimal: ".", thousands: null, unit: null },
    });
  });

  it("categorical, if it holds texts; in order, numbers by size before texts", () => {
    const cells = ["b", "10", "a", "9", "1a", "Z", "!"];
    expect(columnOf((i) => cells[i % cells.length])).toEqual({
      name: "c",
      type: "categorical",
      missing: 0,
      categories: ["9", "10", "!", "1a", "Z", "a", "b"],
    });
  });

  it("numeric from 80 % of numbers on, and categorical below", () => {
    const share = (texts: number) => (i: number) => (i % 40 < texts ? "x" : i % 5);
    expect(() => columnOf(share(8))).toThrow("row 1, column c: 'x' is no number");
    expect(columnOf(share(9)).type).toBe("categorical");
  });

  it("constant, if it has one value, also written in two ways, or none", () => {
    expect(columnOf(() => "x")).toMatchObject({ type: "constant", value: "x" });
    expect(columnOf((i) => ["1", "1.0"][i % 2])).toMatchObject({ type: "constant", value: "1" });
    expect(columnOf(() => "NA")).toMatchObject({ type: "constant", value: null, missing: 40 });
  });

  it("not constant, if one value and missing cells tell rows apart", () => {
    const cell = (i: number) => (i % 3 === 0 ? "" : 7);
    expect(columnOf(cell)).toMatchObject({ type: "numeric", missing: 14 });
    expect(columnOf(cell, { missing: "drop" })).toMatchObject({ type: "constant", missing: 14 });
  });

  it("id-like, if whole numbers are all different and consecutive, in any order", () => {
    expect(columnOf((i) => 1000 + ((7 * i) % 40))).toEqual({
      name: "c",
      type: "id-like",
      missing: 0,
      distinct: 40,
      keep: "numeric",
    });
  });

  it.each(["id", "ID", "index", "uuid", "user_id", "user id", "userId", "unnamed 1", "Unnamed: 0"])(
    "id-like, if whole numbers are all different and it is called %s",
    (name) => {
      expect(columnOf((i) => i * i + 3, { name }).type).toBe("id-like");
    },
  );

  it.each([
    ["an age", (i: number) => 20 + (i % 30), "age"],
    ["sorted measurements", (i: number) => i + 0.5, "c"],
    ["counts that are all different", (i: number) => i * i, "c"],
    ["a group", (i: number) => i % 4, "mote_id"],
    ["a name that ends in id", (i: number) => i * i, "humid"],
    ["measurements of which one is missing", (i: number) => (i === 0 ? "" : i), "c"],
  ])("not id-like for %s", (_, cell, name) => {
    expect(columnOf(cell, { name }).type).toBe("numeric");
  });

  it("not id-like in fewer than 20 rows", () => {
    expect(columnOf((i) => i, { rows: 19 }).type).toBe("numeric");
    expect(columnOf((i) => i, { rows: 20 }).type).toBe("id-like");
    expect(columnOf((i) => `n${i}`, { rows: 19 }).type).toBe("categorical");
  });

  it("id-like, if more than half of the texts are different, or more than 1000", () => {
    expect(columnOf((i) => `text ${i % 20}`).type).toBe("categorical");
    expect(columnOf((i) => `text ${i % 21}`).type).toBe("id-like");
    expect(columnOf((i) => `text ${i % 1000}`, { rows: 3000 }).type).toBe("categorical");
    expect(columnOf((i) => `text ${i % 1001}`, { rows: 3000 }).type).toBe("id-like");
  });

  it("what types says, and a feature if keep names it", () => {
    const cell = (i: number) => i;
    expect(columnOf(cell, { types: { c: "numeric" } }).type).toBe("numeric");
    expect(columnOf((i) => i % 20, { types: { c: "categorical" } }).type).toBe("categorical");
    expect(columnOf(cell, { keep: ["c"] }).type).toBe("numeric");
  });
});

describe("inferSchema", () => {
  it("uses the columns to keep, or those not dropped", () => {
    const text = "a,b,c,y\n1,2,3,0\n4,5,6,1\n7,8,9,0\n3,2,1,1";
    const used = (options: Parameters<typeof schemaOf>[1]) =>
      schemaOf(text, options).columns.map(({ type }) => type);
    expect(used({ keep: ["c", "a"] })).toEqual(["numeric", "dropped", "numeric"]);
    expect(used({ drop: ["a"] })).toEqual(["dropped", "numeric", "numeric"]);
  });

  it("does not look into columns that are dropped", () => {
    const text = csvOf(20, { a: (i) => (i === 4 ? "oops" : i), b: (i) => i / 2, y: (i) => i % 2 });
    expect(schemaOf(text, { drop: ["a"] }).columns[0].type).toBe("dropped");
  });

  it("knows what pandas calls missing, and ?", () => {
    const cells = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "<NA>", "?", "#N/A"];
    const text = csvOf(40, { c: (i) => cells[i] ?? i / 2, y: (i) => i % 2 });
    expect(schemaOf(text).columns[0]).toMatchObject({ type: "numeric", missing: cells.length });
  });

  it("takes missingValues in their place", () => {
    const text = "a,b,y\n-999,NA,0\n1,x,1\n2,NA,0\n3,x,1";
    const [a, b] = schemaOf(text, { missingValues: ["-999"] }).columns;
    expect(a).toMatchObject({ missing: 1, min: 1 });
    expect(b).toMatchObject({ missing: 0, categories: ["NA", "x"] });
  });

  it("takes an empty cell for missing, whatever else is", () => {
    const text = "a,b,y\n1,x,0\n2,,1\n3,NA,0\n4,z,1";
    for (const missingValues of [[], ["NA"], ["", "NA", "NA"]]) {
      const schema = schemaOf(text, { missingValues });
      expect(schema.columns[1].missing).toBe(missingValues.length === 0 ? 1 : 2);
      expect(schema.missingValues).toEqual(["", ...missingValues.slice(-1)]);
      const { columns } = new TableEncoder(schema).fit(csv(text)).state();
      expect(columns[1]).toMatchObject({ flag: true });
    }
    expect(() => schemaOf("a,y\n1,0\n2,\n3,1", { missingValues: ["NA"] })).toThrow(
      "row 2, column y: the label is missing",
    );
  });

  it("leaves out rows that lack a feature, if missing is drop, and they keep their numbers", () => {
    const table = csv("a,b,c,y\n1,x,,0\n,x,,1\n3,,,0\n4,z,,1\n5,x,,yes");
    const options = { label: "y", missing: "drop", positive: "1", drop: ["c"] } as const;
    const schema = inferSchema(
      csv("a,b,c,y\n1,x,,0\n,x,,1\n3,,,0\n4,z,,1\n5,x,,0\n6,z,,1"),
      options,
    );
    expect(schema).toMatchObject({ rows: 4, incompleteRows: 2 });
    expect(schema.label.counts.map(({ rows }) => rows)).toEqual([2, 2]);
    expect(schema.warnings).toEqual(["2 rows left out for lacking a feature."]);
    const complete = dropIncomplete(table, schema);
    expect(complete.rows.map(([a]) => a)).toEqual(["1", "4", "5"]);
    expect(() => readLabels(complete, schema)).toThrow("t.csv: row 5, column y: 'yes' is none of");
    const last = takeTableRows(complete, [2]);
    expect(() => readLabels(last, schema)).toThrow("t.csv: row 5, column y: 'yes' is none of");
    expect([0, 1, 2].map((i) => rowNumber(complete, i))).toEqual([1, 4, 5]);
    expect(dropIncomplete(table, { ...schema, missing: "fill" })).toBe(table);
  });

  it("is plain JSON", () => {
    const schema = schemaOf(
      csvOf(30, { a: (i) => -0.5 * (i % 4), b: (i) => "xyz"[i % 3], y: (i) => i % 2 }),
    );
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

describe("inferSchema warns", () => {
  it("of columns that it takes for identifiers", () => {
    const text = csvOf(30, { id: (i) => i, a: (i) => i % 3, y: (i) => i % 2 });
    expect(schemaOf(text).warnings).toEqual([
      "Column id is left out: 30 different whole numbers in 30 rows look like an identifier. To use " +
        "them as amounts, declare it numeric (types, --types).",
    ]);
  });

  it("of texts that it takes for identifiers, without advice that would not work", () => {
    const text = csvOf(30, { note: (i) => `n${i}`, a: (i) => i % 3, y: (i) => i % 2 });
    expect(schemaOf(text).warnings).toEqual([
      "Column note is left out: 30 different texts in 30 rows look like an identifier or free text. " +
        "To use it, make numbers or fewer texts of it.",
    ]);
  });

  it("of more than 50 categories", () => {
    const text = (n: number) =>
      csvOf(400, { a: (i) => `v${i % n}`, y: (i) => Number(i % 3 === 0) });
    expect(schemaOf(text(50)).warnings).toEqual([]);
    expect(schemaOf(text(51)).warnings).toEqual([
      "Column a has 51 categories: each becomes a feature, and many will be rare.",
    ]);
  });

  it("of constant columns, all in one sentence", () => {
    const text = csvOf(30, {
      a: () => 1,
      b: () => "",
      c: (i) => i % 4,
      y: (i) => Number(i % 3 > 0),
    });
    expect(schemaOf(text).warnings).toEqual([
      "2 columns left out for having the same value, or none, in every row: a, b.",
    ]);
  });

  it("of a column that tells the label, with few values", () => {
    const text = (rows: number) =>
      csvOf(rows, { leak: (i) => "abcd"[i % 4], fair: (i) => i % 3, y: (i) => i % 2 });
    expect(schemaOf(text(20)).warnings).toEqual([
      "Column leak tells the label: each of its values goes with one class only. If it is not known " +
        "before the label is, drop it.",
    ]);
    expect(schemaOf(text(18)).warnings).toEqual([]);
    const many = csvOf(33, { leak: (i) => 0.5 * (i % 11), y: (i) => Number(i % 11 === 3) });
    expect(schemaOf(many).warnings).toEqual([]);
  });
});
