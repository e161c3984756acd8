/** What holds for all arrays, tried on random ones. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  broadcastTo,
  concat,
  cos,
  cumsum,
  div,
  dropout,
  erf,
  exp,
  flip,
  Generator,
  gradcheck,
  gradients,
  logsumexp,
  manualSeed,
  matmul,
  max,
  mean,
  mul,
  neg,
  pad,
  permute,
  prod,
  rand,
  randn,
  reshape,
  sigmoid,
  sin,
  slice,
  softmax,
  softplus,
  square,
  stack,
  sub,
  sum,
  tanh,
  tensor,
  transpose,
  where,
  type Shape,
  type Tensor,
} from "../src/index.js";
import { expectSameSums } from "./kernels/order.js";

const dot = (a: Tensor, b: Tensor) => sum(mul(a, b)).item();
const leaf = (t: Tensor) => tensor(t, { requiresGrad: true });

function expectClose(a: Tensor, b: Tensor): void {
  expect(a.shape).toEqual(b.shape);
  const size = Math.max(1, dot(a, a), dot(b, b));
  const gap = sub(a, b);
  expect(dot(gap, gap) / size).toBeLessThan(1e-24);
}

/** Normally distributed float64 numbers. */
const random = (shape: Shape, seed: number) =>
  randn(shape, { dtype: "float64", generator: new Generator(seed) });

const seeds = fc.nat(2 ** 31);
const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const arrays = fc.tuple(shapes, seeds).map(([shape, seed]) => random(shape, seed));
const fullShapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

/** A shape, and one that broadcasts to it: some axes are 1, some of the first are missing. */
const broadcasts = fullShapes.chain((to) =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: to.length, maxLength: to.length }),
      fc.nat(to.length),
    )
    .map(([ones, dropped]) => {
      const from = to.map((n, axis) => (ones[axis] ? 1 : n)).slice(dropped);
      return { from, to };
    }),
);

describe("the gradient", () => {
  it("of broadcastTo is its adjoint: ⟨broadcast(x), y⟩ = ⟨x, its gradient under y⟩", () => {
    fc.assert(
      fc.property(broadcasts, seeds, ({ from, to }, seed) => {
        const x = leaf(random(from, seed));
        const y = random(to, seed + 1);
        const spread = broadcastTo(x, to);
        const [back] = gradients(spread, [x], { gradient: y });
        expect(back.shape).toEqual(from);
        expect(dot(x, back)).toBeCloseTo(dot(spread, y), 10);
      }),
    );
  });

  it("of every linear function is its adjoint", () => {
    const linear: Record<string, (x: Tensor) => Tensor> = {
      sum: (x) => sum(x, 0),
      mean: (x) => mean(x, -1, { keepdims: true }),
      cumsum: (x) => cumsum(x, 1),
      flip: (x) => flip(x, 0),
      transpose: (x) => transpose(x),
      slice: (x) => slice(x, [[null, null, 2], [1]]),
      pad: (x) => pad(reshape(x, [12]), [[1, 2]]),
      reshape: (x) => reshape(x, [-1]),
      concat: (x) => concat([x, x, x], 1),
      matmul: (x) => matmul(x, transpose(x.detach())),
    };
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(linear)), seeds, (name, seed) => {
        const x = leaf(random([3, 4], seed));
        const y = linear[name](x);
        const cotangent = random(y.shape, seed + 1);
        const [back] = gradients(y, [x], { gradient: cotangent });
        expect(dot(x, back)).toBeCloseTo(dot(y, cotangent), 10);
      }),
    );
  });

  it("is linear in the gradient that it starts from", () => {
    fc.assert(
      fc.property(
        graphs,
        seeds,
        fc.double({ min: -3, max: 3, noNaN: true }),
        (graph, seed, factor) => {
          const leaves = leavesOf(graph).map(leaf);
          const y = run(graph, leaves);
          const [u, v] = [random(y.shape, seed), random(y.shape, seed + 1)];
          const under = (gradient: Tensor) => gradients(y, leaves, { gradient });
          const [ofU, ofV] = [under(u), under(v)];
          under(add(u, mul(factor, v))).forEach((g, i) => {
            expectClose(g, add(ofU[i], mul(factor, ofV[i])));
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it("adds up over two backward calls to that of the sum", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const [twice, once] = [leavesOf(graph).map(leaf), leavesOf(graph).map(leaf)];
        const y = run(graph, twice);
        sum(y).backward();
        sum(square(y)).backward();
        const z = run(graph, once);
        add(sum(z), sum(square(z))).backward();
        twice.forEach((x, i) => {
          expect(x.grad === null).toBe(once[i].grad === null);
          if (x.grad !== null && once[i].grad !== null) expectClose(x.grad, once[i].grad);
        });
      }),
      { numRuns: 50 },
    );
  });

  it("of a random graph agrees with finite differences", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        gradcheck((...leaves) => run(graph, leaves), leavesOf(graph));
      }),
      { numRuns: 100 },
    );
  });
});

/**
 * A random computation: three leaves that broadcast against each other, then lines, each an op of
 * two earlier values. What later lines do not use is a dead branch; what several use is shared.
 */
interface Graph {
  seed: number;
  lines: { op: number; a: number; b: number }[];
}

const graphs: fc.Arbitrary<Graph> = fc.record({
  seed: seeds,
  lines: fc.array(fc.record({ op: fc.nat(100), a: fc.nat(100), b: fc.nat(100) }), {
    minLength: 1,
    maxLength: 10,
  }),
});

/** Smooth functions whose values stay near those of their inputs, so that differences are exact. */
const smooth: ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => mul(0.5, add(a, b)),
  (a, b) => mul(0.5, sub(a, b)),
  (a, b) => mul(sin(a), b),
  (a, b) => div(a, add(square(b), 1)),
  (a) => tanh(a),
  (a) => cos(a),
  (a) => erf(a),
  (a) => sigmoid(neg(a)),
  (a) => softplus(a),
  (a) => exp(neg(square(a))),
  (a) => softmax(broadcastTo(a, [2, 3])),
  (a) => mean(a, null),
  (a) => mul(0.5, cumsum(broadcastTo(a, [2, 3]), 0)),
  (a, b) => where([[1, 0, 1]], a, b),
  (a, b) => mean(stack([broadcastTo(a, [2, 3]), broadcastTo(b, [2, 3])]), 0),
  (a, b) => attention(broadcastTo(a, [2, 3]), broadcastTo(b, [2, 3])),
];

/** Rows of b, averaged by how much they are like those of a. */
const attention = (a: Tensor, b: Tensor) => matmul(softmax(matmul(a, transpose(b))), b);

const leavesOf = ({ seed }: Graph) => [[2, 1], [3], []].map((shape, i) => random(shape, seed + i));

function run({ lines }: Graph, leaves: readonly Tensor[]): Tensor {
  const values = [...leaves];
  for (const { op, a, b } of lines) {
    const [x, y] = [values[a % values.length], values[b % values.length]];
    values.push(smooth[op % smooth.length](x, y));
  }
  return values[values.length - 1];
}

const reverseAxes = (x: Tensor) =>
  permute(
    x,
    x.shape.map((_, axis) => x.ndim - 1 - axis),
  );

describe("reductions", () => {
  it("come to the same over all axes at once and one after the other, in any order", () => {
    const picks = fc.array(fc.nat(3), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(arrays, picks, (x, picked) => {
        let folded = x;
        for (const pick of picked.slice(0, x.ndim)) folded = sum(folded, pick % folded.ndim);
        expectClose(folded, sum(x));
      }),
    );
  });

  it("over a list of axes are those over one after the other", () => {
    fc.assert(
      fc.property(fullShapes, seeds, (shape, seed) => {
        const x = random([2, ...shape], seed);
        expect(max(x, [0, -1]).toArray()).toEqual(max(max(x, -1), 0).toArray());
        expectClose(mean(x, [0, -1]), mean(mean(x, 0), -1));
        expectClose(logsumexp(x, [0, -1]), logsumexp(logsumexp(x, 0), -1));
        expectClose(prod(x, [0, -1]), prod(prod(x, 0), -1));
      }),
    );
  });

  it("are the same however the elements lie in memory", () => {
    fc.assert(
      fc.property(arrays, (x) => {
        const view = reverseAxes(tensor(reverseAxes(x)));
        for (const axis of x.shape.keys()) {
          const scale = x.abs().sum().item();
          expectSameSums(sum(view, axis).toArray(), sum(x, axis).toArray(), x.size, scale);
          expect(cumsum(view, axis).toArray()).toEqual(cumsum(x, axis).toArray());
        }
      }),
    );
  });

  it("with keepdims differ in shape only", () => {
    fc.assert(
      fc.property(arrays, (x) => {
        for (const axis of [...x.shape.keys(), null]) {
          const kept = sum(x, axis, { keepdims: true });
          expect(kept.ndim).toBe(x.ndim);
          expect(reshape(kept, sum(x, axis).shape).toArray()).toEqual(sum(x, axis).toArray());
        }
      }),
    );
  });
});

describe("views", () => {
  it("that are permuted and permuted back are the array", () => {
    fc.assert(
      fc.property(arrays, seeds, (x, seed) => {
        const order = new Generator(seed).permutation(x.ndim);
        const back = order.map((_, axis) => order.indexOf(axis));
        expect(permute(permute(x, order), back).toArray()).toEqual(x.toArray());
        expect(reverseAxes(reverseAxes(x)).toArray()).toEqual(x.toArray());
      }),
    );
  });

  it("that are flipped twice are the array, and a flip is a slice with step −1", () => {
    fc.assert(
      fc.property(arrays, (x) => {
        expect(flip(flip(x)).toArray()).toEqual(x.toArray());
        const backwards = x.shape.map(() => [null, null, -1] as const);
        expect(slice(x, backwards).toArray()).toEqual(flip(x).toArray());
      }),
    );
  });

  it("are sliced as JavaScript slices lists", () => {
    const bounds = fc.integer({ min: -6, max: 6 });
    fc.assert(
      fc.property(fc.nat(5), bounds, bounds, (n, start, stop) => {
        const list = Array.from({ length: n }, (_, i) => i);
        expect(slice(list, [[start, stop]]).toArray()).toEqual(list.slice(start, stop));
        expect(slice(list, [[start]]).toArray()).toEqual(list.slice(start));
      }),
    );
  });

  it("are padded, and the padding sliced off again", () => {
    fc.assert(
      fc.property(arrays, fc.nat(3), fc.nat(3), (x, before, after) => {
        const padded = pad(
          x,
          x.shape.map(() => [before, after]),
          7,
        );
        const inner = slice(
          padded,
          x.shape.map((n) => [before, before + n]),
        );
        expect(inner.toArray()).toEqual(x.toArray());
      }),
    );
  });

  it("cut along an axis make the array again when joined, or stacked", () => {
    fc.assert(
      fc.property(fullShapes, seeds, fc.nat(3), fc.nat(4), (shape, seed, pick, cut) => {
        const x = random(shape, seed);
        const axis = pick % x.ndim;
        const before = x.shape.slice(0, axis).map(() => null);
        const parts = [slice(x, [...before, [null, cut]]), slice(x, [...before, [cut]])];
        expect(concat(parts, axis).toArray()).toEqual(x.toArray());
        const entries = Array.from({ length: x.shape[axis] }, (_, i) => slice(x, [...before, i]));
        expect(stack(entries, axis).toArray()).toEqual(x.toArray());
      }),
    );
  });

  it("have the same elements in another shape", () => {
    fc.assert(
      fc.property(arrays, (x) => {
        const flat = reshape(reverseAxes(x), [-1]);
        expect(flat.shape).toEqual([x.size]);
        const back = reverseAxes(reshape(flat, reverseAxes(x).shape));
        expect(back.toArray()).toEqual(x.toArray());
      }),
    );
  });
});

describe("seeded runs", () => {
  it("repeat exactly with the same seed", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = () => {
          manualSeed(seed);
          return [rand([3]), randn([3]), dropout(randn([8]), 0.5)].map((t) => t.toArray());
        };
        expect(draw()).toEqual(draw());
      }),
    );
  });

  it("go on from a saved state", () => {
    fc.assert(
      fc.property(seeds, fc.nat(20), (seed, steps) => {
        const first = new Generator(seed);
        for (let i = 0; i < steps; i++) first.normal();
        const second = new Generator(0);
        second.load(JSON.parse(JSON.stringify(first.state())) as number[]);
        const next = (generator: Generator) => [
          generator.uniform(),
          generator.normal(),
          generator.permutation(5),
        ];
        expect(next(second)).toEqual(next(first));
      }),
    );
  });
});
