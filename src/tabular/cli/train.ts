import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { describeSchema, type SchemaOptions } from "../table/index.js";
import type { CsvTable } from "../table/csvTable.js";
import { describeLeftOut } from "../table/describe.js";
import { inferLabelledTable, type LabelledTable } from "../table/labelledTable.js";
import { writeWhole } from "../files/atomic.js";
import {
  loadCheckpoint,
  makeModelDirectory,
  modelFiles,
  removeCheckpoint,
  saveCheckpoint,
  saveModel,
} from "../files/modelDirectory.js";
import type { Activation } from "../../nn/index.js";
import {
  trainTable,
  type LossSpec,
  type ModelName,
  type Scores,
  type TrainedTable,
  type TrainingPlan,
  type Tried,
} from "../model/index.js";
import { isSolvable } from "../model/lossSpec.js";
import { modelNames } from "../model/plan.js";
import { settingTitle } from "../model/trainingSummary.js";
import { Interrupted, stopOnInterrupt } from "./interrupt.js";
import { freeName } from "./output.js";
import {
  activationOption,
  addTableOptions,
  hiddenOption,
  listOf,
  lossOption,
  numberIn,
  seedNumber,
  wholeFrom,
  type TableOptions,
} from "./options.js";
import { isDataset, openTable, schemaOptions } from "./tables.js";
import { print, printJson, say, textTable } from "./terminal.js";
import { inDigits, wrap } from "../table/text.js";
import { Progress } from "./progress.js";
import { version } from "./version.js";

interface TrainOptions extends TableOptions {
  loss: LossSpec;
  model?: ModelName;
  hidden: number[];
  activation: Activation;
  strengths?: number[];
  lr: number;
  batchSize?: number;
  epochs?: number;
  patience?: number;
  folds?: number;
  calibrate?: boolean;
  seed: number;
  test: number;
  out?: string;
  resume?: string;
  json?: boolean;
}

export function trainCommand(): Command {
  const command = new Command("train")
    .summary("train a model on a CSV, and save it in a folder")
    .description(
      "Trains a classifier on the rows of a CSV and saves it in a folder: model.safetensors, the " +
        "parameters; model.json, all else; history.jsonl, a line for each setting that was tried. " +
        "Weight decay, calibration and threshold are chosen by cross-validation; then the model is " +
        "trained on all rows. Ctrl-C leaves a checkpoint there, from which --resume goes on to the very " +
        "same model.",
    )
    .argument("[csv]", "a CSV file, - for standard input, or a data set that ships");
  return addTableOptions(command)
    .addOption(lossOption("bce"))
    .addOption(
      new Option(
        "--model <model>",
        "logistic regression, an MLP, or auto: an MLP only if it is clearly better; default: auto, or mlp " +
          "with --hidden",
      ).choices(modelNames),
    )
    .addOption(hiddenOption([16]))
    .addOption(activationOption("relu"))
    .option(
      "--strengths <list>",
      "of weight decay, to choose from, as scikit-learn's alpha or 1/C; default: 10000 to 0.01, or 30 to " +
        "0.3 where Adam trains",
      listOf(numberIn(0)),
    )
    .option("--lr <rate>", "Adam's learning rate", numberIn(0, Infinity, { open: true }), 0.01)
    .option("--batch-size <n>", "rows in a step of Adam; default: by the rows", wholeFrom(1))
    .option("--epochs <n>", "how often Adam goes through all rows, at most", wholeFrom(1))
    .option(
      "--patience <n>",
      "Adam stops after n epochs without a smaller log loss on rows held out",
      wholeFrom(1),
    )
    .option(
      "--folds <n>",
      "parts for cross-validation; default: 10, with more rows 5 or 3",
      wholeFrom(2),
    )
    .option("--calibrate", "calibrate probabilities; default: with every loss but bce")
    .option("--no-calibrate", "do not")
    .option("--seed <n>", "of the split, the first parameters and the batches", seedNumber, 0)
    .option("--test <share>", "rows to keep apart and measure on at the end", numberIn(0, 0.9), 0)
    .option("--out <folder>", "where the model goes; default: a new folder ghmgrad-model")
    .option("--resume <folder>", "go on with the training that was stopped there")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  ghmgrad train loans.csv --label default --positive yes --drop id --out model\n" +
        "  ghmgrad train wdbc --loss ghmc:bins=30 --hidden 16,16\n" +
        "  ghmgrad train --resume model",
    )
    .action(train);
}

/** What to train, and where to save it. */
interface Task {
  /** The argument CSV; of a file, the absolute path. */
  path: string;
  delimiter: string | null;
  header: boolean;
  table: CsvTable;
  sha256: string;
  schema: SchemaOptions;
  plan: TrainingPlan;
  directory: string;
  /** What was tried before; `null` for a new training. */
  tried: readonly Tried[] | null;
}

async function train(csv: string | undefined, options: TrainOptions, command: Command) {
  const task = await (options.resume === undefined
    ? newTask(csv, options, command)
    : resumedTask(csv, options.resume, command));
  const { directory } = task;
  const data = inferLabelledTable(task.table, task.schema);
  task.table.forget();
  const trained = await run(task, data).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
    const input = task.path === "-" ? " < CSV" : "";
    say(`Stopped. To go on: ghmgrad train --resume ${directory}${input}`);
    throw new Interrupted();
  });
  saveModel(directory, trained.model);
  const lines = trained.settings.map((setting) => `${JSON.stringify(setting)}\n`);
  writeWhole(join(directory, modelFiles.history), lines.join(""));
  removeCheckpoint(directory);
  if (!options.json) {
    const leftOut = describeLeftOut(data.schema);
    print(describeResult(directory, trained, leftOut));
    return;
  }
  const { model, ...found } = trained;
  const { classes } = model.encoder.label;
  const threshold = classes.length === 2 ? model.threshold : null;
  printJson({ model: directory, classes, threshold, calibration: model.calibration, ...found });
}

async function newTask(
  csv: string | undefined,
  options: TrainOptions,
  command: Command,
): Promise<Task> {
  if (csv === undefined) {
    return command.error("error: name a CSV to train on, or a training to --resume");
  }
  const { loss, hidden, activation, strengths, lr, batchSize, epochs, patience } = options;
  const { folds, calibrate, seed, test, out } = options;
  checkModel(options, command);
  const isHiddenGiven = command.getOptionValueSource("hidden") === "cli";
  const modelByHidden = hidden.length === 0 ? "logistic" : isHiddenGiven ? "mlp" : "auto";
  const schema = schemaOptions(csv, options, command);
  const table = await openTable(csv, options);
  return {
    path: csv === "-" || isDataset(csv) ? csv : resolve(csv),
    delimiter: options.delimiter ?? null,
    header: options.header,
    table,
    sha256: digest(table),
    schema,
    plan: {
      ...{ loss, model: options.model ?? modelByHidden, hidden, activation, strengths },
      ...{ learningRate: lr, batchSize, epochs, patience, folds, calibrate, seed, test },
    },
    directory: out ?? freeName("ghmgrad-model"),
    tried: null,
  };
}

/** Refuses hidden layers that an MLP lacks, and options that the model does not take. */
function checkModel({ model, hidden, loss }: TrainOptions, command: Command): void {
  if (hidden.length === 0 && model !== undefined && model !== "logistic") {
    command.error(`error: an MLP needs hidden layers: leave out --hidden none or --model`);
  }
  if (model !== "logistic" && hidden.length > 0) return;
  const ofAdam = ["lr", "batchSize", "epochs", "patience"];
  const ofMlp = ["activation", ...(hidden.length > 0 ? ["hidden"] : [])];
  const useless = [...ofMlp, ...(isSolvable(loss) ? ofAdam : [])].find(
    (option) => command.getOptionValueSource(option) === "cli",
  );
  const flag = command.options.find((option) => option.attributeName() === useless)?.long;
  if (flag !== undefined) {
    command.error(
      `error: ${flag} does nothing for logistic regression with ${loss.name}: leave it out`,
    );
  }
}

async function resumedTask(
  csv: string | undefined,
  directory: string,
  command: Command,
): Promise<Task> {
  const given = command.options.find((option) => {
    const name = option.attributeName();
    return !["resume", "json"].includes(name) && command.getOptionValueSource(name) === "cli";
  });
  if (given !== undefined) {
    command.error(`error: --resume goes on as it began: leave out ${given.long ?? given.flags}`);
  }
  const { schema, plan, tried, table: before } = loadCheckpoint(directory);
  const { delimiter, header, sha256 } = before;
  const path = csv ?? before.path;
  const table = await openTable(path, { delimiter: delimiter ?? undefined, header });
  if (digest(table) !== sha256) {
    throw new Error(
      `${path} is not what it was when this training began: to go on, the rows must be the same. If ` +
        `they are elsewhere now: ghmgrad train FILE --resume ${directory}`,
    );
  }
  return { path, delimiter, header, table, sha256, schema, plan, directory, tried };
}

/** Trains. Saves a checkpoint at the start, and after each setting that was tried. */
async function run(
  { schema, plan, directory, tried, ...task }: Task,
  data: LabelledTable,
): Promise<TrainedTable> {
  const { path, delimiter, header, sha256 } = task;
  const isNew = tried === null;
  if (isNew) makeModelDirectory(directory);
  say(describeSchema(data.schema));
  const progress = await Progress.start("training", undefined, tried?.length);
  const interrupt = stopOnInterrupt();
  try {
    const trained = await trainTable(data, plan, {
      resume: tried ?? [],
      notes: { ghmgrad: version, schema },
      signal: interrupt.signal,
      onProgress: ({ tried: now, total }) => {
        saveCheckpoint(directory, {
          ...{ schema, plan, tried: now },
          table: { path, delimiter, header, sha256 },
        });
        const last = now.at(-1);
        progress.total = total;
        progress.update(now.length, last === undefined ? "" : settingTitle(last));
      },
    });
    progress.total = trained.settings.length; // not all need be tried
    return trained;
  } catch (error) {
    // A checkpoint of what fails would only fail again, and keep the folder from a better plan.
    const isStopped = error instanceof Error && error.name === "AbortError";
    if (isNew && !isStopped) removeCheckpoint(directory);
    throw error;
  } finally {
    progress.stop();
    interrupt.done();
  }
}

/** A hash of a table's cells, to recognise the same table. */
function digest(table: CsvTable): string {
  const hash = createHash("sha256").update(JSON.stringify(table.columns));
  for (let row = 0; row < table.length; row++) hash.update(JSON.stringify(table.row(row)));
  return hash.digest("hex");
}

function describeResult(
  directory: string,
  { outOfFold, test, summary }: TrainedTable,
  leftOut: string | null,
): string {
  const parts = [
    { name: "cross-validation", scores: outOfFold },
    ...(test === null ? [] : [{ name: "test rows", scores: test }]),
  ];
  return [
    textTable([headOf(outOfFold), ...parts.map(({ name, scores }) => [name, ...cellsOf(scores)])]),
    "",
    ...[...summary, ...(leftOut === null ? [] : [leftOut])].map(wrap),
    `The model is in ${directory}. Next: ghmgrad lens ${directory} CSV, or ghmgrad predict ${directory} CSV`,
  ].join("\n");
}

/** With weights, their sum stands beside the number of rows. */
const headOf = (scores: Scores) => [
  ...["", "rows", ...(scores.weights === undefined ? [] : ["weight"])],
  ...("ap" in scores
    ? ["positive", "AP", "AUROC", "F1", "precision", "recall"]
    : ["acc.", "bal. acc.", "macro F1", "macro AP", "macro AUROC"]),
  ...["Brier", "log loss"],
];

function cellsOf(scores: Scores): string[] {
  const show = (value: number | null) => value?.toFixed(3) ?? "–";
  const { rows, weights, brier, logLoss } = scores;
  const first = [rows, ...(weights === undefined ? [] : [inDigits(weights.rows)])];
  if ("ap" in scores) {
    const { positives, ap, auroc, f1, precision, recall } = scores;
    const shown = [ap, auroc, f1, precision, recall, brier, logLoss].map(show);
    return [...first.map(String), String(positives), ...shown];
  }
  const { accuracy, balancedAccuracy, macroAp, macroAuroc } = scores;
  const shown = [accuracy, balancedAccuracy, scores.macroF1, macroAp, macroAuroc, brier, logLoss];
  return [...first.map(String), ...shown.map(show)];
}
