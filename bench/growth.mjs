/** How ghmgrad's cost grows with the work, and what is demanded of that. */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { URL } from "node:url";
import { atMost } from "./bars.mjs";
import { Child } from "./child.mjs";
import { exponent, median } from "./stats.mjs";
import { columns, time } from "./table.mjs";

const MB = 2 ** 20;

async function measured(curve, short) {
  const flags = curve.startsWith("held") ? ["--expose-gc"] : [];
  const args = [...flags, "curves.mjs", curve, ...(short ? ["short"] : [])];
  const child = new Child(process.execPath, args);
  try {
    return await child.next(600);
  } finally {
    child.end();
  }
}

/** ms that importing the core takes, over what Node takes for nothing: process starts in turns. */
function importTime(short) {
  const start = (code) => {
    const begin = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code]);
    if (status !== 0) throw new Error(`import: ${stderr}`);
    return performance.now() - begin;
  };
  const core = `import ${JSON.stringify(new URL("../dist/index.js", import.meta.url))}`;
  const bare = [];
  const withCore = [];
  for (let i = 0; i < (short ? 3 : 15); i++) {
    bare.push(start(""));
    withCore.push(start(core));
  }
  const more = withCore.map((ms, i) => ms - bare[i]);
  return { bare: median(bare), withCore: median(withCore), more: median(more) };
}

/** Everything here, as numbers. @param {boolean} short */
export async function measureGrowth(short) {
  const growth = {};
  const memory = ["peakToy", "peakLarger", "heldToy", "heldLarger"];
  for (const curve of ["ghm", "window", "width", "chain", ...memory]) {
    growth[curve] = await measured(curve, short);
  }
  growth.import = importTime(short);
  return growth;
}

/** @returns {import("./bars.mjs").Bar[]} */
export function growthBars({ ghm, window, ...growth }) {
  const linear = ghm.filter(({ n, bins }) => n >= 1e4 && bins === 10).map(({ n, ms }) => [n, ms]);
  const n = Math.min(1e6, Math.max(...ghm.map((point) => point.n)));
  const at = (bins) => ghm.find((point) => point.n === n && point.bins === bins).ms;
  const perLog = window.filter((p) => p.n >= 1e3).map((p) => [p.n, p.ms / Math.log2(p.n)]);
  const between = (what, sizes, from, to) => {
    return `${what}: ${sizes.join("-")}, ${from.steps} → ${to.steps} steps`;
  };
  const peakBars = [growth.peakToy, growth.peakLarger].map(({ sizes, points: [, from, , to] }) => {
    return atMost(between("peak rss", sizes, from, to), 1.1, to.bytes / from.bytes, "×");
  });
  const heldBars = [growth.heldToy, growth.heldLarger].map(({ sizes, points: [, from, , to] }) => {
    return atMost(between("held", sizes, from, to), 1, (to.bytes - from.bytes) / MB, " MB more");
  });
  return [
    atMost("GHM: exponent of N in its time, N ≥ 1e4", 1.1, exponent(linear)),
    atMost(`GHM: 30 bins / 10 bins, N = ${n.toExponential(0)}`, 1.15, at(30) / at(10), "×"),
    // What is not in the caches any more is slower, so that a sort grows by a little more.
    atMost("window density: exponent of N in time/log N", 1.15, exponent(perLog)),
    ...peakBars,
    ...heldBars,
    atMost("import of the core, over bare Node", 60, growth.import.more, " ms"),
  ];
}

/** @returns {string} */
export function growthTables({ ghm, window, width, chain, ...growth }) {
  const each = (ms, n) => `${((ms * 1e6) / n).toPrecision(3)} ns`;
  const sizes = [...new Set(ghm.map(({ n }) => n))];
  const cells = (n) => ghm.filter((p) => p.n === n).flatMap((p) => [time(p.ms), each(p.ms, n)]);
  const mb = (bytes) => `${(bytes / MB).toFixed(1)} MB`;
  const memories = ["peakToy", "heldToy", "peakLarger", "heldLarger"].map((curve) => {
    const { sizes, batch, points } = growth[curve];
    const what = curve.startsWith("peak") ? "peak" : "held";
    return [`${sizes.join("-")}, batch ${batch}: ${what}`, ...points.map((p) => mb(p.bytes))];
  });
  const { bare, withCore, more } = growth.import;
  return [
    "GHM-C, forward + backward, against N and bins",
    columns([
      ["N", "10 bins", "each", "30 bins", "each", "100 bins", "each"],
      ...sizes.map((n) => [n.toExponential(0), ...cells(n)]),
    ]),
    "GHM-C with the exact density (WindowDensity) against N",
    columns([
      ["N", "time", "/(N·log2 N)"],
      ...window.map(({ n, ms }) => [n.toExponential(0), time(ms), each(ms, n * Math.log2(n))]),
    ]),
    "Step of an MLP 16-w-w-1, batch 128, against the width w",
    columns([["w", "time"], ...width.map((point) => [`${point.width}`, time(point.ms)])]),
    "Chain of tiny ops, forward + backward, against their number",
    columns([
      ["ops", "time", "per op"],
      ...chain.map((p) => [`${p.ops}`, time(p.ms), each(p.ms, p.ops)]),
    ]),
    "Memory in training: peak since the column before; held when garbage is gone",
    columns([["steps", ...growth.peakToy.points.map((p) => `${p.steps}`)], ...memories]),
    `Import of the core: ${time(withCore)}, bare Node ${time(bare)}, difference ${time(more)}`,
  ].join("\n\n");
}
