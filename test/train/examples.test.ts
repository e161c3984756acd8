import { describe, expect, it } from "vitest";
import { tensor } from "../../src/autograd/index.js";
import { permute } from "../../src/ops/index.js";
import { takeRows } from "../../src/train/index.js";
import { rowsOf } from "../tabular/table/helpers.js";

const x = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const y = tensor([[0], [1], [0]], { dtype: "float64" });

describe("takeRows", () => {
  it("takes rows in the order that they are named, some twice", () => {
    const taken = takeRows({ x, y, outlier: [true, false, false] }, [2, 0, 2]);
    expect(rowsOf(taken.x)).toEqual([
      [5, 6],
      [1, 2],
      [5, 6],
    ]);
    expect(rowsOf(taken.y)).toEqual([[0], [0], [0]]);
    expect(taken.outlier).toEqual([false, true, false]);
    expect([taken.x.dtype, taken.y.dtype]).toEqual(["float32", "float64"]);
    expect("outlier" in takeRows({ x, y }, [0])).toBe(false);
  });

  it("can take none, and reads views", () => {
    expect(takeRows({ x, y }, []).x.shape).toEqual([0, 2]);
    const turned = permute(
      tensor([
        [1, 3, 5],
        [2, 4, 6],
      ]),
      [1, 0],
    );
    expect(rowsOf(takeRows({ x: turned, y }, [1]).x)).toEqual([[3, 4]]);
  });

  it("copies: the rows are data, with no history", () => {
    const w = tensor([[1]], { requiresGrad: true });
    const taken = takeRows({ x: x.mul(w), y }, [0]);
    expect([taken.x.origin, taken.x.requiresGrad]).toEqual([null, false]);
  });

  it("refuses rows that are not there, and parts of unequal length", () => {
    for (const row of [3, -1, 0.5, NaN]) {
      expect(() => takeRows({ x, y }, [0, row])).toThrow(
        `takeRows: there is no row ${row}: rows are whole numbers from 0 to 2`,
      );
    }
    expect(() => takeRows({ x, y, outlier: [true] }, [0])).toThrow(
      "x of shape [3, 2] and y of shape [3, 1] and 1 marks of outliers are not of as many rows",
    );
  });
});
