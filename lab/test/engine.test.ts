/** The experiment behind the page, without a page. */
import { describe, expect, it, vi } from "vitest";
import { ghmcLoss, gradients, loadWeights, mlp, Tensor, tensor } from "../../src/index.js";
import { parseCsv } from "../../src/tabular/index.js";
import { Experiment } from "../src/engine/experiment.js";
import { frameOf } from "../src/engine/frame.js";
import { contributionsTo, moversOf } from "../src/engine/movers.js";
import { cellsOf, probabilitiesOver } from "../src/engine/plane.js";
import { listOf } from "../src/engine/quality.js";
import { differenceOf, runSeeds, type SeedResult } from "../src/engine/seeds.js";
import { Session } from "../src/engine/session.js";
import { tapeOf } from "../src/engine/tape.js";
import { whyOf } from "../src/engine/why.js";
import { linkOf, readLink } from "../src/link.js";
import type { Answer, Exported, Refusal } from "../src/messages.js";
import { presetNames, presets } from "../src/presets.js";
import { initialState, limits, type Edit, type State } from "../src/state.js";

const dtype = "float64";

/** A preset after so many steps from where it begins. */
const at = (preset: State["setup"]["preset"], steps: number, edits: readonly Edit[] = []) => {
  const state = initialState(preset);
  return Experiment.of({
    ...state,
    edits: [...state.edits, ...edits],
    step: state.step + steps,
  });
};

describe("twins", () => {
  it("begin as one, and differ after a step", () => {
    const experiment = at("heap", 0);
    const [first, second] = frameOf(experiment).twins;
    expect(second.p).toEqual(first.p);
    experiment.seek(1);
    const [one, other] = frameOf(experiment).twins;
    expect(other.p).not.toEqual(one.p);
  });

  it.each(presetNames)("%s: the same state gives the same numbers, to the bit", (preset) => {
    const straight = frameOf(at(preset, 12));
    const wandering = at(preset, 20);
    for (const step of [3, 15, 0, straight.step]) wandering.seek(step);
    expect({ ...frameOf(wandering), furthest: 0 }).toEqual({ ...straight, furthest: 0 });
  });

  it("are looked at without counting: GHM's moving average stays as it is", () => {
    const [watched, alone] = [at("momentum", 0), at("momentum", 0)];
    for (let step = 1; step <= 5; step++) {
      watched.seek(step);
      for (let k = 0; k < 3; k++) {
        frameOf(watched);
        tapeOf(watched, 0, 3, 9);
      }
    }
    alone.seek(5);
    expect(frameOf(watched)).toEqual(frameOf(alone));
  });

  it("run forward over the training rows once a step, however often it is looked at", () => {
    const experiment = at("early", 1);
    const { x } = experiment.training.examples;
    const { model } = experiment.twins[1];
    const forward = vi.spyOn(model, "forward");
    const passes = () => forward.mock.calls.filter(([given]) => given === x).length;
    for (const step of [2, 3, 4]) {
      frameOf(experiment);
      tapeOf(experiment, 1, 3, 9);
      moversOf(experiment.twins[1], experiment);
      experiment.seek(step);
    }
    frameOf(experiment);
    expect(passes()).toBe(4); // of steps 1 to 4
  });

  it("run forward anew once their weights have changed", () => {
    const { twins, training } = at("early", 1);
    const { x } = training.examples;
    const before = twins[1].snapshot();
    const logits = listOf(twins[1].forward(x));
    twins[1].step(training.examples);
    expect(listOf(twins[1].forward(x))).not.toEqual(logits);
    twins[1].restore(before);
    expect(listOf(twins[1].forward(x))).toEqual(logits);
  });
});

describe("a frame", () => {
  it("has the quality that the curve has at its step", () => {
    const experiment = at("heap", 23);
    expect(experiment.curve.map(({ step }) => step)).toEqual([0, 5, 10, 15, 20]);
    for (const { step, twins } of experiment.curve) {
      experiment.seek(step);
      expect(frameOf(experiment).twins.map(({ quality }) => quality)).toEqual(twins);
    }
  });

  it("has GHM's β·(p − p*)/N as the pulls of the twin that is trained with it", () => {
    const { twins, points, numbers } = frameOf(at("heap", 30));
    const { p, beta, pull } = twins[1];
    pull.forEach((value, i) => {
      const byHand = (beta[i] * (p[i] - points[i].label)) / numbers.length;
      expect(Math.abs(value - byHand)).toBeLessThan(1e-12 * Math.max(1, Math.abs(byHand)));
    });
  });

  it("sums the pulls of each bin, and counts every row once", () => {
    const { twins, numbers } = frameOf(at("heap", 30));
    for (const { bins, bin, pull } of twins) {
      expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(numbers.length);
      const whole = pull.reduce((sum, value) => sum + Math.abs(value), 0);
      expect(bins.reduce((sum, { pull: ofBin }) => sum + ofBin, 0)).toBeCloseTo(whole, 12);
      bins.forEach(({ rows }, k) => {
        expect(bin.filter((each) => each === k)).toHaveLength(rows);
      });
    }
  });

  it("calls twins with the same loss by what differs", () => {
    const titles = (preset: State["setup"]["preset"]) =>
      frameOf(at(preset, 0)).twins.map(({ title }) => title);
    expect(titles("heap")).toEqual(["BCE", "GHM-C"]);
    expect(titles("momentum")).toEqual(["GHM-C", "GHM-C emaStart=debiased"]);
    expect(titles("saturated")).toEqual(["GHM-C", "GHM-C lastEdge=1"]);
  });

  it.each([0, 7])(
    "has the moving average that takes the place of R with momentum: step %d",
    (step) => {
      for (const { bins } of frameOf(at("momentum", step)).twins) {
        const filled = bins.filter(({ rows }) => rows > 0);
        for (const { beta, average, rows } of filled) {
          expect(beta).toBeCloseTo(600 / ((average ?? NaN) * filled.length), 8);
          if (step === 0)
            expect([0.01 * rows, rows]).toContainEqual(expect.closeTo(average ?? NaN, 8));
        }
      }
      const [bce, ghmc] = frameOf(at("heap", step)).twins;
      expect([...bce.bins, ...ghmc.bins].every(({ average }) => average === null)).toBe(true);
      expect([bce.isHarmonized, ghmc.isHarmonized]).toEqual([false, true]);
    },
  );

  it("shows a point that is sure and wrong without any pull where the last edge is 1", () => {
    const { twins, numbers } = frameOf(at("saturated", 0));
    const row = numbers.indexOf(600);
    expect(twins.map(({ g }) => g[row])).toEqual([1, 1]);
    expect(twins.map(({ bin }) => bin[row])).toEqual([9, -1]);
    expect(twins[0].pull[row]).toBeLessThan(-0.1);
    expect(twins[1].pull[row]).toBe(-0);
  });
});

describe("an edit", () => {
  const flip = (row: number, step: number): Edit => ({ at: step, kind: "flip", row });

  it("changes the histogram at once, with the weights as they were", () => {
    const experiment = at("clean", 100);
    const before = frameOf(experiment);
    experiment.edit(flip(17, 100));
    const after = frameOf(experiment);
    expect(after.twins[1].p).toEqual(before.twins[1].p);
    expect(after.points[17]).toMatchObject({ label: 1 - before.points[17].label, isFlipped: true });
    expect(after.twins[1].g[17]).toBeCloseTo(1 - before.twins[1].g[17], 12);
    expect(after.furthest).toBe(100);
  });

  it("is undone, also after more steps, as if it had never been made", () => {
    const experiment = at("clean", 20);
    experiment.edit({ at: 20, kind: "add", point: [2, 3], label: 0 });
    experiment.seek(30);
    experiment.undo();
    expect(experiment.step).toBe(20);
    experiment.seek(30);
    expect(frameOf(experiment)).toEqual(frameOf(at("clean", 30)));
  });

  it("is made again when its step is passed, and forgotten if another is made before it", () => {
    const edits: Edit[] = [flip(3, 10), { at: 20, kind: "erase", row: 5 }];
    const experiment = at("clean", 25, edits);
    const whole = frameOf(experiment);
    expect(whole.numbers).not.toContain(5);
    experiment.seek(15);
    expect(frameOf(experiment).numbers).toContain(5);
    experiment.seek(25);
    expect(frameOf(experiment)).toEqual(whole);
    experiment.seek(15);
    experiment.edit(flip(7, 15));
    expect(experiment.edits).toEqual([flip(3, 10), flip(7, 15)]);
    expect(experiment.furthest).toBe(15);
    expect(Math.max(...experiment.curve.map(({ step }) => step))).toBe(15);
  });

  it.each<[string, Edit, string]>([
    ["of no row", flip(9999, 0), "there is no row 9999"],
    ["of another step", flip(1, 4), "an edit of step 4 cannot be made at step 0"],
  ])("%s is refused, and changes nothing", (_, edit, message) => {
    const experiment = at("clean", 0);
    const before = frameOf(experiment);
    expect(() => {
      experiment.edit(edit);
    }).toThrow(message);
    expect(frameOf(experiment)).toEqual(before);
  });

  it("does not take the last row of a label, and says so", () => {
    const experiment = at("clean", 0);
    const ofOne = experiment.rows.flatMap(({ label }, row) => (label === 1 ? [row] : []));
    experiment.edit(...ofOne.slice(1).map((row): Edit => ({ at: 0, kind: "erase", row })));
    expect(() => {
      experiment.edit({ at: 0, kind: "erase", row: ofOne[0] });
    }).toThrow("no point with label 1 would be left: one must stay");
    expect(() => {
      experiment.edit(flip(ofOne[1], 0));
    }).toThrow(`there is no row ${ofOne[1]}: it was erased`);
  });
});

describe("edits of one stroke", () => {
  const stroke = (step: number, ...rows: number[]): Edit[] =>
    rows.map((row, i) => ({ at: step, kind: "flip", row, ...(i > 0 ? { joined: true } : {}) }));

  it("are undone together, and strokes one after the other", () => {
    const experiment = at("clean", 10, stroke(4, 1, 2, 3));
    const before = frameOf(experiment);
    experiment.edit(...stroke(10, 5, 6));
    experiment.undo();
    expect(frameOf(experiment)).toEqual(before);
    experiment.undo();
    expect(experiment.edits).toEqual([]);
    expect({ ...frameOf(experiment), furthest: 0 }).toEqual({
      ...frameOf(at("clean", 4)),
      furthest: 0,
    });
    experiment.undo();
    expect(experiment.step).toBe(4);
  });

  it("are undone together, too, where steps were taken between them", () => {
    const [first, second] = stroke(4, 1, 2);
    const experiment = at("clean", 10, [first, { ...second, at: 8 }]);
    experiment.undo();
    expect([experiment.edits, experiment.step, experiment.furthest]).toEqual([[], 4, 4]);
  });

  it("are all made or none: both classes may change places, but none may be lost", () => {
    const experiment = at("clean", 0);
    const before = frameOf(experiment);
    const rows = before.numbers;
    const ofOne = rows.filter((_, i) => before.points[i].label === 1);
    expect(() => {
      experiment.edit(...stroke(0, ...ofOne));
    }).toThrow("no point with label 1 would be left");
    expect(frameOf(experiment)).toEqual(before);
    experiment.edit(...stroke(0, ...rows));
    expect(frameOf(experiment).points.map(({ label }) => label)).toEqual(
      before.points.map(({ label }) => 1 - label),
    );
  });
});

describe("a preview", () => {
  it("has the numbers that the edit will have, and changes nothing", () => {
    const experiment = at("clean", 100);
    experiment.seek(60);
    const before = frameOf(experiment);
    const move: Edit = { at: 60, kind: "move", row: 17, point: [3, -2] };
    const seen = experiment.preview([move], () => frameOf(experiment));
    expect(frameOf(experiment)).toEqual(before);
    expect([experiment.edits, experiment.furthest]).toEqual([[], 100]);
    experiment.edit(move);
    expect({ ...seen, furthest: 60 }).toEqual(frameOf(experiment));
    expect(seen.twins[1].g[17]).not.toBe(before.twins[1].g[17]);
  });
});

describe("the points that move the border", () => {
  it.each(["heap", "early", "momentum"] as const)(
    "%s: each point's part is what it alone sends back, and all parts sum to the tape's gradient",
    (preset) => {
      const { twins, training } = at(preset, 30);
      const { x, y } = training.examples;
      for (const twin of twins) {
        const { sizes, along, gradient } = contributionsTo(twin, training.examples);
        const parameters = twin.model.parameters();
        const flat = (list: readonly Tensor[]) =>
          list.flatMap((t) => (t.toArray() as number[] | number[][]).flat());
        const whole = twin.withoutCounting(() =>
          flat(gradients(twin.loss.loss(twin.model.forward(x), y), parameters)),
        );
        const length = Math.hypot(...whole);
        expect(Math.abs(gradient - length)).toBeLessThan(1e-12 * length);
        // ∂L/∂logit of a point is a constant here: nothing goes back into β.
        const { pulls } = twin.look(training.examples);
        const parts = listOf(pulls).map((pull, i) => {
          const logit = twin.model.forward(tensor([(x.toArray() as number[][])[i]], { dtype }));
          return flat(gradients(logit.mul(pull).sum(), parameters));
        });
        const sum = whole.map((_, k) => parts.reduce((total, part) => total + part[k], 0));
        sum.forEach((value, k) => {
          expect(Math.abs(value - whole[k])).toBeLessThan(1e-12);
        });
        parts.forEach((part, i) => {
          expect(Math.abs(sizes[i] - Math.hypot(...part))).toBeLessThan(1e-12);
          const dot = part.reduce((total, value, k) => total + value * whole[k], 0);
          expect(Math.abs(along[i] - dot / length)).toBeLessThan(1e-12);
        });
        expect(Math.abs(along.reduce((a, b) => a + b) - length)).toBeLessThan(1e-12);
      }
    },
  );

  it("are listed from the largest part, with the part that wrong labels have", () => {
    const experiment = at("heap", 0);
    const [first] = experiment.twins;
    const { sizes } = contributionsTo(first, experiment.training.examples);
    const { largest, sum, wrongShare } = moversOf(first, experiment);
    expect(largest).toHaveLength(12);
    expect(largest.map(({ size }) => size)).toEqual(sizes.toSorted((a, b) => b - a).slice(0, 12));
    for (const { row, size } of largest) {
      expect(size).toBe(sizes[experiment.training.numbers.indexOf(row)]);
    }
    const { outlier = [] } = experiment.training.examples;
    const wrong = sizes.filter((_, i) => outlier[i]).reduce((a, b) => a + b);
    expect(wrongShare).toBeCloseTo(wrong / sum, 12);
  });
});

describe("the tape", () => {
  it("goes back step by step, to the gradients that the whole backward pass gives", () => {
    const experiment = at("heap", 40);
    const { steps } = tapeOf(experiment, 1, 7, 1);
    expect(steps.map(({ op }) => op).at(-1)).toBe("GHMCLoss");
    expect(steps.every(({ back }) => back === null)).toBe(true);
    const { steps: back, rewound } = tapeOf(experiment, 1, 7, 100);
    expect(rewound).toBe(steps.length);
    const loss = back.at(-1)?.back;
    const { pull } = frameOf(experiment).twins[1];
    expect(loss?.incoming.entries).toEqual([1]);
    expect(loss?.outgoing[0]?.entries).toEqual([pull[7]]);
    expect(loss?.outgoing[0]?.sizes).toEqual(pull.map(Math.abs));
    expect(loss?.outgoing[1]).toBeNull(); // the labels are constants
    const [weight, bias] = experiment.twins[1].model.parameters();
    const { x, y } = experiment.training.examples;
    const logits = experiment.twins[1].model.forward(x);
    const wanted = gradients(ghmcLoss(logits, y), [weight, bias]);
    const found = back.flatMap((step) => step.back?.outgoing ?? []).flatMap((g) => g ?? []);
    for (const [k, parameter] of experiment.twins[1].model.namedParameters().entries()) {
      const gradient = found.find(({ name }) => name === parameter[0]);
      expect(gradient?.entries).toEqual((wanted[k].toArray() as number[]).flat());
    }
  });

  it("names what goes in, and knows what is a constant", () => {
    const { steps } = tapeOf(at("early", 0), 1, 2, 0);
    const first = steps[0];
    expect(first.inputs.map(({ name }) => name)).toContain("x");
    expect(first.inputs.find(({ name }) => name === "x")).toMatchObject({
      shape: [600, 2],
      isTracked: false,
    });
    expect(steps.at(-1)?.inputs.map(({ name }) => name)[1]).toBe("p*");
  });
});

describe("why β has no arrow", () => {
  it("is shown by a jump of the loss at the edge of a bin, and by what gradcheck says of it", () => {
    const { edge, at: logit, nudged, message } = whyOf(at("heap", 40), 1, 7);
    expect(edge * 10).toBeCloseTo(Math.round(edge * 10), 9);
    const losses = nudged.map(({ loss }) => loss);
    const jumps = losses.slice(1).map((loss, i) => Math.abs(loss - losses[i]));
    const largest = jumps.indexOf(Math.max(...jumps));
    expect(nudged[largest].logit).toBeLessThanOrEqual(logit);
    expect(nudged[largest + 1].logit).toBeGreaterThanOrEqual(logit);
    expect(Math.max(...jumps)).toBeGreaterThan(5 * jumps.toSorted((a, b) => b - a)[2]);
    expect(message).toContain("near a kink or a jump (a tie, a border of clamp, a bin edge)");
  });
});

describe("the plane", () => {
  it("has the network's answers from the top left, row by row", () => {
    const twin = at("leverage", 50).twins[0];
    const window = { x1: [-2, 4], x2: [-1, 1], cells: [3, 2] } as const;
    const found = probabilitiesOver(twin, cellsOf(window));
    const places = [-1, 1, 3].flatMap((x1) => [[x1, 0.5]]);
    const below = [-1, 1, 3].flatMap((x1) => [[x1, -0.5]]);
    const logits = twin.model.forward(tensor([...places, ...below], { dtype: "float64" }));
    const p = (logits.sigmoid().toArray() as number[][]).flat().map(Math.fround);
    expect(Array.from(found)).toEqual(p);
  });
});

describe("seeds", () => {
  it("give what each seed gives alone, and the interval of the differences", () => {
    const { setup } = initialState("few");
    const results = [...runSeeds(setup, [], 20, 3)].filter(
      (each): each is SeedResult => each !== null,
    );
    expect(results.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    for (const { seed, twins } of results) {
      const alone = frameOf(Experiment.of({ setup: { ...setup, seed }, edits: [], step: 20 }));
      expect(twins).toEqual(alone.twins.map(({ quality }) => quality));
    }
    const found = differenceOf(results, "brier");
    const differences = results.map(({ twins: [a, b] }) => b.brier - a.brier);
    expect(found?.mean).toBeCloseTo(differences.reduce((a, b) => a + b) / 3, 12);
    expect(found?.n).toBe(3);
  });
});

describe("a session", () => {
  const ask = (session: Session, action: Parameters<Session["answer"]>[0]["action"]) =>
    session.answer({ id: 1, action, plane: null });
  const asked = (session: Session, action: Parameters<Session["answer"]>[0]["action"]) => {
    const answer = ask(session, action);
    expect(answer).not.toHaveProperty("error");
    return answer as Answer;
  };

  it("goes from question to question, and its state is enough to come back", () => {
    const session = new Session();
    asked(session, { kind: "load", state: initialState("few") });
    asked(session, { kind: "advance", by: "step", times: 5 });
    asked(session, { kind: "edit", edits: [{ kind: "add", point: [0.1234, 9], label: 1 }] });
    asked(session, { kind: "advance", by: "step", times: 5 });
    const there = asked(session, { kind: "look", picked: 600, cursor: 2, shown: 0 });
    expect(there.state).toMatchObject({ step: 10, picked: 600, cursor: 2, shown: 0 });
    expect(there.state.edits).toEqual([
      { at: 5, kind: "add", point: [Math.round(0.1234 * 128) / 128, 9], label: 1 },
    ]);
    const back = asked(new Session(), { kind: "load", state: there.state });
    expect(back).toEqual(there);
  });

  it("makes one stroke of edits that are asked for at once, or told to go on with it", () => {
    const session = new Session();
    const add = (x1: number) => ({ kind: "add", point: [x1, 0], label: 1 }) as const;
    asked(session, { kind: "load", state: initialState("clean") });
    asked(session, { kind: "edit", edits: [add(1)], isMore: true });
    asked(session, { kind: "edit", edits: [add(2)], isMore: true });
    const { state } = asked(session, { kind: "edit", edits: [add(3), { kind: "flip", row: 4 }] });
    expect(state.edits.map(({ joined = false }) => joined)).toEqual([false, true, false, true]);
    const { state: read } = readLink(linkOf(state));
    expect(read).toEqual(state);
    expect(asked(session, { kind: "undo" }).state.edits).toHaveLength(2);
    expect(asked(session, { kind: "undo" }).state.edits).toEqual([]);
  });

  it("previews a move: the state stays, and the numbers are those of the edit", () => {
    const session = new Session();
    asked(session, { kind: "load", state: { ...initialState("clean"), step: 20 } });
    const edits = [{ kind: "move", row: 7, point: [1.001, -2] }] as const;
    const preview = asked(session, { kind: "preview", edits });
    expect(preview.state.edits).toEqual([]);
    expect(preview.frame.points[7]).toMatchObject({ x1: 1, x2: -2 });
    const made = asked(session, { kind: "edit", edits });
    expect(made.frame).toEqual(preview.frame);
    expect(made.state.edits).toHaveLength(1);
  });

  it("flips so many per cent of a class in one stroke, by the seed", () => {
    const flips = (seed: number, percents: readonly number[]) => {
      const session = new Session();
      const initial = initialState("clean");
      asked(session, { kind: "load", state: { ...initial, setup: { ...initial.setup, seed } } });
      return percents.map((percent) => asked(session, { kind: "flip", percent, label: 0 }));
    };
    const [first, second] = flips(1, [10, 10]);
    const count = ({ frame }: Answer) => frame.points.filter(({ label }) => label === 0).length;
    const whole = asked(new Session(), { kind: "load", state: initialState("clean") });
    expect(first.state.edits).toHaveLength(Math.round(count(whole) / 10));
    expect(count(first)).toBe(count(whole) - first.state.edits.length);
    for (const edit of first.state.edits) {
      const { points } = whole.frame;
      expect(edit.kind === "flip" && points[edit.row].label).toBe(0);
    }
    // Others the second time, but the same with the same seed; the link brings them back.
    expect(count(second)).toBe(count(first) - Math.round(count(first) / 10));
    expect(flips(1, [10])[0]).toEqual(first);
    expect(flips(2, [10])[0].state.edits).not.toEqual(first.state.edits);
    const { state } = readLink(linkOf(second.state));
    expect(asked(new Session(), { kind: "load", state }).frame).toEqual(second.frame);
  });

  it.each([
    [0, "the part to flip must be above 0 % and at most 100 %, not 0 %"],
    [Number.NaN, "not NaN %"],
    [0.01, "0.01 % of 300 points with label 0 is less than half a point"],
    [100, "no point with label 0 would be left: one must stay"],
  ])("does not flip %d percent of a class: %s", (percent, message) => {
    const session = new Session();
    asked(session, { kind: "load", state: initialState("clean") });
    expect((ask(session, { kind: "flip", percent, label: 0 }) as Refusal).error).toContain(message);
    expect(asked(session, { kind: "look" }).state).toEqual(initialState("clean"));
  });

  it("says which points move the border only if it is asked", () => {
    const session = new Session();
    const { movers } = asked(session, { kind: "look" });
    expect(movers).toBeNull();
    const answer = session.answer({ id: 1, action: { kind: "look" }, plane: null, movers: true });
    expect((answer as Answer).movers?.map(({ largest }) => largest.length)).toEqual([12, 12]);
  });

  it("goes through a step op by op, or phase by phase: forward, loss, backward, update", () => {
    const session = new Session();
    const cursors = (by: "op" | "phase", times: number) =>
      Array.from({ length: times }, () => {
        const { state: now, tape } = asked(session, { kind: "advance", by, times: 1 });
        return [now.step, now.cursor, tape.rewound];
      });
    // Of a logistic regression: its product and bias in one op, and the loss
    expect(cursors("op", 5)).toEqual([
      [0, 2, 1],
      [0, 3, 2],
      [1, 0, 0],
      [1, 1, 0],
      [1, 2, 1],
    ]);
    expect(cursors("phase", 5)).toEqual([
      [1, 3, 2],
      [2, 0, 0],
      [2, 1, 0],
      [2, 3, 2],
      [3, 0, 0],
    ]);
    const { tape } = asked(session, { kind: "look" });
    expect([tape.ofNetwork, tape.steps.length]).toEqual([1, 2]);
  });

  it("refuses what cannot be, with a sentence, and loses nothing", () => {
    const session = new Session();
    const before = asked(session, { kind: "advance", by: "step", times: 3 });
    type Refused = [Parameters<Session["answer"]>[0]["action"], string];
    const refused: Refused[] = [
      [{ kind: "seek", step: -1 }, "there is no step -1"],
      [{ kind: "advance", by: "step", times: limits.steps }, `steps go from 0 to ${limits.steps}`],
      [{ kind: "edit", edits: [{ kind: "flip", row: 1e5 }] }, "there is no row 100000"],
      ...(
        [
          ["hinge", 'there is no loss "hinge"'],
          ["focal:alpha=2", "alpha must be in [0, 1]"],
          ["ohem", "the page shows bce, focal, gce and ghmc, not ohem"],
          ["ghmc:norm=g", "norm is for three classes or more, and here are 2"],
          ["gce:q=2", "q must be"],
        ] as const
      ).map(([loss, message]): Refused => {
        const setup = { ...before.state.setup, losses: ["bce", loss] as const };
        return [{ kind: "load", state: { ...before.state, setup } }, message];
      }),
      [
        { kind: "load", state: { ...before.state, step: 0.5 } },
        "the step must be a whole number from 0",
      ],
    ];
    for (const [action, message] of refused) {
      expect((ask(session, action) as Refusal).error).toContain(message);
      expect(asked(session, { kind: "look" })).toEqual(before);
    }
  });

  it("gives files to take along: rows that parseCsv reads, weights that load, a script", () => {
    const session = new Session();
    const fileOf = (what: Exported) => asked(session, { kind: "export", what }).file;
    const { frame } = asked(session, { kind: "advance", by: "step", times: 3 });
    const { columns, rows } = parseCsv(String(fileOf("rows")?.content));
    expect(columns).toEqual("row,x1,x2,label,spoilt,p,g,bin,beta,pull".split(","));
    expect(rows.map((row) => Number(row[9]))).toEqual(frame.twins[1].pull);
    const model = mlp([2, 1], { dtype: "float64" });
    loadWeights(model, fileOf("weights")?.content as Uint8Array);
    const x = tensor(
      frame.points.map(({ x1, x2 }) => [x1, x2]),
      { dtype: "float64" },
    );
    const p = (model.forward(x).sigmoid().toArray() as number[][]).flat();
    expect(p).toEqual(frame.twins[1].p);
    expect(fileOf("script")).toMatchObject({ name: "ghm-lab.ts" });
    expect(asked(session, { kind: "look" }).file).toBeNull();
  });

  it("runs seeds in small pieces, between which it answers", () => {
    const session = new Session();
    asked(session, { kind: "load", state: initialState("few") });
    asked(session, { kind: "seeds", seeds: 2 });
    let [pieces, news] = [0, 0];
    for (let more = true; more; pieces++) {
      const { isDone, isNews } = session.work();
      if (isNews) news += 1;
      more = !isDone;
    }
    expect([pieces, news]).toEqual([2 * (presets.few.steps / 10 + 1) + 1, 2]);
    expect(asked(session, { kind: "look" }).seeds.results).toHaveLength(2);
    expect(session.seeds.differences.brier?.n).toBe(2);
    asked(session, { kind: "seeds", seeds: 0 });
    expect(session.work()).toEqual({ isDone: true, isNews: false });
  });

  it("keeps the seeds that are done when it is told to stop", () => {
    const session = new Session();
    asked(session, { kind: "load", state: initialState("few") });
    asked(session, { kind: "seeds", seeds: 10 });
    while (!session.work().isNews);
    const { results } = session.seeds;
    asked(session, { kind: "seeds", seeds: 0 });
    expect(session.seeds).toMatchObject({ results, of: 1 });
    expect(results.map(({ seed }) => seed)).toEqual([1]);
    expect(session.work().isDone).toBe(true);
  });
});

describe("the numbers of a page", () => {
  it("are in float64, and the rows those of the package's samples", () => {
    const experiment = at("heap", 0);
    expect(experiment.training.examples.x.dtype).toBe("float64");
    expect(experiment.twins[0].model.parameters().every((p: Tensor) => p.dtype === "float64")).toBe(
      true,
    );
    expect(experiment.training.examples.outlier?.filter(Boolean)).toHaveLength(90);
  });
});
