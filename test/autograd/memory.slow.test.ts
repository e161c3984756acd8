/** Training takes no more memory the longer it goes on: a process of its own trains, and measures itself. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { checkBuild } from "../tabular/cli/run.js";

const dist = new URL("../../dist/index.js", import.meta.url).href;
const root = fileURLToPath(new URL("../..", import.meta.url));
const [from, to] = [2000, 10_000];
checkBuild();

interface Training {
  /** The loss of one batch, given the model's output. */
  loss: string;
  /** What somebody does to keep some of each step. */
  keep: string;
  rows: number;
}

/** The bytes in use: `await held()`. */
const held = `
  const held = async () => {
    for (let i = 0; i < 2; i++) {
      await new Promise(setImmediate);
      gc();
    }
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };`;

/** How many bytes a training of 10,000 steps holds more at its end than after 2,000. */
async function growth({ loss, keep, rows }: Training): Promise<number> {
  const script = `
    import * as g from ${JSON.stringify(dist)};
    g.manualSeed(1);
    const generator = new g.Generator(2);
    const model = new g.Sequential(
      new g.Linear(2, 16), g.tanh, new g.Linear(16, 16), g.tanh, new g.Linear(16, 1),
    );
    const optimizer = new g.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
    const density = new g.GradientDensity({ momentum: 0.75 });
    const kept = [];
    ${held}
    const at = [];
    for (let step = 0; step <= ${to}; step++) {
      // Here, where the next step needs all there is: what is not needed any more does not count.
      if (step === ${from} || step === ${to}) at.push(await held());
      const x = g.randn([${rows}, 2], { generator });
      const y = g.greater(g.prod(x, 1, { keepdims: true }), 0);
      optimizer.zeroGrad();
      const output = model.forward(x);
      const loss = ${loss};
      loss.backward();
      optimizer.step();
      ${keep}
    }
    console.log(at[1] - at[0]);
    if (!kept.every((tensors) => tensors.every((t) => t.data.data.every(Number.isFinite)))) {
      throw new Error("what was kept is not finite");
    }
  `;
  return run(script);
}

/** The number that a script prints. */
async function run(script: string): Promise<number> {
  const options = ["--expose-gc", "--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: root });
  return Number(stdout);
}

const MB = 2 ** 20;
const bce = "g.bceWithLogits(output, y)";
const ghmc = "g.ghmcLoss(output, y, { density })";

describe("the memory of a training of 10,000 steps", () => {
  it("does not grow", async () => {
    const grown = await growth({ loss: bce, keep: "", rows: 32 });
    expect(grown).toBeLessThan(MB);
  });

  it("does not grow with GHM-C and its moving average", async () => {
    const grown = await growth({ loss: ghmc, keep: "", rows: 32 });
    expect(grown).toBeLessThan(MB);
  });

  // A tensor of one number, with its step and arrays, takes about 800 bytes; with its graph, 9500.
  const tensorBytes = 1000;

  it("grows by what is kept only: each loss and each output of four rows, not their graphs", async () => {
    const grown = await growth({ loss: bce, keep: "kept.push([loss, output]);", rows: 4 });
    expect(grown / (to - from)).toBeLessThan(2.2 * tensorBytes);
  });

  it.each([
    ["two losses of one output, each with its own backward pass", "second.backward();"],
    ["a sum of losses and its parts", "const total = g.add(second, third); total.backward();"],
    [
      "losses whose gradients were taken as well",
      "g.gradients(second, [output]); second.backward();",
    ],
    [
      "two losses with a zeroGrad before the second backward pass",
      "optimizer.zeroGrad(); second.backward();",
    ],
    [
      "two losses, the second with gradients that are set by hand",
      "const ps = model.parameters(); g.gradients(second, ps).forEach((v, i) => (ps[i].grad = v));",
    ],
    [
      "ten losses whose gradients are added up",
      `for (let i = 0; i < 8; i++) {
         const part = g.mean(g.square(model.forward(x)));
         part.backward();
         kept.push([part]);
       }
       second.backward();`,
    ],
  ])("grows by the losses only, of %s", async (_, goBackward) => {
    const keep = `
      const again = model.forward(x);
      const second = g.mean(g.square(again));
      const third = g.sum(g.square(model.parameters()[0]));
      ${goBackward}
      optimizer.step();
      kept.push([loss, second, ${goBackward.includes("total") ? "third, total" : "loss"}]);
    `;
    const grown = await growth({ loss: ghmc, keep, rows: 32 });
    const losses = goBackward.includes("part") ? 12 : 4;
    expect(grown / (to - from)).toBeLessThan(losses * tensorBytes);
  });

  it("does not grow with the batches over which gradients are added up", async () => {
    const grown = await run(`
      import * as g from ${JSON.stringify(dist)};
      const w = g.tensor(new Float64Array(1000), { requiresGrad: true });
      ${held}
      for (let i = 0; i < 100; i++) g.sum(g.exp(w)).backward();
      const before = await held();
      for (let i = 0; i < 1000; i++) g.sum(g.exp(w)).backward();
      console.log((await held()) - before);
    `);
    expect(grown).toBeLessThan(MB);
  });
});

describe("a loss that is kept", () => {
  it("does not hold a model that was trained and dropped", async () => {
    const alive = await run(`
      import * as g from ${JSON.stringify(dist)};
      const losses = [];
      const leaves = [];
      function train() {
        const w = g.tensor(new Float64Array(100), { requiresGrad: true });
        const loss = g.sum(g.exp(w));
        loss.backward();
        new g.SGD([w], { lr: 0.1 }).step();
        losses.push(loss);
        leaves.push(new WeakRef(w));
      }
      for (let i = 0; i < 10; i++) train();
      await new Promise(setImmediate);
      gc();
      console.log(leaves.filter((leaf) => leaf.deref() !== undefined).length);
    `);
    expect(alive).toBe(0);
  });
});

describe("a tape that is rewound", () => {
  it("lets go of each gradient once it has been passed on", async () => {
    const most = await run(`
      import * as g from ${JSON.stringify(dist)};
      let y = g.tensor(new Float64Array(100), { requiresGrad: true });
      for (let i = 0; i < 20; i++) y = y.tanh();
      const steps = g.Tape.endingAt(y.sum()).rewind();
      const gradients = [];
      let most = 0;
      while (true) {
        const { done, value } = steps.next();
        if (done) break;
        gradients.push(new WeakRef(value.gradOutput));
        await new Promise(setImmediate);
        gc();
        most = Math.max(most, gradients.filter((t) => t.deref() !== undefined).length);
      }
      console.log(most);
    `);
    expect(most).toBeLessThanOrEqual(3); // the last one, and what the engine may hold
  });
});
