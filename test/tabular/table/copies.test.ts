import { describe, expect, it } from "vitest";
import { Generator } from "../../../src/index.js";
import { csv, schemaOf } from "./helpers.js";
import { inferSchema, type SchemaOptions } from "../../../src/tabular/table/index.js";

const columns = ["row", "a", "b", "c", "d", "patient", "y"];

/** Lines of measurements, each of its own. */
function measured(rows: number): string[][] {
  const generator = new Generator(1);
  return Array.from({ length: rows }, (_, i) => [
    ...Array.from({ length: 4 }, () => generator.normal().toFixed(2)),
    ...[`p${i % 50}`, String(i % 3 === 0 ? 1 : 0)],
  ]);
}

function warned(lines: readonly string[][], options: Partial<SchemaOptions> = {}): string {
  const numbered = lines.map((cells, i) => [i + 1, ...cells].join(","));
  const table = csv([columns.join(","), ...numbered].join("\n"));
  const { warnings } = inferSchema(table, { label: "y", drop: ["row", "patient"], ...options });
  return warnings.filter((warning) => warning.includes("copies")).join("\n");
}

describe("rows that are exact copies of another", () => {
  const lines = measured(300);
  const twice = [...lines, ...lines.slice(0, 30), ...lines.slice(0, 3)];

  it("are counted, with what to do about them, if they are 1 % of the rows or more", () => {
    expect(warned(twice)).toBe(
      "33 rows of 333 (9.9 %) are exact copies of another, label and all: figures of rows held out flatter " +
        "where its copy was learnt from. Take copies out, or keep them together by a column in which they " +
        "have the same name (group, --group).",
    );
    expect(warned([...lines, ...lines])).toContain("300 rows of 600 (50 %) are exact copies");
    expect(warned([...lines, ...lines.slice(0, 4)])).toContain("4 rows of 304 (1.3 %)");
    expect(warned([...lines, ...lines.slice(0, 3)])).toBe("");
  });

  it("are none if their labels differ, or a feature does", () => {
    const flipped = lines
      .slice(0, 30)
      .map((cells) => [...cells.slice(0, 5), cells[5] === "1" ? "0" : "1"]);
    expect(warned([...lines, ...flipped])).toBe("");
    expect(warned(twice, { drop: ["row"], keep: undefined })).toContain("33 rows");
    const moved = lines.slice(0, 30).map((cells) => [...cells.slice(0, 4), "p99", cells[5]]);
    expect(warned([...lines, ...moved], { drop: ["row"] })).toBe("");
    expect(warned([...lines, ...moved])).toContain("30 rows of 330");
  });

  it("are kept together by a group, but not where they are in two", () => {
    const by = { group: "patient", drop: ["row"] };
    expect(warned(twice, by)).toBe("");
    const moved = lines.slice(0, 30).map((cells) => [...cells.slice(0, 4), "p99", cells[5]]);
    expect(warned([...twice, ...moved], by)).toContain("rows of 363");
  });

  it("are no wonder where columns are few, or their values coarse", () => {
    const generator = new Generator(2);
    const drawn = (rows: number, values: number) =>
      Array.from({ length: rows }, () => [
        ...Array.from({ length: 4 }, () => String(Math.floor(values * generator.uniform()))),
        ...["p", String(Number(generator.uniform() < 0.3))],
      ]);
    for (const [rows, values] of [
      [300, 2],
      [300, 4],
      [1000, 10],
      [3000, 8],
    ]) {
      expect(warned(drawn(rows, values)), `${rows} × ${values}`).toBe("");
    }
    expect(
      schemaOf("a,y\n1.25,0\n1.25,0\n1.5,1\n1.5,1\n2.75,0\n3.5,1").warnings.join(),
    ).not.toContain("copies");
  });
});
