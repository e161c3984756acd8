import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tensor } from "../../src/autograd/index.js";
import { batches, type BatchesOptions } from "../../src/train/index.js";
import { columnOf, rowsOf } from "../tabular/table/helpers.js";

/** Examples of which row i has the features [i, −i]. */
function examples(labels: number[]) {
  return {
    x: tensor(labels.map((_, i) => [i, -i])),
    y: tensor(labels.map((label) => [label])),
  };
}

const labels = [0, 1, 0, 0, 1, 0, 0];
const rowsIn = (options: BatchesOptions, of = labels) =>
  [...batches(examples(of), options)].map(({ rows }) => rows);

describe("batches", () => {
  it("come in order, the last one with fewer rows, unless it is dropped", () => {
    expect(rowsIn({ size: 3 })).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(rowsIn({ size: 3, dropLast: true })).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(rowsIn({ size: 7, dropLast: true })).toEqual([[0, 1, 2, 3, 4, 5, 6]]);
    expect(rowsIn({ size: 100 })).toEqual([[0, 1, 2, 3, 4, 5, 6]]);
  });

  it("hold the features, labels and marks of their rows", () => {
    const outlier = labels.map((_, i) => i === 4);
    for (const batch of batches({ ...examples(labels), outlier }, { size: 3, shuffle: true })) {
      expect(rowsOf(batch.x)).toEqual(batch.rows.map((row) => [row, row === 0 ? -0 : -row]));
      expect(columnOf(batch.y)).toEqual(batch.rows.map((row) => labels[row]));
      expect(batch.outlier).toEqual(batch.rows.map((row) => row === 4));
    }
  });

  it("are the same for the same seed, and others for another", () => {
    const of = Array.from({ length: 60 }, (_, i) => Number(i % 3 === 0));
    for (const stratify of [false, true]) {
      const options = { size: 8, shuffle: true, stratify };
      expect(rowsIn({ ...options, seed: 5 }, of)).toEqual(rowsIn({ ...options, seed: 5 }, of));
      expect(rowsIn({ ...options, seed: 5 }, of)).not.toEqual(rowsIn({ ...options, seed: 6 }, of));
    }
  });

  const epochs = fc.record({
    of: fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 1, maxLength: 80 }),
    size: fc.integer({ min: 1, max: 90 }),
    shuffle: fc.boolean(),
    stratify: fc.boolean(),
    seed: fc.integer(),
  });

  it("hold every row exactly once, and are all full but the last", () => {
    fc.assert(
      fc.property(epochs, ({ of, size, ...options }) => {
        const found = rowsIn({ size, ...options }, of);
        expect(found.flat().sort((a, b) => a - b)).toEqual(of.map((_, i) => i));
        expect(found.slice(0, -1).every((rows) => rows.length === size)).toBe(true);
        expect(found.at(-1)?.length).toBe(of.length % size || size);
      }),
    );
  });

  it("with stratify hold as many of each class as the shares say, rounded up or down", () => {
    fc.assert(
      fc.property(epochs, ({ of, size, shuffle, seed }) => {
        const share = of.filter((label) => label === 1).length / of.length;
        for (const rows of rowsIn({ size, shuffle, seed, stratify: true }, of)) {
          const positives = rows.filter((row) => of[row] === 1).length;
          expect(Math.abs(positives - share * rows.length)).toBeLessThan(1 - 1e-9);
        }
      }),
    );
  });

  it("with stratify, but without shuffle, keep the order within each class", () => {
    const found = rowsIn({ size: 2, stratify: true }, [1, 1, 1, 0, 0, 0]).flat();
    expect(found.filter((row) => row < 3)).toEqual([0, 1, 2]);
    expect(found.filter((row) => row >= 3)).toEqual([3, 4, 5]);
  });

  it.each<[string, unknown, string]>([
    ["a size of 0", { size: 0 }, "size must be a whole number ≥ 1, not 0"],
    ["half a row", { size: 1.5 }, "size must be a whole number ≥ 1, not 1.5"],
    ["no size", {}, "size must be a whole number ≥ 1, not undefined"],
    ["a size for options", 32, "takes its options as an object"],
    ["a last batch dropped that is all", { size: 8, dropLast: true }, "leaves nothing of 7 rows"],
  ])("refuse %s at once, before the first batch is asked for", (_, options, message) => {
    expect(() => batches(examples(labels), options as BatchesOptions)).toThrow(message);
  });

  it("refuse data without rows or of unequal length, and to stratify other labels", () => {
    const { x } = examples(labels);
    const of = (y: number[][]) => () => batches({ x, y: tensor(y) }, { size: 2, stratify: true });
    expect(of([[1], [0]])).toThrow(
      "x of shape [7, 2] and y of shape [2, 1] are not of as many rows",
    );
    expect(of(labels.map((label) => [label / 2]))).toThrow(
      "one label a row, 0 or 1; that of row 1 is 0.5",
    );
    expect(of(labels.map(() => [0, 1]))).toThrow("one label a row, 0 or 1");
    const none = { x: tensor([], { shape: [0, 2] }), y: tensor([], { shape: [0, 1] }) };
    expect(() => batches(none, { size: 2 })).toThrow("batches: there are no rows");
  });
});
