import { describe, expect, it } from "vitest";
import { inferSchema, readLabels } from "../../../src/tabular/table/index.js";
import { csv, schemaOf } from "./helpers.js";

/** A CSV with these labels. */
const withLabels = (labels: string[]) =>
  `a,y\n${labels.map((label, i) => `${i % 3},${label}`).join("\n")}`;

describe("the positive class", () => {
  it.each([
    [["0", "0", "1", "1", "1"], "1", "by its name"],
    [["-1", "1", "1", "1", "-1"], "1", "by its name"],
    [["no", "yes", "yes", "yes", "no"], "yes", "by its name"],
    [["N", "Y", "Y", "Y", "N"], "Y", "by its name"],
    [["False", "True", "True", "True", "False"], "True", "by its name"],
    [["negative", "Positive", "Positive", "Positive", "negative"], "Positive", "by its name"],
    [["1", "normal", "normal", "1", "1"], "1", "by its name"],
    [["good", "bad", "good", "bad", "good"], "bad", "the rarer one"],
    [["1", "2", "1", "2", "1"], "2", "the rarer one"],
    [["1", "yes", "1", "yes", "1"], "yes", "the rarer one"],
    [["a", "b", "a", "b"], "b", "the rarer one"],
  ])("of %j is %j, %s", (labels, positive, chosen) => {
    expect(schemaOf(withLabels(labels)).label).toMatchObject({ positive, chosen });
  });

  it("is the one that is named, as text or as a number, however it is written", () => {
    const text = withLabels(["0.0", "1.0", "1", "0", "1.00"]);
    const { label } = schemaOf(text, { positive: 0 });
    expect(label).toEqual({
      column: "y",
      positive: "0",
      negative: "1",
      chosen: "named",
      classes: [
        { name: "0", rows: 2 },
        { name: "1", rows: 3 },
      ],
    });
    expect(schemaOf(text, { positive: "1.0" }).label.positive).toBe("1");
  });

  it("can be told from several others, with a warning", () => {
    const table = csv(withLabels(["b", "a", "c", "a", "c", "c"]));
    const schema = inferSchema(table, { label: "y", positive: "a" });
    expect(schema.label).toMatchObject({ positive: "a", negative: null });
    expect(schema.label.classes).toEqual([
      { name: "a", rows: 2 },
      { name: "c", rows: 3 },
      { name: "b", rows: 1 },
    ]);
    expect(schema.warnings).toEqual([
      "The label y has 3 classes: 'a' is told from all others together.",
    ]);
    expect(readLabels(table, schema)).toEqual([0, 1, 0, 1, 0, 0]);
  });
});

describe("readLabels", () => {
  const schema = schemaOf(withLabels(["no", "yes", "no", "yes"]));

  it("gives 1 for the positive class, and 0 for the other", () => {
    expect(readLabels(csv("y\nyes\nno\nyes"), schema)).toEqual([1, 0, 1]);
  });

  it("refuses a class that is neither, a missing one, and a table without the column", () => {
    expect(() => readLabels(csv("y\nyes\nmaybe"), schema)).toThrow(
      new RangeError("t.csv: row 2, column y: 'maybe' is neither of the classes 'yes' and 'no'"),
    );
    expect(() => readLabels(csv("y\nyes\nNA"), schema)).toThrow(
      "row 2, column y: 'NA' means missing",
    );
    expect(() => readLabels(csv("z\nyes"), schema)).toThrow('t.csv has no column "y"');
  });
});
