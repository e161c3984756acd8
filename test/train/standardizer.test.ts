import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tensor } from "../../src/autograd/index.js";
import { Standardizer } from "../../src/train/index.js";
import { rowsOf } from "../tabular/table/helpers.js";

const double = (data: number[][]) => tensor(data, { dtype: "float64" });

describe("Standardizer", () => {
  it("subtracts the mean and divides by the deviation that divides by N", () => {
    const fitted = new Standardizer().fit(
      tensor([
        [1, 10],
        [3, 30],
      ]),
    );
    expect(fitted.state()).toEqual({ mean: [2, 20], std: [1, 10] });
    expect(
      rowsOf(
        fitted.transform(
          tensor([
            [2, 50],
            [5, 20],
          ]),
        ),
      ),
    ).toEqual([
      [0, 3],
      [3, 0],
    ]);
  });

  it("gives a constant column the deviation 1, also where the sum of its values is rounded", () => {
    const { mean, std } = new Standardizer()
      .fit(double(Array.from({ length: 10 }, () => [0.1])))
      .state();
    expect([mean, std]).toEqual([[0.1], [1]]);
  });

  it("takes a column for constant that is so up to rounding, in its dtype", () => {
    const stdOf = (values: number[], dtype: "float64" | "float32" = "float64") =>
      new Standardizer()
        .fit(
          tensor(
            values.map((value) => [value]),
            { dtype },
          ),
        )
        .state().std[0];
    expect(stdOf([14.62, 14.620000000000001, 14.62])).toBe(1);
    expect(stdOf([-0.3, -(0.1 + 0.2), -0.1 * 3])).toBe(1);
    expect(stdOf([1e300, 1e300 * (1 + 2 ** -52)])).toBe(1);
    expect(stdOf([14.62, 14.62 + 2 ** -20], "float32")).toBe(1); // neighbours
    expect(stdOf([14.62, 14.62 + 1e-12])).toBeCloseTo(0.5e-12, 15);
    expect(stdOf([1e-12, 2e-12])).toBeCloseTo(0.5e-12, 18);
    expect(stdOf([14.62, 14.62 + 2 ** -18], "float32")).toBeCloseTo(2 ** -19, 9);
    const fitted = new Standardizer().fit(double([[14.62], [14.620000000000001]]));
    expect(rowsOf(fitted.transform(double([[14.63]])))[0][0]).toBeCloseTo(0.01, 9);
  });

  it("makes mean 0 and deviation 1 of numbers of any size", () => {
    const value = fc.integer({ min: -1000, max: 1000 });
    const scale = fc.constantFrom(1e-300, 1e-10, 1, 1e10, 1e300);
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 30 }), scale, (list, unit) => {
        fc.pre(new Set(list).size > 1);
        const x = double(list.map((entry) => [entry * unit]));
        const z = rowsOf(new Standardizer().fit(x).transform(x)).flat();
        const mean = z.reduce((sum, one) => sum + one, 0) / z.length;
        const square = z.reduce((sum, one) => sum + one ** 2, 0) / z.length;
        expect(mean).toBeCloseTo(0, 9);
        expect(square).toBeCloseTo(1, 9);
      }),
    );
  });

  it("keeps the dtype, and computes in float64", () => {
    const x = tensor([[16777216], [16777218], [16777220]]);
    const z = new Standardizer().fit(x).transform(x);
    expect(z.dtype).toBe("float32");
    expect(rowsOf(z)[0][0]).toBeCloseTo(-Math.sqrt(1.5), 6);
  });

  it("goes on from a state, through JSON", () => {
    const fitted = new Standardizer().fit(double([[1 / 3], [1 / 7], [5]]));
    const copy = new Standardizer();
    copy.load(JSON.parse(JSON.stringify(fitted.state())) as ReturnType<Standardizer["state"]>);
    expect(copy.state()).toEqual(fitted.state());
  });

  it.each([
    [{ mean: [1], std: [0] }],
    [{ mean: [1], std: [-1] }],
    [{ mean: [1], std: [1, 1] }],
    [{ mean: [NaN], std: [1] }],
    [{ mean: [null], std: [1] }],
    [{ mean: "1", std: [1] }],
    [{ std: [1] }],
  ])("refuses the state %j", (state) => {
    expect(() => {
      new Standardizer().load(state as never);
    }).toThrow("a state has a finite mean");
  });

  it("refuses what has no columns, no rows, other columns, or holds NaN", () => {
    const fitted = new Standardizer().fit(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(() => fitted.transform(tensor([[1]]))).toThrow("x has 1 columns, but 2 were fitted");
    expect(() => fitted.transform(tensor([1]))).toThrow(
      "transform takes rows and columns, [N, F], not shape [1]",
    );
    expect(() => new Standardizer().fit(tensor([], { shape: [0, 2] }))).toThrow("no rows to fit");
    expect(() =>
      new Standardizer().fit(
        tensor([
          [1, NaN],
          [1, 1],
        ]),
      ),
    ).toThrow("column 1 holds NaN");
    expect(() => new Standardizer().transform(tensor([[1]]))).toThrow("call fit before this");
  });
});
