import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const blocks = readFileSync(join(root, "README.md"), "utf8").match(/^```ts\n[^]*?^```/gm) ?? [];
const examples = blocks.filter((block) => block.includes('from "ghmgrad"'));

/** What an example prints. Throws unless it ends with exit code 0. */
function run(example: string): string {
  const code = example.split("\n").slice(1, -1).join("\n");
  const folder = mkdtempSync(join(root, "node_modules", ".readme-"));
  try {
    const file = join(folder, "example.mts");
    const source = (name: string) => join(root, "src", `${name}.ts`);
    const inClone = code
      .replace('"ghmgrad"', JSON.stringify(source("index")))
      .replace('"ghmgrad/node"', JSON.stringify(source("node")));
    writeFileSync(file, inClone);
    const command = ["--import", "tsx", file];
    return execFileSync(process.execPath, command, { encoding: "utf8", cwd: root });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the examples in the README run as they stand:", () => {
  it("there are two", () => {
    expect(examples).toHaveLength(2);
  });

  it("the loop by hand prints counts and weights", () => {
    expect(run(examples[0]).match(/\[[^\]]*\]/g)).toHaveLength(2);
  });

  it("fit stops early, and keeps the best epoch", () => {
    const [, epochs, best] =
      /^(\d+) \{ epoch: (\d+), score: -[\d.]+ \}/.exec(run(examples[1])) ?? [];
    expect(Number(epochs)).toBeGreaterThanOrEqual(Number(best));
  });
});
