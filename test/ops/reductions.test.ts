import { describe, expect, it } from "vitest";
import {
  logsumexp,
  max,
  mean,
  min,
  norm,
  prod,
  std,
  sum,
  tensor,
  variance,
  type Axis,
  type ReduceOptions,
  type Tensor,
} from "../../src/index.js";

const x = tensor(
  [
    [3, -1, 2],
    [4, 0.5, -2],
  ],
  { dtype: "float64" },
);

type Reduction = (x: Tensor, axis?: Axis, options?: ReduceOptions) => Tensor;
/** Each reduction, and what it is of a list. */
const reductions: [name: string, f: Reduction, ofList: (list: number[]) => number][] = [
  ["sum", sum, (list) => list.reduce((a, b) => a + b)],
  ["mean", mean, (list) => list.reduce((a, b) => a + b) / list.length],
  ["prod", prod, (list) => list.reduce((a, b) => a * b)],
  ["max", max, (list) => Math.max(...list)],
  ["min", min, (list) => Math.min(...list)],
  ["norm", norm, (list) => Math.hypot(...list)],
  ["logsumexp", logsumexp, (list) => Math.log(list.reduce((a, b) => a + Math.exp(b), 0))],
  ["variance", variance, (list) => varianceOf(list, 1)],
  ["std", std, (list) => Math.sqrt(varianceOf(list, 1))],
];

function varianceOf(list: number[], correction: number): number {
  const center = list.reduce((a, b) => a + b) / list.length;
  return list.reduce((a, b) => a + (b - center) ** 2, 0) / (list.length - correction);
}

describe.each(reductions)("%s", (_, f, ofList) => {
  const [rows, all] = [x.toArray() as number[][], (x.toArray() as number[][]).flat()];
  const columns = rows[0].map((_, j) => rows.map((row) => row[j]));
  const expectValues = (found: Tensor, shape: number[], wanted: number[]) => {
    expect(found.shape).toEqual(shape);
    const flat = found.reshape([-1]).toArray() as number[];
    flat.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i], 12);
    });
  };

  it("is that of all elements, of each column, or of each row; the axis goes, unless it is kept", () => {
    expectValues(f(x), [], [ofList(all)]);
    expectValues(f(x, 0), [3], columns.map(ofList));
    expectValues(f(x, 1), [2], rows.map(ofList));
    expectValues(f(x, -1, { keepdims: true }), [2, 1], rows.map(ofList));
    expectValues(f(x, null, { keepdims: true }), [1, 1], [ofList(all)]);
    expectValues(f(x, 0, { keepdims: false }), [3], columns.map(ofList));
  });
});

describe("prod", () => {
  it.each([1, 2, 3, 4, 5, 7, 8])("multiplies %i entries along any axis", (n) => {
    const list = Array.from({ length: n }, (_, i) => i + 2);
    const wanted = list.reduce((a, b) => a * b);
    expect(prod(list).item()).toBe(wanted);
    expect(
      prod(
        list.map((value) => [value, 1]),
        0,
      ).toArray(),
    ).toEqual([wanted, 1]);
    expect(prod([list, list.map(() => -1)], 1).toArray()).toEqual([wanted, (-1) ** n]);
  });

  it("is 1 of nothing, in the shape of a reduction", () => {
    const empty = tensor([], { shape: [2, 0] });
    expect(prod(empty).item()).toBe(1);
    expect(prod(empty, 1).toArray()).toEqual([1, 1]);
    expect(prod(empty, 1, { keepdims: true }).toArray()).toEqual([[1], [1]]);
    expect(prod(empty, 0).shape).toEqual([0]);
  });
});

describe("variance", () => {
  it("divides by n less the correction", () => {
    const list = (x.toArray() as number[][]).flat();
    for (const correction of [0, 1, 2.5]) {
      expect(variance(x, null, { correction }).item()).toBeCloseTo(
        varianceOf(list, correction),
        12,
      );
    }
  });
});
