import {
  balancedAccuracy,
  leverageCluster,
  oneSidedOutliers,
  pairedInterval,
  Standardizer,
  type Examples,
  type Split,
} from "ghmgrad";
import { answers } from "../runner/exercise.js";

type Loss = "bce" | "ghmc" | "gce";
const lossNames: Loss[] = ["bce", "ghmc", "gce"];
const oneOfThem = `one of ${lossNames.join(", ")}`;

const worlds = {
  heap: (seed: number) => oneSidedOutliers({ outliers: 0.15, seed }),
  leverage: (seed: number) => leverageCluster({ outliers: 0.1, apart: 4, seed }),
};
type World = keyof typeof worlds;
const worldNames = Object.keys(worlds) as World[];

interface Part {
  labels: number[];
  scores: number[];
}

interface Answer {
  expected: Record<World, string>;
  choice: Record<World, Loss>;
  verdict: (
    accuracy: (loss: Loss, seed: number) => number,
    a: Loss,
    b: Loss,
    seeds: number[],
  ) => { low: number; high: number; says: string };
  tunedF1: (validation: Part, test: Part) => number;
}

const { exercise, check } = answers<Answer>({
  expected: "{ heap, leverage }",
  choice: "{ heap, leverage }",
  verdict: "(accuracy, a, b, seeds) => { low, high, says }",
  tunedF1: "(validation, test) => number",
});

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Balanced accuracies by world and loss, one for each seed; each is trained once. */
const trained = new Map<World, Record<Loss, number[]>>();

function accuraciesIn(world: World): Record<Loss, number[]> {
  const known = trained.get(world);
  if (known !== undefined) return known;
  const found: Record<Loss, number[]> = { bce: [], ghmc: [], gce: [] };
  for (const seed of seeds) {
    const split = worlds[world](seed);
    for (const loss of lossNames) found[loss].push(accuracyOf(loss, split));
  }
  trained.set(world, found);
  return found;
}

/** Balanced accuracy on the test rows, after gradient descent from weights of 0. */
function accuracyOf(loss: Loss, { training, test }: Split): number {
  const standardizer = new Standardizer().fit(training.x);
  const columns = ({ x, y }: Examples) => {
    const [rows, labels] = [standardizer.transform(x), y].map((t) => t.toArray() as number[][]);
    const [u, v] = [0, 1].map((k) => Float64Array.from(rows, (row) => row[k]));
    return { u, v, label: Float64Array.from(labels, ([label]) => label) };
  };
  const { u, v, label } = columns(training);
  const N = label.length;
  const residual = new Float64Array(N);
  let [a, b, c] = [0, 0, 0];
  for (let step = 0; step < 100; step++) {
    for (let i = 0; i < N; i++) {
      residual[i] = 1 / (1 + Math.exp(-(a * u[i] + b * v[i] + c))) - label[i];
    }
    const weight = weighs[loss](residual);
    let [toA, toB, toC] = [0, 0, 0];
    for (let i = 0; i < N; i++) {
      const pull = (weight(Math.abs(residual[i])) * residual[i]) / N;
      toA += pull * u[i];
      toB += pull * v[i];
      toC += pull;
    }
    [a, b, c] = [a - toA, b - toB, c - toC];
  }
  const tested = columns(test);
  const scores = tested.u.map((value, i) => a * value + b * tested.v[i] + c);
  return balancedAccuracy(tested.label, scores, 0) ?? NaN;
}

/** By what each loss multiplies the gradient of cross-entropy: g → factor, for a batch's p − p*. */
const weighs: Record<Loss, (residual: Float64Array) => (g: number) => number> = {
  bce: () => () => 1,
  ghmc: (residual) => {
    const binOf = (g: number) => Math.min(Math.floor(10 * g), 9);
    const R = new Array<number>(10).fill(0);
    for (const d of residual) R[binOf(Math.abs(d))] += 1;
    const n = R.filter((count) => count > 0).length;
    return (g) => residual.length / (R[binOf(g)] * n);
  },
  gce: () => (g) => (1 - g) ** 0.7, // the label's probability, to the power q
};

interface MadeUp {
  readonly [name: string]: number[];
  seeds: number[];
  ghmc: number[];
  bce: number[];
}

/** By the package: what an interval says. */
function judge(a: number[], b: number[]) {
  const { low, high } = pairedInterval(a, b) ?? { low: -Infinity, high: Infinity };
  return { low, high, says: low > 0 ? "better" : high < 0 ? "worse" : "no difference" };
}

/** F1 at a threshold, by counting. */
function f1At(threshold: number, { labels, scores }: Part): number {
  let [tp, wrong] = [0, 0];
  for (const [i, label] of labels.entries()) {
    const isCalled = scores[i] >= threshold;
    if (isCalled && label === 1) tp += 1;
    else if (isCalled || label === 1) wrong += 1;
  }
  return tp === 0 ? 0 : (2 * tp) / (2 * tp + wrong);
}

/** By trying every score of the validation rows. */
function bestThreshold(validation: Part): number {
  let best = Infinity;
  for (const score of validation.scores.toSorted((a, b) => b - a)) {
    if (f1At(score, validation) > f1At(best, validation)) best = score;
  }
  return best;
}

interface Scored {
  readonly [name: string]: number[];
  labels: number[];
  scores: number[];
  testLabels: number[];
  testScores: number[];
}

export default exercise(
  check({
    title: "a verdict is that of the paired interval of a − b",
    inputs: (): MadeUp[] => [
      // The seeds differ much, and a − b always has the same sign.
      { seeds: [1, 2, 3, 4], ghmc: [0.91, 0.72, 0.83, 0.64], bce: [0.88, 0.7, 0.8, 0.62] },
      { seeds: [1, 2, 3, 4], ghmc: [0.88, 0.7, 0.8, 0.62], bce: [0.91, 0.72, 0.83, 0.64] },
      // The first seed is a lucky one, and so is the mean.
      { seeds: [1, 2, 3, 4], ghmc: [0.95, 0.8, 0.81, 0.79], bce: [0.85, 0.81, 0.8, 0.8] },
      { seeds: [5, 2, 3], ghmc: [0.5, 0.8, 0.81, 0.79, 0.7], bce: [0.5, 0.81, 0.8, 0.8, 0.5] },
    ],
    observe: ({ verdict }, { seeds: ofThese, ghmc, bce }: MadeUp) => {
      const table: Partial<Record<Loss, number[]>> = { ghmc, bce };
      const accuracy = (loss: Loss, seed: number) => table[loss]?.[seed - 1] ?? NaN;
      const { low, high, says } = verdict(accuracy, "ghmc", "bce", ofThese);
      return { says, low, high };
    },
    expected: ({ seeds: ofThese, ghmc, bce }) => {
      const of = (values: number[]) => ofThese.map((seed) => values[seed - 1]);
      return judge(of(ghmc), of(bce));
    },
  }),
  check({
    title: "one seed is no proof",
    inputs: (): MadeUp[] => [{ seeds: [1], ghmc: [0.9], bce: [0.6] }],
    observe: ({ verdict }, { seeds: ofThese, ghmc, bce }: MadeUp) => {
      const accuracy = (loss: Loss) => (loss === "ghmc" ? ghmc : bce)[0];
      const { low, high, says } = verdict(accuracy, "ghmc", "bce", ofThese);
      return { says, low, high };
    },
    expected: () => judge([0.9], [0.6]),
  }),
  check({
    title: "F1 is at the threshold that is best on the validation rows",
    inputs: (): Scored[] => [
      {
        labels: [1, 1, 0, 0, 0, 0],
        scores: [-1, -2, -2.5, -3, -4, -5],
        testLabels: [1, 1, 0, 0, 0],
        testScores: [-0.5, -3, -1.5, -2.2, -6],
      },
      {
        labels: [1, 0, 1, 0, 1, 0],
        scores: [4, 3, 2, 1, 0.5, 0.2],
        testLabels: [1, 0, 0, 1, 0],
        testScores: [3, 2.5, 0.4, 0.3, -1],
      },
    ],
    observe: ({ tunedF1 }, { labels, scores, testLabels, testScores }: Scored) => ({
      "tuned F1": tunedF1({ labels, scores }, { labels: testLabels, scores: testScores }),
    }),
    expected: (input) => ({
      "tuned F1": f1At(bestThreshold(input), {
        labels: input.testLabels,
        scores: input.testScores,
      }),
    }),
  }),
  check({
    title: "what you expect of GHM is what ten seeds say",
    inputs: () =>
      worldNames.map((world) => {
        const { ghmc, bce } = accuraciesIn(world);
        const [low, high] = [judge(ghmc, bce).low, judge(ghmc, bce).high];
        return { world, "GHM − BCE": [low, high].map((value) => Number(value.toFixed(4))) };
      }),
    observe: ({ expected }, { world }: { world: World; "GHM − BCE": number[] }) => ({
      [`expected.${world}`]: expected[world],
    }),
    expected: ({ world }) => {
      const { ghmc, bce } = accuraciesIn(world);
      return { [`expected.${world}`]: judge(ghmc, bce).says };
    },
  }),
  check({
    title: "your choice is better than both others, by your own verdict",
    inputs: () => worldNames.map((world) => ({ world, losses: lossNames })),
    observe: ({ choice, verdict }, { world }: { world: World; losses: Loss[] }) => {
      const accuracy = (loss: Loss, seed: number) => accuraciesIn(world)[loss][seed - 1];
      const chosen = choice[world];
      if (!lossNames.includes(chosen)) return { [`choice.${world}`]: chosen };
      const others = lossNames.filter((loss) => loss !== chosen);
      return {
        [`choice.${world}`]: oneOfThem,
        [`choice.${world} against the others`]: others.map(
          (other) => verdict(accuracy, chosen, other, seeds).says,
        ),
        chosen,
      };
    },
    expected: ({ world }) => ({
      [`choice.${world}`]: oneOfThem,
      [`choice.${world} against the others`]: ["better", "better"],
    }),
  }),
);
