import { describe, expect, it } from "vitest";
import * as array from "../../../src/array/index.js";
import { view, type Dtype, type NdArray, type Values } from "../../../src/array/index.js";
import {
  areUnchanged,
  arrayDifference,
  blockOf,
  difference,
  dtypes,
  layouts,
  normal,
  typed,
  wholes,
  withKernels,
  withPlainLoops,
} from "./both.js";

/** All lists of axes of an array of so many axes. */
const axesLists = (ndim: number) =>
  Array.from({ length: 2 ** ndim }, (_, set) =>
    Array.from({ length: ndim }, (_, axis) => axis).filter((axis) => (set >> axis) & 1),
  );

/** The sums over `axes` in float64, by the definition, and those of the sizes of the terms. */
function byDefinition(x: NdArray, axes: readonly number[]) {
  const values = array.copy(x).data;
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const count = kept.reduce((size, axis) => size * x.shape[axis], 1);
  const [sums, sizes] = [new Float64Array(count), new Float64Array(count)];
  values.forEach((value, i) => {
    const index = x.shape.map((n, axis) => {
      const step = x.shape.slice(axis + 1).reduce((size, next) => size * next, 1);
      return Math.floor(i / step) % n;
    });
    const at = kept.reduce((place, axis) => place * x.shape[axis] + index[axis], 0);
    sums[at] += value;
    sizes[at] += Math.abs(value);
  });
  return { sums, sizes };
}

/** n float64 roundings in each of both sums, and one to the dtype. */
function isNear(dtype: Dtype, actual: number, sum: number, size: number, terms: number): boolean {
  const rounding = dtype === "float32" ? 2 ** -24 * Math.abs(sum) : 0;
  return Math.abs(actual - sum) <= 2 * terms * 2 ** -53 * size + 1.001 * rounding;
}

describe.each(dtypes)("sums of %s", (dtype) => {
  const ofWholes = (n: number) => typed(dtype, wholes(n, n));
  const check = (x: NdArray, axes: readonly number[], name = "") => {
    let y = x;
    expect(
      areUnchanged([x], () => (y = withKernels(() => array.sum(x, axes, false)))),
      name,
    ).toBe(true);
    expect(difference(y.data, byDefinition(x, axes).sums), name).toBeNull();
    const plain = withPlainLoops(() => array.sum(x, axes, false));
    expect(arrayDifference(y, plain), name).toBeNull();
  };

  it("of whole numbers are exact, over any axes", () => {
    for (const shape of [[7], [1, 1], [3, 5], [5, 3], [2, 3, 4], [4, 1, 3], [2, 3, 2, 5]]) {
      const x = view(ofWholes(shape.reduce((size, n) => size * n)), shape);
      for (const axes of axesLists(shape.length))
        check(x, axes, `[${shape.join()}] ${axes.join()}`);
    }
  });

  it("of whole numbers are exact at any width", () => {
    for (let width = 1; width <= 40; width++) {
      for (const rows of [1, 2, 5]) {
        const x = view(ofWholes(rows * width), [rows, width]);
        for (const axes of [[0], [1], [0, 1]])
          check(x, axes, `${rows} × ${width} over ${axes.join()}`);
      }
    }
  });

  it("of whole numbers are exact however they lie in memory", () => {
    for (const [rows, cols] of [
      [3, 5],
      [4, 8],
      [17, 3],
    ]) {
      for (const [name, x] of Object.entries(layouts(rows, cols, ofWholes))) {
        for (const axes of axesLists(x.shape.length)) check(x, axes, `${name} over ${axes.join()}`);
        expect(
          withKernels(() => array.total(x)),
          name,
        ).toBe(withPlainLoops(() => array.total(x)));
      }
    }
  });

  it("of tables larger than a block are exact", () => {
    const block = blockOf(dtype);
    for (const shape of [
      [2, block - 1],
      [2, block],
      [3, block + 1],
      [2, 2 * block + 3],
      [block + 1, 2],
      [2 * block + 1, 1],
      [5, block / 2 + 1],
      [Math.ceil(block / 7) + 3, 7],
    ]) {
      const x = view(ofWholes(shape[0] * shape[1]), shape);
      for (const axes of [[0], [1], [0, 1]])
        check(x, axes, `[${shape.join()}] over ${axes.join()}`);
    }
  });

  it("of real numbers are rounded like float64 sums, and then once", () => {
    for (const shape of [[5000], [3, 1000], [1000, 3], [40, 50]]) {
      const size = shape.reduce((total, n) => total * n);
      const x = view(typed(dtype, normal(dtype, size, size)), shape);
      for (const axes of axesLists(shape.length)) {
        const y = withKernels(() => array.sum(x, axes, false));
        const { sums, sizes } = byDefinition(x, axes);
        const terms = size / y.size;
        const isRight = Array.from(y.data, (value, i) => {
          return isNear(dtype, value, sums[i], sizes[i], terms);
        });
        expect(isRight.every(Boolean), `[${shape.join()}] over ${axes.join()}`).toBe(true);
      }
    }
  });

  it("of many equal numbers lose nothing", () => {
    const n = 1_000_003;
    const x = array.full([n], 0.1, dtype);
    const sum = withKernels(() => array.total(x));
    expect(Math.abs(sum / (n * x.data[0]) - 1)).toBeLessThan(1e-11);
  });

  it("hold NaN where a term is NaN, and nowhere else", () => {
    for (const cols of [1, 3, 4, 5, 8, 9]) {
      for (let at = 0; at < 3 * cols; at++) {
        const x = array.full([3, cols], 1, dtype);
        x.data[at] = NaN;
        const [down, across] = withKernels(() => [0, 1].map((axis) => array.sum(x, [axis], false)));
        const isNaNAt = (values: Values) => [...values].map(Number.isNaN);
        expect(isNaNAt(down.data)).toEqual([...Array(cols).keys()].map((j) => j === at % cols));
        expect(isNaNAt(across.data)).toEqual([0, 1, 2].map((i) => i === Math.floor(at / cols)));
      }
    }
  });

  it("of −0 alone are 0, as in a plain loop", () => {
    for (const n of [1, 4, 9]) {
      for (const axes of [[0], [1]]) {
        const x = array.full([n, n], -0, dtype);
        const y = withKernels(() => array.sum(x, axes, false));
        expect(difference(y.data, new Float64Array(n))).toBeNull();
      }
    }
  });

  it("are divided before they are rounded, in a mean", () => {
    const most = dtype === "float32" ? 3e38 : 1;
    const x = array.full([2, 10], most, dtype);
    for (const compute of [withKernels, withPlainLoops]) {
      expect(compute(() => array.mean(x, [0, 1], false)).data[0]).toBe(x.data[0]);
      expect(compute(() => array.mean(x, [0], false)).data[9]).toBe(x.data[0]);
    }
  });

  it("undo broadcasting", () => {
    const x = view(ofWholes(2 * 3 * 4), [2, 3, 4]);
    for (const shape of [[4], [3, 1], [1, 3, 4], [2, 1, 4], [1, 1, 1], []]) {
      const y = withKernels(() => array.sumTo(x, shape, dtype));
      expect(
        arrayDifference(
          y,
          withPlainLoops(() => array.sumTo(x, shape, dtype)),
        ),
      ).toBeNull();
    }
  });
});

describe.each(dtypes)("the dot product of %s", (dtype) => {
  it("of whole numbers is exact at any length", () => {
    const block = blockOf(dtype);
    for (const n of [...Array(41).keys(), block - 1, block, block + 1, 2 * block + 3]) {
      const [a, b] = [wholes(n, 1), wholes(n, 2)].map((x) => view(typed(dtype, x), [n]));
      const exact = wholes(n, 1).reduce((sum, value, i) => sum + value * b.data[i], 0);
      let found = NaN;
      expect(areUnchanged([a, b], () => (found = withKernels(() => array.dot(a, b))))).toBe(true);
      expect(found + 0).toBe(exact + 0);
    }
  });

  it("reads arrays of any stride", () => {
    const all = Object.values(layouts(5, 7, (n) => typed(dtype, wholes(n, n))));
    const tables = all.filter((x) => x.size === 35);
    for (const a of tables) {
      for (const b of tables) {
        const [found, plain] = [withKernels, withPlainLoops].map((run) =>
          run(() => array.dot(a, b)),
        );
        expect(found).toBe(plain);
      }
    }
  });

  it("of real numbers is rounded like a float64 sum", () => {
    for (const n of [3, 100, 5000, 40_000]) {
      const [a, b] = [normal(dtype, n, 1), normal(dtype, n, 2)];
      const [x, y] = [a, b].map((values) => view(typed(dtype, values), [n]));
      const sum = a.reduce((total, value, i) => total + value * b[i], 0);
      const size = a.reduce((total, value, i) => total + Math.abs(value * b[i]), 0);
      const found = withKernels(() => array.dot(x, y));
      expect(Math.abs(found - sum)).toBeLessThanOrEqual(2 * (n + 1) * 2 ** -53 * size);
    }
  });
});
