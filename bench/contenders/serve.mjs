/**
 * The code that all contenders in JavaScript share. It reads requests from standard input and
 * answers on standard output, each a line of JSON. pytorch.py does the same.
 *
 * - At the start, it sends `{name, version, note}`, or `{skip: why}`.
 * - `{do: "prepare", row, warmUp}` prepares a row, runs it once for the answer that is checked, and
 *   warms up for `warmUp` ms. It answers `{answer, variant}`, where `answer` is float32 in base64.
 * - `{do: "time", ms, atLeast}` runs the row for `ms` ms. It answers `{samples, batch, cpu}`: the
 *   ms per run, as means over batches that last `atLeast` ms; the runs in a batch; and the
 *   processor time divided by the time that passed.
 */
import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { inputsOf, rowOf } from "../work.mjs";

/**
 * @typedef {object} Task
 * @property {() => void} run one run, which is complete when this (and `settle`) has ended
 * @property {() => Promise<unknown>} [settle] is awaited after each run
 * @property {() => Promise<Float32Array> | Float32Array} answer the result of the last run
 * @property {string} [variant] the variant that was chosen, if there are several
 */

/** Runs a task several times. Awaits only if the task has `settle`, since `await` takes time. */
async function repeat({ run, settle }, times) {
  for (let i = 0; i < times; i++) {
    run();
    if (settle !== undefined) await settle();
  }
}

/**
 * Runs a task for `ms` ms, in at least one batch.
 *
 * @param {Task} task
 * @returns the ms per run in each batch
 */
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

/** Of several tasks that do the same, the one with the fastest run. @param {Task[]} tasks */
export async function fastest(tasks, ms = 100) {
  const times = tasks.map(() => Infinity);
  for (let round = 0; round < 3; round++) {
    for (const [i, task] of tasks.entries()) {
      times[i] = Math.min(times[i], ...(await measure(task, ms, 1)));
    }
  }
  return tasks[times.indexOf(Math.min(...times))];
}

/** Concatenates arrays. @param {ArrayLike<number>[]} arrays */
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
  console.log = console.error; // standard output is for answers
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
      if (samples.length > 3) samples.shift(); // caches are cold after the others' turns
      say({ samples, batch, cpu: (user + system) / 1000 / (performance.now() - begin) });
    }
  }
}
