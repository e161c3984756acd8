import { describe, expect, it } from "vitest";
import * as array from "../../../src/array/index.js";
import { view, type Dtype, type NdArray } from "../../../src/array/index.js";
import {
  areUnchanged,
  arrayDifference,
  blockOf,
  difference,
  dtypes,
  element,
  layouts,
  mixed,
  normal,
  round,
  specialValues,
  typed,
  withKernels,
  withKernelsBySize,
  withPlainLoops,
  wrong,
} from "./both.js";

interface Unary {
  kernel: (x: NdArray) => NdArray;
  f: (x: number) => number;
  /** How far float32 and float64 may be from f; 0: not by a bit. That of float64 includes Math's own. */
  ulps: Record<Dtype, number>;
}

interface Binary {
  kernel: (a: NdArray, b: NdArray) => NdArray;
  f: (a: number, b: number) => number;
  ulps: Record<Dtype, number>;
  /** The largest of the terms that f adds. */
  term?: (a: number, b: number) => number;
  /** Brings what is drawn into the function's domain. */
  toA?: (a: number) => number;
  toB?: (b: number) => number;
}

const exact = { float32: 0, float64: 0 };
const decay = (x: number) => Math.exp(-Math.abs(x));
/** σ(x), in the tail, too, where e⁻ˣ would overflow. */
const sigmoid = (x: number) => (x < 0 ? decay(x) / (1 + decay(x)) : 1 / (1 + decay(x)));
const logOnePlusExp = (x: number) => Math.log1p(decay(x));

const unaries: Record<string, Unary> = {
  neg: { kernel: array.neg, f: (x) => -x, ulps: exact },
  abs: { kernel: array.abs, f: Math.abs, ulps: exact },
  sqrt: { kernel: array.sqrt, f: Math.sqrt, ulps: exact },
  relu: { kernel: array.relu, f: (x) => Math.max(x, 0), ulps: exact },
  exp: { kernel: array.exp, f: Math.exp, ulps: { float32: 1.01, float64: 1.86 } },
  log1p: { kernel: array.log1p, f: Math.log1p, ulps: { float32: 0.93, float64: 1.93 } },
  // Math.tanh of V8 is off by up to 2.2 ulp itself.
  tanh: { kernel: array.tanh, f: Math.tanh, ulps: { float32: 2.47, float64: 3.7 } },
  sigmoid: { kernel: array.sigmoid, f: sigmoid, ulps: { float32: 1.94, float64: 2.79 } },
  softplus: {
    kernel: array.softplus,
    f: (x) => Math.max(x, 0) + logOnePlusExp(x),
    ulps: { float32: 1.92, float64: 2.91 },
  },
};

/** NaN stays. */
const clamp = (low: number, high: number) => (x: number) => (x > high ? high : x < low ? low : x);
const isTarget = { toB: clamp(0, 1) };

const binaries: Record<string, Binary> = {
  add: { kernel: array.add, f: (a, b) => a + b, ulps: exact },
  sub: { kernel: array.sub, f: (a, b) => a - b, ulps: exact },
  mul: { kernel: array.mul, f: (a, b) => a * b, ulps: exact },
  div: { kernel: array.div, f: (a, b) => a / b, ulps: exact },
  maximum: { kernel: array.maximum, f: Math.max, ulps: exact },
  reluBackward: { kernel: array.reluBackward, f: (g, x) => (x <= 0 ? 0 : g), ulps: exact },
  tanhBackward: {
    kernel: array.tanhBackward,
    f: (g, y) => g * ((1 - y) * (1 + y)), // the kernel's own in float64
    ulps: { float32: 2.01, float64: 0 },
    toB: clamp(-1, 1),
  },
  sigmoidBackward: {
    kernel: array.sigmoidBackward,
    f: (g, y) => g * (y * (1 - y)),
    ulps: { float32: 2.01, float64: 0 },
    toB: clamp(0, 1),
  },
  softplusBackward: {
    kernel: array.softplusBackward,
    f: (g, x) => g * sigmoid(x),
    ulps: { float32: 2.7, float64: 4 },
    toA: clamp(-1, 1),
  },
  sigmoidMinus: {
    kernel: array.sigmoidMinus,
    f: (x, t) => (x >= 0 ? 1 - t - sigmoid(-x) : sigmoid(x) - t),
    ulps: { float32: 2.45, float64: 2.8 },
    term: (x, t) => Math.max(x >= 0 ? 1 - t : t, sigmoid(-Math.abs(x))),
    ...isTarget,
  },
  binaryCrossEntropy: {
    kernel: array.binaryCrossEntropy,
    // The label that x speaks for costs nothing but the logarithm, even at ±∞.
    f: (x, t) => (Number(x > 0) === t ? 0 : x * (Number(x > 0) - t)) + logOnePlusExp(x),
    ulps: { float32: 3, float64: 4 },
    term: (x, t) => Math.max(x, Math.abs(x * t), logOnePlusExp(x)),
    ...isTarget,
  },
};

/** What logisticLoss finds besides the loss. */
const { sigmoidMinus, binaryCrossEntropy } = binaries;
const residualInOnePass = { ...sigmoidMinus, ulps: { float32: 2.75, float64: 3.5 } };
const distanceInOnePass = {
  ...residualInOnePass,
  f: (x: number, t: number) => Math.abs(sigmoid(x) - t),
  term: (x: number, t: number) => Math.max(sigmoid(x), t),
};

/** What is wrong with f of two arrays that broadcast to a table. */
function wrongIn(dtype: Dtype, y: NdArray, a: NdArray, b: NdArray, binary: Binary, cols: number) {
  const { f, ulps, term = f } = binary;
  for (let i = 0; i < y.size; i++) {
    const [left, right] = [a, b].map((x) => element(x, Math.floor(i / cols), i % cols));
    const found = wrong(dtype, y.data[i], f(left, right), ulps[dtype], term(left, right));
    if (found !== null) return `[${i}] of ${left} and ${right}: ${found}`;
  }
  return null;
}

describe.each(dtypes)("functions of one %s", (dtype) => {
  it.each(Object.entries(unaries))("%s is right at any length", (_, { kernel, f, ulps }) => {
    const block = blockOf(dtype);
    const short = Array.from({ length: 41 }, (_, n) => n);
    for (const n of [...short, block - 1, block, block + 1, 2 * block + 1]) {
      const x = view(typed(dtype, mixed(dtype, n, n)), [n]);
      const y = withKernels(() => kernel(x));
      expect(y.data).toHaveLength(n);
      const found = Array.from(y.data, (value, i) =>
        wrong(dtype, value, f(x.data[i]), ulps[dtype]),
      );
      expect(found.filter((text) => text !== null)).toEqual([]);
    }
  });

  it.each(Object.entries(unaries))("%s is right for special values in any place", (_, unary) => {
    const { kernel, f, ulps } = unary;
    for (const value of specialValues(dtype)) {
      const alone = withKernels(() => kernel(view(typed(dtype, [value]), [1]))).data[0];
      expect(wrong(dtype, alone, f(value), ulps[dtype])).toBeNull();
      for (const others of [0.5, NaN, Infinity, -3, 1e-310]) {
        for (let n = 1; n <= 9; n++) {
          const x = view(typed(dtype, new Array<number>(n).fill(others)), [n]);
          const all = Array.from({ length: n }, (_, place) => {
            x.data.fill(others);
            x.data[place] = value;
            return withKernels(() => kernel(x)).data[place];
          });
          expect(difference(all, new Array<number>(n).fill(alone))).toBeNull();
        }
      }
    }
  });

  it.each(Object.entries(unaries))("%s of few numbers is that of many", (_, { kernel }) => {
    const values = mixed(dtype, 300, 12);
    const together = withKernelsBySize(() => kernel(view(typed(dtype, values), [300])));
    const alone = values.map((value) => {
      return withKernelsBySize(() => kernel(view(typed(dtype, [value]), [1]))).data[0];
    });
    expect(difference(together.data, alone)).toBeNull();
  });

  it.each(Object.entries(unaries))("%s reads arrays of any stride", (_, { kernel }) => {
    for (const [rows, cols] of [
      [1, 1],
      [3, 5],
      [4, 8],
      [17, 3],
    ]) {
      const arrays = layouts(rows, cols, (n) => typed(dtype, mixed(dtype, n, n)));
      for (const [name, x] of Object.entries(arrays)) {
        const expected = withKernels(() => kernel(array.copy(x)));
        let y = x;
        expect(
          areUnchanged([x], () => (y = withKernels(() => kernel(x)))),
          name,
        ).toBe(true);
        expect(arrayDifference(y, expected), name).toBeNull();
      }
    }
  });

  it.each(Object.entries(unaries))("%s of no elements has none", (_, { kernel }) => {
    expect(withKernels(() => kernel(array.zeros([0, 3], dtype))).shape).toEqual([0, 3]);
  });

  it.each(["neg", "abs", "sqrt", "relu"])("%s is the same bits as in a plain loop", (name) => {
    const { kernel } = unaries[name];
    const x = view(typed(dtype, mixed(dtype, 5000, 1)), [5000]);
    const [y, plain] = [withKernels(() => kernel(x)), withPlainLoops(() => kernel(x))];
    expect(arrayDifference(y, plain)).toBeNull();
  });
});

describe.each(dtypes)("functions of two %s", (dtype) => {
  const entries = Object.entries(binaries);
  const drawn = (to: ((x: number) => number) | undefined, seed: number) => (n: number) =>
    typed(
      dtype,
      mixed(dtype, n, seed + n).map((x) => round(dtype, to === undefined ? x : to(x))),
    );

  it.each(entries)("%s is right for arrays that lie in memory in any way", (_, binary) => {
    for (const [rows, cols] of [
      [1, 1],
      [1, 6],
      [5, 1],
      [3, 5],
      [4, 8],
      [9, 2],
    ]) {
      const left = layouts(rows, cols, drawn(binary.toA, 1));
      const right = layouts(rows, cols, drawn(binary.toB, 2));
      for (const [nameA, a] of Object.entries(left)) {
        for (const [nameB, b] of Object.entries(right)) {
          const names = `${nameA} and ${nameB}`;
          let y = a;
          const compute = () => (y = withKernels(() => binary.kernel(a, b)));
          expect(areUnchanged([a, b], compute), names).toBe(true);
          const shape = array.broadcastShapes(a.shape, b.shape, "test");
          expect(y.shape, names).toEqual(shape);
          expect(wrongIn(dtype, y, a, b, binary, shape.at(-1) ?? 1), names).toBeNull();
        }
      }
    }
  });

  it.each(entries)("%s is right at any length", (_, binary) => {
    const block = blockOf(dtype);
    const short = Array.from({ length: 41 }, (_, n) => n);
    for (const n of [...short, block - 1, block, block + 1]) {
      const [a, b] = [drawn(binary.toA, 3)(n), drawn(binary.toB, 4)(n)].map((x) => view(x, [n]));
      const y = withKernels(() => binary.kernel(a, b));
      expect(y.data).toHaveLength(n);
      expect(wrongIn(dtype, y, a, b, binary, Math.max(n, 1))).toBeNull();
      if (n === 0 || n > 40) continue;
      const one = view(drawn(binary.toB, 5)(1), []);
      const withOne = withKernels(() => binary.kernel(a, one));
      expect(wrongIn(dtype, withOne, a, one, binary, n)).toBeNull();
    }
  });

  it("tables larger than a block are right, whatever their rows", () => {
    const block = blockOf(dtype);
    for (const [rows, cols] of [
      [2, block - 1],
      [3, block],
      [2, block + 1],
      [5, block / 2 + 1],
      [5, block / 2],
      [block + 1, 2],
      [2 * block + 3, 1],
      [Math.ceil(block / 7) + 1, 7],
    ]) {
      const left = layouts(rows, cols, (n) => typed(dtype, normal(dtype, n, 1)));
      const right = layouts(rows, cols, (n) => typed(dtype, normal(dtype, n, 2).map(clamp(0, 1))));
      for (const [nameA, nameB] of [
        ["contiguous", "contiguous"],
        ["contiguous", "a row"],
        ["contiguous", "a column"],
        ["a column of a table", "part of a wider table"],
        ["one number", "contiguous"],
        ["a repeated row", "behind others"],
        ["a row", "a column"],
        ["reversed", "part of a wider table"],
      ]) {
        for (const name of ["sub", "sigmoidMinus"]) {
          const [a, b] = [left[nameA], right[nameB]];
          const y = withKernels(() => binaries[name].kernel(a, b));
          const found = wrongIn(dtype, y, a, b, binaries[name], cols);
          expect(found, `${name}, ${nameA}, ${nameB}`).toBeNull();
        }
      }
    }
  });

  it("arrays of three and four axes meet by NumPy's rules", () => {
    const shapes = [[2, 3, 4, 5], [1, 3, 1, 5], [4, 1], [2, 1, 4, 1], [3, 4, 5], [5], [2, 1, 1, 5]];
    for (const shapeA of shapes) {
      for (const shapeB of shapes) {
        const filled = (shape: number[], seed: number) =>
          view(drawn(undefined, seed)(shape.reduce((size, n) => size * n)), shape);
        const [a, b] = [filled(shapeA, 1), filled(shapeB, 2)];
        const shape = array.broadcastShapes(shapeA, shapeB, "test");
        const [wideA, wideB] = [a, b].map((x) => array.copy(array.broadcastTo(x, shape)));
        const y = withKernels(() => array.sub(a, b));
        const loop = Float64Array.from(wideA.data, (value, i) => value - wideB.data[i]);
        expect(difference(y.data, typed(dtype, loop))).toBeNull();
      }
    }
  });

  it.each(entries)("%s does not look at neighbours, nor at how many there are", (_, binary) => {
    const [a, b] = [drawn(binary.toA, 6)(300), drawn(binary.toB, 7)(300)];
    const together = withKernelsBySize(() => binary.kernel(view(a, [300]), view(b, [300])));
    const alone = Array.from(a, (value, i) => {
      const [left, right] = [[value], [b[i]]].map((x) => view(typed(dtype, x), [1]));
      return withKernelsBySize(() => binary.kernel(left, right)).data[0];
    });
    expect(difference(together.data, alone)).toBeNull();
  });

  it.each(entries.filter(([, { ulps }]) => ulps === exact))(
    "%s is the same bits as in a plain loop",
    (_, { kernel }) => {
      const [a, b] = [mixed(dtype, 5000, 8), mixed(dtype, 5000, 9)].map((x) => {
        return view(typed(dtype, x), [5000]);
      });
      const y = withKernels(() => kernel(a, b));
      expect(
        arrayDifference(
          y,
          withPlainLoops(() => kernel(a, b)),
        ),
      ).toBeNull();
    },
  );

  it.each([
    ["kernels", withKernels],
    ["plain loops", withPlainLoops],
  ])("logisticLoss is right at any length, with %s", (_, compute) => {
    for (const n of [...Array(41).keys(), blockOf(dtype) + 1]) {
      // Every second element: what is not contiguous is copied first.
      const x = view(drawn(undefined, 10)(2 * n), [n], [2], 1);
      const t = view(drawn(clamp(0, 1), 11)(2 * n), [n], [2]);
      const { g, loss, residual } = compute(() => array.logisticLoss(x, t));
      expect(wrongIn(dtype, residual, x, t, residualInOnePass, n)).toBeNull();
      // In plain loops it is another p: see below.
      if (compute === withKernels) {
        expect(wrongIn(dtype, g, x, t, distanceInOnePass, n)).toBeNull();
      }
      expect(wrongIn(dtype, loss, x, t, binaryCrossEntropy, n)).toBeNull();
    }
  });

  it("logisticLoss has in plain loops the p that sigmoid has, rounded before p* is taken from it", () => {
    const [x, t] = [drawn(undefined, 12)(2000), drawn(clamp(0, 1), 13)(2000)].map((values) =>
      view(values, [2000]),
    );
    withPlainLoops(() => {
      const steps = array.abs(array.sub(array.sigmoid(x), t));
      expect(arrayDifference(array.logisticLoss(x, t).g, steps)).toBeNull();
    });
  });

  it("logisticLoss is the same for each logit alone, and its loss is binaryCrossEntropy", () => {
    const [x, t] = [drawn(undefined, 14)(100), drawn(clamp(0, 1), 15)(100)];
    withKernelsBySize(() => {
      const together = array.logisticLoss(view(x, [100]), view(t, [100]));
      const cross = array.binaryCrossEntropy(view(x, [100]), view(t, [100]));
      expect(arrayDifference(together.loss, cross)).toBeNull();
      for (let i = 0; i < 100; i++) {
        const alone = array.logisticLoss(
          view(x.slice(i, i + 1), [1]),
          view(t.slice(i, i + 1), [1]),
        );
        for (const name of ["g", "loss", "residual"] as const) {
          expect(together[name].data[i]).toBe(alone[name].data[0]);
        }
      }
    });
  });

  it("logisticLoss of other shapes and dtypes is what single functions give", () => {
    const other = dtype === "float32" ? "float64" : "float32";
    const x = view(drawn(undefined, 16)(12), [3, 4]);
    for (const t of [
      view(typed(other, [0, 1, 0.3, 0, 1, 1, 0, 0.9, 1, 0, 0.5, 1]), [3, 4]),
      view(typed(dtype, [0, 1, 0.5]), [3, 1]),
      view(typed(dtype, [1, 0, 0.2, 1]), [4]),
      view(typed(other, [1]), []),
    ]) {
      for (const compute of [withKernels, withPlainLoops]) {
        compute(() => {
          const { g, loss, residual } = array.logisticLoss(x, t);
          expect(arrayDifference(g, array.abs(array.sub(array.sigmoid(x), t)))).toBeNull();
          expect(arrayDifference(loss, array.binaryCrossEntropy(x, t))).toBeNull();
          expect(arrayDifference(residual, array.sigmoidMinus(x, t))).toBeNull();
        });
      }
    }
  });
});

describe("arrays of two dtypes", () => {
  it("meet in float64, as in a plain loop", () => {
    const a = view(Float32Array.from(normal("float32", 200, 1)), [200]);
    const b = view(Float64Array.from(normal("float64", 200, 2)), [200]);
    const y = withKernels(() => array.mul(a, b));
    expect(
      arrayDifference(
        y,
        withPlainLoops(() => array.mul(a, b)),
      ),
    ).toBeNull();
    expect(array.dtypeOf(y)).toBe("float64");
  });
});
