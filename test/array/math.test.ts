import { describe, expect, it } from "vitest";
import { wholePower } from "../../src/array/index.js";
import { erf, tensor } from "../../src/index.js";

const erfOf = (x: number) => erf(tensor(x, { dtype: "float64" })).item();

/** From Python's math.erf. */
const known: [x: number, erf: number][] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.01, 0.011283415555849616],
  [0.1, 0.1124629160182849],
  [0.25, 0.2763263901682369],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [1, 0.8427007929497149],
  [1.25, 0.9229001282564582],
  [1.5, 0.9661051464753108],
  [1.75, 0.9866716712191824],
  [2, 0.9953222650189527],
  [2.25, 0.9985372834133188],
  [2.5, 0.999593047982555],
  [2.75, 0.9998993780778803],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [4.5, 0.9999999998033839],
  [5, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.75, 0.9999999999999996],
  [6, 1],
];

describe("erf", () => {
  it.each(known)("of %d is right to 15 digits", (x, expected) => {
    expect(Math.abs(erfOf(x) - expected) / expected).toBeLessThan(1e-15);
    expect(erfOf(-x)).toBe(-erfOf(x));
  });

  it("ends at ±1, and never goes beyond", () => {
    expect([-Infinity, -1000, 1000, Infinity].map(erfOf)).toEqual([-1, -1, 1, 1]);
    for (let x = -8; x <= 8; x += 0.01) expect(Math.abs(erfOf(x))).toBeLessThanOrEqual(1);
  });

  it("of 0 is 0, with its sign", () => {
    expect([0, -0].map(erfOf)).toEqual([0, -0]);
  });
});

describe("wholePower", () => {
  it("is the product of so many factors, the same in every engine", () => {
    expect([0, 1, 2, 3, 10].map((n) => wholePower(3, n))).toEqual([1, 3, 9, 27, 59049]);
    expect(wholePower(0.9, 5)).toBe(0.9 * (0.9 * 0.9 * (0.9 * 0.9)));
    expect(wholePower(0.999, 123456)).toBeCloseTo(0.999 ** 123456, 60);
    expect(wholePower(0.9, 2 ** 40)).toBe(0);
  });
});
