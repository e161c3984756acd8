import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { LensReport } from "../../../src/tabular/report/index.js";
import { drawReport } from "../../../src/tabular/report/report.js";
import { open, textsOf } from "./open.js";
import { sampleComparison } from "./sample.js";

const nasty = `<script>alert("1")</script> & 'co'`;

const suspects = {
  columns: ["age", nasty, "note"],
  rows: [
    { row: 1017, g: 0.998, label: 1, probability: 0.002, cells: ["41", nasty, "x".repeat(90)] },
    { row: 4, g: 0.91, label: "no", probability: 0.91, cells: ["", "b", "c"] },
  ],
  note: "Five folds.",
};

const lens: LensReport = {
  source: "new.csv",
  model: "models/ghm",
  rows: 2400,
  bins: Array.from({ length: 10 }, (_, j) => ({
    from: j / 10,
    to: (j + 1) / 10,
    count: j === 3 ? 0 : 240 - j,
    beta: j === 3 ? null : 0.3 + j,
    before: 0.01,
    after: 0.02,
    shareBefore: 0.1,
    shareAfter: j / 45,
  })),
  effectiveSampleSize: 412.4,
  positives: Array<number>(10).fill(2),
  examples: Array.from({ length: 10 }, (_, j) => (j === 3 ? [] : [17 + j, 3])),
  advice: "Look at rows 26, 3 and 229 more.",
  summary: ["The worst errors are amplified."],
};

describe("text from outside", () => {
  it("is escaped wherever it stands", () => {
    const comparison = sampleComparison({ seeds: 2 });
    comparison.data.source = nasty;
    comparison.summary = [nasty];
    for (const loss of comparison.losses) loss.title = nasty;
    const origin = { version: nasty, command: nasty, date: nasty };
    const report = { title: nasty, comparison, suspects, origin, lens: { ...lens, model: nasty } };
    const text = drawReport(report);
    expect(/<script/.exec(text)?.[0]).toBeUndefined();
    const { document } = parseHTML(text);
    expect(document.querySelector("h1")?.textContent).toBe(nasty);
    expect(document.querySelector("title")?.textContent).toBe(nasty);
    expect(textsOf(document, ".summary li")[0]).toBe(nasty);
    expect(textsOf(document, ".suspects thead th")[5]).toContain("<script>");
    expect(textsOf(document, ".made code")).toEqual([nasty]);
  });
});

describe("a report of suspects", () => {
  const document = open({ suspects });

  it("has the rows with their values, long ones shortened", () => {
    const [first, second] = document.querySelectorAll(".suspects tbody tr");
    expect(textsOf(first, "th")).toEqual(["1017"]);
    const cells = textsOf(first, "td");
    expect(cells.slice(0, 4)).toEqual(["0.998", "1", "0.002", "41"]);
    expect(cells[5]).toBe(`${"x".repeat(31)}…`);
    expect(first.querySelectorAll("td")[5].getAttribute("title")).toBe("x".repeat(90));
    expect(textsOf(second, "td")).toEqual(["0.910", "no", "0.910", "", "b", "c"]);
    expect(document.querySelectorAll("svg")).toHaveLength(0);
  });

  it("shows the first hundred, and says how many more there are", () => {
    const rows = Array.from({ length: 130 }, () => suspects.rows[0]);
    const many = open({ suspects: { ...suspects, rows } });
    expect(many.querySelectorAll(".suspects tbody tr")).toHaveLength(100);
    expect(textsOf(many, ".note")).toEqual(["These are the first 100; 30 more rows are left out."]);
  });

  it("may have none", () => {
    expect(textsOf(open({ suspects: { ...suspects, rows: [] } }), "main p").at(-1)).toBe(
      "There are none.",
    );
  });
});

describe("a report of the lens", () => {
  const document = open({ lens, origin: { version: "0.1.0", date: "2026-11-24" } });

  it("has three charts and a table of the bins", () => {
    expect(document.querySelectorAll("svg")).toHaveLength(3);
    const rows = document.querySelectorAll(".plain tbody tr");
    expect(rows).toHaveLength(10);
    expect(textsOf(rows[3], "th, td")).toEqual([
      ...["0.3 to 0.4", "0", "not defined", "10 %", "6.7 %", ""],
    ]);
    expect(textsOf(rows[9], "td")).toEqual([...["231", "9.3", "10 %", "20 %", "26, 3, …"]]);
    expect(textsOf(document, ".facts dd").at(-1)).toBe("412");
  });

  it("says at the end what made it", () => {
    expect(textsOf(document, ".made")).toEqual(["Made by ghmgrad 0.1.0, 2026-11-24."]);
  });
});

describe("a report of the lens, class by class,", () => {
  const make = (size: number) => {
    const names = Array.from({ length: size }, (_, c) => (c === 1 ? nasty : `kind ${c}`));
    const classes = names.map((name, c) => ({
      ...{ class: name, rows: 10, precision: 0.5, recall: 0.9, f1: 0.643 },
      ...{
        g: c === 2 ? null : 0.2,
        beta: c === 2 ? null : 1,
        shareBefore: c / 900,
        shareAfter: 0.1,
      },
    }));
    const confusion = names.map((_, i) => names.map((_, j) => (i === j ? 9 : Number(j === i + 1))));
    return { ...lens, classes, confusion };
  };

  it("has a matrix of up to 30 classes, and escapes their names", () => {
    const document = open({ lens: make(30) });
    expect(document.querySelectorAll(".confusion tbody tr")).toHaveLength(30);
    const [first] = document.querySelectorAll(".confusion tbody tr");
    expect(textsOf(first, "td").slice(0, 3)).toEqual(["9", "1", ""]);
    expect(textsOf(first, "td").at(-1)).toBe("10");
    expect(textsOf(document, ".named tbody th")[1]).toBe(`${nasty.slice(0, 23)}…`);
    expect(textsOf(document, ".named tbody tr:nth-child(3) td").slice(4, 6)).toEqual(["–", "–"]);
  });

  it("has the most frequent confusions of more, and the classes with most of the gradient", () => {
    const document = open({ lens: make(100) });
    expect(document.querySelectorAll(".confusion")).toHaveLength(0);
    const [classes, confusions] = document.querySelectorAll(".named");
    expect(textsOf(classes, "tbody th").slice(0, 2)).toEqual(["kind 99", "kind 98"]);
    expect(classes.querySelectorAll("tbody tr")).toHaveLength(30);
    expect(textsOf(document, ".note")).toEqual([
      "These are the 30 of 100 classes that carry most of the gradient; --json has all.",
    ]);
    expect(textsOf(confusions, "tbody tr:first-child > *")).toEqual([
      ...["kind 0", `${nasty.slice(0, 23)}…`, "1", "10 %"],
    ]);
    expect(confusions.querySelectorAll("tbody tr")).toHaveLength(30);
  });

  it("shows one panel of reliability without a calibration, or two", () => {
    const bins = [{ count: 3, probability: 0.2, positives: 1 / 3 }];
    const before = { bins, ece: 0.1 };
    const with_ = (after: typeof before | null) =>
      open({ lens: { ...lens, reliability: { before, after } } }).querySelector("#calibration")
        ?.parentElement?.textContent;
    expect(with_(null)).toMatch(/no calibration.*the model: ECE\s*0\.100/s);
    expect(with_({ bins, ece: 0.05 })).toMatch(/before: ECE\s*0\.100.*after: ECE\s*0\.050/s);
  });
});
