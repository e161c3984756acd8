/**
 * The correct answer to each row: the formulas as plain loops over float64, without any of the
 * libraries that are measured.
 *
 * An answer is a list of parts. Each has the expected numbers, and two allowances: `scale`, the
 * number that errors are relative to, and `slack`, a relative error of each element that is allowed
 * in addition.
 */
import { bins, distanceToBorder, inputsOf, learningRate, parameterNames } from "./work.mjs";

/**
 * The largest relative error that an answer may have. float32 has 24 bits, 6e-8; a sum of up to
 * 1000 terms, as occurs here, can lose up to a factor of 1000 in a bad order. A wrong formula has
 * an error of at least 1e-2.
 */
export const tolerance = 1e-4;

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** The largest absolute value. @param {Float64Array} values */
function largest(values) {
  let max = 0;
  for (const value of values) max = Math.max(max, Math.abs(value));
  return max;
}

function part(expected) {
  return { expected, scale: largest(expected), slack: 0 };
}

/** a·b, for row-major a of shape [n, k] and b of shape [k, m]. */
function matmul(a, b, n, k, m) {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      const factor = a[i * k + l];
      for (let j = 0; j < m; j++) out[i * m + j] += factor * b[l * m + j];
    }
  }
  return out;
}

function transpose(a, rows, columns) {
  const out = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j];
  }
  return out;
}

/** ∂(mean BCE)/∂logits. */
function bceGradient(logits, labels) {
  return Float64Array.from(logits, (x, i) => (sigmoid(x) - labels[i]) / logits.length);
}

/** ∂(GHM-C)/∂logits. An example's weight depends on its bin's count and on the filled bins. */
function ghmGradient(logits, labels) {
  const counts = new Float64Array(bins);
  const binOf = Uint8Array.from(logits, (x, i) => {
    if (distanceToBorder(x, labels[i]) < 1e-3) {
      throw new Error("an example is on the border of two bins: choose another seed in work.mjs");
    }
    return Math.min(Math.floor(Math.abs(sigmoid(x) - labels[i]) * bins), bins - 1);
  });
  for (const bin of binOf) counts[bin] += 1;
  const filled = counts.filter((count) => count > 0).length;
  return Float64Array.from(logits, (x, i) => {
    const weight = logits.length / counts[binOf[i]] / filled;
    return (weight * (sigmoid(x) - labels[i])) / logits.length;
  });
}

/** All parameters after one step of an MLP: x·w + b, with tanh between the layers. */
function step(row, inputs) {
  const { sizes, batch } = row;
  const layers = sizes.length - 1;
  const activations = [Float64Array.from(inputs.x.data)];
  for (let l = 0; l < layers; l++) {
    const width = sizes[l + 1];
    const out = matmul(activations[l], inputs[`w${l}`].data, batch, sizes[l], width);
    for (let i = 0; i < out.length; i++) {
      out[i] += inputs[`b${l}`].data[i % width];
      if (l < layers - 1) out[i] = Math.tanh(out[i]);
    }
    activations.push(out);
  }
  const lossGradient = row.loss === "ghm" ? ghmGradient : bceGradient;
  let gradient = lossGradient(activations[layers], inputs.y.data);
  const gradients = {};
  for (let l = layers - 1; l >= 0; l--) {
    const [from, to] = [sizes[l], sizes[l + 1]];
    const before = activations[l];
    gradients[`w${l}`] = matmul(transpose(before, batch, from), gradient, from, batch, to);
    gradients[`b${l}`] = new Float64Array(to);
    gradient.forEach((value, i) => (gradients[`b${l}`][i % to] += value));
    gradient = matmul(gradient, transpose(inputs[`w${l}`].data, from, to), batch, to, from);
    gradient = gradient.map((value, i) => value * (1 - before[i] ** 2));
  }
  // The error is relative to the largest change, since relative to the weights themselves a wrong
  // gradient would not show. Half a unit in the last place is allowed for rounding to float32.
  return parameterNames(row).map((name) => ({
    expected: gradients[name].map((g, i) => inputs[name].data[i] - learningRate * g),
    scale: learningRate * largest(gradients[name]),
    slack: 2 ** -24,
  }));
}

/** ∂(sum of the chain)/∂x: multiply by w, add b, tanh, subtract c, and repeat. */
function chain(row, { x, w, b, c }) {
  return [...x.data].map((start, i) => {
    let value = start;
    let derivative = 1;
    for (let op = 0; op < row.n; op += 4) {
      const squashed = Math.tanh(value * w.data[i] + b.data[i]);
      derivative *= w.data[i] * (1 - squashed ** 2);
      value = squashed - c.data[i];
    }
    return derivative;
  });
}

/** @param {import("./work.mjs").Row} row */
export function referenceOf(row) {
  const inputs = inputsOf(row);
  switch (row.kind) {
    case "step":
      return step(row, inputs);
    case "ghm":
      return [part(ghmGradient(inputs.x.data, inputs.y.data))];
    case "matmul":
      return [part(matmul(inputs.a.data, inputs.b.data, row.n, row.n, row.n))];
    case "tanh":
      return [part(Float64Array.from(inputs.x.data, Math.tanh))];
    case "chain":
      return [part(Float64Array.from(chain(row, inputs)))];
    default:
      throw new RangeError(`no such kind: ${row.kind}`);
  }
}

/**
 * The largest error of an answer, relative to the scale of its part; ∞ if it has the wrong length
 * or contains NaN.
 *
 * @param {ReturnType<typeof referenceOf>} reference
 * @param {Float32Array} answer the parts, concatenated
 */
export function worstError(reference, answer) {
  if (answer.length !== reference.reduce((sum, { expected }) => sum + expected.length, 0)) {
    return Infinity;
  }
  let worst = 0;
  let position = 0;
  for (const { expected, scale, slack } of reference) {
    for (const value of expected) {
      const off = Math.abs(answer[position] - value) - slack * Math.abs(value);
      const error = Math.max(off, 0) / scale;
      if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
      position += 1;
    }
  }
  return worst;
}
