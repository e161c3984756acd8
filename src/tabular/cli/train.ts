import { createHash } from "node:crypto";
import { appendFileSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { describeSchema, type Table } from "../table/index.js";
import { writeWhole } from "../files/atomic.js";
import { explainWrite } from "../files/explain.js";
import {
  loadCheckpoint,
  makeModelDirectory,
  modelFiles,
  removeCheckpoint,
  saveCheckpoint,
  saveModel,
} from "../files/modelDirectory.js";
import type { Activation } from "../../nn/index.js";
import { DivergenceError, fit, type Trainer } from "../../train/index.js";
import {
  finishTraining,
  lossTitle,
  prepareTraining,
  type Checkpoint,
  type LossSpec,
  type PreparedTraining,
  type Scores,
  type TrainingPlan,
} from "../model/index.js";
import { Interrupted, stopOnInterrupt } from "./interrupt.js";
import { freeName } from "./output.js";
import {
  activationOption,
  addTableOptions,
  hiddenOption,
  lossOption,
  numberIn,
  seedNumber,
  wholeFrom,
  type TableOptions,
} from "./options.js";
import { isDataset, openTable, schemaOptions } from "./tables.js";
import { print, printJson, say, textTable } from "./terminal.js";
import { wrap } from "../table/text.js";
import { Progress } from "./progress.js";
import { version } from "./version.js";

interface TrainOptions extends TableOptions {
  loss: LossSpec;
  hidden: number[];
  activation: Activation;
  epochs: number;
  batchSize?: number;
  lr: number;
  patience?: number;
  seed: number;
  validation: number;
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
        "parameters; model.json, all else; history.jsonl, a line for each epoch. Ctrl-C leaves a " +
        "checkpoint there, from which --resume goes on to the very same model.",
    )
    .argument("[csv]", "a CSV file, - for standard input, or a data set that ships");
  return addTableOptions(command)
    .addOption(lossOption("ghmc"))
    .addOption(hiddenOption([]))
    .addOption(activationOption())
    .option("--epochs <n>", "how often to go through all rows", wholeFrom(1), 300)
    .option("--batch-size <n>", "rows in a step; default: all", wholeFrom(1))
    .option("--lr <rate>", "Adam's learning rate", numberIn(0, Infinity, { open: true }), 0.03)
    .option(
      "--patience <n>",
      "stop after n epochs without a better average precision",
      wholeFrom(1),
    )
    .option("--seed <n>", "of the split, the first parameters and the batches", seedNumber, 0)
    .option("--validation <share>", "rows to choose the threshold on", numberIn(0, 0.9), 0.2)
    .option("--test <share>", "rows to measure on at the end; 0: none", numberIn(0, 0.9), 0.2)
    .option("--out <folder>", "where the model goes; default: a new folder ghmgrad-model")
    .option("--resume <folder>", "go on with the training that was stopped there")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  ghmgrad train loans.csv --label default --positive yes --drop id --out model\n" +
        "  ghmgrad train wdbc --loss focal:alpha=0.5 --hidden 16,16 --patience 50\n" +
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
  table: Table;
  sha256: string;
  plan: TrainingPlan;
  directory: string;
  /** The state to resume from; `null` for a new training. */
  resume: Checkpoint | null;
}

async function train(csv: string | undefined, options: TrainOptions, command: Command) {
  const task = await (options.resume === undefined
    ? newTask(csv, options, command)
    : resumedTask(csv, options.resume, command));
  const prepared = prepareTraining(task.table, task.plan, { ghmgrad: version });
  if (task.resume === null) makeModelDirectory(task.directory);
  say(describeSchema(prepared.schema));
  const trainer = await run(task, prepared);
  const again = `ghmgrad train --resume ${task.directory}${task.path === "-" ? " < CSV" : ""}`;
  if (!trainer.done) {
    say(`Stopped after step ${trainer.steps}. To go on: ${again}`);
    throw new Interrupted();
  }
  const { model, ...scores } = finishTraining(prepared);
  saveModel(task.directory, model);
  removeCheckpoint(task.directory);
  const epochs = { run: trainer.history.length, best: trainer.best?.epoch ?? null };
  const result = { model: task.directory, threshold: model.threshold, epochs, ...scores };
  if (options.json) printJson(result);
  else print(describeResult(result));
}

async function newTask(
  csv: string | undefined,
  options: TrainOptions,
  command: Command,
): Promise<Task> {
  if (csv === undefined) {
    return command.error("error: name a CSV to train on, or a training to --resume");
  }
  const { loss, hidden, activation, lr, epochs, seed, validation, test, out } = options;
  if (validation + test > 0.9) {
    command.error("error: --validation and --test together leave too few rows to train on");
  }
  if (options.patience !== undefined && validation === 0) {
    command.error("error: --patience needs validation rows");
  }
  const schema = schemaOptions(csv, options, command);
  const table = await openTable(csv, options);
  return {
    path: csv === "-" || isDataset(csv) ? csv : resolve(csv),
    delimiter: options.delimiter ?? null,
    header: options.header,
    table,
    sha256: digest(table),
    plan: {
      ...{ schema, loss, hidden, activation, learningRate: lr, epochs },
      batchSize: options.batchSize ?? null,
      patience: options.patience ?? null,
      ...{ seed, validation, test },
    },
    directory: out ?? freeName("ghmgrad-model"),
    resume: null,
  };
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
  const resume = loadCheckpoint(directory);
  const { delimiter, header, sha256, ...before } = resume.table;
  const path = csv ?? before.path;
  const table = await openTable(path, { delimiter: delimiter ?? undefined, header });
  if (digest(table) !== sha256) {
    throw new Error(
      `${path} is not what it was when this training began: to go on, the rows must be the same. If ` +
        `they are elsewhere now: ghmgrad train FILE --resume ${directory}`,
    );
  }
  return { path, delimiter, header, table, sha256, plan: resume.plan, directory, resume };
}

/**
 * Trains. Writes a line of history after each epoch, and a checkpoint after the first step, then
 * every second and at the end.
 */
async function run({ plan, directory, resume, ...task }: Task, prepared: PreparedTraining) {
  const save = (trainer: Trainer) => {
    saveCheckpoint(directory, {
      format: "ghmgrad checkpoint",
      formatVersion: 2,
      plan,
      table: {
        path: task.path,
        delimiter: task.delimiter,
        header: task.header,
        sha256: task.sha256,
      },
      trainer: trainer.state(),
    });
  };
  const history = join(directory, modelFiles.history);
  const past = resume?.trainer.history ?? [];
  // Epochs after the checkpoint will be trained and recorded again.
  if (resume !== null) writeWhole(history, past.map(jsonLine).join(""));
  const progress = await Progress.start(`training, ${lossTitle(plan.loss)}`, plan.epochs);
  const interrupt = stopOnInterrupt();
  let saved = 0;
  try {
    const trainer = await fit(prepared.model.network, prepared.training, {
      ...prepared.options,
      resume: resume?.trainer,
      signal: interrupt.signal,
      onStep: (current) => {
        if (Date.now() - saved < 1000) return;
        save(current);
        saved = Date.now();
      },
      onEpoch: (record) => {
        try {
          appendFileSync(history, jsonLine(record));
        } catch (error) {
          throw explainWrite(error, history);
        }
        const { epoch, loss, score } = record;
        const ap = score === null ? "" : `, validation AP ${score.toFixed(3)}`;
        progress.update(epoch, `loss ${loss.toPrecision(3)}${ap}`);
      },
    });
    save(trainer);
    return trainer;
  } catch (error) {
    const checkpoint = join(directory, modelFiles.checkpoint);
    if (!(error instanceof DivergenceError)) {
      if (resume === null || saved > 0 || !(error instanceof Error)) throw error;
      throw new Error(`${checkpoint} does not fit: ${error.message}`, { cause: error });
    }
    const kept = existsSync(checkpoint) ? `. What was reached before is in ${checkpoint}` : "";
    throw new Error(`${error.message}${kept}`, { cause: error });
  } finally {
    progress.stop();
    interrupt.done();
  }
}

const jsonLine = (value: unknown) => `${JSON.stringify(value)}\n`;

/** A hash of a table's cells, to recognise the same table. */
function digest({ columns, rows }: Table): string {
  const hash = createHash("sha256");
  for (const row of [columns, ...rows]) hash.update(JSON.stringify(row));
  return hash.digest("hex");
}

interface Result {
  model: string;
  threshold: number;
  epochs: { run: number; best: number | null };
  validation: Scores | null;
  test: Scores | null;
}

function describeResult({ model, threshold, epochs, validation, test }: Result): string {
  const parts = Object.entries({ validation, test }).filter(
    (part): part is [string, Scores] => part[1] !== null,
  );
  const show = (value: number | null) => value?.toFixed(3) ?? "–";
  const rows = parts.map(([name, s]) => [
    ...[`${name} rows`, String(s.rows), String(s.positives)],
    ...[s.ap, s.auroc, s.f1, s.precision, s.recall, s.brier].map(show),
  ]);
  const head = ["", "rows", "positive", "AP", "AUROC", "F1", "precision", "recall", "Brier"];
  const best = epochs.best === null ? "" : `; the best was epoch ${epochs.best}, and is kept`;
  const chosen =
    validation === null
      ? "Without validation rows, the threshold is 0.5."
      : `A row is called positive from a probability of ${threshold.toPrecision(4)} on: the threshold ` +
        `with the best F1 on the validation rows, which flatters their own scores.`;
  return [
    ...(rows.length > 0 ? [textTable([head, ...rows]), ""] : []),
    wrap(`${epochs.run} ${epochs.run === 1 ? "epoch" : "epochs"}${best}. ${chosen}`),
    `The model is in ${model}. Next: ghmgrad lens ${model} CSV, or ghmgrad predict ${model} CSV`,
  ].join("\n");
}
