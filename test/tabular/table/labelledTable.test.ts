import { describe, expect, it } from "vitest";
import {
  encodeParts,
  inferSchema,
  labelledTable,
  parseCsv,
  tableSampler,
} from "../../../src/tabular/index.js";
import { table } from "../../train/helpers.js";

const data = (missing: "fill" | "drop" = "fill", rows = 100) =>
  labelledTable(table(rows), inferSchema(table(rows), { label: "y", missing }));

describe("labelledTable", () => {
  it("reads labels, and leaves out incomplete rows only if the schema says so", () => {
    expect(data().labels.slice(0, 5)).toEqual([1, 0, 0, 0, 1]);
    expect(data().labels).toHaveLength(100);
    const complete = data("drop");
    expect(complete.labels).toHaveLength(91);
    expect(complete.table.rowNumbers?.slice(0, 4)).toEqual([1, 2, 3, 5]);
  });
});

describe("encodeParts", () => {
  it("encodes every part by what the first part holds", () => {
    const csv = parseCsv("x,y\n1,a\n3,b\n100,a\n200,b\n");
    const all = labelledTable(csv, inferSchema(csv, { label: "y", types: { x: "numeric" } }));
    const { parts, encoder } = encodeParts(all, [
      [0, 1],
      [2, 3],
    ]);
    expect(encoder.state().columns[0]).toMatchObject({ mean: 2, std: 1 });
    expect(parts.map(({ x }) => x.toArray())).toEqual([
      [[-1], [1]],
      [[98], [198]],
    ]);
    expect(parts[1].y.toArray()).toEqual([[0], [1]].map(([label]) => [1 - label]).toReversed());
  });

  it("refuses no parts, and a first part without rows: it never learns from rows not named", () => {
    expect(() => encodeParts(data(), [])).toThrow("encodeParts: there are no parts");
    expect(() => encodeParts(data(), [[], [0, 1]])).toThrow("there are no rows to fit");
  });
});

describe("tableSampler", () => {
  it("gives 40, 20 and 40 % of the rows, the same for the same seed", () => {
    const sample = tableSampler(data());
    const { training, validation, test } = sample(1);
    expect([training, validation, test].map(({ y }) => [y.size, y.sum().item()])).toEqual([
      [40, 10],
      [20, 5],
      [40, 10],
    ]);
    expect(sample(1).training.x.toArray()).toEqual(training.x.toArray());
    expect(sample(2).training.x.toArray()).not.toEqual(training.x.toArray());
  });

  it("takes about as many training rows as it may, and as many others as ever", () => {
    const { training, validation, test } = tableSampler(data(), 12)(1);
    expect([training, validation, test].map(({ y }) => [y.size, y.sum().item()])).toEqual([
      [12, 3],
      [20, 5],
      [40, 10],
    ]);
  });
});
