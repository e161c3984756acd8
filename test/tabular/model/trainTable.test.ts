import { describe, expect, it } from "vitest";
import { array, averagePrecision, bestF1, Generator, logLoss, Tensor } from "../../../src/index.js";
import {
  inferSchema,
  labelledTable,
  parseCsv,
  parseLoss,
  probabilitiesOf,
  TabularModel,
  trainTable,
  type TrainingPlan,
  type TrainTableOptions,
  type Tried,
} from "../../../src/tabular/index.js";
import { data, plan, table, trained } from "../../train/helpers.js";

/** Rows whose class follows a function of two numbers, with noise. */
function drawn(rows: number, logitOf: (a: number, b: number) => number, seed = 1) {
  const generator = new Generator(seed);
  const lines = Array.from({ length: rows }, () => {
    const [a, b] = [generator.normal(), generator.normal()];
    const y = generator.uniform() < 1 / (1 + Math.exp(-logitOf(a, b)));
    return `${a},${b},${Number(y)}`;
  });
  const csv = parseCsv(["a,b,y", ...lines].join("\n"), { source: "drawn" });
  return labelledTable(csv, inferSchema(csv, { label: "y" }));
}

const positiveOf = ({ probabilities }: { probabilities: number[][] }) =>
  probabilities.map(([, p]) => p);

const straight = drawn(600, (a, b) => 2 * a - b);
const round = drawn(700, (a, b) => 3 * (a * a + b * b - 2));

let ofStraight: ReturnType<typeof trainTable> | undefined;
/** The logistic regression of `straight`, trained once. */
const logistic = () => (ofStraight ??= trainTable(straight, { model: "logistic" }));

/** The settings that were tried, and the result. */
async function watched(
  rows: typeof straight,
  changes: TrainingPlan,
  options: TrainTableOptions = {},
) {
  let seen: readonly Tried[] = [];
  const result = await trainTable(rows, changes, {
    ...options,
    onProgress: ({ tried }) => (seen = [...tried]),
  });
  return { ...result, tried: seen };
}

describe("trainTable", () => {
  it("finds the logistic regression that made the rows, and no need of an MLP", async () => {
    const { model, chosen, settings, summary } = await trainTable(straight, { folds: 3 });
    expect(chosen).toMatchObject({ model: "logistic", epochs: null });
    const [weight, bias] = model.network.parameters();
    expect((weight.toArray() as number[][]).flat().map(Math.round)).toEqual([2, -1]);
    expect(Math.abs(bias.item())).toBeLessThan(0.3);
    expect(settings.some((setting) => setting.model === "mlp")).toBe(true);
    expect(summary[1]).toMatch(
      /^An MLP with weight decay \S+ \(\d+ epochs\) (is not better: its|has a) log loss (is|that is) \S+ (larger|smaller)/,
    );
  });

  it("takes an MLP where that is clearly better", async () => {
    const { chosen, outOfFold, settings, summary } = await trainTable(round, {
      folds: 3,
      strengths: [10, 1],
    });
    expect(chosen.model).toBe("mlp");
    expect(chosen.epochs).toBeGreaterThan(1);
    expect(outOfFold).toMatchObject({ auroc: expect.closeTo(0.98, 1) as number });
    const logistic = settings.filter(({ model }) => model === "logistic");
    for (const { behind, standardError } of logistic) {
      expect(behind).toBeGreaterThan(2 * standardError);
    }
    expect(summary[1]).toMatch(
      /^Logistic regression with .* is not better: its log loss is \S+ larger\.$/,
    );
  });

  it("tries no MLP unless there are rows enough, or it is asked for", async () => {
    const modelsOf = async (rows: typeof straight, model: TrainingPlan["model"]) => {
      const { settings } = await trainTable(rows, { model, epochs: 1, strengths: [1] });
      return settings.map((setting) => setting.model);
    };
    expect(await modelsOf(straight, "auto")).toEqual(["logistic", "mlp"]);
    expect(
      await modelsOf(
        drawn(400, (a) => a),
        "auto",
      ),
    ).toEqual(["logistic"]);
    expect(
      await modelsOf(
        drawn(600, (a) => a - 5),
        "auto",
      ),
    ).toEqual(["logistic"]);
    expect(await modelsOf(straight, "logistic")).toEqual(["logistic"]);
    expect(
      await modelsOf(
        drawn(60, (a) => a),
        "mlp",
      ),
    ).toEqual(["mlp"]);
  });

  it("tries an MLP though one of several classes is rare: the others are enough to judge it by", async () => {
    const lines = Array.from(
      { length: 600 },
      (_, i) => `${(i * 37) % 600},${(i * i) % 7},c${i % 2}`,
    );
    const modelsOf = async (rest: string[]) => {
      const csv = parseCsv(["a,b,y", ...lines, ...rest].join("\n"));
      const rows = labelledTable(csv, inferSchema(csv, { label: "y" }));
      const { settings } = await trainTable(rows, { epochs: 1, strengths: [1] });
      return settings.map(({ model }) => model);
    };
    const rare = ["5,5,rare", "6,5,rare"];
    expect(await modelsOf(rare)).toEqual(["logistic", "mlp"]);
    lines.forEach((line, i) => (lines[i] = line.replace("c1", i < 90 ? "c1" : "c0")));
    expect(await modelsOf(rare)).toEqual(["logistic"]); // 47 rows are of the two smaller classes
  });

  it("answers for each row by models that have not seen it", async () => {
    // A model that has seen its rows finds the row's own number in its name.
    const lines = Array.from({ length: 60 }, (_, i) => `n${i >> 1},${(i >> 1) % 2}`);
    const csv = parseCsv(["name,y", ...lines].join("\n"));
    const rows = labelledTable(
      csv,
      inferSchema(csv, { label: "y", types: { name: "categorical" } }),
    );
    const { outOfFold, model } = await trainTable(rows, { strengths: [0.01], folds: 60 });
    expect(outOfFold).toMatchObject({ auroc: 1 }); // the twin of each row is seen
    const apart = labelledTable(
      { ...csv, rows: csv.rows.filter((_, i) => i % 2 === 0) },
      inferSchema(csv, { label: "y", types: { name: "categorical" } }),
    );
    const { outOfFold: alone } = await trainTable(apart, { strengths: [0.01], folds: 15 });
    expect(alone.logLoss).toBeGreaterThan(0.69); // none is
    expect(averagePrecision(rows.labels, positiveOf(model.predict(csv)))).toBe(1);
  });

  it("chooses the least log loss, or the weight decay nearest to 1 that is level with it", async () => {
    const { chosen, settings } = await logistic();
    const best = settings.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
    expect(chosen.behind).toBe(0);
    expect(-best.behind).toBeLessThanOrEqual(best.standardError);
    expect(chosen.strength).not.toBe(best.strength);
    expect(Math.abs(Math.log(chosen.strength))).toBeLessThan(Math.abs(Math.log(best.strength)));
  });

  it("goes from strong to weak weight decay, until one is clearly worse", async () => {
    const { settings } = await trainTable(straight, { model: "logistic" });
    const strengths = settings.map(({ strength }) => strength);
    expect(strengths).toEqual([300, 100, 30, 10, 3, 1, 0.3, 0.1, 0.01]); // from the number of rows on
    const named = await trainTable(straight, { strengths: [0.1, 600, 0.1], model: "logistic" });
    expect(named.settings.map(({ strength }) => strength)).toEqual([600, 0.1]);
    // 40 columns of noise, 60 rows: without weight decay they are learnt by heart
    const generator = new Generator(5);
    const lines = Array.from({ length: 60 }, (_, i) =>
      [...Array.from({ length: 40 }, () => generator.normal()), i % 2].join(","),
    );
    const names = Array.from({ length: 40 }, (_, i) => `x${i}`);
    const csv = parseCsv([[...names, "y"].join(","), ...lines].join("\n"));
    const noise = await trainTable(labelledTable(csv, inferSchema(csv, { label: "y" })));
    const tried = noise.settings.map(({ strength }) => strength);
    expect(tried.slice(0, 2)).toEqual([30, 10]);
    expect(tried.length).toBeLessThan(7);
    expect(noise.summary[1]).toMatch(/^That predicts no better than the share of each class does/);
  });

  it("does not stop where strong weight decay levels all: weak differences need weak decay", async () => {
    // The label hangs on the difference of two columns that are nearly the same.
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const generator = new Generator(seed);
      const lines = Array.from({ length: 200 }, () => {
        const [z, e] = [10 * generator.normal(), generator.normal()];
        return `${z + e},${z},${Number(e + 0.3 * generator.normal() > 0)}`;
      });
      const csv = parseCsv(["a,b,y", ...lines].join("\n"));
      const rows = labelledTable(csv, inferSchema(csv, { label: "y" }));
      const { outOfFold } = await trainTable(rows);
      expect("ap" in outOfFold && outOfFold.ap).toBeGreaterThan(0.9);
    }
  });

  it("weight decay s is scikit-learn's 1/C", async () => {
    // LogisticRegression(C=1/s, tol=1e-10).fit(StandardScaler().fit_transform(x), y) in float64:
    // at the minimum, s·w = Σ (y − p)·x, and Σ (y − p) = 0.
    for (const strength of [0.1, 10, 1000]) {
      const { model } = await trainTable(straight, { model: "logistic", strengths: [strength] });
      const { x } = model.encoder.encode(straight.table);
      const p = probabilitiesOf(model.network.forward(x));
      const residual = straight.labels.map((y, i) => y - p[i]);
      const rows = x.toArray() as number[][];
      const weights = (model.network.parameters()[0].toArray() as number[][]).flat();
      weights.forEach((w, k) => {
        const pull = residual.reduce((sum, r, i) => sum + r * rows[i][k], 0);
        expect(Math.abs(pull - strength * w)).toBeLessThan(2e-3);
      });
      expect(Math.abs(residual.reduce((sum, r) => sum + r, 0))).toBeLessThan(2e-3);
    }
  });

  it("takes the threshold with the best F1, and all scores, from the rows held out", async () => {
    const { model, outOfFold, tried } = await watched(straight, { model: "logistic" });
    const chosen = model.notes["chosen"] as Tried;
    const { logits } = tried.find(({ strength }) => strength === chosen.strength) as Tried;
    const p = probabilitiesOf(new Tensor(logits));
    const best = bestF1(straight.labels, p) ?? { f1: NaN, threshold: NaN };
    const next = Math.max(...p.filter((score) => score < best.threshold));
    expect(model.threshold).toBe((best.threshold + next) / 2);
    expect(outOfFold).toHaveProperty("f1", best.f1);
    expect(outOfFold).toMatchObject({
      rows: 600,
      positives: straight.labels.filter((label) => label === 1).length,
      ap: averagePrecision(straight.labels, p),
      logLoss: logLoss(straight.labels, p),
    });
  });

  it("puts the threshold of separable rows in the middle between the classes", async () => {
    const lines = Array.from(
      { length: 80 },
      (_, i) => `${i < 40 ? i : i + 200},${Number(i >= 40)}`,
    );
    const rows = parseCsv(["x,y", ...lines].join("\n"));
    const separable = labelledTable(rows, inferSchema(rows, { label: "y" }));
    const { model } = await trainTable(separable, { model: "logistic" });
    expect(model.threshold).toBeGreaterThan(0.2);
    expect(model.threshold).toBeLessThan(0.8);
  });

  it("calibrates what the loss has distorted, and BCE only if asked to", async () => {
    const focal = await trainTable(straight, { model: "logistic", loss: parseLoss("focal") });
    expect(focal.uncalibrated?.ece).toBeGreaterThan(0.1);
    expect(focal.outOfFold.ece).toBeLessThan(0.05);
    const { logits, probabilities } = focal.model.predict(straight.table);
    const { slope, intercepts } = focal.model.calibration ?? { slope: 0, intercepts: [] };
    const z = array.flat(logits.data);
    probabilities.forEach(([q, p], row) => {
      expect(p).toBeCloseTo(1 / (1 + Math.exp(-slope * z[row] - intercepts[0])), 12);
      expect(q).toBe(1 - p);
    });
    expect(focal.summary[1]).toMatch(
      /^Probabilities are calibrated, since focal distorts them: log loss 0\.\d+ → 0\.\d+, cal/,
    );
    const bce = await logistic();
    expect([bce.model.calibration, bce.uncalibrated]).toEqual([null, null]);
    const asked = await trainTable(straight, {
      ...{ model: "logistic", calibrate: true, strengths: [1] },
    });
    expect(asked.model.calibration?.slope).toBeCloseTo(1, 1);
    const plain = { model: "logistic", loss: parseLoss("focal"), calibrate: false } as const;
    expect((await trainTable(straight, plain)).model.calibration).toBeNull();
  });

  it("with three classes trains a softmax, whose minimum is scikit-learn's", async () => {
    const generator = new Generator(8);
    const lines = Array.from({ length: 300 }, () => {
      const [a, b] = [generator.normal(), generator.normal()];
      const scores = [2 * a, -b, a * b].map((score) => score + generator.normal());
      return `${a},${b},${["low", "mid", "top"][scores.indexOf(Math.max(...scores))]}`;
    });
    const csv = parseCsv(["a,b,y", ...lines].join("\n"));
    const rows = labelledTable(csv, inferSchema(csv, { label: "y" }));
    const { model, outOfFold, summary } = await trainTable(rows, {
      ...{ model: "logistic", strengths: [3] },
    });
    // LogisticRegression(C=1/s): at the minimum, s·w_c = Σ (y_c − p_c)·x
    const x = model.encoder.encode(csv).x.toArray() as number[][];
    const weights = model.network.parameters()[0].toArray() as number[][];
    const { probabilities, answers } = model.predict(csv);
    weights.forEach((ofFeature, k) => {
      ofFeature.forEach((w, c) => {
        const pull = rows.labels.reduce(
          (sum, label, i) => sum + (Number(label === c) - probabilities[i][c]) * x[i][k],
          0,
        );
        expect(Math.abs(pull - 3 * w)).toBeLessThan(2e-3);
      });
    });
    for (const row of probabilities) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(answers).toEqual(
      probabilities.map((row) => ["low", "mid", "top"][row.indexOf(Math.max(...row))]),
    );
    expect(outOfFold).toMatchObject({ rows: 300, classes: [{}, {}, {}] });
    expect("accuracy" in outOfFold && outOfFold.accuracy).toBeGreaterThan(0.5); // of 0.33
    expect(summary.at(-1)).toContain("Of 3 classes, the likeliest is the answer.");
    expect(TabularModel.load(model.save()).predict(csv).probabilities).toEqual(probabilities);
  });

  it.each(["focal", "ghmc:norm=l1", "ohem", "gce", "class-balanced"])(
    "trains three classes with %s, in an MLP too, and calibrates",
    async (loss) => {
      const lines = Array.from(
        { length: 90 },
        (_, i) => `${(i * 7) % 11},${i % 3},${"uvw"[i % 3]}`,
      );
      const csv = parseCsv(["a,b,y", ...lines].join("\n"));
      const rows = labelledTable(csv, inferSchema(csv, { label: "y" }));
      for (const model of ["logistic", "mlp"] as const) {
        const result = await trainTable(rows, {
          ...{
            model,
            loss: parseLoss(loss),
            strengths: [1],
            epochs: 40,
            learningRate: 0.1,
            hidden: [4],
          },
        });
        expect(result.model.calibration?.intercepts).toHaveLength(3);
        expect("accuracy" in result.outOfFold && result.outOfFold.accuracy).toBeGreaterThan(0.9);
      }
    },
  );

  it("takes classes that have fewer rows than there are folds", async () => {
    const lines = Array.from({ length: 44 }, (_, i) => `${i % 2},${i < 42 ? "uv"[i % 2] : "w"}`);
    const csv = parseCsv(["a,y", ...lines].join("\n"));
    const rows = labelledTable(csv, inferSchema(csv, { label: "y" }));
    const { outOfFold } = await trainTable(rows);
    expect(outOfFold).toMatchObject({ rows: 44 });
  });

  it("keeps rows apart to measure on", async () => {
    const { outOfFold, test } = await trainTable(straight, {
      test: 0.25,
      model: "logistic",
    });
    expect([outOfFold.rows, test?.rows]).toEqual([451, 149]);
    expect(test).toMatchObject({ auroc: expect.closeTo(0.9, 1) as number });
    expect((await logistic()).test).toBeNull();
  });

  it("with few rows of a class cuts fewer folds; with one row, says what is missing", async () => {
    const { outOfFold } = await trainTable(data(12)); // 3 rows of "yes"
    expect(outOfFold.rows).toBe(12);
    const { summary } = await trainTable(data(12), { folds: 1000 });
    expect(summary[0]).toContain("with 3 folds (not 1000: each holds out a row of both classes): ");
    await expect(trainTable(data(8), { test: 0.3 })).rejects.toThrow(
      /class 'yes' has 2 rows, too few for one in each of 3 parts: keep none apart to measure on/,
    );
  });

  it("gives the same model for the same seed, and another for another", async () => {
    const weights = async (seed: number) => (await trained({ seed })).model.save().weights;
    expect(await weights(1)).toEqual(await weights(1));
    expect(await weights(1)).not.toEqual(await weights(2));
  });

  it.each(["bce", "class-balanced", "focal", "gce", "ghmc", "ohem"])(
    "with %s, the mean probability of the final model is the share of positive rows",
    async (loss) => {
      for (const model of ["logistic", "mlp"] as const) {
        const result = await trainTable(straight, {
          ...{ model, loss: parseLoss(loss), epochs: 30, folds: 2 },
        });
        const p = positiveOf(result.model.predict(straight.table));
        const share = straight.labels.filter((label) => label === 1).length / 600;
        const mean = p.reduce((sum, value) => sum + value, 0) / 600;
        expect(Math.abs(mean / share - 1)).toBeLessThan(
          loss === "bce" && model === "mlp" ? 0.1 : 1e-3,
        );
      }
    },
  );

  it("trains GHM-C in any form, and the model remembers its density and the plan", async () => {
    for (const model of ["logistic", "mlp"] as const) {
      const result = await trained({ model });
      expect(result.model.density?.state().updates.every((n) => n >= 0)).toBe(true);
      expect(result.model.density?.state().sums.some((sum) => sum > 0)).toBe(true);
      expect(result.chosen).toMatchObject({ model, strength: 1 });
      expect(result.chosen.epochs).toBeGreaterThanOrEqual(1);
      expect(result.model.notes["plan"]).toMatchObject({ model, hidden: [3], seed: 3 });
    }
  });

  it("stops Adam when rows held out are not predicted better, and goes back to the best", async () => {
    const noise = drawn(120, () => 0);
    const { chosen, tried } = await watched(noise, {
      ...{ model: "mlp", epochs: 400, patience: 3, strengths: [0] },
    });
    expect(chosen.epochs).toBeLessThan(30);
    expect(tried).toHaveLength(1);
  });

  it.each<[TrainingPlan]>([
    [{ model: "logistic" }],
    [{ model: "mlp", epochs: 4 }],
    [{ epochs: 3 }],
  ])("%j is resumed after any setting to the very same model", async (changes) => {
    const whole = await watched(straight, changes);
    for (const done of [0, 1, 3, whole.tried.length - 1]) {
      const resumed = await watched(straight, changes, { resume: whole.tried.slice(0, done) });
      expect(resumed.model.save()).toEqual(whole.model.save());
      expect(resumed.tried).toEqual(whole.tried);
    }
  });

  it("refuses to resume what was tried on other rows or with another plan", async () => {
    const { tried } = await watched(straight, { model: "logistic", strengths: [3, 1] });
    const message = "what `resume` holds is of another plan or other rows";
    await expect(
      trainTable(straight, { model: "logistic", strengths: [3, 2] }, { resume: tried }),
    ).rejects.toThrow(message);
    await expect(
      trainTable(round, { model: "logistic", strengths: [3, 1] }, { resume: tried }),
    ).rejects.toThrow(message);
  });

  it("a signal stops it between any two steps", async () => {
    const signal = { aborted: false };
    const training = trainTable(
      round,
      {},
      {
        signal,
        onProgress: ({ tried }) => (signal.aborted = tried.length === 2),
      },
    );
    await expect(training).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each<[changes: TrainingPlan, message: string]>([
    [{ test: -0.1 }, "test, a share of the rows, must be a number from 0 to 0.9, not -0.1"],
    [{ test: NaN }, "from 0 to 0.9, not NaN"],
    [{ hidden: [1e15] }, "parameters; 20000000 are allowed: take smaller hidden layers"],
    [{ hidden: [0] }, "a size in hidden must be a whole number ≥ 1, not 0"],
    [{ learningRate: -1 }, "learningRate must be a number above 0, not -1"],
    [{ strengths: [] }, "strengths names none"],
    [{ strengths: [1, -1] }, "a strength must be a number ≥ 0, not -1"],
    [{ folds: 1 }, "folds must be a whole number ≥ 2, not 1"],
    [{ epochs: 1.5 }, "epochs must be a whole number ≥ 1, not 1.5"],
    [{ model: "tree" as "mlp" }, 'model is one of auto, logistic, mlp, not "tree"'],
    [{ epochs: "3" as unknown as number }, 'epochs must be a whole number ≥ 1, not "3"'],
    [{ calibrate: "no" as unknown as boolean }, 'calibrate is true or false, not "no"'],
    [{ lr: 3 } as TrainingPlan, 'trainTable has no option "lr"; its options are'],
  ])("refuses %j", async (changes, message) => {
    await expect(trained(changes)).rejects.toThrow(message);
  });

  it("says when a learning rate is too large", async () => {
    await expect(trained({ learningRate: 1e38 })).rejects.toThrow(
      /^training stopped at step .*A smaller learning rate than 1e\+38 may help/,
    );
  });

  it("takes tables in which a row lacks cells", async () => {
    const { model } = await trained();
    expect(model.predict(table()).probabilities).toHaveLength(60);
    expect(plan().hidden).toEqual([3]);
  });
});

describe("trainTable with groups", () => {
  // The class is the patient's, and so is one of the features, which says nothing of other patients.
  const generator = new Generator(1);
  const patients = Array.from({ length: 40 }, (_, i) => ({
    mark: generator.normal(),
    y: i % 2,
  }));
  const lines = Array.from({ length: 600 }, (_, i) => {
    const { mark, y } = patients[i % 40];
    return `p${i % 40},m${i % 40},${mark},${y}`;
  });
  const csv = parseCsv(["patient,code,mark,y", ...lines].join("\n"));
  const rows = (group?: string) =>
    labelledTable(csv, inferSchema(csv, { label: "y", group, drop: ["patient"] }));
  const logistic = { model: "logistic" } as const;

  it("learns nothing from other rows of a group about those held out", async () => {
    const { outOfFold: leaking } = await trainTable(rows(), logistic);
    const { outOfFold } = await trainTable(rows("patient"), logistic);
    expect("auroc" in leaking && leaking.auroc).toBeGreaterThan(0.99);
    expect("auroc" in outOfFold && outOfFold.auroc).toBeLessThan(0.7);
  });

  it("keeps whole groups apart to measure on", async () => {
    const { test } = await trainTable(rows("patient"), { ...logistic, test: 0.25 });
    expect((test?.rows ?? 0) % 15).toBe(0);
  });

  it("takes no more folds than a class has groups", async () => {
    const few = parseCsv(
      ["g,x,y", ...lines.map((_, i) => `${i % 5},${i % 7},${Number(i % 5 < 2)}`)].join("\n"),
    );
    const data = labelledTable(few, inferSchema(few, { label: "y", group: "g" }));
    await expect(trainTable(data, logistic)).resolves.toBeDefined();
  });

  it("refuses a class in a single group, naming it", async () => {
    const one = parseCsv(
      ["g,x,y", ...lines.map((_, i) => `${i % 5},${i % 7},${i % 5 ? "a" : "b"}`)].join("\n"),
      {
        source: "one.csv",
      },
    );
    const data = labelledTable(one, inferSchema(one, { label: "y", group: "g" }));
    await expect(trainTable(data)).rejects.toThrow(
      "one.csv: the class 'b' is in 1 group of g, too few for one in each of 2 parts: each class is to be both " +
        "learnt from and held out",
    );
  });
});
