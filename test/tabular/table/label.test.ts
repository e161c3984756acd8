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
    expect(schemaOf(withLabels(labels)).label).toMatchObject({
      classes: [labels.find((name) => name !== positive), positive],
      chosen,
    });
  });

  it("is the one that is named, as text or as a number, however it is written", () => {
    const text = withLabels(["0.0", "1.0", "1", "0", "1.00"]);
    const { label } = schemaOf(text, { positive: 0 });
    expect(label).toEqual({
      column: "y",
      classes: ["1", "0"],
      oneAgainstRest: false,
      missingValues: expect.arrayContaining(["", "NA"]) as string[],
      chosen: "named",
      counts: [
        { name: "0", rows: 2 },
        { name: "1", rows: 3 },
      ],
    });
    expect(schemaOf(text, { positive: "1.0" }).label.classes[1]).toBe("1");
  });

  it("can be told from several others, with a warning", () => {
    const table = csv(withLabels(["b", "a", "c", "a", "c", "c"]));
    const schema = inferSchema(table, { label: "y", positive: "a" });
    expect(schema.label).toMatchObject({ classes: ["not a", "a"], oneAgainstRest: true });
    expect(schema.label.counts).toEqual([
      { name: "a", rows: 2 },
      { name: "c", rows: 3 },
      { name: "b", rows: 1 },
    ]);
    expect(schema.warnings).toEqual([
      "The label y has 3 classes: 'a' is told from all others together.",
    ]);
    expect(readLabels(table, schema)).toEqual([0, 1, 0, 1, 0, 0]);
  });

  it("is none of three or more, which are numbered in their order", () => {
    const table = csv(withLabels(["10", "9", "b", "9", "10", "b", "b"]));
    const { label, warnings } = inferSchema(table, { label: "y" });
    expect(label).toEqual({
      column: "y",
      classes: ["9", "10", "b"],
      oneAgainstRest: false,
      missingValues: expect.arrayContaining(["", "NA"]) as string[],
      chosen: null,
      counts: [
        { name: "b", rows: 3 },
        { name: "10", rows: 2 },
        { name: "9", rows: 2 },
      ],
    });
    expect(warnings).toEqual([]);
    expect(readLabels(table, inferSchema(table, { label: "y" }))).toEqual([1, 0, 2, 0, 1, 2, 2]);
  });
});

describe("a text that means missing in features", () => {
  const often = (text: string, times: number) => [
    ...Array<string>(times).fill(text),
    ...Array<string>(120).fill("mild"),
    ...Array<string>(80).fill("severe"),
  ];

  it.each(["None", "?"])("is a class if a label is often %j, with a warning", (text) => {
    const table = csv(withLabels(often(text, 50)));
    const { label, warnings } = inferSchema(table, { label: "y" });
    expect(label.classes).toEqual([text, "mild", "severe"]);
    expect(warnings).toEqual([
      `In the label y, '${text}' is taken for a class, for it stands in 50 of 250 rows. If it means that ` +
        `the label is missing, take these rows out.`,
    ]);
    expect(readLabels(table, { label }).slice(48, 52)).toEqual([0, 0, 1, 1]);
  });

  it.each(["unknown", "-", "none", "missing"])("that is %j is a class anyway", (text) => {
    const { label, warnings } = inferSchema(csv(withLabels(often(text, 50))), { label: "y" });
    expect(label.classes).toContain(text);
    expect(warnings).toEqual([]);
  });

  it("still means missing in features beside such a label", () => {
    const rows = often("None", 50).map((label, i) => `${i % 3 === 0 ? "None" : i},${label}`);
    expect(schemaOf(`a,y\n${rows.join("\n")}`).columns).toMatchObject([
      { name: "a", type: "numeric", missing: 84 },
    ]);
  });

  it("is a class of the others, where one is told from them", () => {
    const table = csv(withLabels(often("None", 50)));
    const { label } = inferSchema(table, { label: "y", positive: "severe" });
    expect(readLabels(table, { label }).slice(0, 50)).toEqual(Array<number>(50).fill(0));
  });

  it("is a class if it is a number that only features lack", () => {
    const labels = Array.from({ length: 40 }, (_, i) => ["0.0", "1"][i % 2]);
    const { label, warnings } = schemaOf(withLabels(labels), { missingValues: ["0", "unknown"] });
    expect(label.classes).toEqual(["0", "1"]);
    expect(warnings).toEqual([expect.stringContaining("'0' is taken for a class")]);
  });

  it.each([
    ["None", 3],
    ["None", 4],
    ["?", 1],
    ["NA", 50],
    ["N/A", 50],
    ["n/a", 50],
    ["NaN", 50],
    ["null", 50],
    ["#N/A", 50],
  ])("means that the label is missing if it is %j in %d of all rows", (text, times) => {
    expect(() => schemaOf(withLabels(often(text, times)))).toThrow(
      new RangeError(
        `t.csv: row 1, column y: '${text}' means missing, and a row without a label cannot be used; ` +
          `${times} such row${times > 1 ? "s" : ""} in all. Take them out, or if it is a class, give a list of missing ` +
          `values without it (missingValues, --missing-values)`,
      ),
    );
  });

  it("takes 2 % of the rows to be a class", () => {
    const labels = (times: number) => [
      ...Array<string>(times).fill("None"),
      ...Array<string>(500 - times).fill("a"),
      ...Array<string>(500).fill("b"),
    ];
    expect(schemaOf(withLabels(labels(20))).label.classes).toEqual(["None", "a", "b"]);
    expect(() => schemaOf(withLabels(labels(19)))).toThrow("'None' means missing");
  });
});

describe("readLabels", () => {
  const schema = schemaOf(withLabels(["no", "yes", "no", "yes"]));

  it("gives 1 for the positive class, and 0 for the other", () => {
    expect(readLabels(csv("y\nyes\nno\nyes"), schema)).toEqual([1, 0, 1]);
  });

  it("refuses a class that is neither, a missing one, and a table without the column", () => {
    expect(() => readLabels(csv("y\nyes\nmaybe"), schema)).toThrow(
      new RangeError("t.csv: row 2, column y: 'maybe' is none of the classes 'no', 'yes'"),
    );
    expect(() => readLabels(csv("y\nyes\nNA"), schema)).toThrow(
      "row 2, column y: 'NA' means missing",
    );
    expect(() => readLabels(csv("z\nyes"), schema)).toThrow('t.csv has no column "y"');
  });
});
