/**
 * `npm run bench:tables`: compares `ghmgrad train` with scikit-learn on real tables. See README.md.
 *
 *   --tables A,B   only these tables
 *   --seeds N      how many splits of each; default 5
 *   --fresh        measure all anew: times of the cache may be of a busy machine
 *   --doc          write docs/tables.md, too
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, URL } from "node:url";
import { parseArgs } from "node:util";
import { describeMachine, machineText } from "../machine.mjs";
import { tables } from "./manifest.mjs";
import { baseline, prepare } from "./prepare.mjs";
import { documentOf } from "./doc.mjs";
import { report } from "./report.mjs";

/**
 * Who takes part: models of scikit-learn, and options of `ghmgrad train`. Cross-validation of logistic
 * regression alone is there for its time: of a script that does it, beside that of the command. One
 * split of it is enough.
 */
const sides = [
  { id: "logistic" },
  { id: "mlp", twoClasses: true },
  { id: "logisticCV", twoClasses: true, firstSeed: true, wholeScript: true },
  { id: "ghmgrad", options: [] },
  { id: "ghmgradMlp", options: ["--hidden", "16"], twoClasses: true },
  { id: "ghmgradLogistic", options: ["--model", "logistic"], twoClasses: true, firstSeed: true },
];

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

const digest = (...parts) => createHash("sha256").update(parts.join("\n")).digest("hex");

/** Changes with every change of the command: a result of another build does not count. */
function buildDigest() {
  const files = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".js"));
  return digest(...files.sort().map((name) => readFileSync(join(dist, name), "utf8")));
}

function ghmgrad(parameters) {
  const command = [join(dist, "cli/main.js"), ...parameters];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(stderr.trim().split("\n").at(-1));
  return stdout;
}

/**
 * Trains with the command and predicts.
 *
 * @returns the seconds of the training and a file of predictions in `folder`, or what went wrong
 */
function trainAndPredict({ label, positive }, { seed, train, test }, options, folder) {
  const [model, predictions] = [join(folder, `${seed}`), join(folder, `${seed}.csv`)];
  const oneAgainstAll = positive === undefined ? [] : ["--positive", positive];
  const call = ["--label", label, ...oneAgainstAll, "--seed", seed, "--out", model, ...options];
  try {
    const start = process.hrtime.bigint();
    ghmgrad(["train", train, ...call]);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    writeFileSync(predictions, ghmgrad(["predict", model, test]));
    return { seconds, predictions };
  } catch ({ message }) {
    return { error: message.replace(train, "CSV") };
  }
}

/** The results of a side of ghmgrad, one for each split. */
function ourResults(table, splits, options) {
  const folder = mkdtempSync(join(tmpdir(), "bench-tables-"));
  try {
    const runs = splits.map((split) => trainAndPredict(table, split, options, folder));
    const jobs = runs.flatMap(({ predictions }, i) => {
      const { answers } = splits[i];
      const positive = table.positive ?? null;
      return predictions === undefined ? [] : [{ do: "score", predictions, answers, positive }];
    });
    const scores = baseline(jobs);
    return runs.map(({ error, seconds }) => {
      return error === undefined ? { seconds, ...scores.shift() } : { error };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The results of a model of scikit-learn, one for each split. `seconds` are those of `fit`. */
function theirResults({ label, positive = null }, splits, model) {
  return baseline(splits.map((split) => ({ do: "fit", model, label, positive, ...split })));
}

/** The same with the seconds of a script for each split: start, reading and scores included. */
function theirScripts(table, splits, model) {
  return splits.map((split) => {
    const start = performance.now();
    const [result] = theirResults(table, [split], model);
    return { ...result, seconds: (performance.now() - start) / 1000 };
  });
}

/** The results of all sides on a table: those of the cache, if nothing they rest on has changed. */
function measure(table, seeds, digests, fresh) {
  const { folder, counts, splits } = prepare(table, seeds);
  const results = {};
  for (const { id, options, twoClasses, firstSeed, wholeScript } of sides) {
    if (twoClasses && table.positive === undefined) continue;
    const key = options === undefined ? digests.baseline : digests.build;
    const file = ({ seed }) => join(folder, `${id}-${seed}.json`);
    const read = (split) => {
      const before = existsSync(file(split)) ? JSON.parse(readFileSync(file(split), "utf8")) : null;
      return before?.key === key ? before : null;
    };
    const some = firstSeed || table.timeOnly ? splits.slice(0, 1) : splits;
    const missing = some.filter((split) => fresh || read(split) === null);
    const theirs = wholeScript ? theirScripts : theirResults;
    const made =
      options === undefined ? theirs(table, missing, id) : ourResults(table, missing, options);
    missing.forEach((split, i) => {
      writeFileSync(file(split), JSON.stringify({ key, ...made[i] }));
    });
    results[id] = some.map(read);
  }
  return { table, counts, results };
}

const { values } = parseArgs({
  options: {
    tables: { type: "string" },
    seeds: { type: "string", default: "5" },
    fresh: { type: "boolean" },
    doc: { type: "boolean" },
  },
});
const names = values.tables?.split(",") ?? tables.map(({ name }) => name);
const unknown = names.find((name) => !tables.some((table) => table.name === name));
if (unknown !== undefined) {
  console.error(`no table "${unknown}": there are ${tables.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
console.log(`${machineText(describeMachine())}\n`);
const script = readFileSync(new URL("baseline.py", import.meta.url), "utf8");
const digests = { baseline: digest(script), build: digest(script, buildDigest()) };
const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
const measured = [];
for (const table of tables.filter(({ name }) => names.includes(name))) {
  console.error(table.name);
  measured.push(measure(table, seeds, digests, values.fresh));
}
console.log(report(measured));
if (values.doc) {
  const machine = machineText(describeMachine());
  const file = fileURLToPath(new URL("../../docs/tables.md", import.meta.url));
  const prettier = await import("prettier");
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  const text = documentOf(measured, machine, seeds.length, process.argv.slice(2).join(" "));
  writeFileSync(file, await prettier.format(text, options));
}
