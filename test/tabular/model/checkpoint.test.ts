import { describe, expect, it } from "vitest";
import { parseCheckpoint, prepareTraining, type Checkpoint } from "../../../src/tabular/index.js";
import { Trainer } from "../../../src/index.js";
import { plan, table } from "../../train/helpers.js";

function make() {
  const { model, training, options } = prepareTraining(table(), plan({ patience: 9 }));
  return new Trainer(model.network, training, options);
}

function checkpoint(steps = 7): Checkpoint {
  const trainer = make();
  for (let i = 0; i < steps; i++) trainer.step();
  return {
    format: "ghmgrad checkpoint",
    formatVersion: 2,
    plan: plan({ patience: 9, schema: { label: "y", drop: ["a"], types: { x: "numeric" } } }),
    table: { path: "/data/table.csv", delimiter: null, header: true, sha256: "ab12" },
    trainer: trainer.state(),
  };
}

const text = JSON.stringify(checkpoint());
const read = (json: string) => parseCheckpoint(json, "checkpoint.json");

describe("parseCheckpoint", () => {
  it("gives what was saved, and its text again byte for byte", () => {
    expect(JSON.stringify(read(text))).toBe(text);
  });

  it("gives a state from which a training goes on bit for bit", () => {
    const [whole, resumed] = [make(), make()];
    resumed.load(read(text).trainer);
    while (!whole.done) whole.step();
    while (!resumed.done) resumed.step();
    expect(resumed.state()).toEqual(whole.state());
  });

  it("keeps numbers that JSON has not", () => {
    const odd = checkpoint();
    odd.trainer.model["0.bias"].data.splice(0, 3, "-0", "NaN", "-Infinity");
    expect(read(JSON.stringify(odd))).toEqual(JSON.parse(JSON.stringify(odd)));
  });

  it.each<[from: string | RegExp, to: string, message: string]>([
    ["ghmgrad checkpoint", "zip", 'checkpoint.json.format is "zip", where "ghmgrad checkpoint"'],
    ['"formatVersion":2', '"formatVersion":9', "formatVersion is 9, where 2 belongs"],
    [
      '"formatVersion":2',
      '"formatVersion":1',
      "is 1: an earlier ghmgrad began this training; begin",
    ],
    ['"label":"y"', '"label":7', "plan.schema.label is 7, where a text belongs"],
    ['"numeric"', '"date"', 'types.x is "date", where "numeric" or "categorical" belongs'],
    ['"hidden":[3]', '"hidden":[3.5]', "plan.hidden[0] is 3.5, where a whole number"],
    ['"validation":0.2', '"validation":-1', "plan.validation is -1, where a number from 0 to 1"],
    ['"momentum":0.5', '"momentum":5', "plan.loss: GradientDensity: momentum must be in [0, 1)"],
    ['"sha256":"ab12"', '"sha256":null', "table.sha256 is null, where a text belongs"],
    [
      /"shuffleState":\[/,
      '"shuffleState":["x",',
      'trainer.shuffleState[0] is "x", where a number belongs',
    ],
    [/"firstLoss":/, '"firstLoss":"', "is no JSON, or only part of a file"],
    [/"dtype":"float32"/, '"dtype":"int8"', 'dtype is "int8", where "float32" or "float64"'],
    [/"data":\[/, '"data":["x",', '.data[0] is "x", where "NaN" or "Infinity" or'],
    [/"sums":\[/, '"sums":[null,', "trainer.stateful.density.sums[0] is null, where a number"],
    [/"history":\[/, '"history":[{},', "trainer.history[0].epoch is missing, where a whole"],
    [/"best":\{/, '"best":{"more":1,', 'trainer.best has an unknown field "more"'],
  ])("refuses %s changed to %s", (from, to, message) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(() => read(changed)).toThrow(RangeError);
    expect(() => read(changed)).toThrow(message);
  });

  it("refuses every text that is cut off", () => {
    for (let length = 0; length < text.length; length += 97) {
      expect(() => read(text.slice(0, length))).toThrow("checkpoint.json is no JSON");
    }
  });
});
