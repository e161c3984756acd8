import { describe, expect, it } from "vitest";
import {
  describeSchema,
  encodeParts,
  inferSchema,
  labelledTable,
  parseCsv,
  TableEncoder,
  type SchemaOptions,
} from "../../../src/tabular/index.js";
import { relativeWeights } from "../../../src/tabular/table/weights.js";

const csv = (lines: readonly string[]) =>
  parseCsv(["x,when,c,w,y", ...lines].join("\n"), { source: "t.csv" });
const options: SchemaOptions = { label: "y", weight: "w", types: { x: "numeric", when: "date" } };
const read = (lines: readonly string[], changes: Partial<SchemaOptions> = {}) => {
  const table = csv(lines);
  return labelledTable(table, inferSchema(table, { ...options, ...changes }));
};

/** Rows and how often each is there. */
const rows = [
  { cells: "1,2024-01-31,a,{w},no", weight: 2 },
  { cells: "2,2024-02-05,b,{w},yes", weight: 1 },
  { cells: "900,2030-01-01,z,{w},no", weight: 0 },
  { cells: ",2021-07-04,b,{w},yes", weight: 3 },
  { cells: "7,2019-12-31,a,{w},no", weight: 1 },
  { cells: "8,2020-03-01,c,{w},yes", weight: 2 },
  { cells: "40,,c,{w},no", weight: 4 },
];
const weighted = rows.map(({ cells, weight }) => cells.replace("{w}", String(weight)));
const copies = rows.flatMap(({ cells, weight }) =>
  Array<string>(weight).fill(cells.replace("{w}", "1")),
);

describe("a column of weights", () => {
  it("is no feature, and is described", () => {
    const { schema } = read(weighted);
    expect(schema.columns[3]).toEqual({
      ...{ name: "w", type: "weight", missing: 0, min: 1, max: 4, total: 13, zeros: 1 },
      format: { decimal: ".", thousands: null, unit: null },
    });
    const text = describeSchema(schema);
    expect(text).toMatch(/^t\.csv: 6 rows, .*, 1 row of weight 0 left out\n/);
    expect(text).toMatch(/\nw +weight +1 … 4, sum 13 +no feature$/);
    const { encoder } = encodeParts(read(weighted), [[0, 1, 2, 3, 4, 5]]);
    expect(encoder.columns.map(({ name }) => name)).toEqual(["x", "when", "c"]);
    expect(read(weighted, { drop: ["w"] }).schema.columns).toEqual(schema.columns);
  });

  it("is read row by row, without rows of weight 0, and is null if none is named", () => {
    const { weights, table, labels } = read(weighted);
    expect(weights).toEqual([2, 1, 3, 1, 2, 4]);
    expect(table.rowNumbers).toEqual([1, 2, 4, 5, 6, 7]);
    expect(labels).toHaveLength(6);
    expect(read(weighted, { weight: undefined }).weights).toBeNull();
  });

  it("may be written as any numbers are", () => {
    const { weights, schema } = read(
      weighted.map((line, i) => line.replace(/,(\d+),(no|yes)/, `,"$ 1,00${i}.5",$2`)),
    );
    expect(weights?.[0]).toBe(1000.5);
    expect(describeSchema(schema)).toContain("its numbers are written like $1,234.5");
  });

  it("encodes rows as so many copies would: means, deviations, medians, categories, dates", () => {
    const [one, many] = [read(weighted), read(copies)].map((data) =>
      encodeParts(data, [data.labels.map((_, row) => row)]),
    );
    const closeTo = (value: unknown): unknown =>
      typeof value === "number"
        ? expect.closeTo(value, 9)
        : Array.isArray(value)
          ? value.map(closeTo)
          : typeof value === "object" && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, own]) => [key, closeTo(own)]))
            : value;
    expect(one.encoder.state().columns).toEqual(closeTo(many.encoder.state().columns));
    expect(one.encoder.featureNames).not.toContain("c=z");
    expect(one.parts[0].weights).toEqual([2, 1, 3, 1, 2, 4]);
    const fitted = new TableEncoder(inferSchema(csv(weighted), options)).fit(csv(weighted));
    expect(fitted.state()).toEqual(one.encoder.state());
  });

  it("says only how much rows count beside each other", () => {
    const scaled = read(rows.map(({ cells, weight }) => cells.replace("{w}", String(weight / 8))));
    const encode = (data: typeof scaled) => encodeParts(data, [[0, 1, 2, 3, 4, 5]]).encoder.state();
    expect(encode(scaled)).toEqual(encode(read(weighted)));
    const relative = relativeWeights([2, 1, 3, 1, 2, 4]);
    expect(relative.reduce((sum, weight) => sum + weight)).toBeCloseTo(6, 14);
    expect(relative[5] / relative[1]).toBeCloseTo(4, 14);
    expect(relativeWeights([0.1, 0.1, 0.1])).toEqual([1, 1, 1]);
  });

  it("gives classes their share of all weight, and counts only rows that are used", () => {
    const { schema } = read(weighted);
    const classes = describeSchema(schema).split("\n").slice(3, 5);
    expect(classes).toEqual([
      "  yes  3 rows, 50 %, 46.2 % of all weight",
      "  no   3 rows, 50 %, 53.8 % of all weight",
    ]);
    const complete = read([...weighted, "9,2020-01-01,a,2,yes", "5,2020-01-01,a,1,no"], {
      missing: "drop",
    }).schema;
    expect(complete.columns[3]).toMatchObject({ total: 9, max: 2 });
    expect(complete.label.counts.map(({ weight }) => weight)).toEqual([5, 4]);
  });

  it("warns if few rows have nearly all of it", () => {
    const many = Array.from(
      { length: 30 },
      (_, i) => `${i % 7},2024-01-0${1 + (i % 9)},a,1,${"ny"[i % 2]}`,
    );
    const of = (lines: string[]) => read(lines).schema.warnings.join("\n");
    expect(of([...many, "3,2024-01-01,b,1000000,n"])).toContain(
      "By their weights, column w, 31 rows say as much as 1 of equal weight, for few have nearly all: " +
        "the largest, 1000000, is 100 % of the sum.",
    );
    expect(of([...many, "3,2024-01-01,b,20,n"])).not.toContain("of equal weight");
  });

  it("warns if all are alike", () => {
    const { schema } = read(rows.map(({ cells }) => cells.replace("{w}", "2.5")));
    expect(schema.warnings).toContain("All weights, column w, are 2.5: they change nothing.");
  });

  it("must hold a number ≥ 0 in each row: others are named, with what to do", () => {
    const place = "t.csv: row 2, column w";
    const need =
      "and every row needs a weight, a number ≥ 0; 1 such row in all. Give it a weight, 0 to leave it out";
    for (const [cell, problem] of [
      ["", "the weight is missing"],
      ["NA", "'NA' means missing"],
      ["-1", "'-1' is negative"],
      ["much", "'much' is no finite number"],
      ["1e999", "'1e999' is no finite number"],
      ["Infinity", "'Infinity' is no finite number"],
    ]) {
      const lines = rows.map(({ cells }, i) => cells.replace("{w}", i === 1 ? cell : "1"));
      expect(() => read(lines)).toThrow(new RangeError(`${place}: ${problem}, ${need}`));
    }
    // A table read by the schema of another one, too.
    const { schema } = read(weighted);
    const table = csv(rows.map(({ cells }, i) => cells.replace("{w}", i === 1 ? "-3" : "1")));
    expect(() => labelledTable(table, schema)).toThrow(`${place}: '-3' is negative`);
  });

  it("must leave rows of each class, and have a finite sum", () => {
    const all = (weight: (i: number) => string) => () =>
      read(rows.map(({ cells }, i) => cells.replace("{w}", weight(i))));
    expect(all(() => "0")).toThrow(
      "t.csv: the weights, column w, are all 0: give rows that are to count",
    );
    expect(all((i) => (rows[i].cells.endsWith("no") ? "1" : "0"))).toThrow(
      "t.csv: all rows of the class 'yes' have weight 0, so that nothing can be learnt of it",
    );
    expect(all(() => "1e308")).toThrow("add up to infinity: divide all of them by the largest");
  });

  it("lets a row of weight 0 hold anything", () => {
    expect(read([...weighted, "much,never,d,0,"]).weights).toEqual([2, 1, 3, 1, 2, 4]);
  });

  it("cannot be the label, a feature or the group", () => {
    const wrong = (changes: Partial<SchemaOptions>) => () => read(weighted, changes);
    expect(wrong({ weight: "y" })).toThrow('weight names "y", which is the label');
    expect(wrong({ group: "w" })).toThrow('group and weight both name "w": they are two columns');
    expect(wrong({ keep: ["w"] })).toThrow('keep names "w", which is the weight and so no feature');
    expect(wrong({ types: { w: "numeric" } })).toThrow(
      'types names "w", which is the weight and so no feature',
    );
    expect(wrong({ weight: "v" })).toThrow('t.csv has no column "v"');
    expect(wrong({ weight: 3 as never })).toThrow(TypeError);
  });
});
