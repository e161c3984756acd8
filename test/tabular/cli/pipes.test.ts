/** The command as it is shipped, in a shell: where its output goes. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { binary, checkBuild, makeFolder } from "./run.js";

const cwd = makeFolder();

/** Runs a line of bash in which `ghmgrad` is the command. */
async function bash(line: string): Promise<{ code: number; stdout: string; stderr: string }> {
  checkBuild();
  const script = `ghmgrad() { "${process.execPath}" "${binary}" "$@"; }; ${line}`;
  try {
    return { code: 0, ...(await promisify(execFile)("bash", ["-c", script], { cwd })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe.concurrent("the output of ghmgrad", () => {
  it("may be read in part, without a word about it", async () => {
    const line = "ghmgrad data penguins | head -1; exit ${PIPESTATUS[0]}";
    const { code, stdout, stderr } = await bash(line);
    expect([code, stdout.split("\n").length]).toEqual([0, 2]);
    expect(stderr).toMatch(/^Licence: .*\n$/);
  });

  it("need not be read for the report to be written", async () => {
    const quick = "--seeds 1 --steps 5 --losses bce --lrs 0.1 --report unread.html";
    const line = `ghmgrad compare penguins ${quick} 2>/dev/null | true; exit \${PIPESTATUS[0]}`;
    expect((await bash(line)).code).toBe(0);
    expect(existsSync(join(cwd, "unread.html"))).toBe(true);
  });

  it("ends with 1 and a sentence if it cannot be written", async () => {
    const { code, stderr } = await bash("ghmgrad data --json > /dev/full");
    expect(code).toBe(1);
    expect(stderr).toBe("ghmgrad: cannot write to standard output: the disk is full\n");
  });

  it("ends with 1 also in the middle of a long CSV", async () => {
    const make = `"${process.execPath}" -e 'console.log("x,y"); for (let i = 0; i < 50000; i++) console.log(i % 101 + "," + i % 2)'`;
    const line =
      `${make} > long.csv; ghmgrad train long.csv --label y --epochs 1 --out long 2>/dev/null; ` +
      `ghmgrad predict long long.csv > /dev/full`;
    const { code, stderr } = await bash(line);
    expect(code).toBe(1);
    expect(stderr).toBe("ghmgrad: cannot write to standard output: the disk is full\n");
  });

  it("does not depend on anybody's reading the messages", async () => {
    const { code, stdout } = await bash("ghmgrad data penguins --out copy.csv 2>/dev/full");
    expect([code, stdout]).toEqual([0, ""]);
    expect(existsSync(join(cwd, "copy.csv"))).toBe(true);
  });
});
