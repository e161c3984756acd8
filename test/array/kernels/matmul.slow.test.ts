import { afterEach, describe, expect, it } from "vitest";
import * as array from "../../../src/array/index.js";
import { view, type Dtype, type NdArray } from "../../../src/array/index.js";
import { kernelsFor } from "../../../src/array/kernels/load.js";
import * as wasm from "../../../src/array/kernels/matmul.js";
import {
  areUnchanged,
  arrayDifference,
  difference,
  dtypes,
  element,
  framed,
  layouts,
  mixed,
  normal,
  round,
  typed,
  unitOf,
  wholes,
  withKernels,
  withPlainLoops,
} from "./both.js";

/** A·B and |A|·|B| of tables as lists, in float64, by the definition. */
function byDefinition(a: NdArray, b: NdArray, n: number, k: number, m: number) {
  const product = new Float64Array(n * m);
  const sizes = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      for (let l = 0; l < k; l++) {
        const term = element(a, i, l) * element(b, l, j);
        product[i * m + j] += term;
        sizes[i * m + j] += Math.abs(term);
      }
    }
  }
  return { product, sizes };
}

/** So many terms are added up in the dtype, then the sums of these parts in float64. */
const PART = 128;

/**
 * The largest error of an element of a product with k terms, in units of Σ|a||b|: in a part, a product
 * is rounded once, and once by each addition that it takes part in, but the first, which is to 0; the
 * parts are added up in float64, and rounded once. That the error of a rounding grows by later ones,
 * the last unit pays for.
 */
function boundOf(dtype: Dtype, k: number): number {
  const last = dtype === "float32" && k > PART ? 1 : 0;
  // The reference is a float64 sum, too.
  const ofParts = Math.ceil(k / PART) + (dtype === "float64" ? k : 0);
  return (Math.min(k, PART) + last + 1) * unitOf(dtype) + ofParts * unitOf("float64");
}

/** How far y is from the definition, in units of what is allowed. */
function worstOf(dtype: Dtype, y: NdArray, a: NdArray, b: NdArray, k: number): number {
  const [n, m] = y.shape;
  const { product, sizes } = byDefinition(a, b, n, k, m);
  const errors = Array.from(array.flat(y), (value, i) => {
    const error = Math.abs(value - product[i]);
    return error === 0 ? 0 : error / (boundOf(dtype, k) * sizes[i]);
  });
  return Math.max(...errors);
}

/** Matrices, but those that broadcast. */
function matrices(rows: number, cols: number, make: Parameters<typeof layouts>[2]) {
  const all = Object.entries(layouts(rows, cols, make));
  return all.filter(([, x]) => x.shape.length === 2 && x.shape[0] === rows && x.shape[1] === cols);
}

const LIMIT = 2 ** 26;

describe.each(dtypes)("the product of two matrices of %s", (dtype) => {
  const ofWholes = (seed: number) => (n: number) => typed(dtype, wholes(n, seed + n));
  const ofReals = (seed: number) => (n: number) => typed(dtype, normal(dtype, n, seed + n));

  afterEach(() => {
    wasm.setLimit(LIMIT);
  });

  function expectExact(n: number, k: number, m: number, onlyFirst = false): void {
    const left = matrices(n, k, ofWholes(1));
    const right = matrices(k, m, ofWholes(2));
    for (const [nameA, a] of onlyFirst ? left.slice(0, 3) : left) {
      for (const [nameB, b] of onlyFirst ? right.slice(0, 3) : right) {
        const names = `${n}×${k}×${m}, ${nameA} and ${nameB}`;
        let y = a;
        const compute = () => (y = withKernels(() => array.matmul(a, b)));
        expect(areUnchanged([a, b], compute), names).toBe(true);
        expect(y.shape, names).toEqual([n, m]);
        const { product } = byDefinition(a, b, n, k, m);
        // −8·0 is −0 by itself, but not in a sum from 0.
        expect(difference(array.flat(y), product), names).toBeNull();
      }
    }
  }

  it("of whole numbers is exact, for all sizes from 1 to 9", () => {
    for (let n = 1; n <= 9; n++) {
      for (let k = 1; k <= 9; k++) {
        for (let m = 1; m <= 9; m++) expectExact(n, k, m, true);
      }
    }
  });

  it("of whole numbers is exact, however they lie in memory", () => {
    const sizes = [
      [1, 1, 1],
      [1, 7, 5],
      [1, 7, 1],
      [6, 5, 1],
      [6, 1, 9],
      [4, 8, 8],
      [5, 9, 17],
      [13, 12, 8],
    ];
    for (const [n, k, m] of sizes) expectExact(n, k, m);
  });

  it("of whole numbers is exact, for large sizes", () => {
    for (const [n, k, m] of [
      [33, 65, 130],
      [130, 33, 65],
      [65, 130, 33],
      [2, 513, 3],
      [3, 1025, 1],
      [1, 1025, 9],
      [7, 512, 8],
    ]) {
      expectExact(n, k, m, true);
    }
  });

  it("of whole numbers is exact where k is cut", () => {
    for (const [n, k, m] of [
      [2, 65_535, 1],
      [2, 65_536, 2],
      [2, 65_537, 2],
      [1, 131_073, 2],
    ]) {
      const [a, b] = [view(ofWholes(1)(n * k), [n, k]), view(ofWholes(2)(k * m), [k, m])];
      const { product } = byDefinition(a, b, n, k, m);
      expect(difference(withKernels(() => array.matmul(a, b)).data, product)).toBeNull();
      const bias = view(ofWholes(3)(m), [m]);
      const y = withKernels(() => array.affine(a, b, bias));
      expect(
        difference(
          y.data,
          product.map((value, i) => value + bias.data[i % m]),
        ),
      ).toBeNull();
    }
  });

  it.each([1, 2, 3, 4, 5, 8, 64, 127, 128, 129, 511, 512, 513, 1025, 5000])(
    "of real numbers with %i terms is within its bound",
    (k) => {
      for (const [n, m] of [
        [1, 1],
        [1, 9],
        [9, 1],
        [5, 11],
      ]) {
        for (const [, a] of matrices(n, k, ofReals(3)).slice(0, 3)) {
          for (const [, b] of matrices(k, m, ofReals(4)).slice(0, 3)) {
            const y = withKernels(() => array.matmul(a, b));
            expect(worstOf(dtype, y, a, b, k)).toBeLessThanOrEqual(1);
          }
        }
      }
    },
  );

  it("is added up in parts, so that small terms are not lost", () => {
    // To 1, half a place is added in vain, again and again; with parts, in the first part only.
    const k = 400 * PART;
    const one = unitOf(dtype);
    const a = view(typed(dtype, new Array<number>(9 * k).fill(one)), [9, k]);
    a.data.forEach((_, i) => (a.data[i] = i % k === 0 ? 1 : one));
    const ones = array.full([k, 9], 1, dtype);
    for (const [x, w] of [
      [a, ones],
      [a, view(ones.data, [k, 1], [1, 1])], // a vector on the right
      [view(a.data.subarray(0, k), [1, k]), ones], // and on the left
    ]) {
      const y = withKernels(() => array.matmul(x, w));
      const lost = 1 + (k - 1) * one - y.data[0];
      expect(Math.abs(lost)).toBeLessThanOrEqual(1.2 * PART * one);
    }
  });

  it("is the same for a row, wherever it stands, and however many others there are", () => {
    const k = 700;
    const row = ofReals(5)(k);
    const a = view(typed(dtype, Array.from({ length: 11 }, () => [...row]).flat()), [11, k]);
    for (const m of [1, 2, 13]) {
      for (const [name, b] of matrices(k, m, ofReals(6))) {
        const y = withKernels(() => array.matmul(a, b)).data;
        const alone = withKernels(() => array.matmul(view(row, [1, k]), b)).data;
        for (let i = 0; i < 11; i++) {
          expect(difference(y.subarray(i * m, (i + 1) * m), alone), `${name}, ${m}`).toBeNull();
        }
      }
    }
  });

  it("passes NaN and infinity on to the elements that they belong to, and to no others", () => {
    for (const [n, k, m] of [
      [6, 5, 9],
      [1, 5, 9],
      [6, 5, 1],
    ]) {
      for (const bad of [NaN, Infinity]) {
        for (let at = 0; at < n * k; at++) {
          const a = array.full([n, k], 1, dtype);
          a.data[at] = bad;
          const y = withKernels(() => array.matmul(a, array.full([k, m], 1, dtype)));
          const expected = Array.from({ length: n * m }, (_, i) =>
            Math.floor(i / m) === Math.floor(at / k) ? bad : k,
          );
          expect(difference(y.data, expected)).toBeNull();
        }
        for (let at = 0; at < k * m; at++) {
          const b = array.full([k, m], 1, dtype);
          b.data[at] = bad;
          const y = withKernels(() => array.matmul(array.full([n, k], 1, dtype), b));
          const expected = Array.from({ length: n * m }, (_, i) => (i % m === at % m ? bad : k));
          expect(difference(y.data, expected)).toBeNull();
        }
      }
    }
  });

  it("treats special values as a plain loop does", () => {
    const [a, b] = [mixed(dtype, 30, 1), mixed(dtype, 30, 2)].map((x) => {
      // Sums of large numbers may overflow in one order and not in another.
      return typed(
        dtype,
        x.map((value) => (Math.abs(value) > 1e9 ? value * Infinity : value)),
      );
    });
    const [x, y] = [view(a, [15, 2]), view(b, [2, 15])];
    const [actual, plain] = [withKernels, withPlainLoops].map((run) =>
      run(() => array.matmul(x, y)),
    );
    const kindOf = (value: number) => (Number.isFinite(value) ? 0 : value);
    expect(difference([...actual.data].map(kindOf), [...plain.data].map(kindOf))).toBeNull();
  });

  it("of batches is that of each pair of matrices", () => {
    for (const [shapeA, shapeB] of [
      [
        [3, 4, 5],
        [3, 5, 6],
      ],
      [
        [2, 1, 4, 5],
        [3, 5, 6],
      ],
      [
        [4, 5],
        [3, 5, 9],
      ],
      [
        [2, 3, 1, 7],
        [1, 3, 7, 1],
      ],
    ]) {
      const size = (shape: number[]) => shape.reduce((total, n) => total * n);
      const a = view(ofWholes(1)(size(shapeA)), shapeA);
      const b = view(ofWholes(2)(size(shapeB)), shapeB);
      const [y, plain] = [withKernels, withPlainLoops].map((run) => run(() => array.matmul(a, b)));
      expect(arrayDifference(y, plain)).toBeNull();
      const turned = (x: NdArray) => {
        const axes = x.shape.map((_, axis) => axis);
        return array.permute(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
      };
      const [ofTurned, plainOfTurned] = [withKernels, withPlainLoops].map((run) =>
        run(() => array.matmul(turned(b), turned(a))),
      );
      expect(arrayDifference(ofTurned, plainOfTurned)).toBeNull();
    }
  });

  it("is made of smaller ones where the operands are large", () => {
    for (const limit of [0, 100, 1000, 5000]) {
      for (const [n, k, m] of [
        [9, 5, 3],
        [3, 5, 9],
        [5, 9, 3],
        [1, 40, 1],
        [17, 17, 17],
        [2, 600, 2],
      ]) {
        wasm.setLimit(limit);
        expectExact(n, k, m, true);
        const a = view(ofReals(1)(n * k), [n, k]);
        const b = view(ofReals(2)(k * m), [k, m]);
        const y = withKernels(() => array.matmul(a, b));
        expect(worstOf(dtype, y, a, b, k)).toBeLessThanOrEqual(1);
      }
    }
  });

  it("is made of smaller ones where an operand repeats one column or row of a table", () => {
    for (const [limit, n, k, m, width] of [
      [1000, 2, 30, 9, 5],
      [1000, 9, 30, 2, 5],
      [2000, 3, 30, 9, 12],
      [2000, 9, 30, 3, 12],
    ]) {
      wasm.setLimit(limit);
      const table = (rows: number, seed: number) => ofWholes(seed)(rows * width);
      const lefts = [
        view(table(n, 1), [n, k], [width, 0], 1),
        view(table(k, 1), [n, k], [0, width], 1),
        view(ofWholes(1)(n * k), [n, k]),
      ];
      const rights = [
        view(table(k, 2), [k, m], [width, 0], 1),
        view(table(m, 2), [k, m], [0, width], 1),
        view(ofWholes(2)(k * m), [k, m]),
      ];
      for (const a of lefts) {
        for (const b of rights) {
          const { product } = byDefinition(a, b, n, k, m);
          const y = withKernels(() => array.matmul(a, b));
          const names = `strides ${a.stride.join()} × ${b.stride.join()}`;
          expect(difference(array.flat(y), product), names).toBeNull();
        }
      }
    }
  });

  it("is written into its own rows only", () => {
    const kernels = withKernels(() => kernelsFor(1, 1));
    if (kernels === null) throw new Error("no WebAssembly");
    for (const limit of [LIMIT, 200]) {
      wasm.setLimit(limit);
      for (const [n, k, m, row] of [
        [3, 4, 5, 5],
        [3, 4, 5, 9],
        [1, 4, 5, 5],
        [5, 3, 1, 2],
      ]) {
        const out = framed(dtype, n * row);
        const a = { values: ofWholes(1)(n * k), offset: 0, row: k, col: 1 };
        const b = { values: ofWholes(2)(k * m), offset: 0, row: m, col: 1 };
        const target = { values: out.inner, offset: 0, row, col: 1 };
        wasm.multiplyInto(kernels, n, m, k, a, b, target);
        const { product } = byDefinition(view(a.values, [n, k]), view(b.values, [k, m]), n, k, m);
        const expected = Array.from({ length: n * row }, (_, i) =>
          i % row < m ? product[Math.floor(i / row) * m + (i % row)] : 7,
        );
        expect(difference(out.inner, expected)).toBeNull();
        expect(out.isIntact()).toBe(true);
      }
    }
  });
});

describe.each(dtypes)("affine of %s", (dtype) => {
  afterEach(() => {
    wasm.setLimit(LIMIT);
  });

  it("is the product and then the bias, to the bit", () => {
    for (const [n, k, m] of [
      [1, 1, 1],
      [1, 6, 5],
      [6, 5, 1],
      [7, 3, 9],
      [33, 65, 17],
      [4, 1000, 8],
    ]) {
      const left = matrices(n, k, (size) => typed(dtype, normal(dtype, size, 1)));
      const right = matrices(k, m, (size) => typed(dtype, normal(dtype, size, 2)));
      const wide = typed(dtype, normal(dtype, 2 * m + 1, 3));
      const biases = [
        view(wide.slice(0, m), [m]),
        view(wide, [m], [2], 1),
        view(wide, [m], [0], 1),
      ];
      for (const [name, x] of left) {
        for (const [, w] of right.slice(0, 3)) {
          for (const bias of biases) {
            let y = x;
            const compute = () => (y = withKernels(() => array.affine(x, w, bias)));
            expect(areUnchanged([x, w, bias], compute)).toBe(true);
            const steps = withKernels(() => array.add(array.matmul(x, w), bias));
            expect(arrayDifference(y, steps), name).toBeNull();
          }
        }
      }
    }
  });

  it("is right where the operands are too large for one product", () => {
    wasm.setLimit(300);
    for (const [n, k, m] of [
      [10, 6, 7],
      [1, 6, 70],
      [70, 6, 1],
    ]) {
      const x = view(typed(dtype, wholes(n * k, 1)), [n, k]);
      const w = view(typed(dtype, wholes(k * m, 2)), [k, m]);
      const bias = view(typed(dtype, wholes(m, 3)), [m]);
      const [y, plain] = [withKernels, withPlainLoops].map((run) => {
        return run(() => array.affine(x, w, bias));
      });
      expect(arrayDifference(y, plain)).toBeNull();
    }
  });

  it("refuses what does not fit, as without kernels", () => {
    const [x, w] = [array.zeros([2, 3], dtype), array.zeros([4, 5], dtype)];
    expect(() => withKernels(() => array.affine(x, w, array.zeros([5], dtype)))).toThrow(
      RangeError,
    );
  });

  it("of mixed dtypes is float64", () => {
    const other = dtype === "float32" ? "float64" : "float32";
    const x = view(typed(dtype, normal(dtype, 6, 1)), [2, 3]);
    const w = view(typed(other, normal(other, 12, 2)), [3, 4]);
    const bias = array.full([4], round(other, 0.1), other);
    const y = withKernels(() => array.affine(x, w, bias));
    expect(
      arrayDifference(
        y,
        withPlainLoops(() => array.affine(x, w, bias)),
      ),
    ).toBeNull();
  });
});
