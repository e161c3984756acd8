import { describe, expect, it, vi } from "vitest";
import { auroc, Generator, tensor } from "../../src/index.js";
import { parseLoss } from "../../src/tabular/model/index.js";
import { suspects, type SuspectsOptions } from "../../src/tabular/suspects.js";

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
    const found = await suspects(labels, encode, quick);
    const isWrong = found.map(({ row }) => (wrong.includes(row) ? 1 : 0));
    expect(
      auroc(
        isWrong,
        found.map(({ g }) => g),
      ),
    ).toBeGreaterThan(0.97);
  });

  it("holds the likelier of two classes for right, and has the margin 1 − 2g", async () => {
    for (const { label, likelier, probability, g, margin } of await suspects(
      labels,
      encode,
      quick,
    )) {
      expect(margin).toBeCloseTo(1 - 2 * g, 12);
      expect(likelier.label === label).toBe(g <= 0.5);
      expect(likelier.probability).toBe(Math.max(probability ?? NaN, 1 - (probability ?? NaN)));
    }
  });

  it("gives every row once, with its label, sorted by g = |probability − label|", async () => {
    const found = await suspects(labels, encode, quick);
    expect(found.map(({ row }) => row).sort((a, b) => a - b)).toEqual([...labels.keys()]);
    for (const [i, { row, label, probability, g }] of found.entries()) {
      expect(label).toBe(labels[row]);
      expect(g).toBe(Math.abs((probability ?? NaN) - label));
      if (i > 0) expect(g).toBeLessThanOrEqual(found[i - 1].g);
    }
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
    const of = (found: Awaited<ReturnType<typeof suspects>>, row: number) =>
      found.find((suspect) => suspect.row === row)?.probability;
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

  it("tells of each training, and gives others a turn", async () => {
    let now = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 1000));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const seen: { done: number; total: number }[] = [];
    await suspects(labels, encode, {
      ...quick,
      folds: 4,
      onProgress: (progress) => seen.push(progress),
    }).finally(() => {
      clearInterval(timer);
      clock.mockRestore();
    });
    expect(seen).toEqual([1, 2, 3, 4].map((done) => ({ done, total: 4 })));
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
      [suspects(labels, encode, { order: "l" as "g" }), /order is "g" or "margin", not "l"/],
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
    const found = await suspects(given, encodeSeveral, quick);
    expect(
      found
        .slice(0, 5)
        .map(({ row }) => row)
        .sort((a, b) => a - b),
    ).toEqual(flipped);
    for (const { row, label, likelier, g, margin } of found.slice(0, 5)) {
      expect([label, likelier.label]).toEqual([given[row], truth[row]]);
      expect(likelier.probability).toBeGreaterThan(0.5);
      // The label's probability is 1 − g, and the largest of the others is the likelier class's.
      expect(margin).toBeCloseTo(1 - g - likelier.probability, 12);
    }
    const last = found[119];
    expect([last.likelier.label, last.likelier.probability]).toEqual([last.label, 1 - last.g]);
    expect(last.margin).toBeGreaterThan(0.5);
  });

  it("orders by g, or by the margin", async () => {
    const byG = await suspects(given, encodeSeveral, { ...quick, order: "g" });
    const byMargin = await suspects(given, encodeSeveral, { ...quick, order: "margin" });
    expect(byG.map(({ g }) => g)).toEqual(byG.map(({ g }) => g).sort((a, b) => b - a));
    const margins = byMargin.map(({ margin }) => margin);
    expect(margins).toEqual([...margins].sort((a, b) => a - b));
    expect(byMargin.map(({ row }) => row)).not.toEqual(byG.map(({ row }) => row));
    const byRow = (list: typeof byG) => [...list].sort((a, b) => a.row - b.row);
    expect(byRow(byMargin)).toEqual(byRow(byG));
  });

  it("takes classes with two rows, and fewer than there are folds", async () => {
    const rows = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 14]; // class 3 has rows 3 and 7
    const few = rows.map((row) => truth[row]);
    const found = await suspects(
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
      const found = await suspects(given, encodeSeveral, { ...quick, loss: parseLoss(loss) });
      expect(flipped).toContain(found[0].row);
    }
  });
});
