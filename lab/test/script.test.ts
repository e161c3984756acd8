/** "Copy as TypeScript": the script is run as its reader would. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { LabOptions } from "../../src/tabular/table/forLab.js";
import { Session } from "../src/engine/session.js";
import type { Action, Answer } from "../src/messages.js";
import { initialState, type Edit, type State } from "../src/state.js";
import { csvOf, gradesCsv } from "./tables.js";

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
  "one's own points": { ...initialState("points"), edits, step: 20 },
  "a preset that begins later": initialState("saturated"),
  "focal loss": {
    ...initialState("few"),
    step: 10,
    setup: { ...initialState("few").setup, losses: ["bce", "focal:alpha=0.5"], seed: 4 },
  },
};

/** Tables of one's own, with what is done to them, and how they are read. */
interface TableCase {
  text: string;
  options?: LabOptions;
  state?: Partial<State>;
  hidden?: number[];
}

const tables: Record<string, TableCase> = {
  "as it is": { text: gradesCsv, state: { step: 12 } },
  "of two columns, with edits": {
    text: gradesCsv,
    options: { keep: ["score", "age"], missing: "drop" },
    state: { edits, step: 15 },
  },
  "with options and hidden layers": {
    text: gradesCsv.replaceAll(",", ";"),
    options: {
      ...{ delimiter: ";", header: false, label: "4", positive: "Ulm" },
      ...{
        drop: ["1"],
        types: { "2": "categorical" as const },
        missingValues: ["hours", "score", "?"],
      },
    },
    state: { step: 5, shown: 0 },
    hidden: [4],
  },
  "with groups": {
    text: csvOf(90, (i) => [String(i % 11), `p${Math.floor(i / 3)}`, i % 9 < 3 ? "1" : "0"]),
    options: { group: "b" },
    state: { step: 5 },
  },
  "with more rows than are drawn": {
    text: csvOf(5000, (i) => [String(i % 101), String(i % 7), i % 6 === 0 ? "1" : "0"]),
    state: { step: 3 },
  },
};

const answered = (session: Session, action: Action): Answer => {
  const answer = session.answer({ id: 1, action, plane: null });
  expect(answer).not.toHaveProperty("error");
  return answer as Answer;
};

/** What the page's script says, when it is run. */
async function saidBy(name: string, session: Session): Promise<unknown[][]> {
  const file = join(folder, `${name.replaceAll(/\W/g, "-")}.ts`);
  const script = answered(session, { kind: "export", what: "script" }).file?.content as string;
  const here = script
    .replace('"ghmgrad"', '"../../../src/index.js"')
    .replace('"ghmgrad/node"', '"../../../src/node.js"')
    .replace('"ghmgrad/tabular"', '"../../../src/tabular/index.js"');
  writeFileSync(file, here);
  const said: unknown[][] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...words) => said.push(words));
  try {
    await import(file);
  } finally {
    log.mockRestore();
  }
  return said;
}

describe("the page as a script", () => {
  it.each(Object.entries(cases))("%s has the page's numbers, to the bit", async (name, state) => {
    const session = new Session();
    const { frame } = answered(session, { kind: "load", state });
    const { quality } = frame.twins[state.shown];
    expect(await saidBy(name, session)).toEqual([
      [`On ${frame.measuredOn}: balanced accuracy`, quality.balancedAccuracy],
      ["Brier score", quality.brier],
    ]);
  });

  it.each(Object.entries(tables))(
    "a table %s has the page's numbers, to the bit",
    async (name, { text, options = {}, state = {}, hidden = [] }) => {
      const file = join(folder, `${name.replaceAll(/\W/g, "-")}.csv`);
      writeFileSync(file, text);
      const session = new Session();
      const action = { kind: "open", file: { name: file, content: text } } as const;
      const first = answered(session, { ...action, options, waiting: null });
      const wanted = { ...first.state, ...state, setup: { ...first.state.setup, hidden } };
      const { frame } = answered(session, { kind: "load", state: wanted });
      const { quality } = frame.twins[state.shown ?? 1];
      expect(await saidBy(name, session)).toEqual([
        ["On held-out rows: balanced accuracy", quality.balancedAccuracy],
        ["Brier score", quality.brier],
      ]);
    },
  );
});
