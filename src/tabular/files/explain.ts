/** Errors of the file system, in words. */

type Problems = Partial<Record<string, string>>;

const pathProblems: Problems = {
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

const readProblems: Problems = {
  ...pathProblems,
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file: a part of its path is no folder",
  EISDIR: "it is a folder, where a CSV file belongs",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
};

const writeProblems: Problems = {
  ...pathProblems,
  ENOENT: "there is no folder to put it in",
  ENOTDIR: "a part of its path is no folder",
  EEXIST: "there is a file of that name",
  EISDIR: "it is a folder",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "you may not write there",
  ENOSPC: "the disk is full",
};

/** The error to throw for one that reading `source` has thrown. */
export function explainRead(error: unknown, source: string): unknown {
  return explain(error, `cannot read ${source}`, readProblems);
}

/** The error to throw for one that writing `path` has thrown. */
export function explainWrite(error: unknown, path: string): unknown {
  return explain(error, `cannot write ${path}`, writeProblems);
}

function explain(error: unknown, what: string, problems: Problems): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  return new Error(`${what}: ${problems[String(error.code)] ?? error.message}`, { cause: error });
}
