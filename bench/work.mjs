/**
 * The work that is measured, and its inputs. These are made from seeds, so that every process makes
 * the same ones. All are float32.
 */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} title
 * @property {"step" | "ghm" | "matmul" | "tanh" | "chain"} kind
 * @property {"bce" | "ghm"} [loss] of a step
 * @property {number[]} [sizes] of the layers of a step's model
 * @property {number} [batch] rows of data in a step
 * @property {number} [n] the number of logits, elements or ops; the side of a matmul
 * @property {number} ops the number of ops in a run, if times are reported per op; otherwise 1
 * @property {boolean} [heavy] too slow for slow contenders in short mode
 *
 * @typedef {{shape: number[], data: Float32Array}} Input
 */

/** The learning rate of every step: plain stochastic gradient descent. */
export const learningRate = 0.01;
/** The number of bins of GHM-C, which has no momentum. */
export const bins = 10;

/** @type {Row[]} */
export const rows = [
  step("logistic", "logistic step, 1000×20 → 1", [20, 1], 1000),
  step("logistic-wide", "logistic step, 2500×2000 → 1", [2000, 1], 2500),
  step("logistic-36", "36 logistic steps as columns, 2500×2000 → 36", [2000, 36], 2500),
  step("toy-bce", "MLP step 2-16-16-1, batch 200, BCE", [2, 16, 16, 1], 200),
  step("toy-ghm", "MLP step 2-16-16-1, batch 200, GHM-C", [2, 16, 16, 1], 200, "ghm"),
  step("mlp-64", "MLP step 64-128-64-1, batch 256", [64, 128, 64, 1], 256),
  step("mlp-784", "MLP step 784-256-128-10, batch 128", [784, 256, 128, 10], 128),
  { id: "ghm-1e2", title: "GHM-C forward + backward, 1e2 logits", kind: "ghm", n: 1e2, ops: 1 },
  { id: "ghm-1e4", title: "GHM-C forward + backward, 1e4 logits", kind: "ghm", n: 1e4, ops: 1 },
  {
    id: "ghm-1e6",
    title: "GHM-C forward + backward, 1e6 logits",
    kind: "ghm",
    n: 1e6,
    ops: 1,
    heavy: true,
  },
  { id: "matmul-256", title: "matmul 256³", kind: "matmul", n: 256, ops: 1 },
  { id: "matmul-512", title: "matmul 512³", kind: "matmul", n: 512, ops: 1, heavy: true },
  { id: "tanh", title: "tanh of 1e6 elements", kind: "tanh", n: 1e6, ops: 1 },
  { id: "chain", title: "chain of 20 tiny ops, per op", kind: "chain", n: 20, ops: 20 },
];

function step(id, title, sizes, batch, loss = "bce") {
  const heavy = batch * sizes[0] > 1e5;
  return { id, title, kind: "step", sizes, batch, loss, ops: 1, heavy };
}

/** @param {string} id @returns {Row} */
export function rowOf(id) {
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) {
    throw new RangeError(`no row "${id}": there are ${rows.map((r) => r.id).join(", ")}`);
  }
  return row;
}

/** Random numbers: Mulberry32, and the Box-Muller transform for the normal distribution. */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => {
    return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  };
  return { uniform, normal };
}

/** @param {number[]} shape @param {(i: number) => number} next @returns {Input} */
function fill(shape, next) {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) data[i] = next(i);
  return { shape, data };
}

/** The distance of g·bins from the nearest border of a bin. */
export function distanceToBorder(logit, label) {
  const scaled = Math.abs(1 / (1 + Math.exp(-logit)) - label) * bins;
  return Math.abs(scaled - Math.round(scaled));
}

/**
 * Logits and labels for GHM-C, in all bins. None is so near to a border between bins (1e-4 in g)
 * that rounding to float32 could move it into the next bin, which has another weight.
 *
 * @param {number} n
 */
export function logitsAndLabels(n, seed = 4) {
  const { uniform, normal } = randomNumbers(seed);
  const y = fill([n], () => (uniform() < 0.3 ? 1 : 0));
  const x = fill([n], (i) => {
    let logit;
    do logit = Math.fround(1.5 * normal() + (y.data[i] === 1 ? 0.5 : -0.5));
    while (distanceToBorder(logit, y.data[i]) < 1e-3);
    return logit;
  });
  return { x, y };
}

/**
 * The weights (w0, w1, …), biases (b0, b1, …), data and labels of a step. With several outputs,
 * labels are one-hot.
 *
 * @param {number[]} sizes
 * @param {number} batch
 */
export function modelAndData(sizes, batch, seed = 1) {
  const { uniform, normal } = randomNumbers(seed);
  const outputs = sizes[sizes.length - 1];
  const x = fill([batch, sizes[0]], normal);
  const y = fill([batch, outputs], () => 0);
  for (let row = 0; row < batch; row++) {
    if (outputs === 1) y.data[row] = x.data[row * sizes[0]] + normal() > 0.7 ? 1 : 0;
    else y.data[row * outputs + Math.floor(uniform() * outputs)] = 1;
  }
  const inputs = { x, y };
  for (let i = 1; i < sizes.length; i++) {
    const bound = Math.sqrt(6 / (sizes[i - 1] + sizes[i]));
    inputs[`w${i - 1}`] = fill([sizes[i - 1], sizes[i]], () => bound * (2 * uniform() - 1));
    inputs[`b${i - 1}`] = fill([sizes[i]], () => 0.1 * normal());
  }
  return inputs;
}

/**
 * The inputs of a row, by name.
 *
 * @param {Row} row
 * @returns {Record<string, Input>}
 */
export function inputsOf(row) {
  const { normal } = randomNumbers(2);
  switch (row.kind) {
    case "step":
      return modelAndData(row.sizes, row.batch);
    case "ghm":
      return logitsAndLabels(row.n);
    case "matmul":
      return { a: fill([row.n, row.n], normal), b: fill([row.n, row.n], normal) };
    case "tanh":
      return { x: fill([row.n], () => 2 * normal()) };
    case "chain": {
      const four = (scale) => fill([4], () => scale * normal());
      return { x: four(1), w: four(1), b: four(0.5), c: four(0.5) };
    }
    default:
      throw new RangeError(`no such kind: ${row.kind}`);
  }
}

/** The names of the parameters of a step's model, in order. @param {Row} row */
export function parameterNames(row) {
  return row.sizes.slice(1).flatMap((_, i) => [`w${i}`, `b${i}`]);
}
