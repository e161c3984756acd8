import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { explainWrite } from "./explain.js";

/**
 * Writes a file atomically: at every moment, even after a crash, it holds either its old content or
 * all of the new. The content goes into a temporary file beside it, which then replaces it.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.tmp`;
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
