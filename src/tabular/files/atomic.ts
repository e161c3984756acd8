import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { explainWrite } from "./explain.js";

/** The temporary file for the content of another. */
const besideOf = (path: string) => `${path}.${process.pid}.tmp`;

/**
 * Checks before long work that {@link writeWhole} can make a file.
 *
 * @throws Error if it cannot.
 */
export function checkWritable(path: string): void {
  const beside = besideOf(path);
  try {
    closeSync(openSync(beside, "w"));
    rmSync(beside);
  } catch (error) {
    throw explainWrite(error, path);
  }
}

/**
 * Writes a file atomically: at every moment, even after a crash, it holds either its old content or
 * all of the new. The content goes into a temporary file beside it, which then replaces it.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const beside = besideOf(path);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  try {
    const file = openSync(beside, "w");
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    if (existsSync(beside)) rmSync(beside);
    throw explainWrite(error, path);
  }
}
