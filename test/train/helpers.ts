import { parseCsv, parseLoss, type TrainingPlan } from "../../src/tabular/index.js";

/** Two numbers and a text that tell the label, with a missing cell here and there. */
export function table(rows = 60) {
  const lines = Array.from({ length: rows }, (_, i) => {
    const label = i % 4 === 0;
    const x = (label ? 1 : -1) + (i % 5) / 4;
    const z = i % 11 === 3 ? "" : String(i % 7);
    return [x, z, ["red", "green", "blue"][i % 3], label ? "yes" : "no"].join(",");
  });
  return parseCsv(["x,z,colour,y", ...lines].join("\n"), { source: "table.csv" });
}

export function plan(changes: Partial<TrainingPlan> = {}): TrainingPlan {
  return {
    schema: { label: "y" },
    loss: parseLoss("ghmc:momentum=0.5"),
    hidden: [3],
    activation: "tanh",
    learningRate: 0.05,
    epochs: 10,
    batchSize: 16,
    patience: null,
    seed: 3,
    validation: 0.2,
    test: 0.2,
    ...changes,
  };
}
