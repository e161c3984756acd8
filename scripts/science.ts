/**
 * npm run science
 *
 * Runs the regimes of docs/science.md with this package and writes that file. A run that was
 * stopped resumes, since results are kept in .science-cache.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { Command } from "commander";
import { stopOnInterrupt } from "../src/tabular/cli/interrupt.js";
import { wholeFrom } from "../src/tabular/cli/options.js";
import { Progress } from "../src/tabular/cli/progress.js";
import { version } from "../src/tabular/cli/version.js";
import { Cache, nameOfCode } from "./science/cache.js";
import { Study } from "./science/study.js";
import { runCells } from "./science/workers.js";

interface Options {
  seeds: number;
  steps: number;
  workers: number;
  cache: string;
  out: string;
}

async function run({ seeds, steps, workers, cache: folder, out }: Options): Promise<void> {
  const cache = new Cache(folder, nameOfCode(version));
  const study = new Study(cache, { seeds, steps });
  const { missing } = study;
  if (missing.length > 0) {
    const progress = await Progress.start("trainings compared", missing.length);
    const interrupt = stopOnInterrupt();
    let done = 0;
    try {
      await runCells(missing, workers, interrupt.signal, (cell, result, seconds) => {
        cache.set(cell, seconds, result);
        progress.update(++done, `${cell.sample.name}, seed ${cell.seed}`);
      });
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      process.exitCode = 130;
      return;
    } finally {
      progress.stop();
      interrupt.done();
    }
  }
  const { text, failed } = await study.write();
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, text);
  console.log(`${out} is written, from ${study.cells.length} results in ${folder}`);
  if (failed.length === 0) return;
  console.log(`The numbers do not carry these sentences, which are marked in it:`);
  for (const sentence of failed) console.log(`- ${sentence}`);
  process.exitCode = 1;
}

await new Command("science")
  .description("Reproduces what is known of when GHM helps, and writes it down with its numbers.")
  .option("--seeds <n>", "so many seeds at most, for a try", wholeFrom(2), Infinity)
  .option("--steps <n>", "so many steps in a training at most, for a try", wholeFrom(1), Infinity)
  .option("--workers <n>", "processes at a time", wholeFrom(1), availableParallelism())
  .option("--cache <folder>", "where results are kept", ".science-cache")
  .option("--out <file>", "the document", "docs/science.md")
  .action(run)
  .parseAsync();
