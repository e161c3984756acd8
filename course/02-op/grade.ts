import {
  gradcheck,
  gradgradcheck,
  gradients,
  randn,
  softplus,
  tensor,
  type Generator,
  type Op,
  type Tensor,
} from "ghmgrad";
import { answers } from "../runner/exercise.js";

interface Answer {
  Softplus: new () => Op<1>;
  Scale: new () => Op<2>;
}

const { exercise, check } = answers<Answer>({
  Softplus: "new Softplus().apply(x)",
  Scale: "new Scale().apply(a, b)",
});

interface Row {
  readonly [name: string]: number[];
  x: number[];
  gradY: number[];
}

interface Table {
  readonly [name: string]: number[] | number[][];
  a: number[][];
  b: number[];
  gradY: number[][];
}

const exact = { dtype: "float64" } as const;
const leaf = (data: number[] | number[][]) => tensor(data, { ...exact, requiresGrad: true });

function rows(generator: Generator): Row[] {
  const x = [-2, 0, 0.5, 3];
  return [
    { x, gradY: [1, 1, 1, 1] },
    { x, gradY: randn([4], { generator, ...exact }).toArray() as number[] },
  ];
}

function tables(generator: Generator): Table[] {
  const draw = (...shape: number[]) => randn(shape, { generator, ...exact }).toArray();
  return [
    { a: [[1, 2], [3, 4], [5, 6]], b: [10, 1], gradY: [[1, 1], [1, 1], [1, 1]] }, // prettier-ignore
    { a: draw(2, 3) as number[][], b: draw(3) as number[], gradY: draw(2, 3) as number[][] },
    { a: draw(3, 3) as number[][], b: draw(3) as number[], gradY: draw(3, 3) as number[][] },
  ];
}

/** The gradient of Σ ȳ·f(x) at x. */
const back = (f: (x: Tensor) => Tensor, { x, gradY }: Row) => {
  const input = leaf(x);
  return gradients(f(input), [input], { gradient: tensor(gradY, exact) })[0].toArray() as number[];
};

/** The second derivatives of Σ f(x)², in whose backward pass ȳ changes with x. */
const twice = (f: (x: Tensor) => Tensor, x: number[]) => {
  const input = leaf(x);
  const [slope] = gradients(f(input).square().sum(), [input], { createGraph: true });
  if (!slope.requiresGrad) return x.map(() => 0); // it does not depend on x, as far as is known
  return gradients(slope.sum(), [input])[0].toArray() as number[];
};

/** What a check says, in one line. */
const lineOf = (run: () => boolean) => {
  try {
    return run();
  } catch (error) {
    return (error as Error).message.replaceAll(/\s*\n\s*/g, " ");
  }
};

export default exercise(
  check({
    title: "Softplus gives x̄: ȳ, times its own slope at x",
    inputs: rows,
    observe: ({ Softplus }, row: Row) => ({ x̄: back((x) => new Softplus().apply(x), row) }),
    expected: (row) => ({ x̄: back(softplus, row) }),
    tolerance: 1e-12,
  }),
  check({
    title: "also where eˣ is too large for a number, or too small",
    inputs: () => [{ x: [800, -800], gradY: [2, 2] }],
    observe: ({ Softplus }, row: Row) => ({ x̄: back((x) => new Softplus().apply(x), row) }),
    expected: () => ({ x̄: [2, 0] }),
    tolerance: 1e-12,
  }),
  check({
    title: "the backward of Softplus has slopes itself",
    inputs: () => [{ x: [-2, 0, 0.5, 3] }],
    observe: ({ Softplus }, { x }: { x: number[] }) => ({
      "second derivative of Σy²": twice((t) => new Softplus().apply(t), x),
    }),
    expected: ({ x }) => ({ "second derivative of Σy²": twice(softplus, x) }),
    tolerance: 1e-12,
  }),
  check({
    title: "Scale gives ā",
    inputs: tables,
    observe: ({ Scale }, { a, b, gradY }: Table) => {
      const input = leaf(a);
      const y = new Scale().apply(input, leaf(b));
      const [found] = gradients(y, [input], { gradient: tensor(gradY, exact) });
      return { ā: found.toArray() };
    },
    expected: ({ b, gradY }) => ({ ā: gradY.map((row) => row.map((value, j) => value * b[j])) }),
    tolerance: 1e-12,
  }),
  check({
    title: "and b̄, in the shape of b",
    inputs: tables,
    observe: ({ Scale }, { a, b, gradY }: Table) => {
      // Not by the tape, which would do the sums.
      const op = new Scale();
      const inputs: [Tensor, Tensor] = [leaf(a), leaf(b)];
      const y = op.apply(...inputs);
      const found = op.backward(tensor(gradY, exact), inputs, y)[1]?.();
      return { b̄: found?.toArray() ?? null };
    },
    expected: ({ a, b, gradY }) => {
      const sums = b.map(() => 0);
      gradY.forEach((row, i) => {
        row.forEach((value, j) => (sums[j] += value * a[i][j]));
      });
      return { b̄: sums };
    },
    tolerance: 1e-12,
  }),
  check({
    title: "gradcheck and gradgradcheck find nothing wrong with Scale",
    inputs: (random) => tables(random).slice(0, 2),
    observe: ({ Scale }, { a, b }: Table) => {
      const f = (s: Tensor, t: Tensor) => new Scale().apply(s, t);
      return {
        gradcheck: lineOf(() => gradcheck(f, [a, b])),
        gradgradcheck: lineOf(() => gradgradcheck(f, [a, b])),
      };
    },
    expected: () => ({ gradcheck: true, gradgradcheck: true }),
  }),
);
