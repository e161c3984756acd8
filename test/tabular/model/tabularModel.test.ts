import { describe, expect, it } from "vitest";
import { Generator, mlp, tensor } from "../../../src/index.js";
import type { TrainingPlan } from "../../../src/tabular/index.js";
import { probabilitiesOf, TabularModel } from "../../../src/tabular/model/index.js";
import { table, trained } from "../../train/helpers.js";

const model = async (changes?: TrainingPlan) => (await trained(changes)).model;

const saved = (await model()).save();
type Card = Record<string, unknown>;
const withCard = (change: (card: Card) => void) => {
  const card = JSON.parse(saved.card) as Card;
  change(card);
  return { ...saved, card: JSON.stringify(card) };
};

describe("TabularModel", () => {
  it("comes back from its two files bit for bit", async () => {
    const bce = { name: "bce", options: {} } as const;
    for (const changes of [{}, { model: "logistic" }, { loss: bce }] satisfies TrainingPlan[]) {
      const before = await model(changes);
      const after = TabularModel.load(before.save());
      expect(after.save()).toEqual(before.save());
      expect(after.predict(table())).toEqual(before.predict(table()));
      expect(after.threshold).toBe(before.threshold);
    }
  });

  it("keeps float64 parameters as they are", async () => {
    const single = await model();
    const { sizes, activation } = single.architecture;
    const double = new TabularModel(
      single.encoder,
      mlp(sizes, { activation, dtype: "float64", generator: new Generator(4) }),
      single,
    );
    const after = TabularModel.load(double.save());
    expect(after.network.parameters().map((p) => p.toArray())).toEqual(
      double.network.parameters().map((p) => p.toArray()),
    );
  });

  it("says what it has not seen before", async () => {
    const other = { ...table(5), source: "other.csv" };
    const rows = other.rows.map(([x, , , y], i) => [x, "", i === 0 ? "pink" : "red", y]);
    const { filled, unseen } = (await model()).predict({ ...other, rows });
    expect(filled).toEqual([{ column: "z", cells: 5 }]);
    expect(unseen).toEqual([{ column: "colour", cells: 1, categories: ["pink"] }]);
  });

  it.each<[what: string, change: (card: Card) => void, message: string]>([
    ["another format", (c) => (c["format"] = "x"), 'model.json.format is "x"'],
    [
      "a threshold above 1",
      (c) => (c["threshold"] = 2),
      "threshold is 2, where a number from 0 to 1",
    ],
    [
      "a null encoder",
      (c) => (c["encoder"] = null),
      "model.json: TableEncoder: state is null, where an object",
    ],
    [
      "another input",
      (c) => (c["architecture"] = { sizes: [9, 1], activation: "tanh" }),
      "first layer takes 9",
    ],
    [
      "another hidden layer",
      (c) => (c["architecture"] = { sizes: [6, 1e12, 1], activation: "tanh" }),
      "model.safetensors holds",
    ],
    [
      "an output of two",
      (c) => (c["architecture"] = { sizes: [6, 2], activation: "tanh" }),
      "2 classes take a last layer of 1, but it has 2",
    ],
    [
      "a slope below 0",
      (c) => (c["calibration"] = { slope: -1, intercepts: [0] }),
      "calibration.slope is -1, where a number",
    ],
    [
      "two intercepts",
      (c) => (c["calibration"] = { slope: 1, intercepts: [0, 1] }),
      "the calibration has not 1 intercepts",
    ],
    ["no calibration", (c) => delete c["calibration"], "calibration is missing, where an object"],
    [
      "a loss for more classes",
      (c) => (c["loss"] = { name: "ghmc", options: { norm: "l2" } }),
      "model.json: the loss ghmc: norm is for three classes or more",
    ],
    ["a density for BCE", (c) => (c["loss"] = { name: "bce", options: {} }), "do not go together"],
    [
      "a negative sum",
      (c) => Object.assign(c["density"] as Card, { sums: Array(10).fill(-1) }),
      "updates ≥ 0",
    ],
    [
      "a null shape",
      (c) => Object.assign(c["density"] as Card, { shape: null }),
      "density.shape is null",
    ],
  ])("refuses a card with %s", (_, change, message) => {
    expect(() => TabularModel.load(withCard(change))).toThrow(message);
  });

  it("refuses weights that are of another model, or not finite, and calls the file by its name", async () => {
    const labels = { card: "a.json", weights: "b.safetensors" };
    const other = (await model({ hidden: [4] })).save();
    expect(() => TabularModel.load({ ...saved, weights: other.weights }, labels)).toThrow(
      /^b\.safetensors holds \d+ numbers, but layers of sizes \[\d+, 3, 1\], as a\.json has them/,
    );
    const weights = saved.weights.slice();
    weights.set([0, 0, 0xc0, 0x7f], weights.length - 4); // NaN
    expect(() => TabularModel.load({ ...saved, weights }, labels)).toThrow(
      "b.safetensors: 2.weight holds NaN or infinity",
    );
  });
});

describe("probabilitiesOf", () => {
  it("are float64, not yet rounded to 1 where float32 is", () => {
    const [p] = probabilitiesOf(tensor([[20]]));
    expect(Math.abs(p - 1 / (1 + Math.exp(-20)))).toBeLessThanOrEqual(4 * 2 ** -53);
    expect(Math.fround(p)).toBe(1);
  });
});
