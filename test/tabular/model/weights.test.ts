import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Adam,
  array,
  fit,
  Generator,
  gradients,
  lens,
  mlp,
  bceWithLogits,
  takeRows,
  tensor,
  WindowDensity,
  type Tensor,
} from "../../../src/index.js";
import { fitCalibration, makeLoss, parseLoss } from "../../../src/tabular/index.js";
import {
  inferSchema,
  labelledTable,
  parseCsv,
  TabularModel,
  trainTable,
  type TrainingPlan,
} from "../../../src/tabular/index.js";
import { recentred, calibrated } from "../../../src/tabular/model/calibration.js";
import { difference } from "../../../src/tabular/model/crossValidate.js";
import { relativeWeights } from "../../../src/tabular/table/weights.js";

import golden from "./weighted-logistic.json" with { type: "json" };

const float64 = { dtype: "float64" } as const;
const ofTwo = [
  "bce",
  "class-balanced:beta=0.9",
  "focal",
  "gce",
  "ghmc",
  "ghmc:bins=4,momentum=0.5",
];
const ofSeveral = ["bce", "class-balanced:beta=0.9", "focal", "gce", "ghmc", "ghmc:norm=l2"];

/** Logits, labels and whole weights, and the same rows as copies. */
const cases = (classes: number) =>
  fc
    .array(
      fc.record({
        z: fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
          minLength: 3,
          maxLength: 3,
        }),
        label: fc.nat(classes - 1),
        weight: fc.integer({ min: 1, max: 4 }),
      }),
      { minLength: 2, maxLength: 12 },
    )
    .map((rows) => {
      const copies = rows.flatMap((row) => Array<(typeof rows)[0]>(row.weight).fill(row));
      const outputs = classes === 2 ? 1 : classes;
      const logits = (list: typeof rows) =>
        tensor(
          list.map(({ z }) => z.slice(0, outputs)),
          { ...float64, requiresGrad: true },
        );
      const labels = (list: typeof rows) =>
        tensor(
          list.map(({ label }) => [label]),
          float64,
        );
      const weights = rows.map(({ weight }) => weight);
      return { rows, copies, logits, labels, weights };
    });

/** The loss, and the gradient of each row. */
function passOf(
  loss: (x: Tensor, y: Tensor, w?: Tensor | null) => Tensor,
  x: Tensor,
  y: Tensor,
  w?: number[],
) {
  const weights =
    w &&
    tensor(
      relativeWeights(w).map((weight) => [weight]),
      float64,
    );
  const value = loss(x, y, weights);
  const [gradient] = gradients(value, [x]);
  return { value: value.item(), gradient: gradient.toArray() as number[][] };
}

describe.each([
  ...ofTwo.map((text) => ({ text, classes: 2 })),
  ...ofSeveral.map((text) => ({ text, classes: 3 })),
])("weights in $text of $classes classes", ({ text, classes }) => {
  const counts = Array.from({ length: classes }, (_, c) => 5 * c + 2.5);
  const make = () => makeLoss(parseLoss(text), counts).loss;

  it("let a row of weight k count as k copies", () => {
    fc.assert(
      fc.property(cases(classes), ({ rows, copies, logits, labels, weights }) => {
        const one = passOf(make(), logits(rows), labels(rows), weights);
        const many = passOf(make(), logits(copies), labels(copies));
        expect(one.value).toBeCloseTo(many.value, 9);
        let at = 0;
        rows.forEach(({ weight }, i) => {
          many.gradient[at].forEach((pull, c) => {
            expect(one.gradient[i][c]).toBeCloseTo(weight * pull, 9);
          });
          at += weight;
        });
      }),
    );
  });

  it("change nothing if all are 1", () => {
    fc.assert(
      fc.property(cases(classes), ({ rows, logits, labels }) => {
        const ones = rows.map(() => 1);
        const [one, none] = [ones, undefined].map((w) =>
          passOf(make(), logits(rows), labels(rows), w),
        );
        expect(one.value).toBeCloseTo(none.value, 12);
      }),
    );
  });
});

describe("weights in OHEM", () => {
  it("let the share of the weight count that is hardest, the last row with a part of its own", () => {
    const { loss } = makeLoss(parseLoss("ohem:share=0.5"), [1, 1]);
    const x = tensor([[3], [2], [1], [0]], { ...float64, requiresGrad: true });
    const y = tensor([[0], [0], [0], [0]], float64);
    const copies = tensor([[3], [2], [2], [2], [1], [0]], { ...float64, requiresGrad: true });
    const { value, gradient } = passOf(loss, x, y, [1, 3, 1, 1]);
    const many = passOf(
      loss,
      copies,
      tensor(
        [0, 0, 0, 0, 0, 0].map((l) => [l]),
        float64,
      ),
    );
    expect(value).toBeCloseTo(many.value, 12);
    expect(gradient[1][0]).toBeCloseTo(many.gradient[1][0] + many.gradient[2][0], 12);
    expect([gradient[2][0], gradient[3][0]]).toEqual([0, 0]);
    const three = makeLoss(parseLoss("ohem:share=0.5"), [1, 1, 1]).loss;
    const scores = tensor(
      [
        [3, 0, 0],
        [0, 1, 0],
      ],
      { ...float64, requiresGrad: true },
    );
    const { gradient: pulls } = passOf(three, scores, tensor([[1], [1]], float64), [1, 3]);
    expect(pulls[0].every((pull) => pull !== 0)).toBe(true);
  });
});

const generator = new Generator(4);
const rows = Array.from({ length: 300 }, () => {
  const [a, b] = [generator.normal(), generator.normal()];
  const y = Number(generator.uniform() < 1 / (1 + Math.exp(-(a - b + 0.5))));
  const z = y + Number(generator.uniform() < 0.3);
  return { a, b, y, z, weight: Math.floor(4 * generator.uniform()) };
});
const tableOf = (
  list: readonly (typeof rows)[0][],
  label: "y" | "z",
  weightOf?: (weight: number) => number,
) => {
  const lines = list.map(({ a, b, weight, ...labels }) =>
    [a, b, labels[label], weightOf?.(weight) ?? 1].join(","),
  );
  const csv = parseCsv([`a,b,${label},w`, ...lines].join("\n"));
  const drop = weightOf === undefined ? ["w"] : [];
  return labelledTable(csv, inferSchema(csv, { label, drop, weight: weightOf && "w" }));
};
const copies = rows.flatMap((row) => Array<(typeof rows)[0]>(row.weight).fill(row));
const kept = rows.filter(({ weight }) => weight > 0).length;
const parametersOf = ({ network }: TabularModel) =>
  network.parameters().flatMap(({ data }) => Array.from(array.flat(data)));

describe("trainTable with weights", () => {
  const plan: TrainingPlan = { model: "logistic", folds: 3 };

  it.each([
    ["bce", "y"],
    ["class-balanced:beta=0", "y"],
    ["focal", "y"],
    ["bce", "z"],
    ["gce:q=0.5", "z"],
  ] as const)("makes of %s what it makes of copies: label %s", async (text, label) => {
    const loss = parseLoss(text);
    const one = await trainTable(
      tableOf(rows, label, (w) => w),
      { ...plan, loss, strengths: [2] },
    );
    // The penalty is weighed against the number of rows.
    const strengths = [(2 * copies.length) / kept];
    const many = await trainTable(tableOf(copies, label), { ...plan, loss, strengths });
    const [found, wanted] = [one, many].map(({ model }) => parametersOf(model));
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i], 3);
    });
    expect(one.outOfFold).toMatchObject({
      rows: kept,
      weights: { rows: rows.reduce((sum, { weight }) => sum + weight, 0) },
    });
    expect(one.summary.at(-1)).toBe(
      `Rows count by their weights, column w, in all of this: ${kept} rows with a sum of ${copies.length}.`,
    );
  });

  it.each(["bce", "ghmc", "ohem", "class-balanced"])(
    "gives the same model with %s if all weights are twice as large, to the bit",
    async (text) => {
      const loss = parseLoss(text);
      const small = { ...plan, loss, strengths: [3, 1], epochs: 3, test: 0.2 };
      const [one, two] = await Promise.all(
        [(w: number) => w, (w: number) => 2 * w].map((weightOf) =>
          trainTable(tableOf(rows, "y", weightOf), small),
        ),
      );
      expect(parametersOf(two.model)).toEqual(parametersOf(one.model));
      const { weights, ...scores } = one.outOfFold;
      expect(two.outOfFold).toMatchObject(scores);
      expect(two.outOfFold.weights?.rows).toBe(2 * (weights?.rows ?? NaN));
      expect(two.test?.weights).toBeDefined();
      expect(two.model.calibration).toEqual(one.model.calibration);
    },
  );

  it("heeds them in batches of one row, too, and in an MLP", async () => {
    const heavy = (w: number) => (w === 3 ? 50 : w);
    for (const changes of [
      { loss: parseLoss("ghmc"), batchSize: 1 },
      { model: "mlp", hidden: [2], batchSize: 1 },
    ] as const) {
      const small = { ...plan, ...changes, strengths: [1], epochs: 1 };
      const [one, other] = await Promise.all(
        [(w: number) => w, heavy].map((weightOf) =>
          trainTable(tableOf(rows, "y", weightOf), small),
        ),
      );
      expect(parametersOf(other.model)).not.toEqual(parametersOf(one.model));
    }
  });

  it.each(golden.cases)("solves $name as scikit-learn does", async (wanted) => {
    const lines = wanted.rows.map((row) => row.join(","));
    const csv = parseCsv(["a,b,y,w", ...lines].join("\n"));
    const types = { a: "numeric", b: "numeric" } as const;
    const data = labelledTable(csv, inferSchema(csv, { label: "y", weight: "w", types }));
    const { model } = await trainTable(data, { ...plan, strengths: [wanted.strength] });
    model.encoder.state().columns.forEach((column, k) => {
      expect("mean" in column && column.mean).toBeCloseTo(wanted.mean[k], 10);
      expect("std" in column && column.std).toBeCloseTo(wanted.std[k], 10);
    });
    model.predict(csv).probabilities.forEach((row, i) => {
      row.forEach((p, c) => {
        expect(p).toBeCloseTo(wanted.probability[i][c], 4);
      });
    });
  });

  it("trains where a class has next to no weight", async () => {
    for (const text of ["bce", "class-balanced", "ghmc"]) {
      for (const label of ["y", "z"] as const) {
        const data = tableOf(rows, label, (w) => w);
        const weights = data.labels.map((own) => (own === 0 ? 1e-20 : 1));
        const loss = parseLoss(text);
        const { model } = await trainTable(
          { ...data, weights },
          { ...plan, loss, strengths: [10], epochs: 2 },
        );
        expect(parametersOf(model).every(Number.isFinite)).toBe(true);
      }
    }
  });

  it("keeps the column in the model, which does not need it to predict", async () => {
    const { model } = await trainTable(
      tableOf(rows, "y", (w) => w),
      { ...plan, strengths: [1] },
    );
    const loaded = TabularModel.load(model.save());
    expect(loaded.weight).toEqual({
      column: "w",
      format: { decimal: ".", thousands: null, unit: null },
    });
    expect(loaded.encoder.featureNames).toEqual(["a", "b"]);
    const without = parseCsv("a,b\n1,2\n");
    const withIt = parseCsv("a,w,b\n1,much,2\n");
    expect(loaded.predict(withIt).probabilities).toEqual(loaded.predict(without).probabilities);
    const plain = await trainTable(tableOf(rows, "y"), { ...plan, strengths: [1] });
    expect([plain.model.weight, plain.model.save().card.includes('"weight"')]).toEqual([
      null,
      false,
    ]);
  });
});

describe("the standard error of a weighted difference", () => {
  const [a, b] = [Float64Array.from([0.3, 0.9, 0.1, 0.5]), Float64Array.from([0.2, 0.4, 0.3, 0.1])];

  it("is that of a ratio of sums over rows, as surveys have it", () => {
    const weights = [1, 2, 4, 1];
    const { mean, standardError } = difference(a, b, weights);
    const d = [0.1, 0.5, -0.2, 0.4];
    const wanted = d.reduce((sum, value, i) => sum + weights[i] * value, 0) / 8;
    expect(mean).toBeCloseTo(wanted, 14);
    const squares = d.reduce((sum, value, i) => sum + (weights[i] * (value - wanted)) ** 2, 0);
    expect(standardError).toBeCloseTo(Math.sqrt((4 / 3) * squares) / 8, 14);
  });

  it("is the plain one if all weights are alike, whatever they are", () => {
    const plain = difference(a, b, null);
    const alike = difference(a, b, [3, 3, 3, 3]);
    expect(alike.mean).toBeCloseTo(plain.mean, 14);
    expect(alike.standardError).toBeCloseTo(plain.standardError, 14);
  });
});

describe("calibration with weights", () => {
  const logits = tensor(
    rows.map(({ a }) => [2 * a]),
    float64,
  );
  const labels = rows.map(({ y }) => y);
  const weights = rows.map(({ weight }) => weight + 1);

  it("has the least weighted cross-entropy, with targets by sums of weights of mean 1", () => {
    const { slope, intercepts } = fitCalibration(logits, labels, weights);
    const relative = relativeWeights(weights);
    const [n, p] = [0, 1].map((c) =>
      relative.reduce((sum, w, i) => sum + (labels[i] === c ? w : 0), 0),
    );
    const pulls = rows.map(({ a, y }, i) => {
      const target = y === 1 ? (p + 1) / (p + 2) : 1 / (n + 2);
      const error = 1 / (1 + Math.exp(-(slope * 2 * a + intercepts[0]))) - target;
      return [relative[i] * error, relative[i] * error * 2 * a];
    });
    for (const k of [0, 1]) {
      expect(pulls.reduce((sum, pull) => sum + pull[k], 0) / rows.length).toBeCloseTo(0, 5);
    }
    const doubled = weights.map((w) => 2 * w);
    expect(fitCalibration(logits, labels, doubled)).toEqual({ slope, intercepts });
    const three = tensor(
      rows.map(({ a, b }) => [a, b, 0]),
      float64,
    );
    const classes = rows.map(({ z }) => z);
    const [plain, weighted] = [null, weights].map((w) => fitCalibration(three, classes, w));
    expect(weighted.intercepts).not.toEqual(plain.intercepts);
    const ones = fitCalibration(
      three,
      classes,
      classes.map(() => 1),
    );
    expect(ones.slope).toBeCloseTo(plain.slope, 6);
  });

  it("gives probabilities whose weighted mean is the weighted share", () => {
    const found = recentred({ slope: 0.5, intercepts: [0] }, logits.data, labels, weights);
    const z = array.flat(calibrated(logits.data, found));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const meanOf = (value: (i: number) => number) =>
      weights.reduce((sum, w, i) => sum + w * value(i), 0) / total;
    expect(meanOf((i) => 1 / (1 + Math.exp(-z[i])))).toBeCloseTo(
      meanOf((i) => labels[i]),
      5,
    );
  });

  it("refuses weights that are none", () => {
    expect(() => fitCalibration([[1], [2]], [0, 1], [1])).toThrow(
      "1 weights do not match 2 targets",
    );
    expect(() => fitCalibration([[1], [2]], [0, 1], [1, -1])).toThrow("weight 1 is -1");
  });
});

describe("lens with weights", () => {
  it("shows of a row of weight k what k copies have", () => {
    fc.assert(
      fc.property(cases(2), ({ rows, copies, logits, labels, weights }) => {
        const one = lens(logits(rows), labels(rows), { weights });
        const many = lens(logits(copies), labels(copies));
        let at = 0;
        rows.forEach(({ weight }, i) => {
          expect([one.g[i], one.bin[i]]).toEqual([many.g[at], many.bin[at]]);
          expect(one.beta[i]).toBeCloseTo(many.beta[at], 9);
          expect(one.after[i]).toBeCloseTo(weight * many.after[at], 9);
          at += weight;
        });
        one.bins.forEach(({ count, shareBefore, shareAfter }, j) => {
          expect(shareBefore).toBeCloseTo(many.bins[j].shareBefore, 9);
          expect(shareAfter).toBeCloseTo(many.bins[j].shareAfter, 9);
          expect(count).toBe(one.bin.filter((bin) => bin === j).length);
        });
      }),
    );
  });

  it("refuses weights that are none, and a density that counts none", () => {
    const of = (weights: number[]) => () => lens([1, 2], [0, 1], { weights });
    expect(of([1])).toThrow("lens: 1 weights do not match 2 examples");
    expect(of([1, NaN])).toThrow("lens: weights are finite numbers ≥ 0; weight 1 is NaN");
    expect(of([0, 0])).toThrow("lens: all weights are 0");
    const density = new WindowDensity(0.1);
    expect(() => lens([1], [0], { density, weights: [1] })).toThrow(
      "lens: weights are counted by a GradientDensity only",
    );
  });
});

describe("examples with weights", () => {
  const examples = { x: tensor([[1], [2], [3]]), y: tensor([[0], [1], [1]]), weights: [1, 2, 3] };

  it("keep them where rows are taken", () => {
    expect(takeRows(examples, [2, 0]).weights).toEqual([3, 1]);
    expect(() => takeRows({ ...examples, weights: [1] }, [0])).toThrow(
      "y of shape [3, 1] and 1 weights are not of as many rows",
    );
  });

  it("are refused by a trainer, whose loss would ignore them", async () => {
    const model = mlp([1, 1]);
    const optimizer = new Adam(model.parameters(), { lr: 0.1 });
    await expect(
      fit(model, examples, { loss: bceWithLogits, optimizer, epochs: 1 }),
    ).rejects.toThrow("Trainer: the training rows have weights, of which its loss would not know");
  });
});
