/** Errors of the file system, in words. */
import { getSystemErrorMap } from "node:util";
import { checkType } from "../../array/index.js";
import { shorten } from "../table/text.js";

type Problems = Partial<Record<string, string>>;

const problems: Problems = {
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open; ulimit -n tells how many may be",
  ENFILE: "too many files are open on this machine",
  EBUSY: "something else uses it",
  EIO: "the disk fails",
};

const readProblems: Problems = {
  ...problems,
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file: a part of its path is no folder",
  EISDIR: "it is a folder, where a CSV file belongs",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
};

const writeProblems: Problems = {
  ...problems,
  ENOENT: "there is no folder to put it in",
  ENOTDIR: "a part of its path is no folder",
  EEXIST: "there is a file of that name",
  EISDIR: "it is a folder",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the disk can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is full",
  EFBIG: "it would be too large",
};

/** A file's or folder's name in messages: on one line, and visible if it is empty. */
export function nameOf(path: string): string {
  return path === "" ? '""' : shorten(path, 300);
}

/** The error to throw for one that reading `source` has thrown. */
export function explainRead(error: unknown, source: string): unknown {
  return explain(error, `cannot read ${nameOf(source)}`, readProblems);
}

/** The error to throw for one that writing `path` has thrown. */
export function explainWrite(error: unknown, path: string): unknown {
  return explain(error, `cannot write ${nameOf(path)}`, writeProblems);
}

/** Any error that was thrown, in words if the system made it and nobody has explained it. */
export function explainAny(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  return explain(error, `cannot ${syscall} ${nameOf(path ?? "")}`, problems) as Error;
}

function explain(error: unknown, what: string, known: Problems): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const { code, errno, message } = error as NodeJS.ErrnoException;
  const problem = known[String(code)] ?? getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
  return new Error(`${what}: ${problem}`, { cause: error });
}

/** @throws TypeError unless it is the path that was `expected`. */
export function checkPath(path: string, expected: string): void {
  checkType(typeof path === "string" && !path.includes("\0"), expected, path);
}
