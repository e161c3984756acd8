import { describe, expect, it } from "vitest";
import {
  inferSchema,
  labelledTable,
  parseCsv,
  rowNumber,
  takeTableRows,
} from "../../../src/tabular/table/index.js";
import { inferLabelledTable } from "../../../src/tabular/table/labelledTable.js";
import { checkCsv, readCsv } from "../../../src/tabular/table/parseCsv.js";
import type { SchemaOptions } from "../../../src/tabular/table/index.js";
import { csvOf } from "./helpers.js";

const odd = 'a, b ,c\n1,"x, ""y""",,\n\n# no row\n " 2 " ,\u2212é,3,\n,"\n",4,\n';

describe("CsvTable", () => {
  it("has the rows that parseCsv gives, before and after it has forgotten where cells begin", () => {
    const { table } = readCsv(odd);
    const { rows } = parseCsv(odd);
    expect(rows).toEqual([
      ["1", 'x, "y"', ""],
      ["2", "−é", "3"],
      ["", "", "4"],
    ]);
    for (let i = 0; i < 2; i++) {
      expect(table.rows).toEqual(rows);
      expect(rows.map((_, row) => table.row(row))).toEqual(rows);
      expect(rows.map((cells, row) => cells.map((_, column) => table.cell(row, column)))).toEqual(
        rows,
      );
      table.forget();
    }
  });

  it("gives rows that keep their numbers, and share its text", () => {
    const { table } = readCsv(odd);
    const taken = takeTableRows(takeTableRows(table, [2, 1]), [1, 0, 1]);
    expect(taken.rows).toEqual([1, 2, 1].map((row) => table.row(row)));
    expect([0, 1, 2].map((row) => rowNumber(taken, row))).toEqual([2, 3, 2]);
    expect([taken.source, taken.columns, taken.notes]).toEqual([
      table.source,
      table.columns,
      table.notes,
    ]);
  });
});

describe("inferLabelledTable", () => {
  const gappy = csvOf(60, {
    amount: (i) => `"${(1 + (i % 7)) * 1000 + i},${i % 3}"`,
    plain: (i) => (i % 9 === 4 ? "NA" : (i * 0.37).toFixed(2)),
    mistakable: (i) => `${1 + (i % 8)}.${100 + i}`,
    kind: (i) => ["red", "blue", "", "1.0", "1"][i % 5],
    when: (i) => `${1 + (i % 28)}/${1 + (i % 12)}/2024`,
    who: (i) => `u${i % 13}`,
    w: (i) => [1, 0, 2.5, 3][i % 4],
    y: (i) => ["no", "yes", "no"][i % 3],
  });
  it.each<[string, SchemaOptions]>([
    ["as it is", { label: "y" }],
    ["of complete rows", { label: "y", missing: "drop" }],
    [
      "with weights, groups and dates",
      { label: "y", weight: "w", group: "who", types: { when: "date" } },
    ],
    [
      "with all of these",
      { label: "y", weight: "w", group: "who", types: { when: "date" }, missing: "drop" },
    ],
    [
      "with a number that means missing",
      { label: "y", missingValues: ["0.37", "NA"], drop: ["when"] },
    ],
    ["with a point between thousands", { label: "y", thousands: ".", decimal: "," }],
    [
      "of several classes",
      { label: "who", keep: ["plain", "kind"], types: { kind: "categorical" } },
    ],
  ])("reads once what inferSchema and labelledTable read one after the other: %s", (_, options) => {
    const parsed = parseCsv(gappy);
    const wanted = labelledTable(parsed, inferSchema(parsed, options));
    const csv = readCsv(gappy);
    checkCsv(csv);
    for (const table of [csv.table, parsed]) {
      const { table: used, features, ...found } = inferLabelledTable(table, options);
      const { table: usedThere, features: there, ...others } = wanted;
      expect(found).toEqual(others);
      expect(features.values).toEqual(there.values);
      expect(used.rows).toEqual(usedThere.rows);
      expect(used.rows.map((_, row) => rowNumber(used, row))).toEqual(
        usedThere.rows.map((_, row) => rowNumber(usedThere, row)),
      );
    }
  });
});
