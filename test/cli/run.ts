/** Runs the real command line, as a user would: dist/cli/main.js in a process of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, vi } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = join(root, "dist/cli/main.js");
checkBuild();
// Many processes at once on few cores: each has its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** What a process left behind. */
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

/** Starts `ghmgrad …`. */
export function start(
  args: readonly string[],
  { cwd, input = "" }: RunOptions,
): { child: ChildProcess; ended: Promise<Ended> } {
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

/** Runs `ghmgrad …` to its end. */
export function ghmgrad(args: readonly string[], options: RunOptions): Promise<Ended> {
  return start(args, options).ended;
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

/** These tests are of what is in dist: it must be what src says. */
function checkBuild(): void {
  const built = statSync(binary, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) throw new Error("there is no dist/cli/main.js: run npm run build first");
  const changed = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).find(
    (file) => statSync(join(root, "src", file)).mtimeMs > built && file.endsWith(".ts"),
  );
  if (changed !== undefined) {
    throw new Error(`dist is older than src/${changed}: run npm run build first`);
  }
}
