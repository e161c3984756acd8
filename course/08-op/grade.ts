import {
  ghmcLoss,
  gradcheck,
  GradientDensity,
  gradgradcheck,
  gradients,
  tensor,
  type Generator,
  type Op,
  type Tensor,
} from "ghmgrad";
import { drawBatch, eight, type Batch } from "../batches.js";
import { answers } from "../runner/exercise.js";

interface Answer {
  GHMC: new (bins: number) => Op<2>;
  smooth: (x: Tensor, pStar: number[], h: number, isConnected: boolean) => Tensor;
}

const { exercise, check } = answers<Answer>({
  GHMC: "new GHMC(bins).apply(x, pStar)",
  smooth: "(x, pStar, h, isConnected) => loss",
});

const batches = (random: Generator): Batch[] => [eight, drawBatch(30, 10, random)];

const doubles = (values: number[]) => tensor(values, { dtype: "float64" });
const leaf = (values: number[]) => tensor(values, { dtype: "float64", requiresGrad: true });
const lossOf = ({ GHMC }: Answer, x: Tensor, { pStar, bins }: Batch) =>
  new GHMC(bins).apply(x, doubles(pStar));

/** The package's loss of a batch, and the gradient of `factor` times it. */
function byPackage({ x, pStar, bins }: Batch, factor = 1) {
  const logits = leaf(x);
  const density = new GradientDensity({ bins });
  const loss = ghmcLoss(logits, doubles(pStar), { density });
  return { loss: loss.item(), gradient: gradients(loss.mul(factor), [logits])[0].toArray() };
}

/** "true", or the first line of what a check says. */
function said(check: () => true): string {
  try {
    return String(check());
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}

interface Smooth {
  readonly [name: string]: number[] | number;
  x: number[];
  pStar: number[];
  h: number;
}

const smoothly = (generator: Generator) =>
  batches(generator).map(({ x, pStar }): Smooth => ({ x, pStar, h: 0.2 }));

/** By the answer: the loss with the smooth count, and its gradient at each x. */
function smoothBy({ smooth }: Answer, { x, pStar, h }: Smooth, isConnected: boolean) {
  const logits = leaf(x);
  const loss = smooth(logits, pStar, h, isConnected);
  return { loss: loss.item(), gradient: gradients(loss, [logits])[0].toArray() as number[] };
}

/** By loops: the loss with the smooth count, and its gradient at each x with β held still. */
function byLoops({ x, pStar, h }: Smooth) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const rarity = g.map((mine) => {
    let R = 0;
    for (const other of g) R += Math.exp(-(((mine - other) / h) ** 2));
    return 1 / R;
  });
  let total = 0;
  for (const value of rarity) total += value;
  let loss = 0;
  for (const [i, value] of x.entries()) {
    const bce = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))) - value * pStar[i];
    loss += (rarity[i] / total) * bce;
  }
  return { loss, still: p.map((value, i) => (rarity[i] / total) * (value - pStar[i])) };
}

/** By Richardson's extrapolation: differences whose error falls with the fourth power of the step. */
function slopes(input: Smooth): number[] {
  const lossAt = (i: number, value: number) =>
    byLoops({ ...input, x: input.x.with(i, value) }).loss;
  const central = (i: number, step: number) =>
    (lossAt(i, input.x[i] + step) - lossAt(i, input.x[i] - step)) / (2 * step);
  return input.x.map((_, i) => (4 * central(i, 5e-4) - central(i, 1e-3)) / 3);
}

export default exercise(
  check({
    title: "the op gives the mean of β·BCE",
    inputs: batches,
    observe: (answer, batch: Batch) => ({ loss: lossOf(answer, leaf(batch.x), batch).item() }),
    expected: (batch) => ({ loss: byPackage(batch).loss }),
    tolerance: 1e-12,
  }),
  check({
    title: "its gradient at x is β·(p − p*)/N, times what comes back to the loss",
    inputs: (random) =>
      batches(random).flatMap((batch) => [1, -3].map((factor) => ({ ...batch, factor }))),
    observe: (answer, input: Batch & { factor: number }) => {
      const x = leaf(input.x);
      const loss = lossOf(answer, x, input).mul(input.factor);
      return { gradient: gradients(loss, [x])[0].toArray() };
    },
    expected: (input) => ({ gradient: byPackage(input, input.factor).gradient }),
    tolerance: 1e-12,
  }),
  check({
    title: "two batches each go back with the β of their own",
    inputs: () => [{ ...eight, later: eight.x.map((value) => value / 2) }],
    observe: (answer, input: Batch & { later: number[] }) => {
      const x = leaf(input.x);
      const loss = lossOf(answer, x, input);
      lossOf(answer, leaf(input.later), input);
      return { "gradient of the first": gradients(loss, [x])[0].toArray() };
    },
    expected: (input) => ({ "gradient of the first": byPackage(input).gradient }),
    tolerance: 1e-12,
  }),
  check({
    title: "gradcheck and gradgradcheck hold inside the bins, and gradcheck fails on an edge",
    inputs: () => [eight],
    observe: (answer, batch: Batch) => {
      const f = (x: Tensor) => lossOf(answer, x, batch);
      const onEdge = batch.x.with(4, -Math.log(1.5));
      return {
        "gradcheck inside the bins": said(() => gradcheck(f, [batch.x])),
        "gradgradcheck inside the bins": said(() => gradgradcheck(f, [batch.x])),
        "gradcheck on an edge holds": said(() => gradcheck(f, [onEdge])) === "true",
      };
    },
    expected: () => ({
      "gradcheck inside the bins": "true",
      "gradgradcheck inside the bins": "true",
      "gradcheck on an edge holds": false,
    }),
  }),
  check({
    title: "with the smooth count, the loss is the mean of β·BCE, connected or not",
    inputs: smoothly,
    observe: (answer, input: Smooth) => ({
      "loss, β still": smoothBy(answer, input, false).loss,
      "loss, β connected": smoothBy(answer, input, true).loss,
    }),
    expected: (input) => {
      const { loss } = byLoops(input);
      return { "loss, β still": loss, "loss, β connected": loss };
    },
    tolerance: 1e-12,
  }),
  check({
    title: "held still, β lets x̄ be β·(p − p*)/N; connected, x̄ is what finite differences see",
    inputs: smoothly,
    observe: (answer, input: Smooth) => ({
      "gradient, β still": smoothBy(answer, input, false).gradient,
      "gradient, β connected": smoothBy(answer, input, true).gradient,
    }),
    expected: (input) => ({
      "gradient, β still": byLoops(input).still,
      "gradient, β connected": slopes(input),
    }),
  }),
);
