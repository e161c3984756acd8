/**
 * The side of a contender that is the same for all that are JavaScript: it reads requests from the
 * standard input and answers on the standard output, a line of JSON each. pytorch.py does the same.
 *
 * - On its own it says `{name, version, note}`, or `{skip: why}`.
 * - `{do: "prepare", row, warmUp}` makes a row ready, runs it once for the answer that is checked, and
 *   warms up for so many ms: `{answer, variant}`, the answer being base64 of float32.
 * - `{do: "time", ms, atLeast}` runs it for so long: `{samples, batch, cpu}`: ms for each run, means over
 *   batches that last `atLeast` ms; and the processor time per time that passed.
 */
import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { inputsOf, rowOf } from "../work.mjs";

/**
 * @typedef {object} Task
 * @property {() => void} run one run; what is computed has been computed when it (and `settle`) ends
 * @property {() => Promise<unknown>} [settle] to be awaited after each run
 * @property {() => Promise<Float32Array> | Float32Array} answer of the run before
 * @property {string} [variant] which way was chosen, if there are several
 */

/** For the times that a library waits at all: `await` costs something. */
async function repeat({ run, settle }, times) {
  for (let i = 0; i < times; i++) {
    run();
    if (settle !== undefined) await settle();
  }
}

/** Runs for `ms`, in batches: ms for each run of each batch. At least one. @param {Task} task */
async function measure(task, ms, batch) {
  const samples = [];
  const begin = performance.now();
  let before = begin;
  do {
    await repeat(task, batch);
    const now = performance.now();
    samples.push((now - before) / batch);
    before = now;
  } while (before - begin < ms);
  return samples;
}

/** The task with the fastest run, of several that do the same. @param {Task[]} tasks */
export async function fastest(tasks, ms = 100) {
  const times = tasks.map(() => Infinity);
  for (let round = 0; round < 3; round++) {
    for (const [i, task] of tasks.entries()) {
      times[i] = Math.min(times[i], ...(await measure(task, ms, 1)));
    }
  }
  return tasks[times.indexOf(Math.min(...times))];
}

/** Float32Arrays one after the other. @param {ArrayLike<number>[]} arrays */
export function joined(arrays) {
  const out = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/**
 * @param {{name: string, version: string, note?: string} | {skip: string}} hello
 * @param {(row: import("../work.mjs").Row, inputs: Record<string, import("../work.mjs").Input>) =>
 *   Task | Promise<Task>} prepare
 */
export async function serve(hello, prepare) {
  console.log = console.error; // the standard output is for answers
  say(hello);
  /** @type {Task} */
  let task;
  let once = 0; // ms of a run
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.do === "prepare") {
      const row = rowOf(request.row);
      task = await prepare(row, inputsOf(row));
      await repeat(task, 1);
      const { buffer } = await task.answer();
      const times = await measure(task, request.warmUp, 1);
      once = Math.min(...times);
      say({ answer: Buffer.from(buffer).toString("base64"), variant: task.variant });
    } else {
      const batch = Math.max(1, Math.ceil(request.atLeast / once));
      const cpu = process.cpuUsage();
      const begin = performance.now();
      const samples = await measure(task, request.ms, batch);
      const { user, system } = process.cpuUsage(cpu);
      if (samples.length > 3) samples.shift(); // caches are cold after the others had their turn
      say({ samples, batch, cpu: (user + system) / 1000 / (performance.now() - begin) });
    }
  }
}
