import { describe, expect, it } from "vitest";
import {
  describeSchema,
  encodeParts,
  inferSchema,
  labelledTable,
  parseCsv,
  tableSampler,
  type SchemaOptions,
} from "../../../src/tabular/index.js";
import { table } from "../../train/helpers.js";
import { csv, csvOf } from "./helpers.js";

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
    const small = parseCsv("x,y\n1,a\n3,b\n100,a\n200,b\n");
    const all = labelledTable(small, inferSchema(small, { label: "y", types: { x: "numeric" } }));
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

describe("groups", () => {
  const text = csvOf(120, {
    patient: (i) => `p${i % 15}`,
    x: (i) => i,
    y: (i) => Number(i % 4 === 0),
  });
  const options = { label: "y", group: "patient", types: { x: "numeric" } } as const;
  const schema = inferSchema(csv(text), options);

  it("are no feature", () => {
    expect(schema.columns[0]).toEqual({ name: "patient", type: "group", missing: 0, distinct: 15 });
    expect(describeSchema(schema)).toMatch(/\npatient +group +15 groups +no feature\n/);
    const { encoder } = encodeParts(labelledTable(csv(text), schema), [[0, 1, 2]]);
    expect(encoder.featureNames).toEqual(["x"]);
    expect(inferSchema(csv(text), { ...options, drop: ["patient"] }).columns).toEqual(
      schema.columns,
    );
  });

  it("are numbered row by row, and are null without such a column", () => {
    const { groups } = labelledTable(csv(text), schema);
    expect(groups?.slice(13, 17)).toEqual([13, 14, 0, 1]);
    expect(data().groups).toBeNull();
  });

  it("are each in one part of a sample to compare on", () => {
    const sample = tableSampler(labelledTable(csv(text), schema));
    for (let seed = 1; seed <= 5; seed++) {
      const { training, validation, test } = sample(seed);
      expect(training.x.shape[0] + validation.x.shape[0] + test.x.shape[0]).toBe(120);
      for (const { x } of [training, validation, test]) expect(x.shape[0] % 8).toBe(0);
      expect(Math.abs(training.x.shape[0] - 48)).toBeLessThanOrEqual(16);
    }
  });

  it("must be named in every row", () => {
    const lacking = text.replace("p3,", ",").replace("p4,", "NA,");
    expect(() => inferSchema(csv(lacking), options)).toThrow(
      new RangeError(
        "t.csv: row 4, column patient: the group is missing, and every row needs a group; 2 such rows in " +
          "all. Name a group there, or take them out",
      ),
    );
  });

  it.each<[Partial<SchemaOptions>, string]>([
    [{ group: "patients" }, 't.csv has no column "patients"'],
    [{ group: "y" }, 'group names "y", which is the label'],
    [{ keep: ["patient"] }, 'keep names "patient", which is the group and so no feature'],
    [{ types: { patient: "categorical" } }, 'types names "patient", which is the group and so no'],
    [{ group: 5 as never }, "inferSchema: group is the name of a column, not 5"],
  ])("of %j are refused", (wrong, message) => {
    expect(() => inferSchema(csv(text), { ...options, types: undefined, ...wrong })).toThrow(
      message,
    );
  });

  it("that are all different are warned of", () => {
    const alone = csvOf(40, { patient: (i) => `p${i}`, x: (i) => i % 5, y: (i) => i % 2 });
    expect(inferSchema(csv(alone), { label: "y", group: "patient" }).warnings).toEqual([
      "Each row is a group of its own: no two have the same patient.",
    ]);
  });

  it("of which a class has too few are refused, naming it", () => {
    const few = csvOf(80, {
      patient: (i) => `p${i % 8}`,
      x: (i) => i % 5,
      y: (i) => "nyn"[Number(i % 8 > 5)],
    });
    const of = labelledTable(csv(few), inferSchema(csv(few), { label: "y", group: "patient" }));
    expect(() => tableSampler(of)).toThrow(
      "t.csv: the class 'y' is in 2 groups of patient, too few for one in each of 3 parts: to compare takes 3 " +
        "groups at least",
    );
  });
});
