/** The seeds of a comparison on several cores, each in a thread of its own. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { flat, type Values } from "../../array/index.js";
import type { Examples } from "../../train/index.js";
import type { LossRun, SeedProtocol, SeedRunner } from "../compare/run.js";
import type { Setting } from "../compare/trainTogether.js";
import { inPackage } from "../files/packageRoot.js";

export interface SentExamples {
  x: Values;
  y: Values;
  /** Of x; y has the shape [N, 1]. */
  shape: [rows: number, features: number];
  weights: readonly number[] | undefined;
}

/** What a thread is given. */
export interface SentSeed {
  training: SentExamples;
  validation: SentExamples;
  test: SentExamples;
  protocol: SeedProtocol;
}

/** What it answers: each training that is done, and in the end the result or what was wrong. */
export type Answer = { trained: Setting } | { runs: LossRun[] | null } | { error: unknown };

/** Fewer numbers in a table are compared before other threads have started. */
const fewest = 10_000;
/** A thread holds all rows of a table. Several may hold so many numbers: half a gigabyte. */
const most = 2 ** 27;

/**
 * How many seeds to run at once.
 *
 * @param seeds - how many there are.
 * @param numbers - how many a table has, encoded.
 */
export function threadsFor(seeds: number, numbers: number): number {
  const worker = inPackage(file);
  if (numbers < fewest || !existsSync(worker)) return 1;
  return Math.max(1, Math.min(availableParallelism(), seeds, Math.floor(most / numbers)));
}

const file = "dist/cli/seedWorker.js";

/** What a thread is at. */
interface Job {
  onTrained: (setting: Setting) => void;
  resolve: (runs: LossRun[] | null) => void;
  reject: (error: unknown) => void;
}

/** Threads that run seeds. They start when they are needed, and live until `dismiss`. */
export class Crew {
  readonly #jobs = new Map<Worker, Job | null>();

  /** @param signal - ends the threads; what they were at is then lost. */
  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => {
      this.dismiss();
    });
  }

  /** As `runSeed`, in a thread that is idle or new. It takes x from the split, which then has none. */
  readonly runSeed: SeedRunner = async (split, protocol, goOn, onTrained) => {
    if (!(await goOn())) return null;
    const idle = [...this.#jobs].find(([, job]) => job === null);
    const worker = idle?.[0] ?? this.#hire();
    const parts = [split.training, split.validation, split.test].map(sent);
    const [training, validation, test] = parts;
    const buffers = parts.map(({ x }) => x.buffer as ArrayBuffer);
    const message: SentSeed = { training, validation, test, protocol };
    try {
      return await new Promise<LossRun[] | null>((resolve, reject) => {
        this.#jobs.set(worker, { onTrained, resolve, reject });
        worker.postMessage(message, buffers);
      });
    } finally {
      this.#jobs.set(worker, null);
    }
  };

  #hire(): Worker {
    const worker = new Worker(inPackage(file));
    const job = () => this.#jobs.get(worker);
    worker.on("message", (answer: Answer) => {
      if ("trained" in answer) job()?.onTrained(answer.trained);
      else if ("runs" in answer) job()?.resolve(answer.runs);
      else job()?.reject(answer.error);
    });
    worker.on("error", (error) => job()?.reject(error));
    worker.on("exit", () => job()?.resolve(null));
    return worker;
  }

  /** Ends all threads. */
  dismiss(): void {
    for (const worker of this.#jobs.keys()) void worker.terminate();
  }
}

function sent({ x, y, weights }: Examples): SentExamples {
  return { x: flat(x.data), y: flat(y.data), shape: [x.shape[0], x.shape[1]], weights };
}
