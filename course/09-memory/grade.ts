import { array, GradientDensity, type Generator } from "ghmgrad";
import { answers } from "../runner/exercise.js";

interface Answer {
  Memory: new (
    bins: number,
    momentum: number,
    start: "zero" | "debiased" | "first-batch",
  ) => { weigh: (g: number[]) => number[] };
}

const { exercise, check } = answers<Answer>({
  Memory: "new Memory(bins, momentum, start).weigh(g)",
});

interface Run {
  readonly [name: string]: number | string | number[][];
  bins: number;
  momentum: number;
  start: "zero" | "debiased" | "first-batch";
  batches: number[][];
}

/** 20 batches, with two digits of g so that messages can show them. */
function drawn(generator: Generator, size: number, exponent: number): number[][] {
  const g = () => Math.floor(100 * generator.uniform() ** exponent) / 100;
  return Array.from({ length: 20 }, () => Array.from({ length: size }, g));
}

/** The first bins are always filled, the others hardly ever. */
const withGaps = (generator: Generator) => drawn(generator, 6, 4);

/** Names the batches, so that a message says which is the first to differ. */
const named = (betas: number[][]) =>
  Object.fromEntries(betas.map((beta, t) => [`β in batch ${t + 1}`, beta]));

const weigh = ({ Memory }: Answer, { bins, momentum, start, batches }: Run) => {
  const memory = new Memory(bins, momentum, start);
  return named(batches.map((g) => memory.weigh(g)));
};

function byPackage({ bins, momentum, start, batches }: Run) {
  const density = new GradientDensity({ bins, momentum, emaStart: start });
  const weights = batches.map((g) =>
    density.weigh(array.array(g, { dtype: "float64" }), array.full([g.length], 1, "float64")),
  );
  return named(weights.map(({ data }) => Array.from(data)));
}

const small = [
  [0.1, 0.2, 0.3, 0.7],
  [0.1, 0.6, 0.8, 0.9],
  [0.1, 0.4, 0.7, 0.9],
];

export default exercise(
  check({
    title: "without memory, momentum 0, β is N/(R·n) as before",
    inputs: (random): Run[] => [
      { bins: 2, momentum: 0, start: "zero", batches: small },
      { bins: 5, momentum: 0, start: "first-batch", batches: withGaps(random) },
    ],
    observe: weigh,
    expected: byPackage,
  }),
  check({
    title: "S ← αS + (1 − α)R from 0, where no bin is ever empty",
    inputs: (random): Run[] => [
      { bins: 2, momentum: 0.9, start: "zero", batches: small },
      { bins: 2, momentum: 0.75, start: "zero", batches: drawn(random, 16, 1) },
    ],
    observe: weigh,
    expected: byPackage,
  }),
  check({
    title: "a bin that is empty in a batch keeps its S",
    inputs: (random): Run[] => [
      { bins: 5, momentum: 0.9, start: "zero", batches: withGaps(random) },
    ],
    observe: weigh,
    expected: byPackage,
  }),
  check({
    title: "“first-batch”: S of a bin begins as its first count",
    inputs: (random): Run[] => [
      { bins: 2, momentum: 0.9, start: "first-batch", batches: small },
      { bins: 5, momentum: 0.9, start: "first-batch", batches: withGaps(random) },
    ],
    observe: weigh,
    expected: byPackage,
  }),
  check({
    title: "“debiased”: S is divided by 1 − α^t, t its own updates",
    inputs: (random): Run[] => [
      { bins: 2, momentum: 0.9, start: "debiased", batches: small },
      { bins: 5, momentum: 0.9, start: "debiased", batches: withGaps(random) },
    ],
    observe: weigh,
    expected: byPackage,
  }),
  check({
    title: "two memories know nothing of each other",
    inputs: (): Run[] => [{ bins: 2, momentum: 0.9, start: "debiased", batches: small }],
    observe: ({ Memory }, { bins, momentum, start, batches }: Run) => {
      const [memory, other] = [new Memory(bins, momentum, start), new Memory(bins, 0.5, "zero")];
      const betas = batches.map((g) => {
        other.weigh(g.toReversed().map((value) => value / 2));
        return memory.weigh(g);
      });
      return named(betas);
    },
    expected: byPackage,
  }),
);
