import { describe, expect, it } from "vitest";
import {
  Generator,
  takeRows,
  tensor,
  type Examples,
  type Sequential,
  type Split,
} from "../../../src/index.js";
import {
  compare,
  parseLoss,
  suspects,
  type CompareOptions,
  type SuspectsOptions,
  type SuspectsProgress,
} from "../../../src/tabular/index.js";
import { suspectsBy } from "../../../src/tabular/suspects/suspects.js";
import { compareBy } from "../../../src/tabular/compare/compare.js";
import { Crew, sharesOf, threadsFor } from "../../../src/tabular/cli/crew.js";
import { trainMlp, type Recipe } from "../../../src/tabular/model/trainMlp.js";

/** Rows that differ with the seed. */
const sampleOf =
  (classes: number) =>
  (seed: number): Split => {
    const generator = new Generator(seed);
    const part = (rows: number) => {
      const labels = Array.from({ length: rows }, (_, i) => i % classes);
      const x = labels.map((label) =>
        [0, 1, 2].map((j) => generator.normal() + Number(j === label)),
      );
      return { x: tensor(x), y: tensor(labels.map((label) => [label])) };
    };
    return { training: part(60), validation: part(30), test: part(45) };
  };

const options: CompareOptions = { seeds: [1, 2, 3], steps: 8, learningRates: [0.03, 0.3] };

async function byCrew(
  sample: (seed: number) => Split,
  more: CompareOptions = {},
  stopAfter = Infinity,
) {
  const controller = new AbortController();
  const crew = new Crew(2, controller.signal);
  const done: number[] = [];
  try {
    return await compareBy(crew.runSeed, crew.size, sample, {
      ...options,
      ...more,
      signal: controller.signal,
      onProgress: (progress) => {
        done.push(progress.done);
        more.onProgress?.(progress);
        if (done.length === stopAfter) controller.abort();
      },
    });
  } finally {
    crew.dismiss();
  }
}

// The threads run dist: after a change in src, `npm run build` before these.
describe("seeds in threads", () => {
  it("count rows by their weights, as one thread does", async () => {
    const part = (examples: Examples, seed: number): Examples => ({
      ...examples,
      weights: Array.from({ length: examples.y.size }, (_, i) => 1 + ((i + seed) % 5)),
    });
    const weighted = (seed: number) => {
      const { training, validation, test } = sampleOf(2)(seed);
      return {
        training: part(training, seed),
        validation: part(validation, seed),
        test: part(test, seed),
      };
    };
    const inThreads = await byCrew(weighted);
    expect(inThreads).toEqual(await compare(weighted, options));
    expect(inThreads.losses).not.toEqual((await byCrew(sampleOf(2))).losses);
  });

  it.each([2, 3])(
    "give the comparison that one thread gives, to the bit: %d classes",
    async (classes) => {
      const progress: number[] = [];
      const inThreads = await byCrew(sampleOf(classes), {
        onProgress: ({ done, total }) => progress.push(done, total),
      });
      const inOne = await compare(sampleOf(classes), options);
      expect(inThreads).toEqual(inOne);
      const trainings = 3 * inOne.losses.length * 2;
      expect(progress.filter((_, i) => i % 2 === 0)).toEqual(
        Array.from({ length: trainings }, (_, i) => i + 1),
      );
      expect(new Set(progress.filter((_, i) => i % 2 === 1))).toEqual(new Set([trainings]));
    },
  );

  it("are cut into shares of their losses where threads would have none", () => {
    const losses = ["bce", "class-balanced", "focal", "gce", "ghmc"].map(parseLoss);
    const sharesWith = (seeds: number, threads: number) =>
      Array.from({ length: seeds }, (_, seed) => {
        const planned = Array.from({ length: seeds }, (_, i) => i);
        return sharesOf({ seeds: planned, seed, losses }, threads).map(({ length }) => length);
      });
    expect(sharesWith(4, 2)).toEqual([[5], [5], [5], [5]]);
    expect(sharesWith(3, 2)).toEqual([[5], [5], [3, 2]]);
    expect(sharesWith(3, 8)).toEqual([
      [3, 2],
      [3, 2],
      [3, 2],
    ]);
    expect(sharesWith(1, 16)).toEqual([[1, 1, 1, 1, 1]]);
    expect(sharesWith(3, 4)).toEqual([[5], [5], [5]]);
    expect(sharesOf({ seeds: [7], seed: 7, losses }, 2).flat()).toEqual(losses);
  });

  it("fail with the message of one thread", async () => {
    const wild = { learningRates: [1e30] };
    const message = await compare(sampleOf(2), { ...options, ...wild }).catch(String);
    expect(message).toMatch(/^Error: compare: with seed 1 every training of .* diverged/);
    await expect(byCrew(sampleOf(2), wild).catch(String)).resolves.toBe(message);
  });

  it("stop when they are told to, with the seeds that were complete", async () => {
    const trainings = 6 * 2;
    const stopped = byCrew(sampleOf(2), {}, 1);
    await expect(stopped).rejects.toThrow("compare was stopped before its first seed was complete");
    const { protocol } = await byCrew(sampleOf(2), { seeds: [1, 2, 3, 4, 5, 6] }, 3 * trainings);
    expect(protocol.seeds.length).toBeLessThan(6);
    expect(protocol.seeds).toEqual([1, 2, 3, 4, 5, 6].slice(0, protocol.seeds.length));
  });

  it("are not worth a thread on a small table, and few on one that fills the memory", () => {
    expect(threadsFor(20, 5_000)).toBe(1);
    expect(threadsFor(1, 1e6)).toBe(1);
    expect(threadsFor(20, 1e9)).toBe(1);
    expect(threadsFor(20, 1e6)).toBeGreaterThanOrEqual(1);
  });
});

describe("a crew", () => {
  const recipe: Recipe = {
    ...{ loss: parseLoss("bce"), learningRate: 0.1, steps: 2, batchSize: undefined, hidden: [] },
    ...{ activation: "tanh", priorBias: true, seed: 1 },
  };
  const goOn = () => Promise.resolve(true);
  const examples = (rows: number, features: number): Examples => ({
    x: tensor(
      Array.from({ length: rows * features }, (_, i) => Math.sin(i)),
      { shape: [rows, features] },
    ),
    y: tensor(Array.from({ length: rows }, (_, i) => [i % 2])),
  });

  it("is idle when a job would not have to wait", async () => {
    const crew = new Crew(2, new AbortController().signal);
    try {
      await crew.idle();
      const ended: number[] = [];
      const jobs = [0, 1, 2].map(async (job) => {
        await crew.trainMlp(examples(20, 3), recipe, goOn);
        ended.push(job);
      });
      await crew.idle();
      expect(ended.length).toBeGreaterThanOrEqual(2);
      await Promise.all(jobs);
      await crew.idle();
    } finally {
      crew.dismiss();
    }
  });

  it("trains on so many numbers that each thread ends with its job what one thread trains", async () => {
    const large = () => examples(2100, 2000);
    const crew = new Crew(1, new AbortController().signal);
    try {
      const trained = await Promise.all(
        [large(), large(), examples(20, 2000)].map((data) => crew.trainMlp(data, recipe, goOn)),
      );
      const wanted = await trainMlp(large(), recipe, goOn);
      const parametersOf = (model: Sequential | null) =>
        model?.parameters().map((p) => p.toArray());
      expect(trained.slice(0, 2).map(parametersOf)).toEqual(Array(2).fill(parametersOf(wanted)));
      expect(parametersOf(trained[2])).not.toEqual(parametersOf(wanted));
    } finally {
      crew.dismiss();
    }
  });
});

describe("the folds of suspects in threads", () => {
  const { x, y } = sampleOf(3)(1).training;
  const labels = Array.from({ length: y.size }, (_, row) => row % 3);
  const encode =
    (weights?: number[]) => (training: readonly number[], heldOut: readonly number[]) => {
      const [ofTraining, ofHeldOut] = [training, heldOut].map((rows) => ({
        ...takeRows({ x, y }, rows),
        weights: weights && rows.map((row) => weights[row]),
      }));
      return { training: ofTraining, heldOut: ofHeldOut };
    };
  const settings: SuspectsOptions = { steps: 7, batchSize: 16, hidden: [4] };

  async function byCrew(weights?: number[], more: SuspectsOptions = {}, stopAt = Infinity) {
    const controller = new AbortController();
    const { signal } = controller;
    const crew = new Crew(2, signal);
    const steps: number[] = [];
    const onProgress = ({ done, step }: SuspectsProgress) => {
      steps.push(done * 7 + step);
      if (steps.length === stopAt) controller.abort();
    };
    try {
      const options = { ...settings, ...more, signal, onProgress };
      const found = await suspectsBy(crew.trainMlp, crew.size, labels, encode(weights), options);
      return { found, steps };
    } finally {
      crew.dismiss();
    }
  }

  it("find what one thread finds, to the bit", async () => {
    const { found, steps } = await byCrew();
    expect(found).toEqual(await suspects(labels, encode(), settings));
    expect([...new Set(steps)]).toEqual(Array.from({ length: 5 * 7 + 1 }, (_, i) => i));
  });

  it("count rows by their weights, as one thread does", async () => {
    const weights = labels.map((_, row) => 1 + (row % 4));
    const { found } = await byCrew(weights);
    expect(found).toEqual(await suspects(labels, encode(weights), settings));
    expect(found).not.toEqual((await byCrew()).found);
  });

  it("fail with the message of one thread", async () => {
    const wild = { learningRate: 1e30, hidden: [], loss: parseLoss("bce") };
    const message = await suspects(labels, encode(), { ...settings, ...wild }).catch(errorText);
    expect(message).toMatch(/^training stopped at step/);
    await expect(byCrew(undefined, wild).catch(errorText)).resolves.toBe(message);
  });

  it("wait for a thread while seeds have them all", async () => {
    const crew = new Crew(2, new AbortController().signal);
    try {
      const [comparison, found] = await Promise.all([
        compareBy(crew.runSeed, crew.size, sampleOf(2), options),
        suspectsBy(crew.trainMlp, crew.size, labels, encode(), settings),
      ]);
      expect(comparison).toEqual(await compare(sampleOf(2), options));
      expect(found).toEqual(await suspects(labels, encode(), settings));
    } finally {
      crew.dismiss();
    }
  });

  it("end with the threads, also those that wait for one", async () => {
    const controller = new AbortController();
    const crew = new Crew(1, controller.signal);
    const given = { ...settings, signal: controller.signal };
    const ended = [0, 1].map(() => suspectsBy(crew.trainMlp, 2, labels, encode(), given));
    setTimeout(() => {
      controller.abort();
    }, 50);
    for (const one of ended)
      await expect(one).rejects.toThrow("suspects was stopped before every row");
  });

  it("stop when they are told to", async () => {
    await expect(byCrew(undefined, {}, 3)).rejects.toThrow("suspects was stopped before every row");
  });
});

const errorText = (error: unknown) => (error as Error).message;
