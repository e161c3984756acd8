import { describe, expect, it, vi } from "vitest";
import { auroc, Generator, mlp, tensor } from "../../../src/index.js";
import { parseLoss } from "../../../src/tabular/model/index.js";
import {
  suspects,
  type FoundSuspects,
  type SuspectsOptions,
  type SuspectsProgress,
} from "../../../src/tabular/suspects/suspects.js";
import { integratedGradients } from "../../../src/tabular/suspects/reasons.js";

type Encode = Parameters<typeof suspects>[1];

const generator = new Generator(1);
const right = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : 0));
const points = right.map((label) => [generator.normal() + 4 * label, generator.normal()]);
const wrong = [0, 7, 13, 30, 44];
const labels = right.map((label, i) => (wrong.includes(i) ? 1 - label : label));

const encode: Encode = (training, heldOut) => {
  const take = (rows: readonly number[]) => ({
    x: tensor(rows.map((row) => points[row])),
    y: tensor(rows.map((row) => [labels[row]])),
  });
  return { training: take(training), heldOut: take(heldOut) };
};

const quick = { steps: 40, hidden: [4] } satisfies SuspectsOptions;

describe("suspects", () => {
  it("puts the rows with wrong labels first", async () => {
    const { rows } = await suspects(labels, encode, quick);
    const isWrong = rows.map(({ row }) => (wrong.includes(row) ? 1 : 0));
    expect(
      auroc(
        isWrong,
        rows.map(({ margin }) => -margin),
      ),
    ).toBeGreaterThan(0.97);
  });

  it("gives every row once, with its label, by the margin, the logarithm of the odds", async () => {
    const { rows } = await suspects(labels, encode, quick);
    expect(rows.map(({ row }) => row).sort((a, b) => a - b)).toEqual([...labels.keys()]);
    for (const [i, { row, label, likelier, g, margin }] of rows.entries()) {
      expect(label).toBe(labels[row]);
      expect(margin).toBeCloseTo(Math.log((1 - g) / g), 8);
      expect(likelier.label === label).toBe(margin >= 0);
      expect(likelier.probability).toBeCloseTo(Math.max(g, 1 - g), 12);
      if (i > 0) expect(margin).toBeGreaterThanOrEqual(rows[i - 1].margin);
    }
  });

  it("gives calibrated probabilities: in the mean they are the shares of the labels", async () => {
    const { rows } = await suspects(labels, encode, { ...quick, steps: 300 });
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    const ofOne = rows.map(({ label, g }) => (label === 1 ? 1 - g : g));
    expect(mean(ofOne)).toBeCloseTo(mean(labels), 1);
    expect(rows.every(({ g }) => g > 1e-4 && g < 1 - 1e-4)).toBe(true);
    expect(new Set(rows.map(({ margin }) => margin)).size).toBe(60);
  });

  it("asks models that have not seen the row", async () => {
    const asked: { training: number[]; heldOut: number[] }[] = [];
    const spy: Encode = (training, heldOut) => {
      asked.push({ training: [...training], heldOut: [...heldOut] });
      return encode(training, heldOut);
    };
    await suspects(labels, spy, { ...quick, folds: 3 });
    expect(asked).toHaveLength(3);
    expect(asked.flatMap(({ heldOut }) => heldOut).sort((a, b) => a - b)).toEqual([
      ...labels.keys(),
    ]);
    for (const { training, heldOut } of asked) {
      expect(training.filter((row) => heldOut.includes(row))).toEqual([]);
      expect(training.length + heldOut.length).toBe(60);
    }
  });

  it("does not learn from a held-out row: its features decide, its label does not", async () => {
    const hidden: Encode = (training, heldOut) => {
      const { training: seen, heldOut: kept } = encode(training, heldOut);
      return { training: seen, heldOut: { x: kept.x, y: kept.y.mul(NaN) } };
    };
    expect(await suspects(labels, hidden, quick)).toEqual(await suspects(labels, encode, quick));
  });

  it("cuts the rows otherwise with another seed", async () => {
    const of = (found: FoundSuspects, row: number) =>
      found.rows.find((suspect) => suspect.row === row)?.g;
    const found = [5, 6, 5].map((seed) => suspects(labels, encode, { ...quick, seed }));
    const [first, second, again] = await Promise.all(found);
    expect(of(first, 0)).not.toBe(of(second, 0));
    expect(again).toEqual(first);
  });

  it("trains with the loss that it is given, with GCE if with none", async () => {
    const by = (name: string) => suspects(labels, encode, { ...quick, loss: parseLoss(name) });
    expect(await by("gce")).toEqual(await suspects(labels, encode, quick));
    expect(await by("ghmc")).not.toEqual(await by("gce"));
  });

  it("tells of each step, and gives others a turn", async () => {
    let now = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 1000));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const seen: SuspectsProgress[] = [];
    await suspects(labels, encode, {
      ...quick,
      folds: 4,
      onProgress: (progress) => seen.push(progress),
    }).finally(() => {
      clearInterval(timer);
      clock.mockRestore();
    });
    const steps = [0, 1, 2, 3].flatMap((done) =>
      Array.from({ length: 40 }, (_, step) => ({ done, total: 4, step, steps: 40 })).concat({
        ...{ done: done + 1, total: 4, step: 0, steps: 40 },
      }),
    );
    expect(seen).toEqual(steps);
    expect(turns).toBeGreaterThan(10);
  });

  it("throws an AbortError if it is stopped", async () => {
    const controller = new AbortController();
    const stopped = suspects(labels, encode, {
      ...quick,
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({
      name: "AbortError",
      message: /stopped before every row was held out/,
    });
  });

  it("refuses labels, options and examples that do not fit", async () => {
    const refused: [Promise<unknown>, RegExp][] = [
      [suspects([0, 1, 0.5], encode), /0 to C − 1, with 1000 classes at most; label 2 is 0.5/],
      [suspects([0, -1, 1], encode), /label 1 is -1/],
      [suspects([0, 0, 1, 1000], encode), /label 3 is 1000/],
      [suspects([], encode), /there are no labels/],
      [suspects([1, 1, 1], encode), /all labels are 1: there are no other classes/],
      [suspects([0, 0, 3, 3, 5, 5], encode), /one is 5, but none is 1, 2, 4: number the classes/],
      [suspects([0, 0, 1, 1, 2], encode), /one row cannot be both .* such is class 2: leave/],
      [suspects([0, 1, 2, 2], encode), /such are classes 0, 1: leave these rows out/],
      [suspects([0, 0, 1, 1], encode), /4 rows do not make 5 folds/],
      [
        suspects(labels, (training, heldOut) => ({
          ...encode(training, heldOut),
          columns: ["x"],
        })),
        /named the columns of 1 features, but x has 2/,
      ],
      [
        suspects(labels, (training, heldOut) => {
          const { training: seen, heldOut: kept } = encode(training, heldOut);
          return { training: { ...seen, y: seen.y.mul(0) }, heldOut: kept };
        }),
        /encode gave 0 in training.y for row \d+, whose label is 1/,
      ],
      [
        suspects(labels, encode, { loss: { name: "ghmc", options: { bin: 3 } } }),
        /the loss ghmc has no option "bin"; its options: bins, momentum/,
      ],
      [suspects(labels, encode, { steps: 1.5 }), /suspects: steps must be a whole number/],
      [suspects(labels, encode, { hidden: [0] }), /suspects: a size in hidden/],
      [
        suspects(labels, (training) => encode(training, training)),
        /for 48 training rows and 12 held out, encode gave heldOut.x of shape \[48, 2\] instead of \[12, 2\]/,
      ],
      [
        suspects(labels, (training, heldOut) => {
          const { training: seen, heldOut: kept } = encode(training, heldOut);
          return { training: seen, heldOut: { ...kept, x: kept.x.div(0) } };
        }),
        /heldOut.x, as encode gave it, holds NaN or infinity/,
      ],
    ];
    for (const [promise, message] of refused) await expect(promise).rejects.toThrow(message);
  });

  it("refuses weights that are not one for each row, finite and above 0", async () => {
    const one = (rows: readonly number[]) => rows.map(() => 1);
    type WeightsOf = (rows: readonly number[]) => number[];
    const run = (ofTraining: WeightsOf, ofHeldOut: WeightsOf) =>
      suspects(
        labels,
        (training, heldOut) => {
          const { training: seen, heldOut: kept } = encode(training, heldOut);
          return {
            training: { ...seen, weights: ofTraining(training) },
            heldOut: { ...kept, weights: ofHeldOut(heldOut) },
          };
        },
        quick,
      );
    const refused: [WeightsOf, WeightsOf, RegExp][] = [
      [one, (rows) => [...one(rows), 1], /encode gave 13 weights for the 12 rows of heldOut/],
      [one, (rows) => one(rows).slice(1), /encode gave 11 weights for the 12 rows of heldOut/],
      [(rows) => [...one(rows), 1], one, /encode gave 49 weights for the 48 rows of training/],
      [(rows) => rows.map((_, i) => i - 5), one, /training.weights must be .* entry 0 is -5/],
      [one, (rows) => rows.map(() => 0), /heldOut.weights must be .* above 0; entry 0 is 0/],
      [() => "x" as unknown as number[], one, /training.weights must be a list .* not "x"/],
    ];
    for (const [ofTraining, ofHeldOut, message] of refused) {
      await expect(run(ofTraining, ofHeldOut)).rejects.toThrow(message);
    }
    await expect(run(one, one)).resolves.toMatchObject({ rows: { length: 60 } });
  });
});

describe("suspects of several classes", () => {
  const classes = 4;
  const random = new Generator(2);
  const truth = Array.from({ length: 120 }, (_, i) => i % classes);
  const x = truth.map((c) => [3 * Math.cos(c) + 0.5 * random.normal(), 3 * Math.sin(c)]);
  const flipped = [5, 33, 34, 80, 111];
  const given = truth.map((c, i) => (flipped.includes(i) ? (c + 1 + (i % 3)) % classes : c));
  const encodeSeveral: Encode = (training, heldOut) => {
    const take = (rows: readonly number[]) => ({
      x: tensor(rows.map((row) => x[row])),
      y: tensor(rows.map((row) => [given[row]])),
    });
    return { training: take(training), heldOut: take(heldOut) };
  };

  it("puts wrong labels first, and names the right class as the likelier one", async () => {
    const { rows } = await suspects(given, encodeSeveral, quick);
    const first = rows.slice(0, 5);
    expect(first.map(({ row }) => row).sort((a, b) => a - b)).toEqual(flipped);
    for (const { row, label, likelier, g, margin } of first) {
      expect([label, likelier.label]).toEqual([given[row], truth[row]]);
      expect(likelier.probability).toBeGreaterThan(0.5);
      // The label's probability is 1 − g, and the largest of the others is the likelier class's.
      expect(margin).toBeCloseTo(Math.log((1 - g) / likelier.probability), 8);
    }
    const last = rows[119];
    expect(last.likelier.label).toBe(last.label);
    expect(last.likelier.probability).toBeCloseTo(1 - last.g, 12);
    expect(last.margin).toBeGreaterThan(1);
  });

  it("counts them, and of which pairs of classes they are", async () => {
    const { wrong } = await suspects(given, encodeSeveral, quick);
    expect(wrong?.count).toBeGreaterThan(3);
    expect(wrong?.count).toBeLessThan(8);
    expect(wrong?.low).toBeLessThanOrEqual(5);
    expect(wrong?.high).toBeGreaterThanOrEqual(5);
    const pairs = new Set(wrong?.pairs.map(({ label, likelier }) => `${label} ${likelier}`));
    expect(pairs).toEqual(new Set(flipped.map((row) => `${given[row]} ${truth[row]}`)));
    const sum = wrong?.pairs.reduce((total, { count }) => total + count, 0);
    expect(sum).toBeCloseTo(wrong?.count ?? NaN, 8);
  });

  it("takes classes with two rows, and fewer than there are folds", async () => {
    const rows = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 14]; // class 3 has rows 3 and 7
    const few = rows.map((row) => truth[row]);
    const { rows: found } = await suspects(
      few,
      (training, heldOut) => {
        const take = (some: readonly number[]) => ({
          x: tensor(some.map((i) => x[rows[i]])),
          y: tensor(some.map((i) => [few[i]])),
        });
        return { training: take(training), heldOut: take(heldOut) };
      },
      quick,
    );
    expect(found).toHaveLength(12);
    expect(found.every(({ g, margin }) => Number.isFinite(g + margin))).toBe(true);
  });

  it("takes every loss", async () => {
    for (const loss of ["bce", "class-balanced", "focal", "gce", "ghmc:norm=l2", "ohem"]) {
      const { rows } = await suspects(given, encodeSeveral, { ...quick, loss: parseLoss(loss) });
      expect(flipped).toContain(rows[0].row);
    }
  });
});

describe("the reasons of a suspect", () => {
  const columnsOf = (columns: readonly string[]): Encode => {
    return (training, heldOut) => ({ ...encode(training, heldOut), columns });
  };

  it("are the columns that set it apart from the rows with its label", async () => {
    const { rows } = await suspects(labels, columnsOf(["place", "noise"]), quick);
    for (const { row, reasons } of rows.slice(0, 3)) {
      expect(wrong).toContain(row);
      expect(reasons[0].column).toBe("place");
      expect(reasons[0].contribution).toBeLessThan(-1);
    }
  });

  it("are none where the label is the likeliest class", async () => {
    const { rows } = await suspects(labels, encode, quick);
    for (const { label, likelier, reasons } of rows) {
      if (likelier.label === label) expect(reasons).toEqual([]);
      for (const { contribution } of reasons) expect(contribution).toBeLessThan(0);
    }
  });

  it("add up the features of a column", async () => {
    const options = { ...quick, hidden: [] };
    const [apart, together] = await Promise.all(
      [
        ["0", "1"],
        ["both", "both"],
      ].map((names) => suspects(labels, columnsOf(names), options)),
    );
    const total = ({ reasons }: (typeof apart.rows)[0]) =>
      reasons.reduce((sum, { contribution }) => sum + contribution, 0);
    const two = apart.rows.find(({ reasons }) => reasons.length === 2);
    const one = together.rows.find(({ row }) => row === two?.row);
    expect(one?.reasons).toHaveLength(1);
    expect(one && total(one)).toBeCloseTo(two ? total(two) : NaN, 6);
  });
});

describe("integratedGradients", () => {
  const model = mlp([3, 8, 2], { activation: "tanh", generator: new Generator(3) });
  const x = tensor([
    [1, -2, 0.5],
    [3, 0, -1],
  ]);
  const from = tensor([
    [0, 0, 0],
    [-1, 1, 1],
  ]);
  const signs = tensor([
    [1, -1],
    [0, 1],
  ]);

  it("adds up to the difference of the scores", () => {
    const contributions = integratedGradients(model, x, from, signs);
    const scores = [x, from].map((rows) => model.forward(rows).mul(signs).sum([1]).data.data);
    for (const row of [0, 1]) {
      const sum = contributions.slice(3 * row, 3 * row + 3).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(scores[0][row] - scores[1][row], 2);
    }
  });

  it("is weight times difference for a linear model", () => {
    const linear = mlp([3, 2], { activation: "tanh", generator: new Generator(4) });
    const weight = linear.parameters()[0].data;
    const contributions = integratedGradients(linear, x, from, signs);
    for (const f of [0, 1, 2]) {
      const difference = weight.get(f, 0) - weight.get(f, 1);
      expect(contributions[f]).toBeCloseTo(difference * x.data.get(0, f), 5);
    }
  });
});
