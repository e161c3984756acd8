import { describe, expect, it } from "vitest";
import { gelu, tensor } from "../../src/index.js";

describe("gelu", () => {
  it("is x·Φ(x), or its approximation by tanh", () => {
    const x = tensor([1, -2], { dtype: "float64" });
    const expected = [0.8413447460685429, -0.0455002638963584];
    (gelu(x).toArray() as number[]).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 14);
    });
    expect(gelu(x, "tanh").slice([0]).item()).toBeCloseTo(0.8411919906082768, 14);
    // @ts-expect-error: no such approximation
    expect(() => gelu(x, "fast")).toThrow(/"none" or "tanh", not "fast"/);
  });
});
