/**
 * Finds the sizes from which WebAssembly, with copying in and out, is faster than a plain loop, to
 * set the constants in src/array. `npx tsx bench/crossovers.mjs` prints ns as plain/WebAssembly.
 */
import { performance } from "node:perf_hooks";
import * as array from "../src/array/index.js";
import { useKernelsAlways } from "../src/array/kernels/load.js";
import { Generator, randn, setKernels } from "../src/index.js";

const generator = new Generator(1);
const make = (...shape) => randn(shape, { generator }).data;

/** The time of one call, in ns: the median over rounds. */
function time(f) {
  const calls = 2000;
  const rounds = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) f();
    rounds.push(((performance.now() - start) * 1e6) / calls);
  }
  return rounds.sort((a, b) => a - b)[4];
}

const bins = { bins: 10, lastEdge: 1 + 1e-6 };
const ofBin = Array.from({ length: 10 }, (_, j) => j);
const work = {
  "a + b": (n) => [make(n), make(n)],
  "|a|": (n) => [make(n)],
  "Σ a": (n) => [make(n)],
  "matrix n·n": (n) => [make(n, n), make(n, n)],
  "count bins": (n) => [array.abs(make(n))],
  "take bins": (n) => [array.abs(make(n))],
};
const run = {
  "a + b": (a, b) => array.add(a, b),
  "|a|": (a) => array.abs(a),
  "Σ a": (a) => array.total(a),
  "matrix n·n": (a, b) => array.matmul(a, b),
  "count bins": (a) => array.countBins(a, bins),
  "take bins": (a) => array.takeBins(a, bins, ofBin),
};

for (const [name, inputs] of Object.entries(work)) {
  const sizes = name.startsWith("matrix") ? [2, 3, 4, 5, 6, 8, 12] : [8, 16, 32, 64, 128, 256, 512];
  const cells = sizes.map((n) => {
    const args = inputs(n);
    setKernels("plain");
    const plain = time(() => run[name](...args));
    setKernels("auto");
    useKernelsAlways(true);
    const fast = time(() => run[name](...args));
    useKernelsAlways(false);
    return `${n}: ${plain.toFixed(0)}/${fast.toFixed(0)}`;
  });
  console.log(name.padEnd(12), cells.join("  "));
}
