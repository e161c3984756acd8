/** Schemas, and options of tables, whose fields are of the wrong kind. */
import { describe, expect, it } from "vitest";
import {
  describeSchema,
  dropIncomplete,
  inferSchema,
  labelledTable,
  parseCsv,
  readLabels,
  TableEncoder,
  type Schema,
} from "../../../src/tabular/table/index.js";
import { csvOf } from "./helpers.js";

const table = parseCsv(
  csvOf(40, {
    id: (i) => i,
    age: (i) => 20 + (i % 7),
    sex: (i) => ["f", "m"][i % 2],
    same: () => "x",
    note: (i) => i % 3,
    y: (i) => Number(i % 4 === 0),
  }),
);
const schema = inferSchema(table, { label: "y", drop: ["note"] });

const takers: Record<string, (schema: Schema) => unknown> = {
  describeSchema,
  dropIncomplete: (given) => dropIncomplete(table, given),
  labelledTable: (given) => labelledTable(table, given),
  readLabels: (given) => readLabels(table, given),
  TableEncoder: (given) => new TableEncoder(given),
};

describe.each(Object.entries(takers))("%s", (name, take) => {
  it("takes what inferSchema returns", () => {
    expect(() => take(schema)).not.toThrow();
  });

  it.each([
    ["missingValues", "NA", 'schema.missingValues is "NA", where a list belongs'],
    ["missingValues", ["NA", 5], "schema.missingValues[1] is 5, where a text belongs"],
    // eslint-disable-next-line no-sparse-arrays
    ["missingValues", ["NA", , ""], "schema.missingValues[1] is missing, where a text belongs"],
    ["label", "y", 'schema.label is "y", where an object belongs'],
    ["label", { ...schema.label, column: 5 }, "schema.label.column is 5, where a text belongs"],
    [
      "label",
      { ...schema.label, missingValues: "NA" },
      'schema.label.missingValues is "NA", where a list belongs',
    ],
    [
      "label",
      { ...schema.label, classes: "y" },
      'schema.label.classes is "y", where a list belongs',
    ],
    ["columns", "age", 'schema.columns is "age", where a list belongs'],
    ["columns", [...schema.columns, null], "schema.columns[5] is null, where an object belongs"],
    [
      "columns",
      schema.columns.with(1, {} as never),
      /schema\.columns\[1\]\.(name|type) is missing, /,
    ],
    ["missing", "fil", 'schema.missing is "fil", where "fill" or "drop" or "error" belongs'],
  ])("refuses %s: %j", (field, value, message) => {
    const isRead = {
      describeSchema: true,
      dropIncomplete: field !== "label",
      labelledTable: true,
      readLabels: field === "label",
      TableEncoder: true,
    }[name];
    if (isRead !== true) return;
    const wrong = { ...schema, [field]: value };
    expect(() => take(wrong)).toThrow(message);
    expect(() => take(wrong)).toThrow(`${name}: schema`);
  });
});

describe("describeSchema refuses, inside a schema,", () => {
  const column = (type: string) => schema.columns.findIndex((one) => one.type === type);
  it.each([
    ["numeric", { median: "5" }],
    ["numeric", { min: NaN }],
    ["numeric", { missing: -1 }],
    ["numeric", { format: "1234.5" }],
    ["numeric", { format: { decimal: 5 } }],
    ["categorical", { categories: "f" }],
    ["categorical", { categories: [1] }],
    ["constant", { value: 5 }],
    ["id-like", { distinct: "40" }],
    ["dropped", { missing: null }],
    ["dropped", { type: "gone" }],
  ])("a %s column with %j", (type, wrong) => {
    const at = column(type);
    const columns = schema.columns.with(at, { ...schema.columns[at], ...wrong } as never);
    expect(() => describeSchema({ ...schema, columns })).toThrow(
      `describeSchema: schema.columns[${at}].${Object.keys(wrong)[0]}`,
    );
  });

  it.each<[keyof Schema, unknown]>([
    ["rows", "40"],
    ["incompleteRows", 0.5],
    ["warnings", "none"],
    ["source", 5],
    ["label", { ...schema.label, classes: [{ name: "1" }] }],
    ["label", { ...schema.label, chosen: 5 }],
  ])("%s: %j", (field, value) => {
    expect(() => describeSchema({ ...schema, [field]: value })).toThrow(
      `describeSchema: schema.${field}`,
    );
  });
});

it("parseCsv refuses a delimiter that is no text", () => {
  expect(() => parseCsv("a;b\n1;2", { delimiter: [";"] as never })).toThrow(
    'parseCsv: delimiter must be a text, such as ";", not [";"]',
  );
});

it("inferSchema refuses missing values and a positive class that are no texts", () => {
  expect(() => inferSchema(table, { label: "y", missingValues: ["NA", null] as never })).toThrow(
    "inferSchema: missingValues[1] is null, where a text belongs",
  );
  expect(() => inferSchema(table, { label: "y", positive: ["1"] as never })).toThrow(
    'inferSchema: positive is the name of a class, not ["1"]',
  );
});
