import { bceWithLogits, gradients, noGrad, randn, tensor, zeros, type Generator } from "ghmgrad";
import { answers } from "../runner/exercise.js";

interface Answer {
  slopes: (x: number[], pStar: number[]) => number[];
  train: (
    features: number[][],
    pStar: number[],
    learningRate: number,
    steps: number,
  ) => { w: number[]; b: number };
}

const { exercise, check } = answers<Answer>({
  slopes: "(x, pStar) => number[]",
  train: "(features, pStar, learningRate, steps) => ({ w, b })",
});

interface Batch {
  readonly [name: string]: number[];
  x: number[];
  pStar: number[];
}

interface Task {
  readonly [name: string]: number[][] | number[] | number;
  features: number[][];
  pStar: number[];
  learningRate: number;
  steps: number;
}

const feature = [-2, -1.6, -1.2, 0.2, 0.1, 0.7, 1.4, 2];
const eight = { features: feature.map((value) => [value]), pStar: [0, 0, 0, 0, 1, 0, 1, 1] };

/** Two clouds that overlap, around (0, 0) and (1.5, −1). */
function forty(generator: Generator) {
  const pStar = Array.from({ length: 40 }, (_, i) => Number(i % 4 === 0));
  const noise = randn([40, 2], { generator, dtype: "float64" }).toArray() as number[][];
  const features = noise.map(([one, two], i) => [one + 1.5 * pStar[i], two - pStar[i]]);
  return { features, pStar };
}

const tasks = (steps: number) => (generator: Generator) => [
  { ...eight, learningRate: 1, steps },
  { ...forty(generator), learningRate: 0.5, steps },
];

/** By the tape, in float64. */
function slopesByTape({ x, pStar }: Batch) {
  const scores = tensor(x, { dtype: "float64", requiresGrad: true });
  const loss = bceWithLogits(scores, tensor(pStar, { dtype: "float64" }));
  return { slopes: gradients(loss, [scores])[0].toArray() as number[] };
}

function trainedByTape({ features, pStar, learningRate, steps }: Task) {
  const dtype = "float64";
  const x = tensor(features, { dtype });
  const labels = tensor(pStar, { dtype, shape: [pStar.length, 1] });
  const w = zeros([features[0].length, 1], { dtype, requiresGrad: true });
  const b = zeros([], { dtype, requiresGrad: true });
  for (let step = 0; step < steps; step++) {
    const slopes = gradients(bceWithLogits(x.matmul(w).add(b), labels), [w, b]);
    noGrad(() => {
      [w, b].forEach((each, k) => each.assign(each.sub(slopes[k].mul(learningRate))));
    });
  }
  return { w: [w.toArray()].flat(2) as number[], b: b.item() };
}

const train = (answer: Answer, { features, pStar, learningRate, steps }: Task) => {
  const { w, b } = answer.train(features, pStar, learningRate, steps);
  return { w, b };
};

export default exercise(
  check({
    title: "the slope at each score is (p − p*)/N",
    inputs: (generator) => {
      const x = randn([12], { generator, dtype: "float64" }).mul(3).toArray() as number[];
      return [
        { x: [0, 0, 2, -1], pStar: [0, 1, 1, 1] },
        { x, pStar: x.map((_, i) => i % 2) },
      ];
    },
    observe: ({ slopes }, { x, pStar }: Batch) => ({ slopes: slopes(x, pStar) }),
    expected: slopesByTape,
    tolerance: 1e-12,
  }),
  check({
    title: "a score as sure as can be, right or wrong, has a slope, too",
    inputs: () => [{ x: [800, -800, 800, -800], pStar: [1, 0, 0, 1] }],
    observe: ({ slopes }, { x, pStar }: Batch) => ({ slopes: slopes(x, pStar) }),
    expected: slopesByTape,
    tolerance: 1e-12,
  }),
  check({
    title: "the first step from zeros is downhill, and as long as it should be",
    inputs: tasks(1),
    observe: train,
    // At w = 0 and b = 0 each p is 1/2.
    expected: ({ features, pStar, learningRate }) => {
      const stepOf = (values: number[]) => {
        let sum = 0;
        for (const [i, value] of values.entries()) sum += (0.5 - pStar[i]) * value;
        return (-learningRate * sum) / values.length;
      };
      const w = features[0].map((_, k) => stepOf(features.map((row) => row[k])));
      return { w, b: stepOf(features.map(() => 1)) };
    },
    tolerance: 1e-12,
  }),
  check({
    title: "after 50 steps w and b are where the tape brings them",
    inputs: tasks(50),
    observe: train,
    expected: trainedByTape,
  }),
);
