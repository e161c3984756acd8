/**
 * `npm run bench`: compares ghmgrad with its peers on the same work. See bench/README.md.
 *
 *   --short        seconds instead of minutes, to test the benchmark; the times mean nothing
 *   --rows A,B     only these rows (growth is measured if it is named as one: --rows growth)
 *   --only A,B     only these contenders
 *   --json FILE    the file for the numbers; default bench/results.json
 */
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { parseArgs } from "node:util";
import { peerBar, plainBars } from "./bars.mjs";
import { growthBars, growthTables, measureGrowth } from "./growth.mjs";
import { describeMachine, machineText } from "./machine.mjs";
import { installPeers } from "./peers.mjs";
import { contenders, paces, race } from "./race.mjs";
import { barTable, raceTable } from "./table.mjs";
import { rows } from "./work.mjs";

const allIds = contenders.map(({ id }) => id);

/** The entries of `all` that a comma-separated list names; without a list, all of them. */
function chosen(all, list, what) {
  if (list === undefined) return all;
  const names = list.split(",");
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length === 0) return all.filter((name) => names.includes(name));
  throw new RangeError(`no ${what} "${unknown[0]}": there are ${all.join(", ")}`);
}

/** The contenders that take part in a row. */
function entered(row, ids, short) {
  return contenders.filter((contender) => {
    const tooSlow = short && contender.slow && row.heavy;
    return ids.includes(contender.id) && (contender.rows?.includes(row.id) ?? true) && !tooSlow;
  });
}

/** The options of the command line. */
function readOptions() {
  const { values } = parseArgs({
    options: {
      short: { type: "boolean", default: false },
      rows: { type: "string" },
      only: { type: "string" },
      json: { type: "string", default: fileURLToPath(new URL("results.json", import.meta.url)) },
    },
  });
  const rowIds = chosen([...rows.map(({ id }) => id), "growth"], values.rows, "row");
  return { ...values, rowIds, taking: chosen(allIds, values.only, "contender") };
}

async function main({ short, rowIds, json, ...options }) {
  const machine = describeMachine(); // before the benchmark itself causes load
  console.log(machineText(machine));
  if (short) console.log("Short: this shows that the benchmark works, not how fast it is.");

  let { taking } = options;
  const notMeasured = new Set();
  if (contenders.some(({ id, peer }) => peer && taking.includes(id))) {
    const problem = installPeers();
    if (problem !== null) {
      notMeasured.add(problem);
      taking = taking.filter((id) => !contenders.find((c) => c.id === id).peer);
    }
  }

  const pace = short ? paces.short : paces.full;
  const measured = {};
  const versions = {};
  for (const row of rows.filter(({ id }) => rowIds.includes(id))) {
    const results = await race(row, entered(row, taking, short), pace);
    measured[row.id] = results;
    for (const [id, { skip, name, version, note }] of Object.entries(results)) {
      if (skip !== undefined) {
        notMeasured.add(skip);
        taking = taking.filter((other) => other !== id);
      }
      if (name !== undefined) versions[id] = { name, version, note };
    }
    console.log(`\n${raceTable(row, results)}`);
  }
  const bars = Object.entries(measured).flatMap(([rowId, results]) => {
    return allIds.flatMap((id) => peerBar(rowId, id, results[id]) ?? []);
  });
  if (rowIds.some((id) => id !== "growth")) bars.push(...plainBars(measured));

  let growth;
  if (rowIds.includes("growth")) {
    try {
      growth = await measureGrowth(short);
      console.log(`\n${growthTables(growth)}`);
      bars.push(...growthBars(growth));
    } catch (error) {
      growth = { crash: error.message };
    }
  }

  console.log(`\n${barTable(bars)}\n`);
  for (const { name, version, note } of Object.values(versions)) {
    console.log(`${name} ${version}${note === undefined ? "" : ` (${note})`}`);
  }
  for (const reason of notMeasured) console.log(reason);
  const all = Object.entries(measured).flatMap(([rowId, results]) => {
    return Object.entries(results).map(([id, result]) => ({
      what: `${rowId}, ${id}`,
      id,
      ...result,
    }));
  });
  const rounds = all.reduce((sum, result) => sum + (result.rounds?.length ?? 0), 0);
  const disturbed = all.reduce((sum, result) => sum + (result.disturbed ?? 0), 0);
  console.log(`Others took processor time in ${disturbed} of ${rounds} turns.`);

  const report = { machine, short, versions, rows: measured, growth, bars };
  writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`All numbers: ${json}`);

  const crashed = [...all, { what: "growth", ...growth }].filter(
    ({ crash }) => crash !== undefined,
  );
  for (const { what, crash } of crashed) {
    console.error(`CRASHED: ${what}: ${crash}`);
    process.exitCode = 1;
  }
  for (const { what, id, error } of all.filter((result) => result.wrong)) {
    console.error(`WRONG: ${what}: relative error ${error}`);
    if (id.startsWith("ghmgrad")) process.exitCode = 1;
  }
}

let options;
try {
  if (!existsSync(new URL("../dist/index.js", import.meta.url))) {
    throw new Error("dist/ is missing: npm run build");
  }
  options = readOptions();
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exit(2);
}
await main(options);
