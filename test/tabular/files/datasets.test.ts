import { describe, expect, it } from "vitest";
import { loadDataset } from "../../../src/tabular/files/datasets.js";

describe("loadDataset", () => {
  it("reads a data set that comes with the package, by name", () => {
    const table = loadDataset("penguins");
    expect(table.source).toBe("penguins.csv");
    expect(table.columns).toEqual([
      "species",
      "island",
      "beak_length_mm",
      "beak_depth_mm",
      "flipper_length_mm",
      "body_mass_g",
      "label",
    ]);
    expect(table.rows[0]).toEqual(["Adelie", "Torgersen", "39.1", "18.7", "181", "3750", "0"]);
  });

  it.each(["iris", "toString", ""])(
    "refuses the name %j, and lists the names there are",
    (name) => {
      expect(() => loadDataset(name as never)).toThrow(
        new RangeError(
          `there is no data set "${name}": use one of sensor-singlehop, penguins, digits8, wdbc`,
        ),
      );
    },
  );
});
