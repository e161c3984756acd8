import { describe, expect, it } from "vitest";
import { drawReport } from "../../../src/tabular/report/report.js";
import { comparedMetrics, type Comparison } from "../../../src/tabular/compare/index.js";
import { open, textsOf } from "./open.js";
import { sampleComparison } from "./sample.js";

/** A comparison whose parts may be changed: the sample's are plain objects. */
function changed(change: (comparison: Comparison) => void, seeds = 3): Document {
  const comparison = sampleComparison({ seeds });
  change(comparison);
  return open({ comparison });
}

const names = comparedMetrics(2).map(({ name }) => name);

describe("a report of a comparison", () => {
  const comparison = sampleComparison();
  const document = open({ comparison });

  it("has a heading for each section, in order", () => {
    expect(textsOf(document, "h1")).toEqual(["A title"]);
    expect(textsOf(document, "h2")).toEqual([
      "What to do",
      "Data and method",
      "The comparison",
      "Differences from BCE",
      "What each loss does with easy and hard rows",
      "Amplified or suppressed: GHM-C's weight of each bin",
      "The known outliers",
      "Learning, ranking, calibration",
      "How to read this",
    ]);
    expect(document.documentElement.getAttribute("lang")).toBe("en");
  });

  it("says what the data are and what was done", () => {
    const facts = textsOf(document, ".facts dd");
    expect(facts).toEqual([
      "data/sensor-singlehop.csv",
      "6,000",
      "192 3.2 %",
      "12",
      "2,400",
      "1,200",
      "2,400",
    ]);
    expect(textsOf(document, ".protocol")[0]).toContain(
      "7 losses with 24 seeds and 5 learning rates (0.003, 0.01, 0.03, 0.1, 0.3) each; in every " +
        "training 300 steps of Adam on batches of 256. The layers of the model have sizes " +
        "12 → 16 → 16 → 1, with tanh between them.",
    );
  });

  it("says first what to do, and folds the findings", () => {
    const [first] = document.querySelectorAll("main > *");
    expect(textsOf(first, ".advice")).toEqual([comparison.advice]);
    expect(textsOf(first, "details:not([open]) + ul li")).toEqual(comparison.summary);
  });

  it("has contents, with a link to each section", () => {
    const links = [...document.querySelectorAll(".contents a")];
    const targets = links.map((link) => document.querySelector(link.getAttribute("href") ?? ""));
    expect(targets.map((target) => target?.nodeName.toLowerCase())).toEqual(links.map(() => "h2"));
    expect(links).toHaveLength(document.querySelectorAll("h2").length);
  });

  it("tells the values under the mouse", () => {
    const texts = textsOf(document, "figure g title");
    const { histogram, positives } = comparison.losses[0].profile;
    const [rows, of] = [histogram[0], positives?.[0] ?? 0].map((n) =>
      Math.round(n).toLocaleString(),
    );
    expect(of.length).toBeLessThan(4);
    expect(texts).toContainEqual(
      expect.stringMatching(`^BCE, g 0\\.00 to 0\\.03: ${rows} rows, ${of}(\\.\\d)? positive$`),
    );
    expect(texts).toContainEqual(
      expect.stringMatching(/^GHM-C: −0\.0\d\d \(−0\.0\d\d to −0\.0\d\d\)$/),
    );
    expect(texts).toContainEqual(expect.stringMatching(/^GCE, step 300: AP 0\.\d+ \(.* to .*\)$/));
    expect(texts).toContainEqual(expect.stringMatching(/rows with a mean probability of/));
  });

  it("prints the AP in each panel of the precision-recall curves, and the rows below each weight", () => {
    const texts = textsOf(document, "figure svg text");
    for (const { profile } of comparison.losses) {
      expect(texts).toContain(`AP ${profile.averagePrecision?.toFixed(3)}`);
    }
    const rows = comparison.losses[5].profile.histogram.slice(27).reduce((a, b) => a + b, 0);
    expect(texts).toContain(rows.toFixed(rows < 10 ? 1 : 0));
  });

  it("has a row for each loss, and BCE with a tuned threshold after BCE", () => {
    expect(textsOf(document, ".comparison tbody th[scope=row]")).toEqual([
      "BCE",
      "BCE + tuned threshold",
      ...comparison.losses.slice(1).map(({ title }) => title),
    ]);
    expect(textsOf(document, ".comparison thead th[scope=col]")).toEqual([
      "Loss",
      "AP ↑ higher is better",
      "AUROC ↑ higher is better",
      "F1 at 0.5 ↑ higher is better",
      "F1 at the tuned threshold ↑ higher is better",
      "Balanced accuracy ↑ higher is better",
      "Brier ↓ lower is better",
    ]);
  });

  it("says if all seeds split the same rows, and widens its own interval, too", () => {
    const split = changed(({ protocol }) => {
      protocol.overlap = 2 / 3;
    });
    const fresh = changed(() => undefined);
    const [noted, plain] = [split, fresh].map((report) => textsOf(report, ".note")[0]);
    expect(noted.replace(plain, "")).toBe(
      " All seeds split the same rows, so the intervals are widened (Nadeau & Bengio 2003): they " +
        "are about new rows like these, not about other splits of them.",
    );
    const [wide, narrow] = [split, fresh].map((report) => {
      const [, low, high] =
        (/([+−][\d.]+) to ([+−][\d.]+)$/.exec(
          textsOf(report, ".comparison tbody tr:nth-child(2) td")[2],
        ) as string[] | null) ?? [];
      return [low, high].map((end) => Number(end.replace("−", "-")));
    });
    const factor = (wide[1] - wide[0]) / (narrow[1] - narrow[0]);
    expect(factor).toBeCloseTo(Math.sqrt(1 + 3 * (2 / 3)), 1);
  });

  it("compares BCE's tuned F1 with BCE's F1 at 0.5", () => {
    const [bce, tuned] = document.querySelectorAll(".comparison tbody tr");
    const f1 = names.indexOf("f1");
    const ofBce = textsOf(bce, "td b");
    const cells = textsOf(tuned, "td");
    expect(cells[f1]).toContain(ofBce[names.indexOf("tunedF1")]);
    expect(cells[f1]).toMatch(/▲ \+0\.0\d\d better \+0\.0\d\d to \+0\.0\d\d$/);
    expect(cells.filter((text) => text === "as BCE")).toHaveLength(4);
  });

  it("has charts, each with what it shows in words, and nothing that is not a number", () => {
    const charts = [...document.querySelectorAll("figure svg")];
    // Six metrics, the three panels of Figure 1, a weight chart each, outliers, three curves.
    expect(charts).toHaveLength(6 + 3 + 7 + 1 + 3);
    for (const chart of charts) {
      expect(chart.getAttribute("role")).toBe("img");
      expect(chart.getAttribute("aria-label")?.length).toBeGreaterThan(40);
      expect(chart.firstElementChild?.nodeName.toLowerCase()).toBe("title");
      expect(chart.querySelectorAll("g title").length).toBeGreaterThan(0);
      expect(chart.querySelectorAll("g[aria-label]")).toHaveLength(0);
      expect(/NaN|undefined|Infinity/.exec(chart.outerHTML)?.[0]).toBeUndefined();
    }
  });

  it("needs nothing else: no script, no style but its own, no address", () => {
    const text = drawReport({ title: "A title", comparison });
    expect(/https?:|<script|<link|<img|@import|url\(/.exec(text)?.[0]).toBeUndefined();
    expect(document.querySelectorAll("style")).toHaveLength(1);
    expect(document.querySelectorAll("[id]").length).toBe(
      new Set([...document.querySelectorAll("[id]")].map(({ id }) => id)).size,
    );
    expect(text.length).toBeLessThan(600_000);
  });

  it("is the same for the same input", () => {
    const again = drawReport({ title: "A title", comparison: sampleComparison() });
    expect(again).toBe(drawReport({ title: "A title", comparison }));
  });
});

describe("a difference from BCE", () => {
  const cellOf = (metric: "ap" | "brier", mean: number, low: number, high: number) => {
    const document = changed(({ losses }) => {
      losses[1].metrics[metric].difference = { mean, low, high, n: 24 };
    });
    const row = document.querySelectorAll(".comparison tbody tr")[2];
    return textsOf(row, "td")[names.indexOf(metric)].replace(/^\S+ /, "");
  };

  it("is better or worse if its interval is clear of 0, by sign and word", () => {
    expect(cellOf("ap", 0.012, 0.003, 0.021)).toBe("▲ +0.012 better +0.003 to +0.021");
    expect(cellOf("ap", -0.012, -0.021, -0.003)).toBe("▼ −0.012 worse −0.021 to −0.003");
  });

  it("is better where Brier is lower", () => {
    expect(cellOf("brier", -0.012, -0.021, -0.003)).toBe("▲ −0.012 better −0.021 to −0.003");
    expect(cellOf("brier", 0.012, 0.003, 0.021)).toBe("▼ +0.012 worse +0.003 to +0.021");
  });

  it("is no difference if its interval holds 0, were it at the end", () => {
    expect(cellOf("ap", 0.01, 0, 0.02)).toBe("no difference 0.000 to +0.020");
    expect(cellOf("brier", 0.001, -0.009, 0.011)).toBe("no difference −0.009 to +0.011");
  });

  it("has more digits where the interval is narrow", () => {
    expect(cellOf("ap", 0.0002, 0.0001, 0.0003)).toBe("▲ +0.0002 better +0.0001 to +0.0003");
  });
});

describe("an interval that goes on and on", () => {
  it("is cut with an arrow, so that the others can be read", () => {
    const document = changed(({ losses }) => {
      losses.slice(1).forEach(({ metrics }, i) => {
        const half = i === 0 ? 0.9 : 0.02;
        metrics.ap.difference = { mean: 0.01, low: 0.01 - half, high: 0.01 + half, n: 3 };
        metrics.auroc.difference = { mean: 0.01, low: 0.01 - 0.9, high: 0.01 + 0.9, n: 3 };
      });
    });
    const [ap, auroc] = document.querySelectorAll("#differences ~ .charts figure");
    expect(textsOf(ap, "figcaption")[0]).toMatch(/An arrow: the interval goes on\.$/);
    expect(textsOf(auroc, "figcaption")[0]).not.toContain("arrow");
    // The axis is for the others, and the number is told as it is.
    const ticks = textsOf(ap, "text").filter((text) => /^[−+]0\.\d+$/.test(text));
    expect(ticks.every((tick) => Math.abs(Number(tick.replace("−", "-"))) < 0.1)).toBe(true);
    expect(ap.querySelector("svg")?.getAttribute("aria-label")).toContain("(−0.890 to +0.910)");
  });
});

describe("the number of seeds", () => {
  const hasLabel = (seeds: number) =>
    textsOf(open({ comparison: sampleComparison({ seeds }) }), ".look");

  it("makes a claim from 20 on, and a look below", () => {
    expect(hasLabel(20)).toEqual([]);
    expect(hasLabel(19)).toEqual(["a look, not a claim"]);
  });

  it("may be one: there are no intervals, and the report says so", () => {
    const document = open({ comparison: sampleComparison({ seeds: 1 }) });
    expect(textsOf(document, ".comparison tbody tr:nth-child(3) td")[0]).toMatch(/ no interval$/);
    expect(textsOf(document, "h2")).not.toContain("Differences from BCE");
  });

  it("may be smaller than planned", () => {
    const document = changed(({ protocol }) => {
      protocol.plannedSeeds = 24;
    });
    expect(textsOf(document, ".protocol")[0]).toContain("3 seeds (of 24: it was stopped)");
  });
});

describe("what is not known", () => {
  it("is called not defined", () => {
    const document = changed(({ losses }) => {
      const { ap } = losses[2].metrics;
      Object.assign(ap, { values: [null, null, null], mean: null, difference: null });
    });
    expect(textsOf(document, ".comparison tbody tr:nth-child(4) td")[0]).toBe("not defined");
  });

  it("leaves pairs out where BCE's F1 has none", () => {
    const document = changed(({ losses }) => {
      losses[0].metrics.f1.values = [null, 0.5, 0.6];
      if (losses[0].tuned) losses[0].tuned.f1.values = [0.9, 0.7, 0.8];
    });
    const cell = textsOf(document, ".comparison tbody tr:nth-child(2) td")[2];
    expect(cell).toContain("▲ +0.200 better");
  });

  it("is said in its panel", () => {
    const parts = 30;
    const document = changed(({ losses }) => {
      Object.assign(losses[1].profile, {
        histogram: Array<number>(parts).fill(0),
        reformulated: Array<null>(parts).fill(null),
        contribution: Array<number>(parts).fill(0),
        beta: Array<null>(10).fill(null),
        learningCurve: [{ step: 0, ap: NaN }],
        precisionRecall: [],
        reliability: [],
      });
    });
    const texts = textsOf(document, "svg text");
    for (const [note, times] of [
      ["no rows", 1],
      ["depends on the other rows", 2],
      ["no gradient", 1],
      ["not defined", 3],
    ] as const) {
      expect(texts.filter((text) => text === note)).toHaveLength(times);
    }
    expect(/NaN|undefined|Infinity/.exec(document.documentElement.outerHTML)?.[0]).toBeUndefined();
  });

  it("leaves the section of outliers out", () => {
    const document = open({ comparison: sampleComparison({ hasOutliers: false }) });
    expect(textsOf(document, "h2")).not.toContain("The known outliers");
  });
});

describe("extreme comparisons", () => {
  it.each([
    ["one loss and one seed", sampleComparison({ losses: 1, seeds: 1 })],
    ["two losses", sampleComparison({ losses: 2, seeds: 2 })],
    ["30,000 rows", sampleComparison({ rows: 30_000 })],
  ])("are drawn: %s", (_, comparison) => {
    const text = drawReport({ title: "x", comparison });
    expect(/NaN|undefined|Infinity/.exec(text)?.[0]).toBeUndefined();
    expect(text.length).toBeLessThan(600_000);
  });

  it("may have all rows in one part, and differences of exactly 0", () => {
    const document = changed(({ losses }) => {
      for (const { profile, metrics } of losses) {
        profile.histogram = Array<number>(30).fill(0).with(0, 2400);
        profile.contribution = Array<number>(30).fill(0).with(0, 1);
        profile.beta = Array<number | null>(10).fill(null).with(0, 1);
        metrics.ap.difference &&= { mean: 0, low: 0, high: 0, n: 3 };
      }
    });
    expect(/NaN|undefined|Infinity/.exec(document.documentElement.outerHTML)?.[0]).toBeUndefined();
    expect(textsOf(document, ".comparison tbody tr:nth-child(3) td")[0]).toContain("no difference");
  });

  it("name the trainings that were lost", () => {
    const document = changed(({ losses }) => {
      losses[1].lost = [1, 2].map((seed) => ({ seed, learningRate: 0.3, reason: "NaN" }));
    });
    expect(textsOf(document, ".note").at(-1)).toContain("class-balanced 2 times, GHM-C 1 time.");
  });

  it("say which metric chose all learning rates, if one did", () => {
    const document = changed(({ protocol }) => {
      protocol.selectBy = "balancedAccuracy";
    });
    expect(textsOf(document, ".protocol")[0]).toContain("that is best in balanced accuracy");
  });
});

describe("a report of a comparison of several classes", () => {
  const comparison = sampleComparison({ classes: 3, losses: 3 });
  comparison.losses[0].title = "cross-entropy";
  comparison.summary = [];
  const document = open({ comparison });

  it("has their metrics, compared with cross-entropy, and no threshold", () => {
    expect(textsOf(document, ".comparison thead th[scope=col]")).toEqual([
      "Loss",
      "Macro AP ↑ higher is better",
      "Macro AUROC ↑ higher is better",
      "Macro F1 ↑ higher is better",
      "Accuracy ↑ higher is better",
      "Balanced accuracy ↑ higher is better",
      "Log loss ↓ lower is better",
      "Brier ↓ lower is better",
    ]);
    expect(textsOf(document, ".comparison tbody th[scope=row]")).toHaveLength(3);
    expect(textsOf(document, "h2")).toContain("Differences from cross-entropy");
    expect(textsOf(document, ".facts dd")[2]).toBe("3");
    const [sections] = textsOf(document, "main");
    expect(sections.slice(0, sections.indexOf("How to read this"))).not.toMatch(
      /tuned threshold|than BCE|under BCE|share of positives/,
    );
  });

  it("has charts of them, and nothing that is not a number", () => {
    const charts = [...document.querySelectorAll("figure svg")];
    expect(charts).toHaveLength(7 + 3 + 3 + 1 + 3);
    for (const chart of charts) {
      expect(/NaN|undefined|Infinity|positives/.exec(chart.outerHTML)?.[0]).toBeUndefined();
    }
  });
});
