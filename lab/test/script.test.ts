/** "Copy as TypeScript": the script is run as its reader would. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { Experiment } from "../src/engine/experiment.js";
import { frameOf } from "../src/engine/frame.js";
import { scriptOf } from "../src/engine/script.js";
import { initialState, type Edit, type State } from "../src/state.js";

const folder = mkdtempSync(join(import.meta.dirname, "script-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const edits: Edit[] = [
  { at: 0, kind: "add", point: [2, -3.5], label: 0 },
  { at: 5, kind: "flip", row: 7 },
  { at: 5, kind: "move", row: 8, point: [-1, 1.25] },
  { at: 9, kind: "erase", row: 9 },
];
const cases: Record<string, State> = {
  "a logistic regression with GHM-C": { ...initialState("heap"), step: 25 },
  "an MLP with edits": { ...initialState("early"), edits, step: 20 },
  "BCE, the first twin": { ...initialState("leverage"), shown: 0, step: 30 },
  GCE: { ...initialState("late"), step: 10 },
  "a moving average": { ...initialState("momentum"), step: 15 },
  "a preset that begins later": initialState("saturated"),
  "focal loss": {
    ...initialState("few"),
    step: 10,
    setup: { ...initialState("few").setup, losses: ["bce", "focal:alpha=0.5"], seed: 4 },
  },
};

describe("the page as a script", () => {
  it.each(Object.entries(cases))("%s has the page's numbers, to the bit", async (name, state) => {
    const file = join(folder, `${name.replaceAll(/\W/g, "-")}.ts`);
    const text = scriptOf(state).replace('"ghmgrad"', '"../../../src/index.js"');
    writeFileSync(file, text);
    const said: unknown[][] = [];
    const log = vi.spyOn(console, "log").mockImplementation((...words) => said.push(words));
    try {
      await import(file);
    } finally {
      log.mockRestore();
    }
    const { quality } = frameOf(Experiment.of(state)).twins[state.shown];
    expect(said).toEqual([
      ["On the clean rows: balanced accuracy", quality.balancedAccuracy],
      ["Brier score", quality.brier],
    ]);
  });
});
