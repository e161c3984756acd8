import { bceWithLogits, gradients, tensor, type Generator } from "ghmgrad";
import { drawBatch, eight, type Batch } from "../batches.js";
import { answers } from "../runner/exercise.js";

interface Answer {
  whoPulls: (
    x: number[],
    pStar: number[],
    bins: number,
  ) => { g: number[]; bin: number[]; counts: number[]; share: number[] };
}

const { exercise, check } = answers<Answer>({
  whoPulls: "(x, pStar, bins) => ({ g, bin, counts, share })",
});

const batches = (random: Generator): Batch[] => [
  eight,
  ...[10, 30].map((bins) => drawBatch(40, bins, random)),
];

/** g is exactly 0, 0.5 or 1: an edge of some bin. */
const onEdges: Batch[] = [
  { x: [0, 0, 800, -800, 1], pStar: [0, 1, 1, 0, 1], bins: 4 },
  { x: [40, -800, 800, 1, 2], pStar: [0, 1, 1, 1, 0], bins: 10 },
];

/** By the package's tape, in float64. */
function pulls({ x, pStar }: Batch): number[] {
  const logits = tensor(x, { dtype: "float64", requiresGrad: true });
  const loss = bceWithLogits(logits, tensor(pStar, { dtype: "float64" }), { reduction: "sum" });
  return gradients(loss, [logits])[0].abs().toArray() as number[];
}

/** By looking at each bin: is g in it? */
function binsOf(batch: Batch): number[] {
  return pulls(batch).map((g) => {
    let j = 0;
    while (j < batch.bins - 1 && g >= (j + 1) / batch.bins) j += 1;
    return j;
  });
}

function perBin(batch: Batch, add: (g: number) => number): number[] {
  const sums = Array<number>(batch.bins).fill(0);
  const g = pulls(batch);
  for (const [i, j] of binsOf(batch).entries()) sums[j] += add(g[i]);
  return sums;
}

function shares(batch: Batch): number[] {
  let whole = 0;
  for (const g of pulls(batch)) whole += g;
  return perBin(batch, (g) => g / whole);
}

export default exercise(
  check({
    title: "g of each example is |p − p*|",
    inputs: batches,
    observe: ({ whoPulls }, { x, pStar, bins }: Batch) => ({ g: whoPulls(x, pStar, bins).g }),
    expected: (batch) => ({ g: pulls(batch) }),
    tolerance: 1e-12,
  }),
  check({
    title: "each example is in the bin of its g",
    inputs: batches,
    observe: ({ whoPulls }, { x, pStar, bins }: Batch) => ({ bin: whoPulls(x, pStar, bins).bin }),
    expected: (batch) => ({ bin: binsOf(batch) }),
    tolerance: 0,
  }),
  check({
    title: "an edge belongs to the bin above it, and g = 1 to the last bin",
    inputs: () => onEdges,
    observe: ({ whoPulls }, { x, pStar, bins }: Batch) => ({ bin: whoPulls(x, pStar, bins).bin }),
    expected: (batch) => ({ bin: binsOf(batch) }),
    tolerance: 0,
  }),
  check({
    title: "each bin is counted, the empty ones, too",
    inputs: (generator) => [...batches(generator), ...onEdges],
    observe: ({ whoPulls }, { x, pStar, bins }: Batch) => ({
      counts: whoPulls(x, pStar, bins).counts,
    }),
    expected: (batch) => ({ counts: perBin(batch, () => 1) }),
    tolerance: 0,
  }),
  check({
    title: "each bin has its share of Σ|∂L/∂x|",
    inputs: (generator) => [...batches(generator), ...onEdges],
    observe: ({ whoPulls }, { x, pStar, bins }: Batch) => ({
      share: whoPulls(x, pStar, bins).share,
    }),
    expected: (batch) => ({ share: shares(batch) }),
    tolerance: 1e-12,
  }),
  check({
    title: "if nobody pulls at all, each share is 0",
    inputs: () => [{ x: [800, -800], pStar: [1, 0], bins: 3 }],
    observe: ({ whoPulls }, { x, pStar, bins }: Batch) => ({
      share: whoPulls(x, pStar, bins).share,
    }),
    expected: () => ({ share: [0, 0, 0] }),
  }),
);
