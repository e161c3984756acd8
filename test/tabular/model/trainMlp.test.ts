import { describe, expect, it } from "vitest";
import { Adam, bceWithLogits, Generator, mlp, Trainer, twoMoons } from "../../../src/index.js";
import { parseLoss } from "../../../src/tabular/index.js";
import { deriveSeed } from "../../../src/tabular/model/deriveSeed.js";
import { trainMlp, type Recipe } from "../../../src/tabular/model/trainMlp.js";

const goOn = () => Promise.resolve(true);

describe("trainMlp", () => {
  const data = twoMoons({ seed: 4 }).training;
  const recipe: Recipe = {
    ...{ loss: parseLoss("bce"), learningRate: 0.1, steps: 3, batchSize: 16, hidden: [3] },
    ...{ activation: "tanh", priorBias: false, seed: 4 },
  };
  const parametersOf = (model: { parameters(): { toArray(): unknown }[] } | null) =>
    model?.parameters().map((parameter) => parameter.toArray());

  it("draws first weights and the order of the rows from streams of their own", async () => {
    const seedOf = (purpose: string) => deriveSeed(4, purpose);
    const generator = new Generator(seedOf("first weights"));
    const model = mlp([2, 3, 1], { activation: "tanh", generator });
    const optimizer = new Adam(model.parameters(), { lr: 0.1 });
    const seed = seedOf("batch order");
    const options = { loss: bceWithLogits, optimizer, epochs: 3, batchSize: 16, seed };
    const trainer = new Trainer(model, data, options);
    for (let step = 0; step < 3; step++) trainer.step();
    expect(parametersOf(await trainMlp(data, recipe, goOn))).toEqual(parametersOf(model));
  });

  it("has first weights by seed and sizes, whatever the loss and the learning rate", async () => {
    const first = async (changes: Partial<Recipe>) => {
      const found: unknown[] = [];
      await trainMlp(data, { ...recipe, ...changes }, goOn, (step, model) => {
        if (step === 0) found.push(parametersOf(model));
      });
      return found;
    };
    expect(await first({ loss: parseLoss("ghmc"), learningRate: 1 })).toEqual(await first({}));
    expect(await first({ seed: 5 })).not.toEqual(await first({}));
  });
});
