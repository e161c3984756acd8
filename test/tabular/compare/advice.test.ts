import { describe, expect, it } from "vitest";
import { advise } from "../../../src/tabular/compare/advice.js";
import { differenceIn } from "../../../src/tabular/compare/metrics.js";
import type { ComparedMetric } from "../../../src/tabular/compare/index.js";
import { sampleComparison } from "../report/sample.js";

type Means = Partial<Record<ComparedMetric | "balanced", number>>;

/**
 * What is advised if the losses have these metrics with every seed, give or take a thousandth; BCE's
 * are 0.7 unless told otherwise, and those of the others are BCE's. `tunedF1` and `balanced` are F1 and
 * balanced accuracy with a tuned threshold.
 */
function advice(
  all: Record<string, Means | undefined> & { bce: Means },
  { seeds = 20, classes = 2, spread = 0.001, tunedSpread = 0.001, balancedAt = 0.05 } = {},
): string {
  const titles = ["bce", ...Object.keys(all).filter((title) => title !== "bce")];
  const made = sampleComparison({ seeds, classes, losses: titles.length });
  const { overlap } = made.protocol;
  const valuesOf = (title: string, name: ComparedMetric | "balanced") => {
    const mean = all[title]?.[name] ?? all.bce[name] ?? 0.7;
    return Array.from(
      { length: seeds },
      (_, i) =>
        mean +
        (name === "tunedF1" ? tunedSpread : spread) * (((i * (3 + titles.indexOf(title))) % 7) - 3),
    );
  };
  made.losses.forEach((loss, i) => {
    loss.title = i === 0 ? (classes === 2 ? "BCE" : "cross-entropy") : titles[i];
    for (const metric of made.metrics) {
      const values = valuesOf(titles[i], metric.name);
      const bce = valuesOf("bce", metric.name);
      Object.assign(loss.metrics[metric.name], {
        values,
        mean: values.reduce((sum, value) => sum + value, 0) / seeds,
        difference: i === 0 ? null : differenceIn(metric, values, bce, overlap),
      });
    }
    if (loss.tuned === null) return;
    loss.tuned.f1 = {
      thresholds: made.protocol.seeds.map((s) => 0.3 + s / 1000),
      values: valuesOf(titles[i], "tunedF1"),
    };
    loss.tuned.balancedAccuracy = {
      thresholds: made.protocol.seeds.map(() => balancedAt),
      values: valuesOf(titles[i], "balanced"),
    };
  });
  return advise(made);
}

describe("the advice after a comparison of two classes", () => {
  it("is BCE with a threshold, where no loss ranks better and a threshold gives what another gains", () => {
    expect(
      advice({
        bce: { f1: 0.66, tunedF1: 0.73, balancedAccuracy: 0.802, balanced: 0.862 },
        ghm: { balancedAccuracy: 0.861 },
      }),
    ).toBe(
      "Use BCE with a threshold of about 0.31 (F1 0.730 against 0.660 at 0.5): no loss is told apart " +
        "from it in ranking (AP 0.700); ghm would gain balanced accuracy, 0.861 against 0.802, which " +
        "BCE with a threshold of about 0.05 gives as well (0.862).",
    );
  });

  it("does not speak of thresholds that nobody would set", () => {
    const losses = { bce: { balanced: 0.75 }, ghm: { balancedAccuracy: 0.8 } };
    const at = (balancedAt: number) => advice(losses, { balancedAt });
    expect(at(5.4e-111)).toContain("BCE with a threshold of about 0.0001 or less (0.750)");
    expect(at(1 - 1e-9)).toContain("BCE with a threshold of about 0.9999 or more (0.750)");
  });

  it("says where no threshold gives what a loss gains, or only about that", () => {
    const more = advice({ bce: { balanced: 0.75 }, ghm: { balancedAccuracy: 0.8 } });
    expect(more).toContain(
      "0.800 against 0.700, more than BCE with a threshold of about 0.05 (0.750).",
    );
    const same = advice({ bce: { balanced: 0.7999 }, ghm: { balancedAccuracy: 0.8 } });
    expect(same).toContain(
      "which is not told apart from BCE with a threshold of about 0.05 (0.800).",
    );
  });

  it("keeps the threshold 0.5 where a tuned one is worse, or not told apart", () => {
    expect(advice({ bce: { tunedF1: 0.65 }, gce: {} })).toMatch(
      /^Use BCE with the threshold 0\.5: no loss/,
    );
    expect(advice({ bce: { tunedF1: 0.7 }, gce: {} })).toMatch(
      /^Use BCE with the threshold 0\.5 \(a tuned one, about 0\.31, is not told apart from it: F1 0\.700 against 0\.700\): /,
    );
  });

  it("is no threshold at which no positive row is found, though a tuned one is not told apart", () => {
    expect(
      advice({ bce: { f1: 0, tunedF1: 0.001 }, gce: {} }, { spread: 0, tunedSpread: 0 }),
    ).toMatch(/^Use BCE with a threshold of about 0\.31 \(F1 0\.001 against 0\.000 at 0\.5\): /);
    const few = { bce: { f1: 0, tunedF1: 0.08 }, gce: {} };
    const zeros = advice(few, { seeds: 3, spread: 0, tunedSpread: 0.05 });
    expect(zeros).toMatch(
      /use BCE with a threshold of about 0\.3 \(F1 0\.\d+ against 0\.000 at 0\.5, which finds no positive row with any of 3 seeds\): /,
    );
  });

  it("is the loss that ranks better, with those that do so, too, and its price", () => {
    const text = advice({
      bce: { brier: 0.1 },
      focal: { ap: 0.8, brier: 0.2 },
      ghm: { ap: 0.7999 },
      gce: { ap: 0.75 },
    });
    expect(text).toMatch(
      /^Use focal with the threshold 0\.5 .*: it ranks better than BCE, AP 0\.800 against 0\.700; /,
    );
    expect(text).toContain("so does ghm, not told apart from it");
    expect(text).toContain("it is worse in Brier (0.200 against 0.100).");
    expect(text).not.toContain("gce");
  });

  it("names losses that rank worse, and calls nothing better whose interval holds 0", () => {
    expect(advice({ bce: {}, gce: { ap: 0.6 }, ghm: {} })).toContain(
      "no loss ranks better (AP 0.700), and gce ranks worse",
    );
    const wide = advice({ bce: {}, gce: { ap: 0.72 } }, { spread: 0.05, tunedSpread: 0.05 });
    expect(wide).toMatch(/^Use BCE .*no loss is told apart from it in ranking/);
    expect(wide).not.toMatch(/winner|best|would gain/);
  });

  it("is for now with few seeds, and nothing with one", () => {
    expect(advice({ bce: {}, gce: {} }, { seeds: 19 })).toMatch(
      /^For now \(19 seeds are a look, not a claim\) use BCE /,
    );
    expect(advice({ bce: {}, gce: {} }, { seeds: 1 })).toBe(
      "Keep BCE for now: with one seed nothing can be told apart; compare with 20 seeds.",
    );
  });

  it("says that nothing was compared", () => {
    expect(advice({ bce: {} })).toMatch(/^Use BCE .*: no other loss was compared\.$/);
  });
});

describe("the advice after a comparison of several classes", () => {
  const three = { classes: 3 };

  it("is cross-entropy, if no loss is told apart from it; of thresholds it does not speak", () => {
    expect(advice({ bce: {}, ghm: {} }, three)).toBe(
      "Use cross-entropy: no loss is told apart from it in macro F1, balanced accuracy, accuracy and macro AP.",
    );
  });

  it("is a loss that is better in something and worse in nothing that matters", () => {
    expect(advice({ bce: { logLoss: 0.3 }, ghm: { f1: 0.8, logLoss: 0.5 }, gce: {} }, three)).toBe(
      "Use ghm: it is better than cross-entropy in macro F1 (0.800 against 0.700), and worse in none of " +
        "macro F1, balanced accuracy, accuracy and macro AP; it is worse in log loss (0.500 against 0.300).",
    );
  });

  it("does not speak of gains where no loss has any", () => {
    expect(advice({ bce: {}, ghm: { accuracy: 0.6 }, gce: {} }, three)).toBe(
      "Use cross-entropy: no loss is better in any of macro F1, balanced accuracy, accuracy and macro AP, " +
        "and ghm is worse in at least one.",
    );
  });

  it("tells what a loss would gain and lose", () => {
    expect(advice({ bce: {}, ghm: { balancedAccuracy: 0.8, accuracy: 0.6 } }, three)).toBe(
      "Use cross-entropy: no loss is better in one of macro F1, balanced accuracy, accuracy and macro AP " +
        "without being worse in another; ghm would gain balanced accuracy (0.800 against 0.700), and lose " +
        "accuracy (0.600 against 0.700).",
    );
  });
});

describe("an interval of a difference", () => {
  it("stays within what the metric can differ by", () => {
    const f1 = { largest: 1 };
    expect(differenceIn(f1, [0, 0.9], [0.8, 0], 0)).toMatchObject({ low: -1, high: 1 });
    expect(differenceIn({ largest: 2 }, [0, 1.9], [1.8, 0], 0)).toMatchObject({ low: -2, high: 2 });
    expect(differenceIn({ largest: null }, [0, 0.9], [0.8, 0], 0)?.high).toBeGreaterThan(2);
    expect(differenceIn(f1, [0.5, 0.6], [0.4, 0.4], 0)?.mean).toBeCloseTo(0.15, 12);
  });

  it("leaves out seeds without a value, and needs two", () => {
    expect(differenceIn({ largest: 1 }, [0.5, null, 0.7], [0.4, 0.5, 0.5], 0)?.n).toBe(2);
    expect(differenceIn({ largest: 1 }, [0.5, null], [0.4, 0.5], 0)).toBeNull();
  });
});
