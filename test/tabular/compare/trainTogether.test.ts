import { describe, expect, it } from "vitest";
import { Generator, tensor, type Examples, type Sequential } from "../../../src/index.js";
import { trainTogether, type Shared } from "../../../src/tabular/compare/trainTogether.js";
import { parseLoss } from "../../../src/tabular/model/index.js";
import { trainMlp } from "../../../src/tabular/model/trainMlp.js";
import { DivergenceError } from "../../../src/train/divergence.js";

/** Rows of so many classes, each shifted along a feature of its own. */
function rows(count: number, features: number, classes: number): Examples {
  const generator = new Generator(3);
  const labels = Array.from({ length: count }, (_, i) => (i * i + (i >> 2)) % classes);
  const x = labels.map((label) =>
    Array.from({ length: features }, (_, j) => generator.normal() + (j === label ? 1 : 0)),
  );
  return { x: tensor(x), y: tensor(labels.map((label) => [label])) };
}

const weighted = (examples: Examples): Examples => ({
  ...examples,
  weights: Array.from({ length: examples.y.size }, (_, i) => 0.5 + (i % 7)),
});

const shared: Shared = {
  ...{ steps: 12, batchSize: undefined, hidden: [], activation: "tanh", classes: 2 },
  ...{ priorBias: true, seed: 5 },
};
const settingsOf = (losses: string[], learningRates = [0.01, 0.1, 1]) =>
  losses.flatMap((loss) =>
    learningRates.map((learningRate) => ({ loss: parseLoss(loss), learningRate })),
  );
const ofTwo = ["bce", "class-balanced", "focal", "focal:alpha=0.75", "gce", "ghmc"];
const others = ["ghmc:bins=5,momentum=0.5", "ohem"];
const ofSeveral = ["bce", "class-balanced", "focal", "gce", "ghmc", "ghmc:norm=l1", "ohem"];

const watch = {
  goOn: () => Promise.resolve(true),
  onStep: () => undefined,
  onTrained: () => undefined,
};
const parametersOf = (model: unknown) =>
  (model as Sequential).parameters().map((parameter) => parameter.toArray());

/** Together, and one at a time. */
async function both(data: Examples, settings: ReturnType<typeof settingsOf>, how: Shared) {
  const together = await trainTogether(data, how, settings, watch);
  const alone = [];
  for (const setting of settings) {
    alone.push(await trainMlp(data, { ...how, ...setting }, watch.goOn));
  }
  return { together: together?.map(parametersOf), alone: alone.map(parametersOf) };
}

describe("candidates that are trained together", () => {
  it.each([
    ["two classes", rows(90, 4, 2), settingsOf([...ofTwo, ...others]), shared],
    ["wide rows", rows(60, 300, 2), settingsOf([...ofTwo, ...others]), shared],
    [
      "weights in batches of wide rows of three classes",
      weighted(rows(80, 40, 3)),
      settingsOf(ofSeveral),
      { ...shared, classes: 3, batchSize: 64 },
    ],
    ["batches", rows(90, 4, 2), settingsOf(ofTwo), { ...shared, batchSize: 32 }],
    ["no prior", rows(41, 3, 2), settingsOf(ofTwo), { ...shared, priorBias: false }],
    ["three classes", rows(91, 5, 3), settingsOf(ofSeveral), { ...shared, classes: 3 }],
    [
      "batches of five classes",
      rows(140, 5, 5),
      settingsOf(ofSeveral),
      { ...shared, classes: 5, batchSize: 64 },
    ],
    ["weights", weighted(rows(90, 4, 2)), settingsOf([...ofTwo, ...others]), shared],
    [
      "weights in batches of three classes",
      weighted(rows(140, 5, 3)),
      settingsOf(ofSeveral),
      { ...shared, classes: 3, batchSize: 64 },
    ],
    ["hidden layers", rows(60, 3, 2), settingsOf(["bce", "ghmc"]), { ...shared, hidden: [3] }],
  ])("become what each becomes alone, to the bit: %s", async (_, data, settings, how) => {
    const { together, alone } = await both(data, settings, how);
    expect(together).toEqual(alone);
  });

  it("heed the weights of rows, and only their ratios", async () => {
    const data = weighted(rows(90, 4, 2));
    const settings = settingsOf([...ofTwo, ...others], [0.1]);
    const of = async (examples: Examples) =>
      (await trainTogether(examples, shared, settings, watch))?.map(parametersOf);
    const found = await of(data);
    expect(await of({ ...data, weights: data.weights?.map((w) => 4 * w) })).toEqual(found);
    const plain = await of({ x: data.x, y: data.y });
    found?.forEach((parameters, k) => {
      expect(parameters).not.toEqual(plain?.[k]);
    });
  });

  const widths = [["few", 4] as const, ["many", 40] as const];
  it.each(widths)(
    "are not disturbed by one that diverges, which says why as it would alone: %s features",
    async (_, features) => {
      const data = rows(60, features, 2);
      const settings = settingsOf(["bce", "focal"], [0.01, 1e30, 0.1]);
      const left: number[] = [];
      const trained = await trainTogether(data, shared, settings, {
        ...watch,
        onTrained: (candidate) => left.push(candidate),
      });
      const alone = settings.map((setting) =>
        trainMlp(data, { ...shared, ...setting }, watch.goOn),
      );
      for (const [k, training] of alone.entries()) {
        if (settings[k].learningRate === 1e30) {
          const error: unknown = await training.catch((thrown: unknown) => thrown);
          expect(error).toBeInstanceOf(DivergenceError);
          expect(trained?.[k]).toEqual(error);
        } else expect(parametersOf(trained?.[k])).toEqual(parametersOf(await training));
      }
      expect(left).toEqual([0, 1, 2, 3, 4, 5]);
    },
  );

  it("stop when they are told to, and show each step", async () => {
    const data = rows(60, 4, 2);
    const steps: [number, number][] = [];
    const stopped = await trainTogether(data, shared, settingsOf(["bce"], [0.1, 1]), {
      ...watch,
      goOn: () => Promise.resolve(steps.length < 6),
      onStep: (candidate, step) => steps.push([candidate, step]),
    });
    expect(stopped).toBeNull();
    expect(steps).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 2],
      [1, 2],
    ]);
  });
});
