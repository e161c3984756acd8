/** Measures contenders in turns on one row of work. */
import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child.mjs";
import { referenceOf, tolerance, worstError } from "./reference.mjs";
import { median, spread } from "./stats.mjs";
import { inputsOf, learningRate } from "./work.mjs";

/**
 * @typedef {object} Contender
 * @property {string} id
 * @property {[command: string, ...args: string[]]} start
 * @property {string[]} [rows] the rows that it takes part in; default: all
 * @property {number} share the length of its turns, as a share of the usual one
 * @property {boolean} [slow] whether it skips heavy rows in short mode
 * @property {boolean} [inFile] whether it reads its inputs from a file
 * @property {boolean} [peer] whether it is a package that is installed in this folder
 */

/** @type {Contender[]} */
export const contenders = [
  { id: "ghmgrad", start: [process.execPath, "contenders/ghmgrad.mjs"], share: 1 },
  {
    id: "ghmgrad-plain",
    start: [process.execPath, "contenders/ghmgrad.mjs", "plain"],
    rows: ["toy-bce", "toy-ghm", "ghm-1e4", "ghm-1e6", "matmul-256", "matmul-512"],
    share: 1,
  },
  {
    id: "tfjs-wasm",
    start: [process.execPath, "contenders/tfjs.mjs", "wasm"],
    share: 1,
    peer: true,
  },
  { id: "jax-js", start: [process.execPath, "contenders/jax.mjs"], share: 1, peer: true },
  {
    id: "tfjs-cpu",
    start: [process.execPath, "contenders/tfjs.mjs", "cpu"],
    share: 0.3,
    slow: true,
    peer: true,
  },
  { id: "torch", start: ["python3", "contenders/pytorch.py"], share: 1, inFile: true },
];

/** Durations in ms, and the number of rounds. */
export const paces = {
  full: { warmUp: 400, rounds: 7, turn: 200, atLeast: 0.3 },
  short: { warmUp: 30, rounds: 2, turn: 20, atLeast: 0.2 },
};

/** Writes the inputs of a row to a file, for contenders that cannot make them. */
function fileOf(row, folder) {
  const file = join(folder, `${row.id}.bin`);
  const inputs = Object.entries(inputsOf(row));
  writeFileSync(file, Buffer.concat(inputs.map(([, { data }]) => Buffer.from(data.buffer))));
  return {
    file,
    row: { ...row, learningRate },
    layout: inputs.map(([name, { shape }]) => [name, shape]),
  };
}

function decoded(base64) {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}

/**
 * Lets a contender prepare a row, and checks its answer.
 *
 * @returns {Promise<object>} its result so far; with `skip`, `crash` or `wrong`, it is not timed
 */
async function enter({ contender, child }, row, pace, reference, folder) {
  try {
    const hello = await child.next();
    if (hello.skip !== undefined) return hello;
    const inputs = contender.inFile ? fileOf(row, folder) : undefined;
    const request = { do: "prepare", row: row.id, warmUp: pace.warmUp * contender.share, inputs };
    const { answer, variant } = await child.ask(request);
    const error = worstError(reference, decoded(answer));
    return { ...hello, variant, error, wrong: !(error <= tolerance) };
  } catch (error) {
    if (child.missing) return { skip: `${contender.id}: no ${contender.start[0]}, not measured` };
    return { crash: error.message };
  }
}

/**
 * Times all contenders on one row. Each runs in a process of its own, started for this row, so that
 * earlier compilation and garbage do not matter. They take turns, one at a time, and each round
 * begins with another one, so that other load on the machine affects all alike.
 *
 * @param {import("./work.mjs").Row} row
 * @param {Contender[]} entered
 * @param {typeof paces.full} pace
 * @returns results by the contender's id: `error`, `wrong`, `time` (median and quartiles in ms per
 * op) and `ratio` to ghmgrad's time in the same round; or the reason, as `skip` or `crash`
 */
export async function race(row, entered, pace) {
  const reference = referenceOf(row);
  const folder = mkdtempSync(join(tmpdir(), "ghmgrad-bench-"));
  const started = entered.map((contender) => {
    return { contender, child: new Child(contender.start[0], contender.start.slice(1)) };
  });
  const results = {};
  const running = [];
  try {
    for (const entry of started) {
      const result = await enter(entry, row, pace, reference, folder);
      results[entry.contender.id] = result;
      if (result.wrong === false) running.push({ ...entry, result, rounds: [] });
      else entry.child.end();
    }
    for (let round = 0; round < pace.rounds; round++) {
      for (let i = 0; i < running.length; i++) {
        const { contender, child, result, rounds } = running[(round + i) % running.length];
        if (result.crash !== undefined) continue;
        const request = { do: "time", ms: pace.turn * contender.share, atLeast: pace.atLeast };
        try {
          rounds.push(await child.ask(request));
        } catch (error) {
          result.crash = error.message;
        }
      }
    }
    for (const { result, rounds } of running) {
      if (result.crash === undefined) Object.assign(result, summary(rounds, row));
    }
  } finally {
    for (const { child } of started) child.end();
    rmSync(folder, { recursive: true });
  }
  const base = results.ghmgrad?.rounds;
  for (const result of Object.values(results)) {
    if (base === undefined || result.rounds === undefined) continue;
    result.ratio = spread(result.rounds.map((time, round) => time / base[round]));
  }
  return results;
}

function summary(rounds, row) {
  const samples = rounds.flatMap((round) => round.samples.map((ms) => ms / row.ops));
  return {
    time: spread(samples),
    rounds: rounds.map((round) => median(round.samples) / row.ops),
    samples: samples.length,
    batch: rounds[0].batch,
    cpu: median(rounds.map(({ cpu }) => cpu)), // how many processors were busy
    // Rounds in which it did not get a whole processor, because of other load.
    disturbed: rounds.filter(({ cpu }) => cpu < 0.9).length,
  };
}
