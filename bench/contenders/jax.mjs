/**
 * jax-js on its wasm device. Steps and gradients are jitted as a whole. Single functions are tried
 * with and without jit, which made a matmul slower, and the faster is measured.
 *
 * Arrays are owned: a function consumes its arguments, `.ref` keeps one. Nothing is computed until
 * its result is awaited, and each run waits: leaving many runs pending was far slower.
 */
import { readFileSync } from "node:fs";
import { URL } from "node:url";
import { bins, learningRate, parameterNames } from "../work.mjs";
import { fastest, joined, serve } from "./serve.mjs";

delete globalThis.Worker; // prevents threads; Node has no such Worker yet, but may get one
const { defaultDevice, grad, init, jit, lax, nn, numpy: np, tree } = await import("@jax-js/jax");
await init("wasm");
defaultDevice("wasm");
const main = import.meta.resolve("@jax-js/jax");
const { version } = JSON.parse(readFileSync(new URL("../package.json", main)));

const tensor = ({ data, shape }) => np.array(data).reshape(shape);

/**
 * A task that keeps the list of arrays that `f` returns until the next run. The arrays that a
 * jitted function returns are computed together. Reading a small one is the fastest way to wait for
 * them.
 */
function keeping(f, pick = (out) => out) {
  let out = f();
  const smallest = out.reduce((best, { size }, i) => (size < out[best].size ? i : best), 0);
  const canRead = out[smallest].size <= 256;
  const run = () => {
    const next = f();
    tree.dispose(out);
    out = next;
    if (canRead) out[smallest].ref.dataSync();
  };
  const settle = canRead ? undefined : () => out[smallest].blockUntilReady();
  return { run, settle, answer: () => joined(pick(out).map((array) => array.ref.dataSync())) };
}

/** softplus(x) − x·y. */
const crossEntropy = (x, y) => nn.softplus(x.ref).sub(x.mul(y));
const bce = (x, y) => np.mean(crossEntropy(x, y));

/** weight/N, where weight = N/count/(number of filled bins). */
function ghmWeights(x, y) {
  const { shape, size } = x;
  const g = np.abs(nn.sigmoid(x).sub(y));
  const bin = np.minimum(np.floor(g.mul(bins)), bins - 1).astype(np.int32);
  const flat = bin.reshape([size]);
  const counts = np.sum(nn.oneHot(flat.ref, bins), 0);
  const filled = np.sum(np.minimum(counts.ref, 1));
  const weights = np.reciprocal(np.maximum(counts, 1).mul(filled));
  return np.take(weights, flat).reshape(shape);
}

function ghmc(x, y) {
  const weights = lax.stopGradient(ghmWeights(x.ref, y.ref));
  return np.sum(weights.mul(crossEntropy(x, y)));
}

function step(row, inputs) {
  const loss = row.loss === "ghm" ? ghmc : bce;
  const forward = (parameters, x, y) => {
    let h = x;
    for (let i = 0; i < parameters.length; i += 2) {
      h = np.matmul(h, parameters[i]).add(parameters[i + 1]);
      if (i + 2 < parameters.length) h = np.tanh(h);
    }
    return loss(h, y);
  };
  const gradient = grad(forward);
  const update = jit((parameters, x, y) => {
    const gradients = gradient(tree.ref(parameters), x, y);
    return parameters.map((p, i) => p.sub(gradients[i].mul(learningRate)));
  });
  let parameters = parameterNames(row).map((name) => tensor(inputs[name]));
  const [x, y] = [tensor(inputs.x), tensor(inputs.y)];
  const smallest = parameters.reduce(
    (best, p, i) => (p.size < parameters[best].size ? i : best),
    0,
  );
  const run = () => {
    parameters = update(parameters, x.ref, y.ref);
    parameters[smallest].ref.dataSync();
  };
  return { run, answer: () => joined(parameters.map((p) => p.ref.dataSync())) };
}

function chain(row, inputs) {
  const leaves = Object.values(inputs).map(tensor);
  const gradients = jit(
    grad(([x, w, b, c]) => {
      let h = x;
      for (let op = 0; op < row.n; op += 4) h = np.tanh(h.mul(w.ref).add(b.ref)).sub(c.ref);
      tree.dispose([w, b, c]);
      return np.sum(h);
    }),
  );
  return keeping(
    () => gradients(tree.ref(leaves)),
    ([x]) => [x],
  );
}

/** The faster of `f` with and without jit. */
function faster(f, arrays) {
  const jitted = jit(f);
  return fastest([
    { variant: "eager", ...keeping(() => [f(...tree.ref(arrays))]) },
    { variant: "jit", ...keeping(() => [jitted(...tree.ref(arrays))]) },
  ]);
}

function prepare(row, inputs) {
  switch (row.kind) {
    case "step":
      return step(row, inputs);
    case "ghm": {
      const [x, y] = [tensor(inputs.x), tensor(inputs.y)];
      const gradient = jit(grad(ghmc));
      return keeping(() => [gradient(x.ref, y.ref)]);
    }
    case "chain":
      return chain(row, inputs);
    case "tanh":
      return faster((x) => np.tanh(x), [tensor(inputs.x)]);
    default:
      return faster((a, b) => np.matmul(a, b), [tensor(inputs.a), tensor(inputs.b)]);
  }
}

await serve({ name: "jax-js", version, note: "device wasm, one thread" }, prepare);
