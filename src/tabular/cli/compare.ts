import { Command, Option } from "commander";
import { describeSchema, tableSampler } from "../table/index.js";
import { describeSource } from "../table/describe.js";
import { comparedMetrics, type ComparedMetric, type Comparison } from "../compare/index.js";
import { compareBy } from "../compare/compare.js";
import { runSeed, type SeedRunner } from "../compare/run.js";
import { lossTitle, parseLoss, type LossSpec } from "../model/index.js";
import type { Activation } from "../../nn/index.js";
import type { FoundSuspects } from "../suspects/suspects.js";
import type { LabelledTable } from "../table/labelledTable.js";
import { Crew } from "./crew.js";
import { comparisonText, paintMarks } from "./comparisonText.js";
import { Interrupted, stopOnInterrupt } from "./interrupt.js";
import {
  activationOption,
  addTableOptions,
  hiddenOption,
  learningRates,
  lossesOption,
  wholeFrom,
  type TableOptions,
} from "./options.js";
import { checkReportPath, freeName, titleOf, writeReport } from "./output.js";
import { findSuspects, mostFolds } from "./findSuspects.js";
import { suspectsReport } from "./suspectsReport.js";
import { openLabelled } from "./tables.js";
import { print, printJson, say } from "./terminal.js";
import { Progress } from "./progress.js";

interface CompareOptions extends TableOptions {
  losses?: LossSpec[];
  lrs?: number[];
  hidden: number[];
  activation: Activation;
  seeds?: number;
  steps: number;
  batchSize?: number;
  select?: ComparedMetric;
  mostRows?: number;
  quick?: boolean;
  report?: string;
  json?: boolean;
}

const metricsOf = (classes: number) => comparedMetrics(classes).map(({ name }) => name);
const metricNames = [...new Set([2, 3].flatMap(metricsOf))];
/** Those that are only for so many classes. */
const onlyFor = (classes: number, others: number) =>
  metricsOf(classes)
    .filter((name) => !metricsOf(others).includes(name))
    .join(", ");

/** The defaults with --quick. */
const quick = { seeds: 3, mostRows: 2500 };
/** Rows in a step of those that look for suspects, with --quick: as many find as much. */
const quickBatch = 500;
const suspectsShown = 20;
const reportName = "ghmgrad-report";

export function compareCommand(): Command {
  const command = new Command("compare")
    .summary("compare losses on a CSV, fairly, and write a report")
    .description(
      "Trains the same model with each loss, at several learning rates and with many seeds, and " +
        "compares them on rows held out: 40 % of the rows to train on, 20 % to choose the learning rate " +
        "and the threshold by, 40 % to measure on once. Every loss gets the same rows, first weights " +
        "and steps. Prints a table and what to make of it, and writes a report with charts. Differences " +
        "come with paired 95 % intervals, widened because all seeds split the same rows.",
    )
    .argument("<csv>", "a CSV file, - for standard input, or a data set that ships");
  return addTableOptions(command)
    .addOption(lossesOption())
    .addOption(hiddenOption([]))
    .addOption(activationOption("tanh"))
    .option(
      "--seeds <n>",
      "how many splits and first weights; fewer than 20 are a look (20)",
      wholeFrom(1, 10_000),
    )
    .option(
      "--lrs <rates>",
      "Adam's learning rates to choose from (0.003,0.01,0.03,0.1,0.3,1)",
      learningRates,
    )
    .option("--steps <n>", "how many steps each training takes", wholeFrom(1), 300)
    .option("--batch-size <n>", "rows in a step; default: all", wholeFrom(1))
    .addOption(
      new Option(
        "--select <metric>",
        `choose learning rates by this; default: each metric by itself. Only of two classes: ` +
          `${onlyFor(2, 3)}; only of more: ${onlyFor(3, 2)}`,
      ).choices(metricNames),
    )
    .option("--most-rows <n>", "train on about so many rows at most", wholeFrom(10))
    .option("--quick", `a first look: ${quick.seeds} seeds, ${quick.mostRows} rows to train on`)
    .option("--report <file>", "where the report goes; default: ghmgrad-report.html, or -2, -3, …")
    .option("--json", "print the comparison as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  ghmgrad compare sensor-singlehop --quick\n" +
        "  ghmgrad compare loans.csv --label default --hidden 16,16\n" +
        "  ghmgrad compare loans.csv --label default --losses bce ghmc:bins=30 focal:alpha=0.9",
    )
    .action(run);
}

async function run(csv: string, options: CompareOptions, command: Command) {
  checkReportPath(options.report ?? freeName(reportName, ".html"));
  const data = await openLabelled(csv, options, command);
  say(`${describeSchema(data.schema)}\n`);
  checkSelect(options.select, data.schema.label.classes.length, command);
  const plan = withDefaults(options, data);
  const progress = await Progress.start("comparing losses");
  const interrupt = stopOnInterrupt();
  const { signal } = interrupt;
  const crew = Crew.for(Math.max(plan.seeds, plan.suspecting.folds), data, signal);
  const result = await compareAndSearch(data, plan, crew, signal, progress).finally(() => {
    crew?.dismiss();
    progress.stop();
    interrupt.done();
  });
  const { comparison, found } = result;
  if (options.json) printJson(comparison);
  else print(`\n${comparisonText(comparison)}`, paintMarks);
  const file = await writeReport(options.report, reportName, {
    title: `Losses compared on ${describeSource({ ...data.schema, source: titleOf(data.schema) })}`,
    comparison,
    suspects: found
      ? suspectsReport(data, found, { ...plan.suspecting, top: suspectsShown })
      : undefined,
  });
  const where = `The report is in ${file}`;
  if (options.json) say(where);
  else print(`\n${where}`);
  if (signal.aborted) throw new Interrupted();
}

function checkSelect(select: ComparedMetric | undefined, classes: number, command: Command): void {
  if (select === undefined || metricsOf(classes).includes(select)) return;
  command.error(
    `error: --select ${select} is not for ${classes} classes, which this label has: use one of ` +
      metricsOf(classes).join(", "),
  );
}

interface Plan extends Omit<CompareOptions, "mostRows"> {
  seeds: number;
  mostRows: number | undefined;
  /** How suspects are looked for. */
  suspecting: { loss: LossSpec; hidden: number[]; folds: number };
}

/** The options, with the defaults that hang on --quick and on the table. */
function withDefaults(options: CompareOptions, data: LabelledTable): Plan {
  const { seeds, mostRows } = options.quick ? quick : { seeds: 20, mostRows: undefined };
  return {
    ...options,
    seeds: options.seeds ?? seeds,
    mostRows: options.mostRows ?? mostRows,
    suspecting: { loss: parseLoss("gce"), hidden: [16], folds: Math.min(5, mostFolds(data)) },
  };
}

/**
 * Compares the losses, and looks for suspects: when no seed is left for a thread, or after the last.
 *
 * @returns the comparison, and the suspects; `null` if it was stopped before these were found.
 */
async function compareAndSearch(
  data: LabelledTable,
  plan: Plan,
  crew: Crew | null,
  signal: AbortSignal,
  progress: Progress,
): Promise<{ comparison: Comparison; found: FoundSuspects | null }> {
  const { losses, lrs, hidden, activation, seeds, steps, batchSize, select } = plan;
  const { mostRows, suspecting } = plan;
  const done = { trainings: 0, folds: 0 };
  const tell = (what: string) => {
    progress.update(done.trainings + done.folds, what);
  };
  let searching: Promise<FoundSuspects | null> | null = null;
  const search = () =>
    (searching ??= findSuspects(data, crew, {
      ...suspecting,
      signal,
      batchSize: plan.quick ? Math.min(quickBatch, mostRows ?? quickBatch) : mostRows,
      onProgress: (progressed) => {
        done.folds = progressed.done;
        tell("looking for wrong labels");
      },
    }).catch((error: unknown) => {
      if (signal.aborted) return null; // the comparison is complete and is still shown
      throw error;
    }));
  const runNext: SeedRunner = (split, protocol, goOn, onTrained) => {
    const runs = (crew?.runSeed ?? runSeed)(split, protocol, goOn, onTrained);
    const isLast = protocol.seed === protocol.seeds.at(-1);
    if (crew !== null && isLast) search().catch(() => undefined); // it is awaited later
    return runs;
  };
  const comparison = await compareBy(runNext, crew?.size ?? 1, tableSampler(data, mostRows), {
    ...{ losses, hidden, activation, steps, batchSize, signal },
    learningRates: lrs,
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    selectBy: select,
    resampled: true,
    source: describeSource(data.schema),
    onProgress: ({ done: trainings, total, seed, loss, learningRate }) => {
      progress.total = total + suspecting.folds;
      done.trainings = trainings;
      tell(`seed ${seed}, ${lossTitle(loss, data.schema.label.classes.length)} at ${learningRate}`);
    },
  });
  return { comparison, found: await search() };
}
