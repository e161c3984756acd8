import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import pkg from "../../../package.json" with { type: "json" };
import { binary, checkBuild, ghmgrad, makeFolder, start } from "./run.js";

const cwd = makeFolder();

/** Those of the commands that read a table by its label. */
const tableOptions = [
  ...["label", "positive", "drop", "keep", "group", "weight", "types", "missing", "missing-values"],
  ...["delimiter", "no-header", "decimal", "thousands"],
];

/** Each command, and its options. */
const commands: Record<string, string[]> = {
  compare: [
    ...tableOptions,
    ...["losses", "hidden", "activation", "seeds", "lrs", "steps", "batch-size", "select"],
    ...["most-rows", "quick", "report", "json"],
  ],
  train: [
    ...tableOptions,
    ...["loss", "model", "hidden", "activation", "strengths", "lr", "batch-size", "epochs"],
    ...["patience", "folds", "calibrate", "no-calibrate", "seed", "test", "out", "resume", "json"],
  ],
  lens: ["rows", "weight", "report", "delimiter", "no-header", "json"],
  suspects: [
    ...tableOptions,
    ...["loss", "hidden", "folds", "seed", "top", "no-runs", "report", "json"],
  ],
  predict: ["threshold", "strict", "escape-formulas", "delimiter", "no-header", "json"],
  lab: [...tableOptions.filter((name) => name !== "weight"), "out"],
  data: ["out", "json"],
};

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

describe.concurrent("ghmgrad", () => {
  for (const [command, options] of Object.entries(commands)) {
    it(`${command} --help names every option and an example, on 100 columns`, async () => {
      const { code, stdout, stderr } = await ghmgrad([command, "--help"], { cwd });
      expect(code).toBe(0);
      expect(stderr).toBe("");
      const found = [...stdout.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name]) => name);
      expect(found).toEqual([...options, "help"]);
      expect(stdout).toMatch(new RegExp(`Examples?:\n  ghmgrad ${command}`));
      expect(widest(stdout)).toBeLessThanOrEqual(100);
      expect(stdout).not.toMatch(/undefined|\[object|NaN/);
      expect(stdout).not.toContain("\u001b"); // no colours
    });
  }

  it("--help lists the commands, where to start and the exit codes", async () => {
    const { code, stdout } = await ghmgrad(["--help"], { cwd });
    expect(code).toBe(0);
    for (const command of Object.keys(commands)) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
      expect(stdout).toContain(`  ghmgrad ${command === "data" ? "compare penguins" : command} `);
    }
    expect(stdout).toMatch(/If standard output is closed \(>&-\), the results\s+are lost/);
    expect(stdout).toMatch(/Exit codes: 0 .*; 1 .*; 2 .*\n130/);
    expect(widest(stdout)).toBeLessThanOrEqual(100);
    expect(stdout).not.toMatch(/undefined/);
    expect(stdout).not.toContain("\u001b"); // no colours
  });

  it("without a command shows the help on standard error, with exit code 2", async () => {
    const { code, stdout, stderr } = await ghmgrad([], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Start here:");
  });

  it("ends with these exit codes, as it is shipped", async () => {
    const commands = ["--version", "train nothing.csv --label y", "--jason"];
    const ended = await Promise.all(commands.map((c) => start(c.split(" "), { cwd }).ended));
    expect(ended.map(({ code }) => code)).toEqual([0, 1, 2]);
    expect(ended[0].stdout).toBe(`${pkg.version}\n`);
    expect(ended[1].stderr).toContain("cannot read nothing.csv: there is no such file");
  });

  it.skipIf(process.platform === "win32")("can be run by its path, as `npm link` does", () => {
    checkBuild();
    expect(execFileSync(binary, ["--version"], { encoding: "utf8" })).toBe(`${pkg.version}\n`);
  });

  it("tells its version", async () => {
    expect(await ghmgrad(["--version"], { cwd })).toEqual({
      code: 0,
      stdout: `${pkg.version}\n`,
      stderr: "",
    });
  });
});
