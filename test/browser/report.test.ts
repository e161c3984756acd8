/** Reports in a browser: whether everyone can read them, on screens of any width. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  renderReport,
  type LensReport,
  type Report,
  type SuspectsReport,
} from "../../src/tabular/report/index.js";
import { sampleComparison } from "../tabular/report/sample.js";
import { axeFinds, complaintsOf, noBrowser, useBrowser } from "./open.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const bins = Array.from({ length: 10 }, (_, j) => ({
  ...{ from: j / 10, to: (j + 1) / 10, count: 3 * (10 - j), beta: 0.2 + j / 4 },
  ...{ before: 0.01, after: 0.02, shareBefore: 0.1, shareAfter: 0.1 },
}));
const curve = {
  bins: [
    { count: 9000, probability: 0.0002, positives: 0 },
    { count: 40, probability: 0.4, positives: 0.35 },
  ],
  ece: 0.01,
};
const names = Array.from({ length: 26 }, (_, c) => `the kind ${c}`);
const lens: LensReport = {
  ...{ source: "new.csv", model: "models/ghm", rows: 165, bins, effectiveSampleSize: 41.2 },
  ...{ advice: "Look at row 7.", summary: ["GHM amplifies it."] },
  positives: bins.map(() => 1),
  examples: bins.map((_, j) => [j, j + 10]),
  reliability: { before: curve, after: curve },
  classes: names.map((name) => ({
    ...{ class: name, rows: 10, precision: 0.5, recall: 0.9, f1: 0.643, g: 0.2, beta: 1 },
    ...{ shareBefore: 0.1, shareAfter: 0.1 },
  })),
  confusion: names.map((_, i) => names.map((_, j) => (i === j ? 9 : Number(j === i + 1)))),
};
const suspects: SuspectsReport = {
  summary: ["About 41 of 569 labels look wrong (30 to 52)."],
  pairs: [0, 1].map((label) => ({
    ...{ label, likelier: 1 - label, count: 20, low: 12, high: 28 },
  })),
  margins: [{ title: "label 1", margins: Array.from({ length: 99 }, (_, i) => i / 10 - 3) }],
  rows: [
    {
      ...{ row: 17, lastRow: 21, label: 1, likelier: 0, probability: 0.998, margin: -6.2 },
      reasons: [{ column: `column ${"x".repeat(60)}`, value: "1.5", contribution: -2.5 }],
    },
  ],
  note: "Five folds.",
};
const reports = {
  "of two classes": { comparison: sampleComparison(), suspects },
  "of several classes": { comparison: sampleComparison({ classes: 5, seeds: 3 }) },
  "of a single loss and seed": { comparison: sampleComparison({ losses: 1, seeds: 1 }) },
  "of the lens": { lens },
};

describe.skipIf(noBrowser)("a report", () => {
  const browser = useBrowser();

  async function show(report: Partial<Report>, script: boolean) {
    const context = await browser().newContext({ javaScriptEnabled: script });
    const tab = await context.newPage();
    await tab.setContent(await renderReport({ title: "Losses compared", ...report }));
    return tab;
  }

  const violations = async (tab: Page) => {
    const found = await axeFinds(tab);
    return found.map(([rule, [first]]) => `${rule}: ${first}`);
  };

  it.each(Object.entries(reports))("%s has nothing that axe finds", async (_, report) => {
    const tab = await show(report, true);
    const complaints = complaintsOf(tab);
    await tab.evaluate(axe);
    await tab.locator("details").evaluateAll((all) => {
      for (const details of all) details.setAttribute("open", "");
    });
    expect(await violations(tab)).toEqual([]);
    await tab.emulateMedia({ colorScheme: "dark" });
    await tab.setViewportSize({ width: 390, height: 844 });
    expect(await violations(tab)).toEqual([]);
    expect(complaints).toEqual([]);
    await tab.context().close();
  });

  it("shows suspects on a phone without a table that scrolls sideways", async () => {
    const row = { row: 11516, lastRow: 11517, label: "versicolor", likelier: "virginica" };
    const reasons = ["sepal_length_cm", "petal_width_cm"].map((column) => ({
      ...{ column, value: "-1.5346", contribution: -3.8 },
    }));
    const rows = [{ ...row, probability: 0.998, margin: -16.2, reasons }];
    const tab = await show(
      { comparison: sampleComparison(), suspects: { ...suspects, rows } },
      false,
    );
    await tab.setViewportSize({ width: 390, height: 844 });
    const region = tab.getByRole("region", { name: "Suspects" });
    const [inside, outside] = await region.evaluate((all) => [all.scrollWidth, all.clientWidth]);
    expect(inside).toBeLessThanOrEqual(outside);
    await tab.context().close();
  });

  it.each(Object.entries(reports))(
    "%s is as wide as a phone, and needs no script",
    async (_, report) => {
      const tab = await show(report, false);
      for (const width of [390, 1100]) {
        await tab.setViewportSize({ width, height: 844 });
        const all = await tab.locator("html").evaluate((html) => html.scrollWidth);
        expect(all).toBeLessThanOrEqual(width);
      }
      const values = tab.locator(".values").first();
      await values.locator("summary").focus();
      await tab.keyboard.press("Enter");
      expect(await values.locator("li").first().isVisible()).toBe(true);
      const finding = tab.locator(".summary li").first();
      if ((await finding.count()) > 0) {
        expect(await finding.isVisible()).toBe(false);
        await tab.locator(".summary summary").click();
        expect(await finding.isVisible()).toBe(true);
      }
      await tab.context().close();
    },
  );

  it("has on paper what is folded on screens, in no element that a browser may fold", async () => {
    const tab = await show(reports["of the lens"], false);
    const finding = tab.locator(".summary li").first();
    expect(await finding.isVisible()).toBe(false);
    await tab.emulateMedia({ media: "print" });
    expect(await finding.isVisible()).toBe(true);
    expect(await tab.locator("details li:visible").count()).toBe(0);
    await tab.context().close();
  });

  it("prints the colours that say something, and a suspect on a line", async () => {
    const rows = [
      { ...suspects.rows[0], reasons: [{ column: "x", value: "1", contribution: -2 }] },
    ];
    const tab = await show({ lens, suspects: { ...suspects, rows } }, false);
    await tab.emulateMedia({ media: "print" });
    for (const name of [".confusion td", ".gauge"]) {
      const cell = tab.locator(name).first();
      const adjust = await cell.evaluate((td) => getComputedStyle(td).printColorAdjust);
      expect(adjust).toBe("exact");
    }
    const height = await tab.locator(".suspects tbody tr").evaluate((row) => row.clientHeight);
    expect(height).toBeLessThan(30);
    await tab.context().close();
  });
});
