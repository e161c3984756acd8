/** Trainings on several cores: seeds of a comparison, or models, in threads of their own. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { flat, view, type Values } from "../../array/index.js";
import type { Examples } from "../../train/index.js";
import type { LossRun, SeedProtocol, SeedRunner } from "../compare/run.js";
import type { Setting } from "../compare/trainTogether.js";
import { inPackage } from "../files/packageRoot.js";
import type { LossSpec } from "../model/lossSpec.js";
import { initialMlp, type Recipe, type trainMlp } from "../model/trainMlp.js";
import type { LabelledTable } from "../table/labelledTable.js";

export interface SentExamples {
  x: Values;
  y: Values;
  /** Of x; y has the shape [N, 1]. */
  shape: [rows: number, features: number];
  weights: readonly number[] | undefined;
}

/** What a thread is given: a seed to run, or some losses of it, */
export interface SentSeed {
  training: SentExamples;
  validation: SentExamples;
  test: SentExamples;
  protocol: SeedProtocol;
}

/** or a model to train. */
export interface SentModel {
  training: SentExamples;
  recipe: Recipe;
}

/**
 * What it answers: each training of a seed, or each step of a model, that is done, and in the end the
 * result, or what was wrong. Of a model the result is its parameters.
 */
export type Answer =
  { progress: Setting | number } | { result: LossRun[] | Values[] | null } | { error: unknown };

/** Fewer numbers in a table are worked off before other threads have started. */
const fewest = 10_000;
/** A thread holds all rows of a table. Several may hold so many numbers: half a gigabyte. */
const most = 2 ** 27;

/**
 * How many threads to run.
 *
 * @param jobs - how many seeds or models there are.
 * @param numbers - how many a table has, encoded.
 */
export function threadsFor(jobs: number, numbers: number): number {
  const worker = inPackage(file);
  if (numbers < fewest || !existsSync(worker)) return 1;
  return Math.max(1, Math.min(availableParallelism(), jobs, Math.floor(most / numbers)));
}

/** A thread keeps its rows until it collects them, which may be when it has others: with more numbers, it ends. */
const mostKept = 2 ** 22;

const file = "dist/cli/crewWorker.js";

/** What a thread is at. */
interface Job {
  onProgress: (progress: never) => void;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
}

/** Threads that train. They start when they are needed, and live until `dismiss`. */
export class Crew {
  readonly #jobs = new Map<Worker, Job | null>();
  /** Jobs that wait for a thread. */
  readonly #waiting: ((worker: Worker) => void)[] = [];
  /** The ends of all jobs, those that wait for a thread included. */
  readonly #ends = new Set<Promise<unknown>>();
  #isDismissed = false;

  /**
   * @param size - how many jobs it does at the same time, at most; others wait.
   * @param signal - ends the threads; what they were at is then lost.
   * @param isLarge - whether the table takes so much memory that it is worth time to save some.
   */
  constructor(
    readonly size: number,
    signal: AbortSignal,
    readonly isLarge = false,
  ) {
    signal.addEventListener("abort", () => {
      this.dismiss();
    });
  }

  /** A crew for so many seeds or models of a table; `null` if one thread is best. */
  static for(jobs: number, data: LabelledTable, signal: AbortSignal): Crew | null {
    const numbers = data.labels.length * data.features.values.length;
    const threads = threadsFor(jobs, numbers);
    return threads === 1 ? null : new Crew(threads, signal, numbers > mostKept);
  }

  /** As `runSeed`, in threads that are idle or new. It may take x from the split, which then has none. */
  readonly runSeed: SeedRunner = async (split, protocol, goOn, onTrained) => {
    const shares = sharesOf(protocol, this.size);
    const examples = [split.training, split.validation, split.test].map(sent);
    const [training, validation, test] = examples;
    const results = shares.map((losses) =>
      this.#counted(async () => {
        if (!(await goOn())) return null;
        const seed: SentSeed = { training, validation, test, protocol: { ...protocol, losses } };
        return this.#ask<LossRun[]>(seed, examples, onTrained, shares.length === 1);
      }),
    );
    for (const result of results) result.catch(() => undefined); // they are awaited one after the other
    const runs: LossRun[] = [];
    for (const result of results) {
      const ofShare = await result;
      if (ofShare === null) return null;
      runs.push(...ofShare);
    }
    return runs;
  };

  /** As `trainMlp`, likewise. The model that `onStep` is given is still the first one. */
  readonly trainMlp: typeof trainMlp = (data, recipe, goOn, onStep) =>
    this.#counted(async () => {
      if (!(await goOn())) return null;
      const model = initialMlp(data, recipe);
      const training = sent(data);
      const message: SentModel = { training, recipe };
      const trained = await this.#ask<Values[]>(message, [training], (step: number) => {
        onStep?.(step, model);
      });
      if (trained === null) return null;
      model.parameters().forEach((parameter, i) => {
        parameter.assign(view(trained[i], parameter.shape));
      });
      return model;
    });

  #counted<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = work();
    const end = result.catch(() => null).finally(() => this.#ends.delete(end));
    this.#ends.add(end);
    return result;
  }

  /** Waits until a job would not have to wait: rows that are encoded before would only take memory. */
  async idle(): Promise<void> {
    while (this.#ends.size >= this.size) await Promise.race(this.#ends);
  }

  /**
   * @param examples - all of the message's.
   * @param takes - whether the thread takes their x; otherwise it gets copies.
   * @returns the result; `null` if the thread was ended.
   */
  async #ask<Result>(
    message: SentSeed | SentModel,
    examples: readonly SentExamples[],
    onProgress: Job["onProgress"],
    takes = true,
  ): Promise<Result | null> {
    const idle = [...this.#jobs].find(([, job]) => job === null)?.[0];
    const free = idle ?? (this.#jobs.size < this.size ? this.#hire() : null);
    const worker = free ?? (await new Promise<Worker>((take) => this.#waiting.push(take)));
    const buffers = takes ? examples.map(({ x }) => x.buffer as ArrayBuffer) : [];
    const numbers = examples.reduce((sum, { x }) => sum + x.length, 0);
    try {
      if (this.#isDismissed) return null;
      return await new Promise<Result | null>((resolve, reject) => {
        this.#jobs.set(worker, { onProgress, resolve, reject });
        worker.postMessage(message, buffers);
      });
    } finally {
      const next = this.#waiting.shift();
      if (numbers > mostKept && !this.#isDismissed) {
        this.#jobs.delete(worker);
        void worker.terminate();
        next?.(this.#hire());
      } else if (next === undefined) this.#jobs.set(worker, null);
      else next(worker);
    }
  }

  #hire(): Worker {
    // What steps leave behind is mostly arrays, outside of the heap: they go when the little in it does.
    // To look for it so often takes a tenth more time.
    const resourceLimits = this.isLarge ? { maxYoungGenerationSizeMb: 8 } : {};
    const worker = new Worker(inPackage(file), { resourceLimits });
    const job = () => this.#jobs.get(worker);
    worker.on("message", (answer: Answer) => {
      if ("progress" in answer) job()?.onProgress(answer.progress as never);
      else if ("result" in answer) job()?.resolve(answer.result as never);
      else job()?.reject(answer.error);
    });
    worker.on("error", (error) => job()?.reject(error));
    worker.on("exit", () => job()?.resolve(null as never));
    return worker;
  }

  /** Ends all threads. */
  dismiss(): void {
    this.#isDismissed = true;
    for (const worker of this.#jobs.keys()) void worker.terminate();
  }
}

/**
 * The losses of a seed, all together; or in shares, for the last seeds if they are fewer than the
 * threads, so that no thread is without work.
 */
export function sharesOf(
  { seeds, seed, losses }: Pick<SeedProtocol, "seeds" | "seed" | "losses">,
  threads: number,
): LossSpec[][] {
  const last = seeds.length % threads;
  const isWhole = seeds.indexOf(seed) < seeds.length - last;
  const shares = isWhole ? 1 : Math.min(losses.length, Math.floor(threads / last));
  const border = (share: number) => Math.round((share * losses.length) / shares);
  return Array.from({ length: shares }, (_, i) => losses.slice(border(i), border(i + 1)));
}

function sent({ x, y, weights }: Examples): SentExamples {
  return { x: flat(x.data), y: flat(y.data), shape: [x.shape[0], x.shape[1]], weights };
}
