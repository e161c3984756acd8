/**
 * ghmgrad as published: dist/index.js, using only public functions. `node ghmgrad.mjs plain`
 * measures it with `setKernels("plain")`.
 */
import { readFileSync } from "node:fs";
import { URL } from "node:url";
import * as G from "../../dist/index.js";
import { bins, learningRate, parameterNames } from "../work.mjs";
import { joined, serve } from "./serve.mjs";

const [kernels] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url)));
const name = kernels === undefined ? "ghmgrad" : `ghmgrad ${kernels}`;
const lacking = kernels !== undefined && G.setKernels === undefined;
if (kernels !== undefined && !lacking) G.setKernels(kernels);

const tensor = ({ data, shape }, options) => G.tensor(data, { shape, ...options });
const values = (t) => Float32Array.from(t.reshape([-1]).toArray());

/** One step of training, as a user would write it. */
function step(row, inputs) {
  const model = G.mlp(row.sizes, { activation: "tanh" });
  const parameters = model.parameters();
  parameterNames(row).forEach((name, i) => parameters[i].assign(tensor(inputs[name])));
  const [x, y] = [tensor(inputs.x), tensor(inputs.y)];
  const density = new G.GradientDensity({ bins });
  const loss =
    row.loss === "ghm"
      ? (logits) => G.ghmcLoss(logits, y, { density })
      : (logits) => G.bceWithLogits(logits, y);
  const optimizer = new G.SGD(parameters, { lr: learningRate });
  const run = () => {
    optimizer.zeroGrad();
    loss(model.forward(x)).backward();
    optimizer.step();
  };
  return { run, answer: () => joined(parameters.map(values)) };
}

function ghm(inputs) {
  const x = tensor(inputs.x, { requiresGrad: true });
  const y = tensor(inputs.y);
  const density = new G.GradientDensity({ bins });
  const run = () => {
    x.zeroGrad();
    G.ghmcLoss(x, y, { density }).backward();
  };
  return { run, answer: () => values(x.grad) };
}

function chain(row, inputs) {
  const leaves = Object.values(inputs).map((input) => tensor(input, { requiresGrad: true }));
  const [x, w, b, c] = leaves;
  const run = () => {
    for (const leaf of leaves) leaf.zeroGrad();
    let h = x;
    for (let op = 0; op < row.n; op += 4) h = h.mul(w).add(b).tanh().sub(c);
    h.sum().backward();
  };
  return { run, answer: () => values(x.grad) };
}

/** A task that has only a forward pass. */
function forward(f) {
  let out;
  return { run: () => (out = f()), answer: () => values(out) };
}

function prepare(row, inputs) {
  switch (row.kind) {
    case "step":
      return step(row, inputs);
    case "ghm":
      return ghm(inputs);
    case "chain":
      return chain(row, inputs);
    case "tanh": {
      const x = tensor(inputs.x);
      return forward(() => x.tanh());
    }
    default: {
      const [a, b] = [tensor(inputs.a), tensor(inputs.b)];
      return forward(() => a.matmul(b));
    }
  }
}

const hello = lacking ? { skip: `${name}: this version has no setKernels` } : { name, version };
await serve(hello, prepare);
