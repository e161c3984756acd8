/** Tables of one's own, without a page. */
import { describe, expect, it } from "vitest";
import { loadWeights, mlp, stratifiedSplit, tensor, type Tensor } from "../../src/index.js";
import {
  encodeParts,
  inferSchema,
  labelledTable,
  parseCsv,
  type SchemaOptions,
} from "../../src/tabular/index.js";
import { labLimits, type LabOptions } from "../../src/tabular/table/forLab.js";
import { Session } from "../src/engine/session.js";
import { linkOf, readLink } from "../src/link.js";
import type { Action, Answer, Refusal } from "../src/messages.js";
import { initialState, type State, type TableSetup } from "../src/state.js";
import { csvOf, gradesCsv } from "./tables.js";

const ask = (session: Session, action: Action) => session.answer({ id: 1, action, plane: null });
const asked = (session: Session, action: Action): Answer => {
  const answer = ask(session, action);
  expect(answer).not.toHaveProperty("error");
  return answer as Answer;
};
const refused = (session: Session, action: Action): Refusal => {
  const answer = ask(session, action);
  expect(answer).toHaveProperty("error");
  return answer as Refusal;
};
const open = (
  content: string | Uint8Array<ArrayBuffer>,
  options: LabOptions = {},
  waiting: State | null = null,
): Action => ({ kind: "open", file: { name: "mine.csv", content }, options, waiting });

const wide = (x: Tensor) => tensor(x.toArray(), { dtype: "float64" });

/** The training rows as the package's public functions give them. */
function byThePackage(text: string, options: SchemaOptions, seed = 1) {
  const table = parseCsv(text, { source: "mine.csv" });
  const data = labelledTable(table, inferSchema(table, options));
  const { encoder, parts } = encodeParts(data, stratifiedSplit(data.labels, [0.6, 0.4], seed));
  return { features: encoder.featureNames, training: parts[0], test: parts[1] };
}

describe("a table of one's own", () => {
  it("becomes the rows that the package's encoder makes of it, to the bit", () => {
    const session = new Session();
    const { frame, table, state } = asked(session, open(gradesCsv));
    const { features, training, test } = byThePackage(gradesCsv, { label: "passed" });
    expect(frame.features).toEqual(features);
    expect(features.length).toBeGreaterThan(4);
    const x = asked(session, { kind: "look", picked: 3, cursor: 1 }).tape.steps[0].inputs[0];
    expect(x.entries).toEqual((wide(training.x).toArray() as number[][])[3]);
    expect(frame.points.map(({ label }) => label)).toEqual(
      (training.y.toArray() as number[][]).flat(),
    );
    expect(table).toMatchObject({
      columns: ["hours", "age", "score", "town", "passed"],
      used: ["hours", "age", "score", "town"],
      classes: ["no", "yes"],
      rows: 120,
      drawn: [training.y.size, test.y.size],
    });
    expect(state.setup).toMatchObject({
      preset: "table",
      table: { file: "mine.csv", rows: 120, label: "passed", positive: "yes", read: {} },
    });
    expect(frame.measuredOn).toBe("held-out rows");
  });

  it("knows the row of the file that a point is", () => {
    const { frame } = asked(new Session(), open(gradesCsv));
    const { rows } = parseCsv(gradesCsv);
    for (const { inFile, label } of frame.points) {
      expect(rows[(inFile ?? 0) - 1][4]).toBe(label === 1 ? "yes" : "no");
    }
  });

  it("of two features is a plane, in which points are added and moved", () => {
    const session = new Session();
    const { frame } = asked(session, open(gradesCsv, { keep: ["score", "age"] }));
    const { training } = byThePackage(gradesCsv, { label: "passed", keep: ["score", "age"] });
    expect(frame.isPlane).toBe(true);
    expect(frame.points.map(({ x1, x2 }) => [x1, x2])).toEqual(wide(training.x).toArray());
    asked(session, { kind: "edit", edits: [{ kind: "move", row: 2, point: [1, 2] }] });
    const added = asked(session, {
      kind: "edit",
      edits: [{ kind: "add", point: [0.5, 0.25], label: 1 }],
    });
    expect(added.frame.points[2]).toMatchObject({ x1: 1, x2: 2 });
    expect(added.frame.points.at(-1)).toMatchObject({ x1: 0.5, x2: 0.25, inFile: null });
  });

  it.each([
    ["one", ["score"]],
    ["many", ["hours", "age", "town"]],
  ])("of %s features shows the shown twin's logit against a column", (_, keep) => {
    const session = new Session();
    asked(session, open(gradesCsv, { keep }));
    asked(session, { kind: "advance", by: "step", times: 20 });
    const across = keep.length === 1 ? 0 : 1;
    const { training } = byThePackage(gradesCsv, { label: "passed", keep });
    const column = (wide(training.x).toArray() as number[][]).map((row) => row[across]);
    for (const shown of [0, 1] as const) {
      const { frame } = asked(session, { kind: "look", shown, across });
      expect(frame.isPlane).toBe(false);
      expect(frame.points.map(({ x1 }) => x1)).toEqual(column);
      expect(frame.points.map(({ x2 }) => x2)).toEqual(frame.twins[shown].logit);
      frame.points.forEach(({ x2 }, i) => {
        expect(1 / (1 + Math.exp(-x2))).toBeCloseTo(frame.twins[shown].p[i], 12);
      });
    }
  });

  it("of many features has p over the height alone, in a window with all points", () => {
    const session = new Session();
    asked(session, open(gradesCsv));
    asked(session, { kind: "advance", by: "step", times: 60 });
    const plane = { x1: [-4, 4], x2: [-4, 4], cells: [3, 4] } as const;
    const { window, planes, frame } = session.answer({
      id: 1,
      action: { kind: "look" },
      plane,
    }) as Answer;
    const [low, high] = window?.x2 ?? [0, 0];
    const middles = [7, 5, 3, 1].map((k) =>
      Math.fround(1 / (1 + Math.exp(-(low + (k * high) / 4)))),
    );
    expect(Array.from(planes?.[0] ?? [])).toEqual(planes && Array.from(planes[1]));
    Array.from(planes?.[1] ?? []).forEach((p, i) => {
      expect(p).toBeCloseTo(middles[Math.floor(i / 3)], 6);
    });
    for (const { x1, x2 } of frame.points) {
      expect(Math.abs(x2)).toBeLessThan(high);
      expect(x1).toBeGreaterThan(window?.x1[0] ?? 0);
      expect(x1).toBeLessThan(window?.x1[1] ?? 0);
    }
  });

  it("of many features takes flips and erasures, but no points in a plane that it has not", () => {
    const session = new Session();
    asked(session, open(gradesCsv));
    asked(session, { kind: "edit", edits: [{ kind: "flip", row: 5 }] });
    const { frame } = asked(session, { kind: "edit", edits: [{ kind: "erase", row: 6 }] });
    expect(frame.points[5].isFlipped).toBe(true);
    expect(frame.numbers).not.toContain(6);
    for (const edit of [
      { kind: "add", point: [0, 0], label: 1 },
      { kind: "move", row: 1, point: [0, 0] },
    ] as const) {
      expect(refused(session, { kind: "edit", edits: [edit] }).error).toContain(
        "points are added and moved where two columns make a plane",
      );
    }
    expect(refused(session, { kind: "look", across: 99 }).error).toContain("no feature 99");
  });

  it("is drawn from by the seed where it has more rows than a page trains on", () => {
    const text = csvOf(6000, (i) => [
      String((i * 7919) % 6000),
      String(i % 7),
      i % 6 === 0 ? "1" : "0",
    ]);
    const session = new Session();
    const { table, frame, state } = asked(session, open(text, { types: { a: "numeric" } }));
    expect(table).toMatchObject({ rows: 6000, drawn: [2400, 1600] });
    expect(frame.points.filter(({ label }) => label === 1)).toHaveLength(400);
    const { setup } = state;
    const other = asked(session, {
      kind: "load",
      state: { ...state, setup: { ...setup, seed: 2 } },
    });
    expect(other.frame.points.map(({ inFile }) => inFile)).not.toEqual(
      frame.points.map(({ inFile }) => inFile),
    );
    expect(asked(session, { kind: "load", state }).frame).toEqual(frame);
  });

  it("keeps groups whole", () => {
    const text = csvOf(90, (i) => [String(i % 11), `p${Math.floor(i / 3)}`, i % 9 < 3 ? "1" : "0"]);
    const { frame } = asked(new Session(), open(text, { group: "b" }));
    const rows = frame.points.map(({ inFile }) => Math.floor(((inFile ?? 0) - 1) / 3));
    for (const group of new Set(rows)) expect(rows.filter((g) => g === group)).toHaveLength(3);
  });

  it("of three classes tells one from the others, which can be another", () => {
    const text = csvOf(60, (i) => [String(i % 11), String(i), ["ash", "elm", "oak"][(i % 4) % 3]]);
    const session = new Session();
    const { table } = asked(session, open(text));
    expect(table?.classes).toEqual(["not elm", "elm"]);
    expect(table?.texts.toSorted()).toEqual(["ash", "elm", "oak"]);
    expect(table?.warnings.join()).toContain("'elm' is told from all others together");
    const other = asked(session, { kind: "read", options: { label: "c", positive: "oak" } });
    expect(other.table?.classes).toEqual(["not oak", "oak"]);
  });

  it("is read in another way with the losses as they were, from the beginning", () => {
    const session = new Session();
    const { state } = asked(session, open(gradesCsv));
    const losses = ["bce", "gce"] as const;
    asked(session, {
      kind: "load",
      state: { ...state, setup: { ...state.setup, losses }, step: 9 },
    });
    const { state: now, frame } = asked(session, {
      kind: "read",
      options: { label: "town", positive: "Ulm", keep: ["age", "score"] },
    });
    expect(now).toMatchObject({ step: 0, setup: { losses, table: { label: "town" } } });
    expect(frame.isPlane).toBe(true);
  });

  it("runs with several seeds, each with rows of its own", () => {
    const session = new Session();
    asked(session, open(gradesCsv));
    asked(session, { kind: "seeds", seeds: 2 });
    while (!session.work().isDone);
    const [first, second] = session.seeds.results;
    expect(first.twins[0].brier).not.toBe(second.twins[0].brier);
  });

  it("gives its rows with their features, and weights that load", () => {
    const session = new Session();
    asked(session, open(gradesCsv));
    const { frame } = asked(session, { kind: "advance", by: "step", times: 5 });
    const rows = asked(session, { kind: "export", what: "rows" }).file?.content as string;
    const table = parseCsv(rows);
    expect(table.columns.slice(0, 5)).toEqual([
      "row",
      "row of the table",
      "hours",
      "hours is missing",
      "age",
    ]);
    expect(table.rows.map((row) => Number(row.at(-1)))).toEqual(frame.twins[1].pull);
    const weights = asked(session, { kind: "export", what: "weights" }).file?.content;
    const model = mlp([frame.features.length, 1], { dtype: "float64" });
    loadWeights(model, weights as Uint8Array);
    const features = table.rows.map((row) => row.slice(2, 2 + frame.features.length).map(Number));
    const p = model.forward(tensor(features, { dtype: "float64" })).sigmoid();
    expect((p.toArray() as number[][]).flat()).toEqual(frame.twins[1].p);
  });
});

describe("a link to a table of one's own", () => {
  const there = () => {
    const session = new Session();
    asked(session, open(gradesCsv, { missing: "drop", keep: ["hours", "town"] }));
    asked(session, { kind: "edit", edits: [{ kind: "flip", row: 4 }] });
    asked(session, { kind: "advance", by: "step", times: 12 });
    return asked(session, { kind: "look", picked: 4, shown: 0, across: 1, cursor: 2 });
  };

  it("says which table it needs, and goes on with the very state when that is opened", () => {
    const before = there();
    const { state } = readLink(linkOf(before.state));
    const session = new Session();
    const first = asked(session, { kind: "look" });
    const { error, lacksTable } = refused(session, { kind: "load", state });
    expect(lacksTable).toBe(true);
    expect(error).toBe(
      "This link belongs to mine.csv (120 rows): drop that file on the page, or open it.",
    );
    expect(asked(session, { kind: "look" })).toEqual(first);
    const file = { name: "a copy.csv", content: gradesCsv.replaceAll("\n", "\r\n") };
    const opened = asked(session, { kind: "open", file, options: {}, waiting: state });
    expect({ ...opened, id: 0 }).toEqual({ ...before, id: 0 });
  });

  it("does not take another table for its own", () => {
    const { state } = there();
    const changed = gradesCsv.replace("Ulm", "Bonn");
    const opened = asked(new Session(), open(changed, {}, state));
    expect(opened.state.setup.table?.print).not.toBe(state.setup.table?.print);
    expect(opened.state).toMatchObject({ step: 0, edits: [] });
  });

  it("is 2,000 characters long at most for a table with 20 columns to use", () => {
    const keep = Array.from({ length: 20 }, (_, i) => `a column of the name ${i}`);
    const { table: own } = there().state.setup;
    const table = own && { ...own, read: { keep } };
    expect(linkOf(initialState("table", table)).length).toBeLessThan(2000);
  });

  it("that was made by hand is refused with a sentence", () => {
    const { table } = there().state.setup;
    const of = (setup: object) =>
      linkOf({ ...initialState("table"), setup: setup as State["setup"] });
    const { setup } = initialState("table", table);
    const cases: [string, string][] = [
      ["table&v=1", "a table of one's own is missing in the setup"],
      ["table&table=e30&v=1", "the name of the table must be a text"],
      ["table&table=abc!&v=1", "the table in the link was cut off, or changed on its way"],
      ["table&table=eyJ&v=1", "the table in the link was cut off, or changed on its way"],
      [of(setup).replace(/^table/, "heap"), "the preset heap has rows of its own, and no table"],
      [
        of({ ...setup, table: { ...table, rows: 0 } }),
        "the table's number of rows must be a whole",
      ],
      [of({ ...setup, table: { ...table, print: -1 } }), "the table's fingerprint must be a whole"],
      [of({ ...setup, table: { ...table, read: [] } }), "must be an object of options"],
      [
        of({ ...setup, table: { ...table, read: { weight: "age" } } }),
        "the page reads no weights of rows",
      ],
      [of({ ...setup, table: { ...table, label: 3 } }), "the label's column must be a text"],
    ];
    for (const [link, message] of cases) expect(() => readLink(link), link).toThrow(message);
  });

  it("that reads the table in a way that does not go is refused, and nothing is lost", () => {
    const session = new Session();
    const before = asked(session, open(gradesCsv));
    const { setup } = before.state;
    const reading = (read: object) =>
      refused(session, {
        kind: "load",
        state: {
          ...before.state,
          setup: { ...setup, table: { ...setup.table, read } as TableSetup },
        },
      }).error;
    expect(reading({ keep: ["colour"] })).toContain('mine.csv has no column "colour"');
    expect(reading({ colour: 1 })).toContain("colour");
    expect(reading({ header: "no" })).toContain("header");
    expect(asked(session, { kind: "look" })).toEqual(before);
  });
});

describe("what is no table, or none to learn from,", () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const wideCsv = (columns: number) => {
    const names = Array.from({ length: columns }, (_, i) => `c${i}`);
    const row = (i: number) => names.map((_, c) => String(((i * (c + 1) * 37 + c) % 1009) / 7));
    return [[...names, "y"], ...Array.from({ length: 40 }, (_, i) => [...row(i), String(i % 2)])]
      .map((cells) => cells.join(","))
      .join("\n");
  };
  const cases: [string, string | Uint8Array<ArrayBuffer>, LabOptions, string][] = [
    ["nothing", "", {}, "mine.csv is empty"],
    ["a header only", "a,b,c\n", {}, "mine.csv has a header of 3 columns, but no rows"],
    ["one class", "a,y\n1,x\n2,x\n3,x\n", { label: "y" }, "has one class only, 'x' (3 rows)"],
    ["one row of a class", "a,y\n1,x\n2,x\n3,z\n", {}, "class 'z' has one row only"],
    [
      "a column of texts alone",
      csvOf(30, (i) => [`t${i}`, `u${i}`, String(i % 2)]),
      {},
      "no column left to learn from",
    ],
    [
      "a workbook",
      bytes("PK\x03\x04....[Content_Types].xml"),
      {},
      "mine.csv is an Excel workbook, not CSV: save",
    ],
    ["JSON", '[{"a": 1}]', {}, "mine.csv is JSON, not CSV"],
    ["an image", bytes("\x89PNG\r\n\x1a\n"), {}, "mine.csv is an image, not CSV"],
    ["binary", bytes("\x01\x02\xff\xfe\x00\x99"), {}, "mine.csv is no text, but a binary file"],
    ["Latin-1", bytes("caf\xe9,y\n1,0\n"), {}, "mine.csv is not UTF-8: line 1"],
    [
      "a missing label",
      "a,y\n1,0\n2,1\n3,\n4,0\n5,1\n",
      {},
      "row 3, column y: the label is missing",
    ],
    ["a column that is not there", gradesCsv, { label: "z" }, 'mine.csv has no column "z"'],
    ["too many columns for the hidden layers", wideCsv(500), {}, "500 features make a network of"],
    [
      "too much",
      " ".repeat(labLimits.bytes + 1),
      {},
      "mine.csv has 33 MB, and this page reads 32 MB at most",
    ],
  ];

  it.each(cases)(
    "%s, is refused with a sentence, and nothing is lost",
    (name, content, options, message) => {
      const session = new Session();
      asked(session, open(gradesCsv));
      const before = asked(session, { kind: "advance", by: "step", times: 2 });
      if (name.startsWith("too many")) {
        const { table, frame, state } = asked(session, open(content));
        expect([table?.used.length, frame.features.length]).toEqual([500, 500]); // logistic: 501 weights
        const setup = { ...state.setup, hidden: [16] };
        expect(refused(session, { kind: "load", state: { ...state, setup } }).error).toContain(
          message,
        );
        return;
      }
      expect(refused(session, open(content, options)).error).toContain(message);
      expect(asked(session, { kind: "look" })).toEqual(before);
    },
  );

  it("many rows are no problem", () => {
    const text = csvOf(20_000, (i) => [
      String((i * 7919) % 10_007),
      String(i % 97),
      i % 20 === 0 ? "1" : "0",
    ]);
    const { table } = asked(new Session(), open(text));
    expect(table).toMatchObject({ rows: 20_000, drawn: [2400, 1600] });
  });

  it("texts, dates and missing cells are features, as ghmgrad has them", () => {
    const { frame, table } = asked(new Session(), open(gradesCsv));
    expect(frame.features).toContain("hours is missing");
    expect(frame.features).toContain("town=Ulm");
    expect(table?.warnings.length).toBeGreaterThanOrEqual(0);
  });
});
