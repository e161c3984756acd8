import {
  inferSchema,
  labelledTable,
  parseCsv,
  parseLoss,
  trainTable,
  type TrainingPlan,
} from "../../src/tabular/index.js";

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

export const data = (rows?: number) =>
  labelledTable(table(rows), inferSchema(table(rows), { label: "y" }));

/** A small MLP with GHM-C, which is quickly trained. */
export function plan(changes: TrainingPlan = {}): TrainingPlan {
  return {
    loss: parseLoss("ghmc:momentum=0.5"),
    model: "mlp",
    hidden: [3],
    activation: "tanh",
    strengths: [1],
    learningRate: 0.05,
    epochs: 3,
    batchSize: 16,
    folds: 2,
    seed: 3,
    ...changes,
  };
}

export const trained = (changes?: TrainingPlan) => trainTable(data(), plan(changes));
