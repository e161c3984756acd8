import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What an example prints. Rejects unless it ends with exit code 0. */
async function run(name: string): Promise<string> {
  const command = ["--import", "tsx", `examples/${name}.ts`];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root });
  return stdout;
}

/** The numbers in the first line that starts with `start`. */
function numbersAfter(start: string, printed: string): number[] {
  const line = printed.split("\n").find((text) => text.startsWith(start)) ?? "";
  return (line.slice(start.length).match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
}

describe.concurrent("the examples", () => {
  it("ship with the package, and import it by its name and nothing of the clone", ({ expect }) => {
    const pkg = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { files: string[] };
    expect(pkg.files).toContain("examples");
    for (const name of readdirSync(join(root, "examples")).filter((file) => file.endsWith(".ts"))) {
      const code = readFileSync(join(root, "examples", name), "utf8");
      const from = [...code.matchAll(/ from "([^"]+)"/g)].map(([, module]) => module);
      expect(from, name).toContain("ghmgrad");
      expect(
        from.filter((module) => !/^(ghmgrad|node:\w+)$/.test(module)),
        name,
      ).toEqual([]);
    }
  });

  it("logistic: the learned weights come near to those of theory", async ({ expect }) => {
    const printed = await run("logistic");
    for (const name of ["w[0]", "w[1]", "b"]) {
      const [learned, best] = numbersAfter(name, printed);
      expect(Math.abs(learned - best), name).toBeLessThan(0.5);
    }
    expect(numbersAfter("accuracy", printed)[0]).toBeGreaterThan(95);
  });

  it("ghm-by-hand: hand and tape agree, for the loss and for each gradient", async ({ expect }) => {
    const printed = await run("ghm-by-hand");
    expect(printed).toMatch(/^#\d +GHMCLoss/m);
    const [, byHand] = /by hand +(\S+)\n +by the op +\1\n/.exec(printed) ?? [];
    expect(Number(byHand)).toBeGreaterThan(0);
    const table = printed.slice(printed.indexOf("4. WHAT CAME TO x"));
    for (let i = 0; i < 8; i++) {
      const [, , hand, tape] = numbersAfter(`      ${i}`, table);
      expect(tape, `example ${i}`).toBe(hand);
      expect(tape).not.toBe(0);
    }
  });

  it("custom-op: the checks pass the right op and find what is wrong in others", async ({
    expect,
  }) => {
    const printed = await run("custom-op");
    expect(printed).toContain("gradcheck(logCosh)      true");
    expect(printed).toContain("gradgradcheck(logCosh)  true");
    const [, wrongFormula, noGradY, once, twice] = printed.split("── ");
    expect(wrongFormula).toContain("5 of 5 entries are wrong");
    expect(noGradY).toContain("does backward multiply by gradY?");
    expect(once).toContain("true");
    expect(twice).toContain("entries are wrong");
  });

  it("moons: both losses are measured on five seeds, and learn something", async ({ expect }) => {
    const printed = await run("moons");
    for (const name of ["BCE  ", "GHM-C"]) {
      const row = numbersAfter(name, printed);
      expect(row, name).toHaveLength(7);
      expect(row[5], name).toBeGreaterThan(0.8);
    }
    expect(printed).toMatch(/better than BCE for \d of 5 seeds/);
  });

  it("resume: a training that went on in a new process has the same bits", async ({ expect }) => {
    const printed = await run("resume");
    for (const part of ["model", "optimizer", "schedule", "density", "generator"]) {
      expect(printed).toMatch(new RegExp(`^${part} +the same, bit for bit`, "m"));
      expect(numbersAfter(part, printed)[0], `without ${part}`).toBeGreaterThan(0);
    }
    const processes = [...printed.matchAll(/process (\d+)/g)].map((match) => match[1]);
    expect(new Set(processes).size).toBe(2);
  });
});
