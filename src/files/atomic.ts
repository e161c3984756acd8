import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/**
 * Writes a file so that at every moment, also after a crash, it holds either what it held before or
 * all of the new content: into a file beside it, which then takes its place.
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

const problems: Partial<Record<string, string>> = {
  ENOENT: "there is no folder to put it in",
  ENOTDIR: "a part of its path is no folder",
  EEXIST: "there is a file of that name",
  EISDIR: "it is a folder",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "you may not write there",
  ENOSPC: "the disk is full",
};

/** An error of the file system, in words. */
export function explainWrite(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const problem = problems[String(error.code)] ?? error.message;
  return new Error(`cannot write ${path}: ${problem}`, { cause: error });
}
