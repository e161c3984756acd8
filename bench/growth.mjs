/** Measures how ghmgrad's cost grows with the work, and checks it against limits. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL, URL } from "node:url";
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

/** Builds the package with a file for each source, by tsc, to compare the bundles with. */
function buildUnbundled() {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const folder = join(root, "node_modules/.cache/ghmgrad-unbundled");
  rmSync(folder, { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const options = [
    "-p",
    "tsconfig.build.json",
    "--emitDeclarationOnly",
    "false",
    "--outDir",
    folder,
  ];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options], { cwd: root });
  if (status !== 0) throw new Error(`unbundled build: ${stdout}`);
  return pathToFileURL(join(folder, "index.js"));
}

/** Start times in ms: of Node alone, with the core, with the core unbundled, and of `--help`. */
function startTimes(short) {
  const module = ["--input-type=module", "-e"];
  const dist = (file) => new URL(`../dist/${file}`, import.meta.url);
  const starts = {
    bare: [...module, ""],
    core: [...module, `import ${JSON.stringify(dist("index.js"))}`],
    unbundled: [...module, `import ${JSON.stringify(buildUnbundled())}`],
    help: [fileURLToPath(dist("cli/main.js")), "--help"],
  };
  const times = Object.keys(starts).map((name) => [name, []]);
  for (let round = 0; round < (short ? 3 : 15); round++) {
    for (const [name, list] of times) {
      const begin = performance.now();
      const { status, stderr } = spawnSync(process.execPath, starts[name]);
      if (status !== 0) throw new Error(`start, ${name}: ${stderr}`);
      list.push(performance.now() - begin);
    }
  }
  return Object.fromEntries(times.map(([name, list]) => [name, median(list)]));
}

/** All curves and start times, as numbers. @param {boolean} short */
export async function measureGrowth(short) {
  const growth = {};
  const memory = ["peakToy", "peakLarger", "heldToy", "heldLarger"];
  for (const curve of ["ghm", "window", "width", "chain", ...memory]) {
    growth[curve] = await measured(curve, short);
  }
  growth.start = startTimes(short);
  return growth;
}

/** @returns {import("./bars.mjs").Bar[]} */
export function growthBars({ ghm, window, start, ...growth }) {
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
    // Data that no longer fit into the caches are slower, so the time grows by a little more.
    atMost("window density: exponent of N in time/log N", 1.15, exponent(perLog)),
    ...peakBars,
    ...heldBars,
    atMost("import of the core, over bare Node", 60, start.core - start.bare, " ms"),
    atMost(
      "the same, of what it takes unbundled",
      0.35,
      (start.core - start.bare) / (start.unbundled - start.bare),
      "×",
    ),
    atMost("ghmgrad --help, of what bare Node takes", 2.5, start.help / start.bare, "×"),
  ];
}

/** @returns {string} */
export function growthTables({ ghm, window, width, chain, start, ...growth }) {
  const each = (ms, n) => `${((ms * 1e6) / n).toPrecision(3)} ns`;
  const sizes = [...new Set(ghm.map(({ n }) => n))];
  const cells = (n) => ghm.filter((p) => p.n === n).flatMap((p) => [time(p.ms), each(p.ms, n)]);
  const mb = (bytes) => `${(bytes / MB).toFixed(1)} MB`;
  const memories = ["peakToy", "heldToy", "peakLarger", "heldLarger"].map((curve) => {
    const { sizes, batch, points } = growth[curve];
    const what = curve.startsWith("peak") ? "peak" : "held";
    return [`${sizes.join("-")}, batch ${batch}: ${what}`, ...points.map((p) => mb(p.bytes))];
  });
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
    "Start: bare Node, with the core, with the core unbundled, ghmgrad --help",
    columns([
      ["bare", "core", "unbundled", "--help"],
      [start.bare, start.core, start.unbundled, start.help].map(time),
    ]),
  ].join("\n\n");
}
