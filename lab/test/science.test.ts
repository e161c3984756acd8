/** The presets' texts, which take their numbers from docs/science.md. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findings } from "../science.js";

const text = readFileSync(new URL("../../docs/science.md", import.meta.url), "utf8");

describe("what the study found", () => {
  it("is said of each preset that is one of its regimes, with numbers that stand in the document", () => {
    const found = findings(text);
    expect(Object.keys(found).sort()).toEqual(
      ["clean", "early", "few", "heap", "late", "leverage", "phantoms"].sort(),
    );
    for (const sentence of Object.values(found)) {
      const numbers = sentence.match(/\d\.\d{2,}/g) ?? [];
      expect(numbers.length).toBeGreaterThanOrEqual(2);
      for (const number of numbers) expect(text).toContain(number);
    }
    expect(found.leverage).toMatch(/BCE, 0\.\d+ with GHM-C \(−0\.\d+ ± 0\.\d+\).* here GHM fails/);
  });

  it("fails the build where the document has no such number any more", () => {
    const changed = text.replaceAll("| balanced accuracy | GHM-C", "| accuracy | GHM-C");
    expect(() => findings(changed)).toThrow("section A has no balanced accuracy, GHM-C, mean");
    expect(() => findings("")).toThrow("docs/science.md has no section A");
  });
});
