/// <reference types="vite/client" />
/** The way back uses memory again: nothing that somebody can reach may be overwritten by it. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { allocate, recycle } from "../../src/array/allocate.js";
import { isOwn } from "../../src/autograd/op.js";
import {
  add,
  affine,
  array,
  bceWithLogits,
  broadcastTo,
  clamp,
  concat,
  cos,
  cumsum,
  detectAnomaly,
  div,
  elu,
  erf,
  exp,
  flip,
  focalLoss,
  gather,
  gelu,
  generalizedCrossEntropy,
  Generator,
  GHMCLoss,
  ghmcLoss,
  ghmcSoftmaxLoss,
  ghmrLoss,
  grad,
  GradientDensity,
  gradients,
  harmonize,
  indexSelect,
  layerNorm,
  log1p,
  logSoftmax,
  logsumexp,
  matmul,
  max,
  maximum,
  mean,
  min,
  mul,
  neg,
  norm,
  Op,
  pad,
  pow,
  prod,
  randn,
  relu,
  reshape,
  rsqrt,
  SGD,
  sigmoid,
  sin,
  slice,
  smoothL1,
  softmax,
  softplus,
  sqrt,
  square,
  stack,
  std,
  sub,
  sum,
  Tape,
  tanh,
  Tensor,
  tensor,
  transpose,
  where,
  type Density,
  type Dtype,
  type Gradients,
  type Inputs,
  type NdArray,
  type Shape,
} from "../../src/index.js";

type Values = Float32Array | Float64Array;

/** The bytes behind an array, also those that a view leaves out. */
const bytesOf = ({ buffer }: Values) => Buffer.from(buffer as ArrayBuffer);

/** What somebody keeps, and what it was when they got it. */
class Shelf {
  readonly #kept = new Map<ArrayBufferLike, { what: string; values: Values; bytes: Buffer }>();

  keep(what: string, x: Tensor | NdArray | null): void {
    if (x === null) return;
    const values = x instanceof Tensor ? x.data.data : x.data;
    if (this.#kept.has(values.buffer)) return;
    this.#kept.set(values.buffer, { what, values, bytes: Buffer.from(bytesOf(values)) });
  }

  /** All that can be reached from a tensor: through its history, and what the ops on it keep. */
  keepAllBehind(end: Tensor): void {
    this.keep("the end of a tape", end);
    for (const { op, inputs, output } of Tape.endingAt(end).steps) {
      this.keep(`the output of ${op.name}`, output);
      for (const input of inputs) this.keep(`an input of ${op.name}`, input);
      for (const field of Object.values(op)) {
        if (field instanceof Tensor || array.isNdArray(field)) this.keep(`in ${op.name}`, field);
      }
    }
  }

  /** What has changed since it was kept. */
  overwritten(): string[] {
    overwritePool();
    return [...this.#kept.values()]
      .filter(({ values, bytes }) => !bytes.equals(bytesOf(values)))
      .map(({ what, bytes }) => `${what}, ${bytes.length} bytes`);
  }
}

/** The most elements that an array of the tests below has, and how many of one size one pass makes, about. */
const LARGEST = 64;
const MANY = 40;

/** Fills whatever is in the pool with NaN, as the next passes might: what they read first must be seen, too. */
function overwritePool(): void {
  for (const dtype of ["float32", "float64"] as const) {
    recycle(
      () => {
        for (let size = 1; size <= LARGEST; size++) {
          for (let i = 0; i < MANY; i++) allocate(size, dtype).fill(NaN);
        }
      },
      () => [],
    );
  }
}

/** y = 1.5·x, and all that it sees and makes goes on the shelf. */
class Stash extends Op<1> {
  constructor(readonly shelf: Shelf) {
    super();
  }
  forward(x: NdArray): NdArray {
    const y = array.mul(x, array.full([], 1.5, array.dtypeOf(x)));
    this.shelf.keep("what a forward got", x);
    this.shelf.keep("what a forward made", y);
    return y;
  }
  backward(gradY: Tensor, [x]: Inputs<1>, y: Tensor): Gradients<1> {
    this.shelf.keep("what a backward got", gradY);
    this.shelf.keep("the input of a backward", x);
    this.shelf.keep("the output of a backward", y);
    return [
      () => {
        const half = mul(gradY, 0.5);
        const gradX = add(gradY, half);
        this.shelf.keep("what a backward made on the way", half);
        this.shelf.keep("what a backward made", gradX);
        return gradX;
      },
    ];
  }
}

/** y = x, but both ways go through a graph of its own, and differentiate that. */
class Nested extends Op<1> {
  constructor(readonly shelf: Shelf) {
    super();
  }
  #differentiate(x: Tensor): Tensor {
    const f = (leaf: Tensor) => sum(mul(square(sin(leaf)), transpose(transpose(leaf))));
    const gradient = grad(f)(x.detach());
    this.shelf.keep("gradients of a graph inside", gradient);
    return gradient;
  }
  forward(x: NdArray): NdArray {
    const leaf = tensor(x, { requiresGrad: true });
    const loss = sum(square(sin(leaf)));
    loss.backward();
    loss.backward();
    this.shelf.keep("a grad of a graph inside", leaf.grad);
    this.shelf.keepAllBehind(loss);
    const gradient = this.#differentiate(leaf);
    return array.add(x, array.sub(gradient.data, gradient.data));
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [
      () => {
        this.shelf.keep("what an outer backward got", gradY);
        const gradient = this.#differentiate(x);
        return add(gradY, mul(0, gradient));
      },
    ];
  }
}

/** Weighs all alike, after a pass of its own; keeps all that it is given, and what it gives. */
class StashingDensity implements Density {
  constructor(readonly shelf: Shelf) {}
  weigh(g: NdArray, mask: NdArray): NdArray {
    this.shelf.keep("gradient norms", g);
    this.shelf.keep("the mask of a density", mask);
    const x = tensor(g, { requiresGrad: true });
    const [gradient] = gradients(sum(exp(neg(square(x)))), [x]);
    sum(square(x)).backward();
    this.shelf.keep("gradients in a density", gradient);
    this.shelf.keep("a grad in a density", x.grad);
    const weights = array.full(g.shape, 1, array.dtypeOf(g));
    this.shelf.keep("the weights of a density", weights);
    return weights;
  }
}

/** Sizes on both sides of 64 bytes, from where arrays come from the pool. */
interface Sizes {
  rows: number;
  columns: number;
}
type Line = (a: Tensor, b: Tensor, sizes: Sizes, shelf: Shelf) => Tensor;

const spread = (t: Tensor, { rows, columns }: Sizes) => broadcastTo(t, [rows, columns]);
const gram = (a: Tensor, b: Tensor, s: Sizes) =>
  mul(1 / s.columns, matmul(spread(a, s), transpose(spread(b, s))));
const zeroOne = (t: Tensor) => sigmoid(t).detach();

/** Each gives something that broadcasts to [rows, columns] and is not much larger than what went in. */
const own: Record<string, Line> = {
  add: (a, b) => mul(0.5, add(a, b)),
  sub: (a, b) => mul(0.5, sub(a, b)),
  mul: (a, b) => mul(sin(a), b),
  div: (a, b) => div(a, add(square(b), 1)),
  twice: (a) => mul(0.5, add(a, a)),
  tanh: (a) => tanh(a),
  cos: (a) => cos(a),
  erf: (a) => erf(a),
  gelu: (a) => gelu(a),
  sigmoid: (a) => sigmoid(neg(a)),
  softplus: (a) => softplus(a),
  exp: (a) => exp(neg(square(a))),
  log1p: (a) => log1p(square(a)),
  sqrt: (a) => sqrt(add(square(a), 1)),
  rsqrt: (a) => rsqrt(add(square(a), 1)),
  pow: (a, b) => pow(add(1, sigmoid(a)), sin(b)),
  cube: (a) => pow(sin(a), 3),
  relu: (a) => relu(a),
  elu: (a) => elu(a),
  clamp: (a) => clamp(a, { min: -1, max: 0.5 }),
  maximum: (a, b) => maximum(a, b),
  where: (a, b, s) => where(spread(a, s).greater(0), a, b),
  softmax: (a, _, s) => softmax(spread(a, s)),
  logSoftmax: (a, _, s) => mul(0.1, logSoftmax(spread(a, s), 0)),
  logsumexp: (a, _, s) => mul(0.1, logsumexp(spread(a, s), 1, { keepdims: true })),
  sum: (a, _, s) => mul(1 / s.rows, sum(spread(a, s), 0)),
  mean: (a) => mean(a, null),
  max: (a, _, s) => max(spread(a, s), 0, { keepdims: true }),
  min: (a, _, s) => min(spread(a, s), 1, { keepdims: true }),
  norm: (a, _, s) => mul(0.1, norm(spread(a, s), 1, { keepdims: true })),
  std: (a, _, s) => mul(0.1, std(spread(a, s), 0, { correction: 0 })),
  layerNorm: (a, b, s) => layerNorm(spread(a, s), [s.columns], { bias: slice(spread(b, s), [0]) }),
  cumsum: (a, _, s) => mul(0.3, cumsum(spread(a, s), 1)),
  prod: (a, _, s) => prod(sin(spread(a, s)), 0),
  flip: (a) => flip(a),
  transpose: (a, b, s) => transpose(tanh(transpose(add(spread(a, s), b)))),
  reshape: (a, _, s) => reshape(sin(reshape(transpose(spread(a, s)), [-1])), [s.rows, s.columns]),
  slice: (a, b, s) => add(slice(spread(a, s), [-1]), slice(spread(b, s), [[null, null, -1]])),
  pad: (a, _, s) => slice(pad(spread(a, s), [[1, 0], [0, 1]]), [[1], [null, -1]]), // prettier-ignore
  stack: (a, b, s) => mean(stack([spread(a, s), spread(b, s), spread(a, s)], 1), 1),
  concat: (a, b, s) => slice(concat([spread(a, s), spread(b, s)], 0), [[0, s.rows]]),
  indexSelect: (a, _, s) => indexSelect(spread(a, s), Array(s.rows).fill(s.rows - 1)),
  gather: (a, _, s) => gather(spread(a, s), Array(s.rows).fill([0]) as number[][], 1),
  attention: (a, b, s) => matmul(softmax(gram(a, b, s)), spread(b, s)),
  affine: (a, b, s) =>
    mul(0.1, affine(gram(a, b, s), spread(b, s), reshape(slice(spread(a, s), [0]), [-1]))),
  batched: (a, b, s) =>
    mul(0.1, sum(matmul(stack([gram(a, b, s), gram(b, a, s)]), spread(b, s)), 0)),
  bce: (a, b, s) => bceWithLogits(spread(a, s), spread(zeroOne(b), s), none),
  focal: (a, b, s) => focalLoss(spread(a, s), spread(zeroOne(b), s), none),
  smoothL1: (a, b, s) => smoothL1(spread(a, s), spread(b, s).detach(), none),
  gce: (a, b, s) => generalizedCrossEntropy(spread(a, s), spread(zeroOne(b), s), none),
  ghmc: (a, b, s) => mul(0.1, ghmcLoss(spread(a, s), spread(zeroOne(b), s), none)),
  ghmcWeighed: (a, b, s) => {
    const options = { density: new GradientDensity({ momentum: 0.5 }) };
    return mul(ghmcLoss(spread(a, s), spread(zeroOne(b), s), options), b);
  },
  ghmcSoftmaxRows: (a, _, s) =>
    reshape(ghmcSoftmaxLoss(spread(a, s), firstClass(s), none), [s.rows, 1]),
  ghmcMean: (a, b, s, shelf) =>
    ghmcLoss(spread(a, s), spread(zeroOne(b), s), { density: new StashingDensity(shelf) }),
  ghmr: (a, b, s) => mul(0.1, ghmrLoss(spread(a, s), spread(b, s), none)),
  ghmcSoftmax: (a, _, s, shelf) =>
    ghmcSoftmaxLoss(spread(a, s), firstClass(s), { density: new StashingDensity(shelf) }),
  harmonize: (a, _, s, shelf) => {
    const output = mul(spread(a, s), 0.5);
    return mean(harmonize(square(output), output, new StashingDensity(shelf), none), 1, {
      keepdims: true,
    });
  },
};
const none = { reduction: "none" } as const;
const firstClass = ({ rows, columns }: Sizes) =>
  tensor(Array.from({ length: rows }, (_, i) => i % columns));

/** GHM-C, made by somebody who keeps what it is made of. */
class StashingGHM extends GHMCLoss {
  constructor(readonly shelf: Shelf) {
    super(new GradientDensity(), tensor(1), "none");
  }
  protected override elements(x: NdArray, pStar: NdArray) {
    const { g, loss } = super.elements(x, pStar);
    this.shelf.keep("gradient norms of an op derived from GHM-C", g);
    this.shelf.keep("losses of an op derived from GHM-C", loss);
    return { g, loss };
  }
}

const foreign: Record<string, Line> = {
  derived: (a, b, s, shelf) => {
    const op = new StashingGHM(shelf);
    Object.assign(op, { mask: tensor(array.full([s.rows, s.columns], 1, a.dtype)) });
    return mul(0.1, op.apply(spread(a, s), spread(zeroOne(b), s)));
  },
  stash: (a, _, _s, shelf) => new Stash(shelf).apply(a),
  nested: (a, _, s, shelf) => new Nested(shelf).apply(spread(a, s)),
};

/** What somebody does at some moment of a step of training. */
const moments = [
  "keeps the history",
  "takes gradients",
  "rewinds",
  "stops rewinding halfway",
  "goes backward",
  "goes backward with a gradient",
  "goes backward under detectAnomaly",
  "takes gradients of gradients",
  "fails on the way back",
  "fails to add up a grad",
  "makes tensors",
  "assigns to a grad",
  "zeroes grads",
  "steps",
] as const;
type Moment = (typeof moments)[number];

interface Training {
  dtype: Dtype;
  sizes: Sizes;
  seed: number;
  steps: { lines: { op: string; a: number; b: number }[]; moments: Moment[] }[];
}

const trainings = (lines: Record<string, Line>): fc.Arbitrary<Training> =>
  fc.record({
    dtype: fc.constantFrom("float32", "float64"),
    sizes: fc.record({
      rows: fc.integer({ min: 1, max: 6 }),
      columns: fc.integer({ min: 1, max: 6 }),
    }),
    seed: fc.nat(2 ** 31),
    steps: fc.array(
      fc.record({
        lines: fc.array(
          fc.record({
            op: fc.constantFrom(...Object.keys(lines)),
            a: fc.nat(20),
            b: fc.nat(20),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        moments: fc.array(fc.constantFrom(...moments), { minLength: 1, maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  });

/** Runs it, and gives what of all that somebody kept was overwritten. */
function overwrittenIn(
  { dtype, sizes, seed, steps }: Training,
  lines: Record<string, Line>,
): string[] {
  const shelf = new Shelf();
  const generator = new Generator(seed);
  const draw = (shape: Shape) => randn(shape, { dtype, generator });
  const { rows, columns } = sizes;
  const leaves = [[rows, columns], [rows, 1], [columns], [], [rows, columns]].map((shape) =>
    tensor(draw(shape), { requiresGrad: true }),
  );
  const optimizer = new SGD(leaves, { lr: 0.01, momentum: 0.5 });
  for (const step of steps) {
    const values = [...leaves];
    for (const { op, a, b } of step.lines) {
      const [x, y] = [values[a % values.length], values[b % values.length]];
      values.push(lines[op](x, y, sizes, shelf));
    }
    const end = spread(values[values.length - 1], sizes);
    const loss = mean(square(end));
    shelf.keep("a loss", loss);
    let isStale = false;
    for (const moment of step.moments) {
      if (isStale) break; // the leaves have changed: forward must run again
      isStale = moment === "steps";
      live(moment, { loss, end, values, leaves, optimizer, draw, shelf });
      for (const leaf of leaves) shelf.keep(`a grad, when somebody ${moment}`, leaf.grad);
      overwritePool();
    }
  }
  return shelf.overwritten();
}

interface Life {
  loss: Tensor;
  /** Of shape [rows, columns]. */
  end: Tensor;
  values: readonly Tensor[];
  leaves: readonly Tensor[];
  optimizer: SGD;
  draw: (shape: Shape) => Tensor;
  shelf: Shelf;
}

function live(moment: Moment, { loss, end, values, leaves, optimizer, draw, shelf }: Life): void {
  switch (moment) {
    case "keeps the history":
      shelf.keepAllBehind(loss);
      break;
    case "takes gradients":
      expectTheSame(gradientsOf(loss, values, shelf), rewound(loss, values));
      gradients(end, values, { gradient: draw(end.shape) }).forEach((g) => {
        shelf.keep("what gradients() gave", g);
      });
      break;
    case "rewinds":
      for (const { gradOutput, gradInputs } of Tape.endingAt(loss).rewind()) {
        shelf.keep("a gradOutput", gradOutput);
        for (const g of gradInputs) shelf.keep("a gradInput", g);
        gradientsOf(loss, leaves, shelf); // in between
      }
      break;
    case "stops rewinding halfway": {
      const tape = Tape.endingAt(loss);
      const walk = tape.rewind();
      for (let i = 0; i < tape.steps.length / 2; i++) {
        const { value } = walk.next();
        if (!(value instanceof Map)) shelf.keep("a gradOutput of half a way", value.gradOutput);
      }
      loss.backward();
      walk.return(new Map());
      break;
    }
    case "goes backward":
      loss.backward();
      break;
    case "goes backward with a gradient": {
      const seed = draw(end.shape);
      shelf.keep("a gradient that backward was given", seed);
      end.backward(seed);
      end.backward(array.toNested(seed.data));
      break;
    }
    case "goes backward under detectAnomaly":
      detectAnomaly(() => {
        loss.backward();
      });
      break;
    case "takes gradients of gradients": {
      const first = gradients(loss, leaves, { createGraph: true });
      for (const g of first) shelf.keepAllBehind(g);
      const penalty = first.reduce((total, g) => add(total, sum(square(g))), sum(square(end)));
      gradientsOf(penalty, leaves, shelf);
      penalty.backward();
      loss.backward(undefined, { createGraph: true });
      for (const leaf of leaves) if (leaf.grad !== null) shelf.keepAllBehind(leaf.grad);
      break;
    }
    case "fails on the way back": {
      const used = tensor(draw(end.shape), { requiresGrad: true });
      const failing = sum(mul(end, used));
      const early = add(failing, loss);
      used.assign(draw(end.shape));
      expect(() => {
        early.backward();
      }).toThrow(/changed by assign/);
      break;
    }
    case "fails to add up a grad": {
      const odd = tensor(draw([20]), { requiresGrad: true });
      const early = add(loss, sum(mul(sum(end), odd)));
      const failing = add(early, sum(square(leaves[0]))); // whose grad is there before it fails
      odd.grad = draw([21]);
      expect(() => {
        failing.backward();
      }).toThrow(/broadcast/);
      break;
    }
    case "makes tensors":
      for (const t of [add(end, 1), transpose(mul(end, end)), tensor(end), softmax(end).detach()]) {
        shelf.keepAllBehind(t);
      }
      break;
    case "assigns to a grad":
      for (const { grad: held } of leaves) if (held?.origin === null) held.assign(draw(held.shape));
      break;
    case "zeroes grads":
      optimizer.zeroGrad();
      break;
    case "steps":
      loss.backward();
      for (const leaf of leaves) shelf.keep("a grad before a step", leaf.grad);
      optimizer.step();
      break;
  }
}

function gradientsOf(end: Tensor, towards: readonly Tensor[], shelf: Shelf): Tensor[] {
  const found = gradients(end, towards);
  for (const g of found) shelf.keep("what gradients() gave", g);
  return found;
}

/** The same gradients, from a walk of one's own, which uses no memory again. */
function rewound(end: Tensor, towards: readonly Tensor[]): (Tensor | undefined)[] {
  const walk = Tape.endingAt(end).rewind(undefined, { towards });
  let result = walk.next();
  while (!result.done) result = walk.next();
  const found = result.value;
  return towards.map((t) => found.get(t));
}

function expectTheSame(actual: readonly Tensor[], expected: readonly (Tensor | undefined)[]): void {
  overwritePool();
  actual.forEach((g, i) => {
    const other = expected[i];
    expect(g.toArray()).toEqual((other ?? new Tensor(array.zeros(g.shape, g.dtype))).toArray());
  });
}

describe("what somebody keeps is never overwritten,", () => {
  it("whatever they do while a graph of the package's own ops is trained", () => {
    fc.assert(
      fc.property(trainings(own), (training) => {
        expect(overwrittenIn(training, own)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("nor where ops of their own keep all they see, or differentiate something else", () => {
    const all = { ...own, ...foreign };
    const few = Object.entries(own).filter(([name]) => ["add", "mul", "transpose"].includes(name));
    const often = { ...foreign, ...Object.fromEntries(few) };
    fc.assert(
      fc.property(fc.oneof(trainings(all), trainings(often)), (training) => {
        expect(overwrittenIn(training, all)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("be it made by whichever op", () => {
    // Each op alone, at sizes at which all arrays come from the pool.
    const all = { ...own, ...foreign };
    for (const op of Object.keys(all)) {
      for (const dtype of ["float32", "float64"] as const) {
        const step = {
          lines: [{ op, a: 0, b: 4 }],
          moments: ["takes gradients", "rewinds", "goes backward", "steps"] as Moment[],
        };
        const training = { dtype, sizes: { rows: 5, columns: 6 }, seed: 7, steps: [step, step] };
        expect(overwrittenIn(training, all), op).toEqual([]);
      }
    }
  });
});

describe("a second way back over the same graph", () => {
  it.each(Object.keys(own))("gives the same gradients: %s", (op) => {
    for (const dtype of ["float32", "float64"] as const) {
      const generator = new Generator(3);
      const [a, b] = [0, 1].map(() =>
        tensor(randn([5, 6], { dtype, generator }), { requiresGrad: true }),
      );
      const loss = sum(square(own[op](a, b, { rows: 5, columns: 6 }, new Shelf())));
      const first = gradients(loss, [a, b]).map((g) => g.toArray());
      expect(first.flat(3).every(Number.isFinite)).toBe(true);
      overwritePool();
      expect(gradients(loss, [a, b]).map((g) => g.toArray())).toEqual(first);
      loss.backward();
      overwritePool();
      expect([a, b].map((x, i) => x.grad?.toArray() ?? mul(0, first[i]).toArray())).toEqual(first);
    }
  });
});

const leafOf = (size: number, dtype: Dtype = "float64") =>
  tensor(randn([size], { dtype, generator: new Generator(size) }), { requiresGrad: true });

describe("a grad", () => {
  it("of one step stays what it was when the next adds to it", () => {
    const x = leafOf(32);
    const shelf = new Shelf();
    const seen: (Tensor | null)[] = [];
    for (let step = 0; step < 5; step++) {
      sum(mul(sin(x), exp(neg(square(x))))).backward();
      shelf.keep(`the grad of step ${step}`, x.grad);
      seen.push(x.grad);
      overwritePool();
    }
    expect(shelf.overwritten()).toEqual([]);
    expect(new Set(seen.map((g) => g?.data.data.buffer)).size).toBe(5);
    const [once, last] = [seen[0]?.toArray() as number[], seen[4]?.toArray() as number[]];
    expect(last).toEqual(once.map((value) => expect.closeTo(5 * value, 10) as number));
  });

  it("that is a view stays: of a transposed, a sliced, a broadcast way", () => {
    const shelf = new Shelf();
    const ways: ((x: Tensor) => Tensor)[] = [
      (x) => sum(square(transpose(reshape(x, [4, 8])))),
      (x) => sum(x), // one number, seen 32 times
      (x) => sum(concat([square(x), square(x)])),
      (x) => sum(flip(square(flip(x)))),
    ];
    for (const way of ways) {
      const x = leafOf(32, "float32");
      way(x).backward();
      shelf.keep("a grad", x.grad);
      overwritePool();
    }
    expect(shelf.overwritten()).toEqual([]);
  });

  it("is right after a way back that failed", () => {
    const [x, y] = [leafOf(32), leafOf(32)];
    sum(square(x)).backward();
    const shelf = new Shelf();
    shelf.keep("the grad before", x.grad);
    const loss = sum(mul(square(x), square(y)));
    y.assign(x);
    expect(() => {
      loss.backward();
    }).toThrow(/changed by assign/);
    expect(() => {
      detectAnomaly(() => {
        sum(sqrt(mul(x, 0))).backward();
      });
    }).toThrow(/backward pass of Sqrt made/);
    const later = mul(x, 3); // outside: no pass may take it back
    shelf.keep("what was made after the error", later);
    sum(square(x)).backward();
    expect(shelf.overwritten()).toEqual([]);
    expect(x.grad?.toArray()).toEqual(mul(x, 4).toArray());
  });

  it("is not that of a leaf beside it, although one pass made both", () => {
    const [x, y] = [leafOf(32), leafOf(32)];
    sum(square(add(x, y))).backward();
    x.grad?.assign(Array<number>(32).fill(0));
    overwritePool();
    expect(y.grad?.toArray()).toEqual(mul(2, add(x, y)).toArray());
  });
});

/** src as it is, but for what runs in Node only, and the arrays, which know no Op. */
const modules = import.meta.glob<Record<string, unknown>>(
  ["../../src/**/*.ts", "!../../src/{array,report,cli}/**"],
  { eager: true },
);
type OpClass = { readonly prototype: Op } & (abstract new (...args: never[]) => Op);
const isConcrete = (entry: [string, unknown]): entry is [string, OpClass] =>
  typeof entry[1] === "function" && entry[1].prototype instanceof Op && entry[0] !== "GHMLoss";
const opClasses = Object.entries(
  Object.fromEntries(
    Object.values(modules)
      .flatMap((module) => Object.entries(module))
      .filter(isConcrete),
  ),
);
/** One of a class, without what its constructor needs. */
const instanceOf = (c: OpClass) => Object.create(c.prototype) as Op;

describe("an op", () => {
  it.each(opClasses)("%s is known to keep no gradient", (name, opClass) => {
    expect(isOwn(instanceOf(opClass)), `${name} lacks registerOwn(${name})`).toBe(true);
  });

  it.each(opClasses)("that somebody derives from %s is not", (_, opClass) => {
    abstract class Derived extends opClass {}
    expect(isOwn(instanceOf(Derived))).toBe(false);
  });

  it("of somebody's own is not", () => {
    expect(isOwn(new Stash(new Shelf()))).toBe(false);
  });
});

describe("recycle", () => {
  /** A size that nothing else here uses, so that its part of the pool is empty at first. */
  let size = 1000;
  afterEach(() => {
    size += 1;
  });
  const one = () => allocate(size, "float64");
  const nothing = () => [];

  it("hands out again what was made and nobody keeps", () => {
    const first = recycle(one, nothing);
    expect(recycle(one, nothing)).toBe(first);
  });

  it("never hands out what is kept", () => {
    const kept = recycle(one, (values) => [{ data: values }]);
    for (let i = 0; i < 3; i++) expect(recycle(one, nothing)).not.toBe(kept);
  });

  it("keeps what a view is kept of", () => {
    const [kept, free] = recycle(
      () => [one(), one()],
      ([values]) => [array.slice(array.view(values, [size]), [{ start: 7, step: 1, size: 2 }])],
    );
    const again = recycle(() => [one(), one()], nothing);
    expect(again).toContain(free);
    expect(again).not.toContain(kept);
  });

  it("hands out no array twice in one call", () => {
    recycle(() => [one(), one(), one()], nothing);
    const again = recycle(() => [one(), one(), one(), one()], nothing);
    expect(new Set(again.map(({ buffer }) => buffer)).size).toBe(4);
  });

  it("takes nothing back when the call throws, and is over then", () => {
    let made: Values | undefined;
    expect(() =>
      recycle(() => {
        made = one();
        throw new Error("halfway");
      }, nothing),
    ).toThrow("halfway");
    expect(recycle(one, nothing)).not.toBe(made);
    expectOutside();
  });

  it("is over as well when what is kept cannot be said", () => {
    let made: Values | undefined;
    const fail = (values: Values): never => {
      made = values;
      throw new Error("lost");
    };
    expect(() => recycle(one, fail)).toThrow("lost");
    expect(recycle(one, nothing)).not.toBe(made);
    expectOutside();
  });

  /** What is made outside is fresh, and stays. */
  function expectOutside(): void {
    const outside = one();
    const inside = recycle(() => [one(), one(), one()], nothing);
    expect(inside).not.toContain(outside);
    expect([one(), one()].some((values) => inside.includes(values))).toBe(false);
  }

  it("leaves alone what is made outside", () => {
    recycle(() => [one(), one()], nothing);
    expectOutside();
  });

  it("inside another call takes nothing back before that ends", () => {
    const inner: Values[] = [];
    const outer = recycle(
      () => {
        for (let i = 0; i < 3; i++) inner.push(recycle(one, nothing));
        expect(new Set(inner).size).toBe(3);
        return inner[1];
      },
      (values) => [{ data: values }],
    );
    const again = recycle(() => [one(), one(), one()], nothing);
    expect(again).toContain(inner[0]);
    expect(again).toContain(inner[2]);
    expect(again).not.toContain(outer);
  });

  it("that fails inside another leaves that going", () => {
    const made: Values[] = [];
    recycle(() => {
      made.push(one());
      expect(() =>
        recycle(() => {
          made.push(one());
          throw new Error("inner");
        }, nothing),
      ).toThrow("inner");
      made.push(one());
    }, nothing);
    expect(new Set(made).size).toBe(3);
    expect(recycle(() => [one(), one(), one()], nothing).every((v) => made.includes(v))).toBe(true);
  });

  it("tells dtypes and sizes apart", () => {
    recycle(() => [one(), allocate(size + 5000, "float64")], nothing);
    const other = recycle(() => allocate(size, "float32"), nothing);
    expect(other).toBeInstanceOf(Float32Array);
    expect(other.length).toBe(size);
  });

  it("does not trouble with arrays of up to 64 bytes", () => {
    for (const [n, dtype] of [
      [16, "float32"],
      [8, "float64"],
    ] as const) {
      // prettier-ignore
      const small = recycle(() => allocate(n, dtype), nothing);
      expect(recycle(() => allocate(n, dtype), nothing)).not.toBe(small);
      const large = recycle(() => allocate(n + 1, dtype), nothing);
      expect(recycle(() => allocate(n + 1, dtype), nothing)).toBe(large);
    }
  });

  it("keeps no more than 64 MB for later", () => {
    const many = 3 * 2 ** 20; // 24 MB each
    const three = () => [0, 1, 2].map(() => allocate(many, "float64"));
    const first = recycle(three, nothing);
    const again = recycle(three, nothing);
    expect(again.filter((values) => first.includes(values)).length).toBeLessThan(3);
    recycle(() => allocate(2 ** 23 + 1, "float64"), nothing); // pushes them out
  });
});
