/** States and links. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allParts, linkOf, readLink } from "../src/link.js";
import { presetNames } from "../src/presets.js";
import { grid, initialState, snap, type Edit, type State, type TableSetup } from "../src/state.js";

const coordinate = fc
  .integer({ min: -grid.most * grid.perUnit, max: grid.most * grid.perUnit - 1 })
  .map((k) => k / grid.perUnit);
const point = fc.tuple(coordinate, coordinate);
const row = fc.integer({ min: 0, max: 4000 });
const at = fc.integer({ min: 0, max: 10_000 });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    at,
    kind: fc.constant("add" as const),
    point,
    label: fc.constantFrom(0 as const, 1 as const),
  }),
  fc.record({ at, kind: fc.constant("move" as const), row, point }),
  fc.record({ at, kind: fc.constantFrom("flip" as const, "erase" as const), row }),
);
const loss = fc.oneof(
  fc.constantFrom("bce", "focal", "gce", "ghmc", "ghmc:lastEdge=1,emaStart=debiased"),
  fc.double({ min: 0, max: 0.99, noNaN: true }).map((momentum) => `ghmc:momentum=${momentum}`),
);
const text = fc.string({ unit: "grapheme", maxLength: 30 });
const texts = fc.array(text, { maxLength: 3 });
const table: fc.Arbitrary<TableSetup> = fc.record({
  ...{ file: text, label: text, positive: text },
  rows: fc.integer({ min: 1, max: 2 ** 32 }),
  print: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  read: fc.record(
    {
      ...{ keep: texts, drop: texts, missingValues: texts, delimiter: text },
      header: fc.boolean(),
      types: fc.dictionary(text, fc.constantFrom("numeric" as const, "date" as const)),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
});
const rowsFrom = fc.oneof(
  fc.record({ preset: fc.constantFrom(...presetNames), table: fc.constant(null) }),
  fc.record({ preset: fc.constant("table" as const), table }),
);
const setup = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    losses: fc.tuple(loss, loss),
    hidden: fc.array(fc.integer({ min: 1, max: 32 }), { maxLength: 3 }),
    learningRate: fc.double({ min: 1e-6, max: 10, noNaN: true }),
  })
  .chain((others) => rowsFrom.map((from) => ({ ...from, ...others })));
const state: fc.Arbitrary<State> = fc.record({
  setup,
  edits: fc
    .array(fc.tuple(edit, fc.boolean()), { maxLength: 40 })
    .map((edits) =>
      edits
        .toSorted(([a], [b]) => a.at - b.at)
        .map(([one, isJoined], i): Edit => (isJoined && i > 0 ? { ...one, joined: true } : one)),
    ),
  step: fc.constant(10_000),
  cursor: fc.integer({ min: 0, max: 1000 }),
  shown: fc.constantFrom(0 as const, 1 as const),
  picked: fc.option(fc.integer({ min: 0, max: 4000 })),
  across: fc.integer({ min: 0, max: 500 }),
});

describe("a link", () => {
  it("brings every state back", () => {
    fc.assert(
      fc.property(state, (wanted) => {
        const read = { state: wanted, parts: allParts, warning: null };
        expect(readLink(linkOf(wanted))).toEqual(read);
        expect(readLink(encodeURIComponent(linkOf(wanted))).state).toEqual(wanted);
      }),
      { numRuns: 1000 },
    );
  });

  it("of a preset as it begins is its name and a version", () => {
    for (const name of presetNames) expect(linkOf(initialState(name))).toBe(`${name}&v=1`);
  });

  it("holds 400 drawn points in 2,000 characters", () => {
    const edits = Array.from({ length: 400 }, (_, i): Edit => {
      const angle = i / 10;
      const place = snap([9 * Math.cos(angle) - angle / 9, 7 * Math.sin(angle)]);
      const joined = i % 10 > 0 ? { joined: true as const } : {}; // strokes of ten
      return { at: 0, kind: "add", point: place, label: i % 2 === 0 ? 0 : 1, ...joined };
    });
    expect(linkOf({ ...initialState("heap"), edits }).length).toBeLessThan(2000);
  });

  it("holds strokes: 6 bits each, whatever they are long", () => {
    const flips = Array.from({ length: 60 }, (_, row): Edit => ({ at: 0, kind: "flip", row }));
    const joined = flips.map((flip, i): Edit => (i > 0 ? { ...flip, joined: true } : flip));
    const lengthOf = (edits: readonly Edit[]) => linkOf({ ...initialState("heap"), edits }).length;
    expect(lengthOf(joined) - lengthOf(flips)).toBe(1);
  });

  it("may be typed by hand; one that does not end as it should is taken with a warning", () => {
    const { state: read, warning } = readLink("leverage&step=20&losses=bce;gce:q=0.5");
    expect(read).toMatchObject({ step: 20, setup: { losses: ["bce", "gce:q=0.5"], seed: 1 } });
    expect(warning).toContain("a part may be missing");
    expect(readLink("leverage").warning).toBeNull();
  });

  it.each([
    ["", 'begins with "", which is no preset; there are heap, clean'],
    ["mooons&v=1", 'begins with "mooons", which is no preset'],
    ["heap&seed=x&v=1", 'seed is "x", which is no number'],
    ["heap&seed=&v=1", 'seed is "", which is no number'],
    ["heap&seed=1&seed=2&v=1", "the link says seed twice"],
    ["heap&colour=red&v=1", 'says "colour=red", which this page does not know'],
    ["heap&step", 'says "step", which this page does not know'],
    ["heap&step=-1&v=1", "the step must be a whole number from 0 to 10000, not -1"],
    ["heap&step=1e9&v=1", "the step must be a whole number"],
    ["heap&losses=bce&v=1", "losses names 1; it needs two"],
    ["heap&hidden=16,x&v=1", "the size of a layer must be a whole number from 1 to 32, not NaN"],
    ["heap&hidden=64&v=1", "the size of a layer must be a whole number from 1 to 32, not 64"],
    ["heap&hidden=2,2,2,2&v=1", "4 hidden layers are too many: 3 at most"],
    ["heap&lr=0&v=1", "the learning rate must be above 0"],
    ["heap&shown=2&v=1", "the twin that is shown is 0 or 1, not 2"],
    ["heap&v=9", "the link is of version 9 of this page, which reads version 1"],
    ["heap&edits=IAAA&v=1", "the edits in the link were cut off"],
    ["heap&edits=I!AA&v=1", 'the edits in the link hold "!"'],
    ["heap&edits=____&v=1", "the edits in the link were cut off"],
    ["heap&step=%", "the link has a % that nothing belongs to"],
    ["x".repeat(100_001), "the link has 100001 characters"],
  ])("%j is refused with a sentence", (text, message) => {
    expect(() => readLink(text)).toThrow(RangeError);
    expect(() => readLink(text)).toThrow(message);
  });

  it("names the parts of the page, or has all; one that names others is taken with a warning", () => {
    const parts = { views: ["plane", "tape"], controls: [] } as const;
    const link = linkOf(initialState("few"), parts);
    expect(link).toBe("few&views=plane,tape&controls=none&v=1");
    expect(readLink(link)).toMatchObject({ parts, warning: null });
    const { parts: read, warning } = readLink("few&views=plain&controls=setup,<b>&v=1");
    expect(read).toEqual({ views: allParts.views, controls: ["setup"] });
    expect(warning).toContain('views that are not there: "plain". There are plane, harmonizer');
    expect(warning).toContain('controls that are not there: "<b>". There are title, transport');
  });

  it("that was cut off anywhere is refused, or warned of", () => {
    const edits: Edit[] = [
      { at: 0, kind: "add", point: [1, 2], label: 1 },
      { at: 12, kind: "flip", row: 700 },
    ];
    const link = linkOf({ ...initialState("few"), edits, step: 30 });
    for (let length = 1; length < link.length; length++) {
      const cut = link.slice(0, length);
      const told = (() => {
        try {
          return readLink(cut).warning;
        } catch (error) {
          return (error as Error).message;
        }
      })();
      if (cut !== "few") expect(told, cut).not.toBeNull();
    }
  });
});
