import { describe, expect, it } from "vitest";
import { ghmcLoss, tensor, type Density } from "../../src/index.js";
import { arrayOf, gradientOf, leaf, values } from "./helpers.js";

describe("a density of one's own", () => {
  it("must give one weight for each gradient norm", () => {
    const short: Density = { weigh: () => arrayOf([1]) };
    expect(() => ghmcLoss([0, 0], [1, 0], { density: short })).toThrow(
      "a density must give one weight for each gradient norm: shape [2], not [1]",
    );
  });

  it("needs one method, which gets the gradient norms and the mask", () => {
    const seen: [g: number[], mask: number[]][] = [];
    const squared: Density = {
      weigh(g, mask) {
        seen.push([values(g), values(mask)]);
        return tensor(g).square().data;
      },
    };
    const x = leaf([0, 0, 0]);
    const loss = ghmcLoss(x, [1, 0.25, 0], { density: squared, mask: [1, 0.5, 0] });
    expect(seen).toEqual([
      [
        [0.5, 0.25, 0.5],
        [1, 1, 0],
      ],
    ]);
    // weight·(p − p*)/N
    expect(gradientOf(loss, x)).toEqual([(0.25 * -0.5) / 2, (0.0625 * 0.25) / 2, 0]);
  });
});
