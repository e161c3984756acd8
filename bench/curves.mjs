/**
 * Measures how ghmgrad's time and memory grow. growth.mjs starts a separate process for each curve:
 * `node curves.mjs CURVE [short]` prints its points as JSON. The curves held… need --expose-gc.
 */
import { performance } from "node:perf_hooks";
import * as G from "../dist/index.js";
import { median } from "./stats.mjs";
import { learningRate, logitsAndLabels, modelAndData, parameterNames } from "./work.mjs";

const [curve, pace] = process.argv.slice(2);
const short = pace === "short";

const tensor = ({ data, shape }, options) => G.tensor(data, { shape, ...options });

/** Powers of ten. */
const powers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));

/**
 * Adds `ms`, the median time of a run, to each point. All points take turns; those that need more
 * than a second have fewer rounds.
 */
function timed(points) {
  for (const point of points) point.rounds = [];
  for (let round = 0; round < (short ? 2 : 7); round++) {
    for (const point of points) {
      if (round >= 3 && point.rounds[0] > 1000) continue;
      const samples = [];
      const begin = performance.now();
      let before = begin;
      do {
        point.run();
        const now = performance.now();
        samples.push(now - before);
        before = now;
      } while (before - begin < (short ? 10 : 60));
      point.rounds.push(median(samples));
    }
  }
  for (const point of points) {
    point.ms = median(point.rounds.slice(1)); // the first round is the warm-up
    delete point.run;
  }
  return points;
}

function ghmRun({ x, y }, density) {
  const logits = tensor(x, { requiresGrad: true });
  const labels = tensor(y);
  return () => {
    logits.zeroGrad();
    G.ghmcLoss(logits, labels, { density }).backward();
  };
}

/** A step of training. */
function stepRun(sizes, batch, loss) {
  const inputs = modelAndData(sizes, batch);
  const model = G.mlp(sizes, { activation: "tanh" });
  const parameters = model.parameters();
  parameterNames({ sizes }).forEach((name, i) => parameters[i].assign(tensor(inputs[name])));
  const [x, y] = [tensor(inputs.x), tensor(inputs.y)];
  const optimizer = new G.SGD(parameters, { lr: learningRate });
  return () => {
    optimizer.zeroGrad();
    loss(model.forward(x), y).backward();
    optimizer.step();
  };
}

/** n ops on 4 elements, forward and backward. */
function chainRun(n) {
  const leaves = [0.1, 0.5, -0.2, 0.3].map((value) => {
    return G.tensor([value, -value, 2 * value, 1], { requiresGrad: true });
  });
  const [x, w, b, c] = leaves;
  const ops = [(h) => h.mul(w), (h) => h.add(b), (h) => h.tanh(), (h) => h.sub(c)];
  return () => {
    for (const leaf of leaves) leaf.zeroGrad();
    let h = x;
    for (let op = 0; op < n; op++) h = ops[op % 4](h);
    h.sum().backward();
  };
}

/** The numbers of training steps after which memory is measured. */
const marks = [1, 1000, 10_000, 20_000].map((steps) => (short ? Math.ceil(steps / 30) : steps));

function toyTraining() {
  const density = new G.GradientDensity();
  const [sizes, batch] = [[2, 16, 16, 1], 200];
  return { sizes, batch, run: stepRun(sizes, batch, (x, y) => G.ghmcLoss(x, y, { density })) };
}

/** A training whose steps allocate more memory. */
function largerTraining() {
  const [sizes, batch] = [[64, 128, 64, 1], 256];
  return { sizes, batch, run: stepRun(sizes, batch, G.bceWithLogits) };
}

/**
 * The largest resident set, in bytes, of up to 100 samples since the previous mark. In the first
 * 5,000 steps, V8's nursery doubles once. gc() would make V8 enlarge its heap, so it is not called.
 */
function peaks({ sizes, batch, run }) {
  let done = 0;
  const points = marks.map((steps) => {
    const every = Math.ceil((steps - done) / 100);
    let bytes = 0;
    for (; done < steps; done++) {
      run();
      if (done % every === 0) bytes = Math.max(bytes, process.memoryUsage.rss());
    }
    return { steps, bytes };
  });
  return { sizes, batch, points };
}

/** The memory of heap and typed arrays after garbage collection, in bytes. */
function held({ sizes, batch, run }) {
  let done = 0;
  const points = marks.map((steps) => {
    for (; done < steps; done++) run();
    for (let i = 0; i < 3; i++) globalThis.gc();
    const { heapUsed, external } = process.memoryUsage(); // typed arrays are external
    return { steps, bytes: heapUsed + external };
  });
  return { sizes, batch, points };
}

const curves = {
  /** The time of GHM-C against N and the number of bins. */
  ghm() {
    const points = powers(2, short ? 5 : 7).flatMap((n) => {
      const inputs = logitsAndLabels(n);
      return [10, 30, 100].map((bins) => {
        return { n, bins, run: ghmRun(inputs, new G.GradientDensity({ bins })) };
      });
    });
    return timed(points);
  },
  /** The time of GHM-C with the exact density, in a window, against N. */
  window() {
    return timed(
      powers(2, short ? 4 : 6).map((n) => {
        return { n, run: ghmRun(logitsAndLabels(n), new G.WindowDensity(0.1)) };
      }),
    );
  },
  /** The time of a training step against the width of the hidden layers. */
  width() {
    return timed(
      [4, 8, 16, 32, 64, 128, 256, 512].map((width) => {
        return { width, run: stepRun([16, width, width, 1], 128, G.bceWithLogits) };
      }),
    );
  },
  /** The time of a chain against the number of its ops. */
  chain() {
    return timed(powers(1, 4).map((ops) => ({ ops, run: chainRun(ops) })));
  },
  peakToy: () => peaks(toyTraining()),
  peakLarger: () => peaks(largerTraining()),
  heldToy: () => held(toyTraining()),
  heldLarger: () => held(largerTraining()),
};

if (!Object.hasOwn(curves, curve)) throw new RangeError(`no such curve: ${curve}`);
process.stdout.write(`${JSON.stringify(curves[curve]())}\n`);
