import { ghmcLoss, GradientDensity, gradients, tensor, type Generator } from "ghmgrad";
import { drawBatch, eight, type Batch } from "../batches.js";
import { answers } from "../runner/exercise.js";

interface Answer {
  ghm: (
    x: number[],
    pStar: number[],
    bins: number,
  ) => { beta: number[]; loss: number; gradient: number[] };
}

const { exercise, check } = answers<Answer>({
  ghm: "(x, pStar, bins) => ({ beta, loss, gradient })",
});

const batches = (random: Generator): Batch[] => [
  eight,
  ...[10, 30].map((bins) => drawBatch(40, bins, random)),
];

/** By the package, in float64: the loss, and its gradient from the tape. */
function byPackage({ x, pStar, bins }: Batch) {
  const logits = tensor(x, { dtype: "float64", requiresGrad: true });
  const loss = ghmcLoss(logits, tensor(pStar, { dtype: "float64" }), {
    density: new GradientDensity({ bins }),
  });
  return { loss: loss.item(), gradient: gradients(loss, [logits])[0].toArray() as number[] };
}

/** By pairs: an example's bin has as many examples as there are others in the same bin, and itself. */
function weights({ x, pStar, bins }: Batch): number[] {
  const bin = x.map((value, i) => {
    const g = Math.abs(1 / (1 + Math.exp(-value)) - pStar[i]);
    return Math.min(Math.floor(g * bins), bins - 1);
  });
  let filled = 0;
  for (let j = 0; j < bins; j++) if (bin.includes(j)) filled += 1;
  return bin.map((mine) => {
    let sharing = 0;
    for (const other of bin) if (other === mine) sharing += 1;
    return x.length / (sharing * filled);
  });
}

export default exercise(
  check({
    title: "β of each example is N/(R·n)",
    inputs: batches,
    observe: ({ ghm }, { x, pStar, bins }: Batch) => ({ beta: ghm(x, pStar, bins).beta }),
    expected: (batch) => ({ beta: weights(batch) }),
  }),
  check({
    title: "the loss is the mean of β·BCE",
    inputs: batches,
    observe: ({ ghm }, { x, pStar, bins }: Batch) => ({ loss: ghm(x, pStar, bins).loss }),
    expected: (batch) => ({ loss: byPackage(batch).loss }),
    tolerance: 1e-12,
  }),
  check({
    title: "the gradient at each x is β·(p − p*)/N",
    inputs: batches,
    observe: ({ ghm }, { x, pStar, bins }: Batch) => ({ gradient: ghm(x, pStar, bins).gradient }),
    expected: (batch) => ({ gradient: byPackage(batch).gradient }),
    tolerance: 1e-12,
  }),
  check({
    title: "an answer that is as sure as can be, right or wrong, leaves the loss finite",
    inputs: () => [
      { x: [800, 1, 2], pStar: [1, 1, 0], bins: 10 },
      { x: [-800, 1, 2], pStar: [1, 1, 0], bins: 10 },
    ],
    observe: ({ ghm }, { x, pStar, bins }: Batch) => ({ loss: ghm(x, pStar, bins).loss }),
    expected: (batch) => ({ loss: byPackage(batch).loss }),
    tolerance: 1e-12,
  }),
  check({
    title: "the weights average 1, and the order of the examples changes nothing",
    inputs: batches,
    observe: ({ ghm }, { x, pStar, bins }: Batch) => {
      const { beta } = ghm(x, pStar, bins);
      const reversed = ghm(x.toReversed(), pStar.toReversed(), bins).beta.toReversed();
      const mean = beta.reduce((sum, weight) => sum + weight, 0) / beta.length;
      return { "mean β": mean, "β in reversed order": reversed };
    },
    expected: (batch) => ({ "mean β": 1, "β in reversed order": weights(batch) }),
  }),
);
