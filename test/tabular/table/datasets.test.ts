import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { datasets, inferSchema } from "../../../src/tabular/table/index.js";
import { loadDataset } from "../../../src/tabular/files/datasets.js";

const folder = new URL("../../../data/", import.meta.url);
const readme = readFileSync(new URL("README.md", folder), "utf8").replaceAll(/\s+/g, " ");
const names = Object.keys(datasets) as (keyof typeof datasets)[];

describe.each(names)("the data set %s", (name) => {
  const { file, label, drop, rows, positives, attribution } = datasets[name];

  it("has the rows, positives and columns that the catalogue says, and no cell missing", () => {
    const schema = inferSchema(loadDataset(name), { label, drop, missing: "error" });
    expect(schema.rows).toBe(rows);
    expect(schema.label).toMatchObject({
      classes: ["0", "1"],
      counts: [{ name: "1", rows: positives }, {}],
    });
    expect(
      schema.columns.filter(({ type }) => type === "dropped").map((column) => column.name),
    ).toEqual(drop);
    // Nothing that is left tells the label or is an identifier.
    expect(schema.warnings.filter((warning) => !warning.includes("same value"))).toEqual([]);
  });

  it("is named in data/README.md with its size and its attribution", () => {
    expect(readme).toContain(`\`${file}\` | ${rows.toLocaleString("en")} |`);
    expect(readme).toContain(`| ${positives} (`);
    expect(readme.replaceAll("_", "")).toContain(attribution.replaceAll("_", ""));
  });
});

it("every CSV that comes along is in the catalogue", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));
  expect(files.sort()).toEqual(names.map((name) => datasets[name].file).sort());
});
