/** Runs the command line: in this process, for its speed, or as users do, in one of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, vi } from "vitest";
import { run } from "../../../src/tabular/cli/run.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const binary = join(root, "dist/cli/main.js");

/** What a run left behind. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Where it runs: a folder of the test's own. */
  cwd: string;
  /** Its standard input. Default: nothing. */
  input?: string | undefined;
}

/** One run at a time: it has the process's folder, standard input and output for itself. */
let last: Promise<unknown> = Promise.resolve();

/** Runs `ghmgrad …` in this process. */
export function ghmgrad(args: readonly string[], options: RunOptions): Promise<Ended> {
  const ended = last.then(() => runHere(args, options));
  last = ended.catch(() => undefined);
  return ended;
}

async function runHere(args: readonly string[], { cwd, input = "" }: RunOptions): Promise<Ended> {
  const output = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      output[name] += String(text);
      return true;
    }),
  );
  const stdin = vi.spyOn(process, "stdin", "get");
  stdin.mockReturnValue(Readable.from([Buffer.from(input)]) as never);
  const before = process.cwd();
  process.chdir(cwd);
  try {
    return { code: await run(args), ...output };
  } finally {
    process.chdir(before);
    for (const spy of [...spies, stdin]) spy.mockRestore();
  }
}

/** Starts `ghmgrad …` as it is shipped, in a process of its own. */
export function start(
  args: readonly string[],
  { cwd, input = "" }: RunOptions,
): { child: ChildProcess; ended: Promise<Ended> } {
  checkBuild();
  const child = spawn(process.execPath, [binary, ...args], { cwd });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  }
  child.stdin.on("error", () => undefined); // it may end before it has read all
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, ...output });
    });
  });
  return { child, ended };
}

/** Runs it, and gives what it printed; fails if it did. */
export async function printed(args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await ghmgrad(args, options);
  if (code !== 0) throw new Error(`ghmgrad ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

/** A folder for the tests of a file, removed after them. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ghmgrad-cli-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** What is shipped is in dist: it must be what src says. */
export function checkBuild(): void {
  const built = statSync(binary, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) throw new Error("there is no dist/cli/main.js: run npm run build first");
  const changed = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).find(
    (file) => statSync(join(root, "src", file)).mtimeMs > built && file.endsWith(".ts"),
  );
  if (changed !== undefined) {
    throw new Error(`dist is older than src/${changed}: run npm run build first`);
  }
}
