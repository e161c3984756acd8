import { Adam, bceWithLogits, Generator, noGrad, tensor, twoMoons, type Tensor } from "ghmgrad";
import { answers, Bounds } from "../runner/exercise.js";

type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

interface Answer {
  scores: (x: Tensor, parameters: Parameters) => Tensor;
  initial: (generator: Generator) => Parameters;
}

const { exercise, check } = answers<Answer>({
  scores: "(x, [W, b, V, c]) => tensor of shape [N, 1]",
  initial: "(generator) => [W, b, V, c]",
});

interface Network {
  readonly [name: string]: number[][] | number[];
  x: number[][];
  W: number[][];
  b: number[];
  V: number[][];
  c: number[];
}

const numbers = (t: Tensor) => [t.toArray()].flat(2) as number[];

const moonsOf = (seed: number) => twoMoons({ rows: 150, noise: 0.15, flipped: 0, seed });

/** Takes steps of Adam on the moons of a seed. */
function train({ scores, initial }: Answer, seed: number, steps: number) {
  const { training, test } = moonsOf(seed);
  const parameters = initial(new Generator(seed));
  const optimizer = new Adam(parameters, { lr: 0.1 });
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    bceWithLogits(scores(training.x, parameters), training.y).backward();
    optimizer.step();
  }
  const isRight = noGrad(() => scores(test.x, parameters).greater(0)).equal(test.y);
  return { parameters, accuracy: isRight.mean().item() };
}

/** Of each unit, as a text: its weights and its bias. */
function unitsOf([W, b, V]: Parameters): string[] {
  const [w1, w2] = W.toArray() as number[][];
  const v = numbers(V);
  return numbers(b).map((bias, j) => [w1[j], w2[j], bias, v[j]].map((n) => n.toFixed(5)).join());
}

export default exercise(
  check({
    title: "the scores are tanh(x·W + b)·V + c",
    inputs: () => [
      {
        x: [[1, 2], [-1, 0.5], [0, 0]], // prettier-ignore
        W: [[0.5, -1, 2], [1, 0.25, -0.5]], // prettier-ignore
        b: [0.1, -0.2, 0],
        V: [[2], [-3], [1]],
        c: [0.5],
      },
    ],
    observe: ({ scores }, { x, ...rest }: Network) => {
      const [W, b, V, c] = [rest.W, rest.b, rest.V, rest.c].map((each) =>
        tensor(each, { dtype: "float64", requiresGrad: true }),
      );
      const out = scores(tensor(x, { dtype: "float64" }), [W, b, V, c]);
      return { scores: out.toArray() };
    },
    expected: ({ x, W, b, V, c }) => ({
      scores: x.map((row) => {
        let score = c[0];
        for (const [j, [v]] of V.entries()) {
          score += v * Math.tanh(row[0] * W[0][j] + row[1] * W[1][j] + b[j]);
        }
        return [score];
      }),
    }),
    tolerance: 1e-12,
  }),
  check({
    title: "the network has 2 features, 16 units and one score, and all of it can learn",
    inputs: () => [{ seed: 1 }],
    observe: ({ initial }, { seed }: { seed: number }) => {
      const parameters = initial(new Generator(seed));
      return {
        shapes: parameters.map((each) => each.shape),
        "requiresGrad of each": parameters.map((each) => each.requiresGrad),
      };
    },
    expected: () => ({
      shapes: [[2, 16], [16], [16, 1], [1]],
      "requiresGrad of each": [true, true, true, true],
    }),
  }),
  check({
    title: "after ten steps all units have moved, and no two are the same",
    inputs: () => [{ seed: 1 }],
    observe: (answer, { seed }: { seed: number }) => {
      const before = unitsOf(answer.initial(new Generator(seed)));
      const after = unitsOf(train(answer, seed, 10).parameters);
      return {
        "the number of units that moved": after.filter((unit, j) => unit !== before[j]).length,
        "the number of different units": new Set(after).size,
      };
    },
    expected: () => ({ "the number of units that moved": 16, "the number of different units": 16 }),
  }),
  check({
    title: "the same seed gives the same network, and another seed another one",
    inputs: () => [{ seed: 1, other: 2 }],
    observe: ({ initial }, { seed, other }: { seed: number; other: number }) => {
      const [one, again, another] = [seed, seed, other].map((each) =>
        unitsOf(initial(new Generator(each))).join(),
      );
      return {
        "same with the same seed": one === again,
        "same with another seed": one === another,
      };
    },
    expected: () => ({
      "same with the same seed": true,
      "same with another seed": false,
    }),
  }),
  check({
    title: "at the start each h says something about the points, and few are flat",
    inputs: () => [{ seed: 1 }],
    observe: ({ initial }, { seed }: { seed: number }) => {
      const [W, b] = initial(new Generator(seed));
      const { training } = moonsOf(seed);
      const h = noGrad(() => training.x.matmul(W).add(b).tanh());
      return {
        "the standard deviation of h": h.std(0).mean().item(),
        "the mean slope of tanh, 1 − h²": 1 - h.square().mean().item(),
      };
    },
    expected: () => ({
      "the standard deviation of h": new Bounds(0.1),
      "the mean slope of tanh, 1 − h²": new Bounds(0.15),
    }),
  }),
  check({
    title: "after 100 steps 95 % of new points are right, with each of five seeds",
    inputs: () => [1, 2, 3, 4, 5].map((seed) => ({ seed })),
    observe: (answer, { seed }: { seed: number }) => ({
      accuracy: train(answer, seed, 100).accuracy,
    }),
    expected: () => ({ accuracy: new Bounds(0.95) }),
  }),
);
