/**
 * The main job: logistic regression and an MLP on real sensor data with 0.79 % events, trained with
 * four losses. Splits, initial weights and batches are the same for each loss.
 *
 *     npm start                  seeds 1 to 5
 *     npm start -- 1 2 3 4 5 6   other seeds
 */
import { SingleBar } from "cli-progress";
import {
  Adam,
  auroc,
  averagePrecision,
  bceWithLogits,
  bestF1,
  classBalancedWeights,
  focalLoss,
  Generator,
  ghmcGradientNorm,
  ghmcLoss,
  GradientDensity,
  mlp,
  noGrad,
  precision,
  recall,
  where,
  type Tensor,
} from "../../src/index.js";
import { readReadings, split, type Rows } from "./data.js";
import { logBar, meanAndDeviation, table } from "./terminal.js";

const seeds = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 2, 3, 4, 5];
const steps = 300;
const batchSize = 512;
const learningRate = 0.02;
const trainingShare = 0.6;
const models = { "logistic regression": [2, 1], "MLP 2-16-16-1": [2, 16, 16, 1] };

type Loss = (logits: Tensor, y: Tensor) => Tensor;

/** For each run a fresh loss, since GHM's density remembers its batches. */
const losses: Record<string, (training: Rows) => Loss> = {
  BCE: () => bceWithLogits,
  "class-balanced": ({ y }) => {
    const positives = y.sum().item();
    const [negative, positive] = classBalancedWeights([y.size - positives, positives]);
    return (logits, labels) =>
      bceWithLogits(logits, labels, { weight: where(labels, positive, negative) });
  },
  focal: () => focalLoss,
  "GHM-C": () => {
    const density = new GradientDensity({ bins: 10, momentum: 0.75 });
    return (logits, labels) => ghmcLoss(logits, labels, { density });
  },
};

interface Run {
  ap: number;
  auroc: number;
  f1: number;
  recall: number;
  precision: number;
  /** How many held-out rows have their g in each tenth of [0, 1]. */
  histogram: readonly number[];
}

function train(sizes: number[], loss: Loss, { x, y }: Rows, seed: number): (x: Tensor) => Tensor {
  const generator = new Generator(1000 + seed); // not the numbers that made the split
  const model = mlp(sizes, { activation: "tanh", generator });
  const optimizer = new Adam(model.parameters(), { lr: learningRate });
  let order: number[] = [];
  for (let step = 0; step < steps; step++) {
    if (order.length < batchSize) order = generator.permutation(y.size);
    const batch = order.splice(0, batchSize);
    optimizer.zeroGrad();
    loss(model.forward(x.indexSelect(batch)), y.indexSelect(batch)).backward();
    optimizer.step();
  }
  return (input) => noGrad(() => model.forward(input));
}

function evaluate(predict: (x: Tensor) => Tensor, { x, y }: Rows): Run {
  const logits = predict(x);
  const target = y.reshape([-1]).toArray() as number[];
  const score = logits.sigmoid().reshape([-1]).toArray() as number[];
  const g = ghmcGradientNorm(logits, y);
  const tenths = new GradientDensity({ bins: 10 });
  return {
    ap: averagePrecision(target, score) ?? NaN,
    auroc: auroc(target, score) ?? NaN,
    f1: bestF1(target, score)?.f1 ?? NaN,
    recall: recall(target, score),
    precision: precision(target, score),
    histogram: tenths.histogram(g.data).counts,
  };
}

const readings = readReadings(new URL("../../data/sensor-singlehop.csv", import.meta.url));
const events = readings.filter((reading) => reading.label === 1).length;
const first = split(readings, trainingShare, seeds[0]);
console.log(
  `Sensor readings: ${readings.length} rows of humidity and temperature, ${events} events ` +
    `(${((100 * events) / readings.length).toFixed(2)} %).\n` +
    `Each run: ${first.training.y.size} rows to train on, ${first.heldOut.y.size} held out, stratified; ` +
    `Adam at ${learningRate}, ${steps} batches of\n` +
    `${batchSize}. Every loss gets the same splits, initial weights and batches.\n`,
);

const names = Object.keys(losses);
const total = Object.keys(models).length * names.length * seeds.length;
const bar = new SingleBar({
  format: "training |{bar}| {value}/{total} runs, {duration_formatted}, now {run}",
  noTTYOutput: true,
  notTTYSchedule: 5000,
});
bar.start(total, 0, { run: "" });
const results = new Map<string, Map<string, Run[]>>();
for (const seed of seeds) {
  const { training, heldOut } = split(readings, trainingShare, seed);
  for (const [model, sizes] of Object.entries(models)) {
    const ofModel = results.get(model) ?? new Map<string, Run[]>();
    results.set(model, ofModel);
    for (const [name, makeLoss] of Object.entries(losses)) {
      bar.update({ run: `${model}, ${name}` });
      const run = evaluate(train(sizes, makeLoss(training), training, seed), heldOut);
      ofModel.set(name, [...(ofModel.get(name) ?? []), run]);
      bar.increment();
    }
  }
}
bar.stop();

console.log(
  `\nHeld-out rows, mean ± standard deviation over the seeds ${seeds.join(", ")}; recall and ` +
    `precision at\np ≥ 0.5:\n`,
);
const columns = {
  AP: "ap",
  AUROC: "auroc",
  "best F1": "f1",
  recall: "recall",
  precision: "precision",
} as const;
for (const [model, ofModel] of results) {
  const rows = [...ofModel].map(([name, runs]) => [
    name,
    ...Object.values(columns).map((column) => meanAndDeviation(runs.map((run) => run[column]))),
  ]);
  console.log(`${table([[model, ...Object.keys(columns)], ...rows])}\n`);
}

console.log(
  "The gradient norm g = |p − p*| of the held-out rows, by tenths: how many rows (mean over the\n" +
    "seeds), and bars on a log scale. Easy examples are near 0, wrong answers near 1.",
);
for (const [model, ofModel] of results) {
  const means = [...ofModel.values()].map((runs) =>
    runs[0].histogram.map(
      (_, j) => runs.reduce((sum, run) => sum + run.histogram[j], 0) / runs.length,
    ),
  );
  const most = Math.max(...means.flat());
  const cell = (count: number) =>
    `${count.toFixed(1).padStart(7)} ${logBar(count, most, 12).padEnd(12)}`;
  console.log(`\n${model}`);
  const heads = [...ofModel.keys()].map((name) => name.padEnd(20));
  console.log(`  g          ${heads.join("  ")}`.trimEnd());
  for (let j = 0; j < 10; j++) {
    const range = `${(j / 10).toFixed(1)}–${((j + 1) / 10).toFixed(1)}`;
    console.log(`  ${range}  ${means.map((mean) => cell(mean[j])).join("  ")}`.trimEnd());
  }
}

console.log(
  `\nThis is a look, not a comparison: one learning rate for all, ${seeds.length} seeds, and best F1 has its\n` +
    `threshold picked on the rows it is measured on. Read no difference smaller than its spread.`,
);
