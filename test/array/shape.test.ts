import { describe, expect, it } from "vitest";
import {
  broadcastShapes,
  checkShape,
  positiveAxes,
  positiveAxis,
  reducedShape,
  sameShape,
  sizeOver,
  type Shape,
} from "../../src/array/index.js";

describe("broadcastShapes", () => {
  it("aligns at the last axis; sizes are equal or one of them is 1", () => {
    expect(broadcastShapes([2, 1], [3], "f")).toEqual([2, 3]);
    expect(broadcastShapes([], [4, 5], "f")).toEqual([4, 5]);
    expect(broadcastShapes([1, 0], [3, 1], "f")).toEqual([3, 0]);
    expect(broadcastShapes([], [], "f")).toEqual([]);
  });

  it("is the same both ways round", () => {
    expect(broadcastShapes([4, 1, 3], [2, 1], "f")).toEqual(
      broadcastShapes([2, 1], [4, 1, 3], "f"),
    );
  });

  it("names the caller, both shapes and the axis", () => {
    expect(() => broadcastShapes([2, 3], [4, 3], "f")).toThrow(
      /^f: shapes \[2, 3\] and \[4, 3\] .* axis -2 is 2 in one and 4 in the other/,
    );
  });
});

describe("positiveAxis", () => {
  it("counts negative axes from the end", () => {
    expect([0, 2, -1, -3].map((axis) => positiveAxis(axis, 3, "f"))).toEqual([0, 2, 2, 0]);
  });

  it("refuses axes that there are not", () => {
    for (const axis of [3, -4, 0.5, NaN]) {
      expect(() => positiveAxis(axis, 3, "f")).toThrow(
        `f: there is no axis ${axis} in 3 dimensions: axes are -3 to 2`,
      );
    }
  });
});

describe("positiveAxes", () => {
  it("sorts them, and takes null for all", () => {
    expect(positiveAxes([-1, 0], 3, "f")).toEqual([0, 2]);
    expect(positiveAxes(null, 3, "f")).toEqual([0, 1, 2]);
    expect(positiveAxes(1, 3, "f")).toEqual([1]);
    expect(positiveAxes([], 3, "f")).toEqual([]);
  });

  it("does not sort the caller's list", () => {
    const axes = [2, 0];
    positiveAxes(axes, 3, "f");
    expect(axes).toEqual([2, 0]);
  });

  it("refuses an axis that is named twice", () => {
    expect(() => positiveAxes([1, -2], 3, "f")).toThrow(/\[1, -2\] name one axis twice/);
  });
});

describe("checkShape", () => {
  it("accepts whole numbers from 0", () => {
    expect(() => {
      checkShape([0, 5], "f");
      checkShape([], "f");
    }).not.toThrow();
  });

  it("refuses anything else, and names the entry", () => {
    for (const bad of [-1, 1.5, NaN, Infinity]) {
      expect(() => {
        checkShape([2, bad], "f");
      }).toThrow(`f: axis 1 of shape [2, ${bad}] is ${bad}; sizes are whole numbers ≥ 0`);
    }
    expect(() => {
      checkShape(3 as unknown as Shape, "f");
    }).toThrow(/f takes a list, such as .*, not 3/);
  });
});

describe("reducedShape and sizeOver", () => {
  it("are the shape after a reduction, and what was folded into one", () => {
    expect(reducedShape([2, 3, 4], [0, 2], false)).toEqual([3]);
    expect(reducedShape([2, 3, 4], [0, 2], true)).toEqual([1, 3, 1]);
    expect(sizeOver([2, 3, 4], [0, 2])).toBe(8);
    expect(sizeOver([2, 3, 4], [])).toBe(1);
  });
});

describe("sameShape", () => {
  it("compares sizes and their number", () => {
    expect(sameShape([2, 3], [2, 3])).toBe(true);
    expect(sameShape([2, 3], [3, 2])).toBe(false);
    expect(sameShape([2], [2, 1])).toBe(false);
  });
});
