import { describe, expect, it } from "vitest";
import { choose, type Setting } from "../../../src/tabular/model/crossValidate.js";

const rows = 100;
/** That of the difference of two settings of the kind below. */
const standardError = 1 / Math.sqrt(rows - 1);

/**
 * A setting whose log loss is so many standard errors above that of another with 0 above: on each row by
 * so much, and on one half of the rows by 1 more, on the other by 1 less.
 */
function tried(strength: number, above: number, model: Setting["model"] = "logistic") {
  const sign = (row: number) => (above === 0 ? 0 : row % 2 === 0 ? 1 : -1);
  const losses = Float64Array.from(
    { length: rows },
    (_, row) => above * standardError + sign(row) + 5,
  );
  const logLoss = losses.reduce((sum, loss) => sum + loss) / rows;
  return { model, strength, epochs: null, calibration: null, losses, logLoss };
}

describe("the choice of a setting", () => {
  it.each([
    [
      "the one of the least log loss, if no other is level",
      [
        [10, 0],
        [3, 1.1],
        [1, 1.2],
        [0.3, 2],
      ],
      10,
    ],
    [
      "the one of those level with it whose weight decay is nearest to 1",
      [
        [30, 0],
        [10, 0.9],
        [3, 0.8],
        [1, 1.1],
      ],
      3,
    ],
    [
      "so from the other side, too",
      [
        [1, 1.2],
        [0.3, 0.7],
        [0.1, 0.2],
        [0.01, 0],
      ],
      0.3,
    ],
    [
      "1 itself, if it is level",
      [
        [10, 0],
        [3, 0.1],
        [1, 0.9],
        [0.3, 0.2],
      ],
      1,
    ],
  ])("is %s", (_, settings, strength) => {
    expect(
      choose(
        settings.map(([s, above]) => tried(s, above)),
        null,
      ).strength,
    ).toBe(strength);
  });

  it("is an MLP only if it is better than logistic regression by two standard errors", () => {
    const chosen = (above: number) =>
      choose([tried(1, above), tried(3, 0, "mlp"), tried(0.3, 5, "mlp")], null);
    expect(chosen(1.9)).toMatchObject({ model: "logistic", strength: 1 });
    expect(chosen(2.1)).toMatchObject({ model: "mlp", strength: 3 });
  });

  it("is of MLPs the one of those level with the best whose weight decay is strongest", () => {
    const settings = [tried(30, 0.6, "mlp"), tried(10, 0.4, "mlp"), tried(1, 0, "mlp")];
    expect(choose(settings, null).strength).toBe(10);
  });
});
