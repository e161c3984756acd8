import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkType, hasFields } from "../../array/index.js";
import { encodeCheckpoint, parseCheckpoint } from "../model/checkpoint.js";
import { TabularModel, type Checkpoint } from "../model/index.js";
import { writeWhole } from "./atomic.js";
import { checkPath, explainRead, explainWrite, nameOf } from "./explain.js";
import { mostBytes } from "./readTable.js";

/** The files in a model's folder. */
export const modelFiles = {
  card: "model.json",
  weights: "model.safetensors",
  history: "history.jsonl",
  checkpoint: "checkpoint.safetensors",
} as const;

/**
 * Makes a folder for a new model.
 *
 * @throws Error if something exists at that path, except an empty folder, or if the folder cannot
 * be made.
 */
export function makeModelDirectory(directory: string): void {
  let files;
  try {
    makeFolder(directory);
    files = readdirSync(directory);
  } catch (error) {
    throw explainWrite(error, directory);
  }
  if (files.length > 0) {
    throw new Error(
      `the folder ${nameOf(directory)} is not empty, and nothing in it shall be overwritten: name another one`,
    );
  }
}

/**
 * Saves a model as `model.json` and `model.safetensors`. A model that is already in the folder is
 * replaced.
 *
 * @param directory - the path of the folder, which is created if necessary.
 * @param model - the model, usually of `finishTraining`.
 * @throws Error naming the file or folder that cannot be written.
 */
export function saveModel(directory: string, model: TabularModel): void {
  checkPath(directory, "saveModel takes the path of a folder");
  checkType(model instanceof TabularModel, "saveModel takes a TabularModel", model);
  const { card, weights } = model.save();
  try {
    makeFolder(directory);
    // Without its card, a folder holds no model: a crash before the new card is written cannot
    // leave a model of old and new files.
    rmSync(join(directory, modelFiles.card), { force: true });
  } catch (error) {
    throw explainWrite(error, directory);
  }
  writeWhole(join(directory, modelFiles.weights), weights);
  writeWhole(join(directory, modelFiles.card), card);
}

/**
 * Loads a model that {@link saveModel} saved.
 *
 * @param directory - the path of the model's folder.
 * @throws RangeError or TypeError naming the file and what is wrong in it. @throws Error naming the
 * folder or the file if it cannot be read, or if training is not finished.
 */
export function loadModel(directory: string): TabularModel {
  checkPath(directory, "loadModel takes the path of a folder");
  const [card, weights] = [modelFiles.card, modelFiles.weights].map((name) =>
    join(directory, name),
  );
  const files = listDirectory(directory);
  if (!files.includes(modelFiles.card)) {
    throw new Error(
      files.includes(modelFiles.checkpoint)
        ? `the training of the model in ${nameOf(directory)} is not finished: ghmgrad train --resume ${nameOf(directory)}`
        : `${nameOf(directory)} holds no model: it has no ${modelFiles.card}`,
    );
  }
  return TabularModel.load(
    { card: readFile(card).toString("utf8"), weights: readFile(weights) },
    { card, weights },
  );
}

/**
 * Saves the state of a training, to resume it later. The file `checkpoint.safetensors` is replaced
 * atomically.
 *
 * @param directory - the path of the model's folder, which must exist.
 * @param checkpoint - the state to save.
 * @throws Error naming the file if it cannot be written.
 */
export function saveCheckpoint(directory: string, checkpoint: Checkpoint): void {
  checkPath(directory, "saveCheckpoint takes the path of a folder");
  if (directory === "") throw new RangeError('saveCheckpoint: "" is no folder');
  const isCheckpoint = hasFields(checkpoint, "schema", "plan", "table", "tried");
  checkType(isCheckpoint, "saveCheckpoint takes { schema, plan, table, tried }", checkpoint);
  writeWhole(join(directory, modelFiles.checkpoint), encodeCheckpoint(checkpoint));
}

/**
 * Loads the state of a training that {@link saveCheckpoint} saved.
 *
 * @param directory - the path of the model's folder.
 * @throws RangeError naming the file and what is wrong in it. @throws Error if it cannot be read.
 */
export function loadCheckpoint(directory: string): Checkpoint {
  checkPath(directory, "loadCheckpoint takes the path of a folder");
  const path = join(directory, modelFiles.checkpoint);
  const files = listDirectory(directory);
  if (!files.includes(modelFiles.checkpoint)) {
    throw new Error(
      files.includes(modelFiles.card)
        ? `the training of the model in ${nameOf(directory)} is finished: there is nothing to resume`
        : `${nameOf(directory)} holds no training to resume: it has no ${modelFiles.checkpoint}`,
    );
  }
  return parseCheckpoint(readFile(path), path);
}

/** Removes the checkpoint of a training that is finished. */
export function removeCheckpoint(directory: string): void {
  try {
    rmSync(join(directory, modelFiles.checkpoint), { force: true });
  } catch (error) {
    throw explainWrite(error, directory);
  }
}

/** Makes a folder and those that it is in. Node's own `recursive` never ends in /proc. */
function makeFolder(path: string): void {
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !statSync(path).isDirectory()) {
      throw error;
    }
  }
}

function listDirectory(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = { ENOENT: "there is no such folder", ENOTDIR: "it is no folder" }[String(code)];
    if (problem === undefined) throw explainRead(error, directory);
    throw new Error(`cannot read ${nameOf(directory)}: ${problem}; name the folder of a model`, {
      cause: error,
    });
  }
}

function readFile(path: string): Buffer {
  try {
    const file = statSync(path);
    if (!file.isFile()) throw new RangeError(`${path} is no file`);
    if (file.size > mostBytes) {
      throw new RangeError(`${path} has ${file.size} bytes, more than any model needs`);
    }
    return readFileSync(path);
  } catch (error) {
    throw explainRead(error, path);
  }
}
