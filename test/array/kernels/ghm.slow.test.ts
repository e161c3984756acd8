import { describe, expect, it } from "vitest";
import * as array from "../../../src/array/index.js";
import { binsOf, countBins, takeBins, view, type Dtype } from "../../../src/array/index.js";
import { Generator } from "../../../src/index.js";
import {
  areUnchanged,
  arrayDifference,
  blockOf,
  difference,
  dtypes,
  round,
  typed,
  withKernels,
  withPlainLoops,
} from "./both.js";

const lastEdges = [1, 1 + 1e-6];

/** The next numbers of a dtype above and below x > 0. */
function neighbours(dtype: Dtype, x: number): number[] {
  const step = (way: number) => {
    const values = typed(dtype, [x]);
    if (dtype === "float32") new Int32Array(values.buffer)[0] += way;
    else new BigInt64Array(values.buffer)[0] += BigInt(way);
    return values[0];
  };
  return x > 0 ? [step(-2), step(-1), step(1), step(2)] : [round(dtype, 1e-310), 1e-40, -1e-40];
}

/** The borders of the bins, and the numbers next to them. */
function around(dtype: Dtype, bins: number): number[] {
  const borders = Array.from({ length: bins + 1 }, (_, j) => round(dtype, j / bins));
  const ends = [...borders, ...lastEdges.map((edge) => round(dtype, edge))];
  const outside = [NaN, -0, -1e-9, -0.5, -Infinity, 1.5, 2, 1e30, Infinity];
  return [...ends.flatMap((x) => [x, ...neighbours(dtype, x)]), ...outside];
}

const binCounts = [...Array.from({ length: 100 }, (_, i) => i + 1), 255, 256, 1000, 4097, 100_000];

describe.each(dtypes)("histograms of %s", (dtype) => {
  it("count at borders and next to them as a plain loop does", () => {
    for (const bins of binCounts) {
      const x = view(typed(dtype, around(dtype, bins)), [around(dtype, bins).length]);
      for (const lastEdge of lastEdges) {
        let found: number[] = [];
        const count = () => (found = withKernels(() => countBins(x, { bins, lastEdge })));
        expect(areUnchanged([x], count)).toBe(true);
        const plain = withPlainLoops(() => countBins(x, { bins, lastEdge }));
        expect(difference(found, plain), `${bins} bins`).toBeNull();
      }
    }
  });

  it("put each number into the bin of the borders that it is between", () => {
    for (const bins of binCounts) {
      const values = around(dtype, bins);
      const x = view(typed(dtype, values), [values.length]);
      for (const lastEdge of lastEdges) {
        const ofBin = Array.from({ length: bins }, (_, j) => j + 1);
        const y = withKernels(() => takeBins(x, { bins, lastEdge }, ofBin));
        const plain = withPlainLoops(() => takeBins(x, { bins, lastEdge }, ofBin));
        expect(arrayDifference(y, plain), `${bins} bins`).toBeNull();
        if (bins > 1000) continue;
        const edges = ofBin.map((j) => round(dtype, j === bins ? lastEdge : j / bins));
        const byDefinition = Array.from(x.data, (value) => {
          return value >= 0 ? edges.findIndex((edge) => value < edge) + 1 : 0;
        });
        expect(difference(y.data, byDefinition), `${bins} bins`).toBeNull();
      }
    }
  });

  it("are right for as many bins as a kernel can number, and for more", () => {
    for (const bins of [2 ** 22 - 1, 2 ** 22]) {
      const places = [0, 1, 2, 3, 1234, bins / 2, bins / 2 + 1, bins - 2, bins - 1];
      const borders = places.map((j) => round(dtype, Math.floor(j) / bins));
      const values = [...borders.flatMap((b) => [b, ...neighbours(dtype, b)]), NaN, -1, 1, 2];
      const x = view(typed(dtype, values), [values.length]);
      const ofBin = Array.from({ length: bins }, (_, j) => round(dtype, j + 1));
      const options = { bins, lastEdge: 1 + 1e-6 };
      const found = withKernels(() => countBins(x, options));
      const plain = withPlainLoops(() => countBins(x, options));
      expect(found.findIndex((count, j) => count !== plain[j])).toBe(-1);
      const y = withKernels(() => takeBins(x, options, ofBin));
      const plainY = withPlainLoops(() => takeBins(x, options, ofBin));
      expect(arrayDifference(y, plainY)).toBeNull();
    }
  });

  it("count at any length", () => {
    const generator = new Generator(1);
    const block = blockOf(dtype);
    for (const n of [...Array(41).keys(), block - 1, block, block + 1, 3 * block + 2]) {
      const values = Array.from({ length: n }, () => 1.2 * generator.uniform() - 0.1);
      const x = view(typed(dtype, values), [n]);
      for (const bins of [1, 10, 30]) {
        const options = { bins, lastEdge: 1 + 1e-6 };
        const [found, plain] = [withKernels, withPlainLoops].map((run) => {
          return run(() => countBins(x, options));
        });
        expect(difference(found, plain)).toBeNull();
        const ofBin = found.map((_, j) => round(dtype, 1 / (j + 3)));
        const [taken, plainTaken] = [withKernels, withPlainLoops].map((run) => {
          return run(() => takeBins(x, options, ofBin));
        });
        expect(arrayDifference(taken, plainTaken)).toBeNull();
        // The zeros after the last element are not counted.
        const inBins = binsOf(x, options).filter((j) => j >= 0).length;
        expect(found.reduce((sum, count) => sum + count, 0)).toBe(inBins);
      }
    }
  });

  it("give each lane its own bin", () => {
    for (let n = 1; n <= 9; n++) {
      for (let place = 0; place < n; place++) {
        const x = array.full([n], 0.15, dtype);
        x.data[place] = 0.75;
        const options = { bins: 10, lastEdge: 1 };
        const expected = [0, n - 1, 0, 0, 0, 0, 0, 1, 0, 0];
        expect(withKernels(() => countBins(x, options))).toEqual(expected);
        const y = withKernels(() => takeBins(x, options, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        expect([...y.data].map((value, i) => (value === 7) === (i === place))).not.toContain(false);
      }
    }
  });

  it("read arrays of any stride", () => {
    const values = typed(
      dtype,
      Array.from({ length: 60 }, (_, i) => i / 60),
    );
    const options = { bins: 7, lastEdge: 1 };
    for (const x of [view(values, [5, 6], [12, 2], 1), view(values, [6, 10], [-10, -1], 59)]) {
      const [found, plain] = [withKernels, withPlainLoops].map((run) =>
        run(() => countBins(x, options)),
      );
      expect(difference(found, plain)).toBeNull();
    }
  });
});
