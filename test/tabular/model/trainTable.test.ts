import { describe, expect, it } from "vitest";
import { averagePrecision, bestF1, Trainer } from "../../../src/index.js";
import type { TrainingPlan } from "../../../src/tabular/index.js";
import {
  finishTraining,
  prepareTraining,
  probabilitiesOf,
} from "../../../src/tabular/model/index.js";
import { plan, table } from "../../train/helpers.js";

function train(changes: Partial<TrainingPlan> = {}) {
  const prepared = prepareTraining(table(), plan(changes));
  const trainer = new Trainer(prepared.model.network, prepared.training, prepared.options);
  while (!trainer.done) trainer.step();
  return { prepared, trainer };
}

describe("prepareTraining", () => {
  it("holds rows out, a share of each class", () => {
    const { training, validation, test } = prepareTraining(table(), plan());
    const rows = [training, validation, test].map((part) => [part?.y.size, part?.y.sum().item()]);
    expect(rows).toEqual([
      [36, 9],
      [12, 3],
      [12, 3],
    ]);
  });

  it.each([
    [0, 0, [60, null, null]],
    [0.25, 0, [45, 15, null]],
    [0, 0.25, [45, null, 15]],
  ])("with shares %d and %d holds out as many", (validation, test, sizes) => {
    const parts = prepareTraining(table(), plan({ validation, test }));
    expect(
      [parts.training, parts.validation, parts.test].map((part) => part?.y.size ?? null),
    ).toEqual(sizes);
  });

  it("fits the encoder on the training rows only", () => {
    const { training } = prepareTraining(table(), plan());
    const x = training.x.slice([null, [0, 1]]);
    expect(x.mean().item()).toBeCloseTo(0, 6);
    expect(x.pow(2).mean().item()).toBeCloseTo(1, 5);
  });

  it("starts from the share of positives", () => {
    const { model, training } = prepareTraining(table(), plan({ hidden: [] }));
    const { bias } = Object.fromEntries(
      model.network.namedParameters().map(([name, p]) => [name.slice(2), p]),
    );
    expect(bias.item()).toBeCloseTo(Math.log(9 / 27), 5);
    expect(training.y.mean().item()).toBe(0.25);
  });

  it("gives the same training for the same seed, and another for another", () => {
    const first = (seed: number) => train({ seed, epochs: 2 }).trainer.state().model;
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });

  it("lets the model remember the plan, and what else it is told", () => {
    const { model } = prepareTraining(table(), plan(), { ghmgrad: "1.2.3" });
    expect(model.notes).toEqual({ ghmgrad: "1.2.3", plan: plan() });
  });

  it.each<[changes: Partial<TrainingPlan>, message: string]>([
    [{ validation: -0.1 }, "plan.validation is -0.1, where a number from 0 to 1 belongs"],
    [{ validation: 0.5, test: 0.5 }, "together below 1; they are 0.5 and 0.5"],
    [{ validation: NaN }, "plan.validation is NaN, where a number belongs"],
    [{ epochs: "5" as never }, 'plan.epochs is "5", where a whole number ≥ 1 belongs'],
    [{ epochs: 1.5 }, "plan.epochs is 1.5, where a whole number ≥ 1 belongs"],
    [{ batchSize: 0 }, "plan.batchSize is 0, where a whole number ≥ 1 belongs"],
    [{ patience: -1 }, "plan.patience is -1, where a whole number ≥ 1 belongs"],
    [{ hidden: [0] }, "plan.hidden[0] is 0, where a whole number ≥ 1 belongs"],
    [{ hidden: ["16" as never] }, 'plan.hidden[0] is "16", where a whole number ≥ 1 belongs'],
    [{ lr: 0.1 } as never, 'has an unknown field "lr"; its fields are schema, loss, hidden'],
    [{ learningRate: undefined as never }, "plan.learningRate is missing"],
    [{ activation: "swish" as never }, 'plan.activation is "swish", where "relu" or'],
    [{ loss: { name: "hinge" as never, options: {} } }, 'plan.loss: there is no loss "hinge"'],
    [{ schema: { lable: "y" } as never }, 'plan.schema has an unknown field "lable"'],
    [{ hidden: [1e15] }, "parameters; 2000000 are allowed: take smaller hidden layers"],
    [{ hidden: [2000, 2000] }, "parameters; 2000000 are allowed"],
    [{ learningRate: -1 }, "lr must be in [0, Infinity), not -1"],
    [{ schema: { label: "q" } }, 'table.csv has no column "q"'],
  ])("refuses %j", (changes, message) => {
    expect(() => prepareTraining(table(), plan(changes))).toThrow(message);
  });
});

describe("finishTraining", () => {
  it("takes the threshold with the best F1 on the validation rows", () => {
    const { prepared } = train();
    const { model, validation, test } = finishTraining(prepared);
    const rows = prepared.validation;
    if (rows === null) throw new Error("there are validation rows");
    const labels = rows.y.reshape([-1]).toArray() as number[];
    const p = probabilitiesOf(model.network.forward(rows.x));
    expect(model.threshold).toBe(bestF1(labels, p)?.threshold);
    expect(validation?.ap).toBe(averagePrecision(labels, p));
    expect(test?.rows).toBe(12);
    expect(model.notes).toMatchObject({ validation, test, plan: plan() });
  });

  it("takes 0.5 without validation rows", () => {
    const { model, validation } = finishTraining(train({ validation: 0 }).prepared);
    expect([model.threshold, validation]).toEqual([0.5, null]);
  });

  it("refuses a model that holds NaN or infinity", () => {
    const { prepared } = train({ epochs: 1 });
    const [bias] = prepared.model.network.parameters().slice(-1);
    bias.assign(bias.mul(NaN));
    expect(() => finishTraining(prepared)).toThrow(
      /training ended with NaN or infinity in 2\.bias/,
    );
  });
});
