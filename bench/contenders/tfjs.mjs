/**
 * TensorFlow.js with the backend that is named: `node tfjs.mjs wasm`, `node tfjs.mjs cpu`.
 *
 * Of several ways to write the same, this uses those that were fastest here: `matMul` and `add`
 * rather than `fused.matMul`, losses with a hand-written gradient (`customGrad`), `bincount` rather
 * than one-hot sums or comparisons, `minimize` rather than assignments.
 */
import * as tf from "@tensorflow/tfjs";
import { getThreadsCount, setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import { bins, learningRate, parameterNames } from "../work.mjs";
import { joined, serve } from "./serve.mjs";

const [backend] = process.argv.slice(2);
setThreadsCount(1); // in Node it has one thread anyway, as it does not find threads there
tf.enableProdMode();
await tf.setBackend(backend);
await tf.ready();
if (tf.getBackend() !== backend) throw new Error(`the backend is ${tf.getBackend()}`);

const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
const hello = {
  name: `tfjs-${backend}`,
  version: tf.version.tfjs,
  note: backend === "wasm" ? `SIMD ${simd}, threads ${getThreadsCount()}` : undefined,
};

const tensor = ({ data, shape }) => tf.tensor(data, shape, "float32");

/** max(x, 0) − x·y + log(1 + exp(−|x|)), which is softplus(x) − x·y. */
const crossEntropy = (x, y) => tf.sub(tf.softplus(x), tf.mul(x, y));

/** The mean cross-entropy. */
function bce(y) {
  return tf.customGrad((x, save) => {
    save([x]);
    return {
      value: tf.mean(crossEntropy(x, y)),
      gradFunc: (dy, [x]) => tf.mul(tf.sub(tf.sigmoid(x), y), tf.div(dy, x.size)),
    };
  });
}

/** weight/N, where weight = N/count/(number of filled bins). */
function ghmWeights(x, y) {
  const g = tf.abs(tf.sub(tf.sigmoid(x), y));
  const bin = tf.reshape(tf.cast(tf.minimum(tf.mul(g, bins), bins - 1), "int32"), [x.size]);
  const counts = tf.cast(tf.bincount(bin, [], bins), "float32");
  const filled = tf.sum(tf.minimum(counts, 1));
  const weights = tf.div(1, tf.mul(tf.maximum(counts, 1), filled));
  return tf.reshape(tf.gather(weights, bin), x.shape);
}

function ghmc(y) {
  return tf.customGrad((x, save) => {
    const weights = ghmWeights(x, y);
    save([x, weights]);
    return {
      value: tf.sum(tf.mul(weights, crossEntropy(x, y))),
      gradFunc: (dy, [x, weights]) => tf.mul(tf.sub(tf.sigmoid(x), y), tf.mul(weights, dy)),
    };
  });
}

function step(row, inputs) {
  const variables = parameterNames(row).map((name) => tf.variable(tensor(inputs[name])));
  const x = tensor(inputs.x);
  const loss = (row.loss === "ghm" ? ghmc : bce)(tensor(inputs.y));
  const optimizer = tf.train.sgd(learningRate);
  const forward = () => {
    let h = x;
    for (let i = 0; i < variables.length; i += 2) {
      h = tf.add(tf.matMul(h, variables[i]), variables[i + 1]);
      if (i + 2 < variables.length) h = tf.tanh(h);
    }
    return loss(h);
  };
  return {
    run: () => optimizer.minimize(forward, false, variables),
    answer: () => joined(variables.map((v) => v.dataSync())),
  };
}

/** A task that keeps the result of `f` until the next run. */
function keeping(f, pick = (out) => out) {
  let out;
  const run = () => {
    tf.dispose(out);
    out = tf.tidy(f);
  };
  return { run, answer: () => pick(out).dataSync().slice() };
}

function prepare(row, inputs) {
  switch (row.kind) {
    case "step":
      return step(row, inputs);
    case "ghm": {
      const x = tensor(inputs.x);
      const gradient = tf.grad(ghmc(tensor(inputs.y)));
      return keeping(() => gradient(x));
    }
    case "chain": {
      const leaves = Object.values(inputs).map(tensor);
      const gradients = tf.grads((x, w, b, c) => {
        let h = x;
        for (let op = 0; op < row.n; op += 4) h = tf.sub(tf.tanh(tf.add(tf.mul(h, w), b)), c);
        return tf.sum(h);
      });
      return keeping(
        () => gradients(leaves),
        ([x]) => x,
      );
    }
    case "tanh": {
      const x = tensor(inputs.x);
      return keeping(() => tf.tanh(x));
    }
    default: {
      const [a, b] = [tensor(inputs.a), tensor(inputs.b)];
      return keeping(() => tf.matMul(a, b));
    }
  }
}

await serve(hello, prepare);
