import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { LensReport } from "../../../src/tabular/report/index.js";
import { drawReport } from "../../../src/tabular/report/report.js";
import { open, textsOf } from "./open.js";
import { sampleComparison } from "./sample.js";

const nasty = `<script>alert("1")</script> & 'co'`;

const reason = { column: nasty, value: "x".repeat(90), contribution: -2.04 };
const suspects = {
  summary: ["About 2 of 30 labels look wrong (1 to 4).", "Look at them."],
  pairs: [
    { label: 1, likelier: "no", count: 1.6, low: 0, high: 3 },
    { label: "no", likelier: nasty, count: 1, low: 0, high: 2.2 },
  ],
  margins: [
    { title: "Labelled 1", margins: [-4, -2, 3, 30] },
    { title: "Labelled no", margins: [-1, 1] },
  ],
  rows: [
    { row: 1017, label: 1, likelier: "no", probability: 0.998, margin: -6.21, reasons: [reason] },
    { row: 4, lastRow: 9, label: "no", likelier: nasty, probability: 0.9, margin: -3, reasons: [] },
    { row: 12, label: "no", likelier: "no", probability: 0.6, margin: 0.4, reasons: [] },
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
    expect(textsOf(document, ".suspects li")[0]).toContain("<script>");
    expect(textsOf(document, ".made code")).toEqual([nasty]);
  });
});

describe("a report of suspects", () => {
  const document = open({ suspects });

  it("says first how many labels look wrong, and of which classes", () => {
    expect(textsOf(document, "main p")[0]).toBe("About 2 of 30 labels look wrong (1 to 4).");
    const [first, second] = document.querySelectorAll(".pairs tbody tr");
    expect(textsOf(first, "td")).toEqual(["1", "no", "2", "0 to 3"]);
    expect(textsOf(second, "td")[1]).toBe(nasty);
  });

  it("has the rows, or runs of them, and why; long values shortened, names whole", () => {
    const [first, second, third] = document.querySelectorAll(".suspects tbody tr");
    expect(textsOf(first, "th, td")).toEqual([
      ...["1017", "1 → no", "−6.2 0.998", `${nasty} = ${"x".repeat(31)}… −2.0`],
    ]);
    expect(first.querySelector("b")?.getAttribute("title")).toBe("x".repeat(90));
    expect(textsOf(second, "th, td")).toEqual([
      ...["4–9 6 rows", `no → ${nasty}`, "−3.0 0.900", "–"],
    ]);
    expect(textsOf(third, "td")[0]).toBe("no");
    expect(textsOf(document, "main p.lead")[0]).toContain("--no-runs lists them one by one");
  });

  it("has gauges that are full for the smallest margin only", () => {
    const parts = [...document.querySelectorAll(".gauge")].map((e) => e.getAttribute("style"));
    expect(parts).toEqual(["--part:1.00", "--part:0.48", "--part:0.00"]);
  });

  it("draws how many rows have which odds", () => {
    const figures = document.querySelectorAll("figure");
    expect(textsOf(figures[0], "figcaption")).toEqual([
      "Labelled 1 2 of 4 rows left of 1:1, where another class is likelier.",
    ]);
    expect(figures[0].querySelectorAll("rect").length).toBeGreaterThanOrEqual(4);
    expect(textsOf(figures[1], "svg text").join(" ")).toContain("1:1");
  });

  it("explains its own terms only", () => {
    const terms = textsOf(document, ".terms dt");
    expect(terms).toEqual(["Margin", "Because of", "p, calibrated probability"]);
  });

  it("shows the first hundred, and says how many more there are", () => {
    const rows = Array.from({ length: 130 }, () => suspects.rows[0]);
    const many = open({ suspects: { ...suspects, rows } });
    expect(many.querySelectorAll(".suspects tbody tr")).toHaveLength(100);
    expect(textsOf(many, ".note")).toEqual([
      "These are the first 100; 30 more lines are left out.",
    ]);
    const one = open({ suspects: { ...suspects, rows: rows.slice(0, 101) } });
    expect(textsOf(one, ".note")).toEqual(["These are the first 100; 1 more line is left out."]);
  });

  it("may have none", () => {
    expect(textsOf(open({ suspects: { ...suspects, rows: [] } }), "main p").at(-1)).toBe(
      "There are none.",
    );
  });
});

describe("the glossary", () => {
  const termsOf = (report: Parameters<typeof open>[0]) => textsOf(open(report), ".terms dt");

  it("has words for two classes or for several", () => {
    const two = termsOf({ comparison: sampleComparison({ seeds: 2 }) });
    expect(two).toEqual([
      ...["g, gradient norm", "β, weight", "BCE", "AP", "AUROC", "F1", "Brier score"],
      "Paired interval",
    ]);
    const comparison = sampleComparison({ seeds: 2 });
    comparison.data.classes = [10, 10, 10];
    const several = termsOf({ comparison });
    expect(several).toEqual(
      expect.arrayContaining(["Cross-entropy", "Macro AP", "Macro AUROC", "Macro F1"]),
    );
    expect(several).not.toEqual(expect.arrayContaining(["BCE"]));
  });

  it("has the lens's terms for a lens, and none for an empty report", () => {
    expect(termsOf({ lens })).toEqual([
      ...["g, gradient norm", "β, weight", "Effective sample size"],
    ]);
    expect(open({}).querySelector("#terms")).toBeNull();
  });
});

describe("a report of the lens", () => {
  const document = open({ lens, origin: { version: "0.1.0", date: "2026-11-24" } });

  it("has three charts and a table of the bins", () => {
    expect(document.querySelectorAll("svg")).toHaveLength(3);
    const rows = document.querySelectorAll(".plain tbody tr");
    expect(rows).toHaveLength(10);
    expect(textsOf(rows[3], "th, td")).toEqual([...["0.3 to 0.4", "0", "–", "10 %", "6.7 %", ""]]);
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

it("lists what charts show under the mouse, for who has none", () => {
  const page = drawReport({ title: "Losses", comparison: sampleComparison() });
  const { document } = parseHTML(page);
  const figures = Array.from(document.querySelectorAll("figure"));
  expect(figures.length).toBeGreaterThan(10);
  for (const figure of figures) {
    const shown = Array.from(figure.querySelectorAll("svg g title"), (part) => part.textContent);
    const listed = Array.from(figure.querySelectorAll(".values li"), (part) => part.textContent);
    expect(listed).toEqual(shown);
    expect(shown.length).toBeGreaterThan(0);
  }
});
