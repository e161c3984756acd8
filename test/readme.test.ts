/** What README shows: its programs print what it says they print, and its excerpt is the code. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const readme = read("README.md");
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```\n(?:\nprints\n\n```text\n(.*?)^```)?/gms)];
const programs = blocks.filter(([, code]) => code.startsWith("import"));
const excerpts = blocks.filter(([, code]) => !code.startsWith("import"));

/** What a program prints when its imports lead to the sources. */
async function run(code: string): Promise<string> {
  const folder = mkdtempSync(join(root, "node_modules", ".readme-"));
  try {
    const file = join(folder, "program.mts");
    const source = (name: string) => JSON.stringify(join(root, "src", name));
    const inClone = code
      .replace('"ghmgrad"', source("index.ts"))
      .replace('"ghmgrad/tabular"', source("tabular/index.ts"))
      .replace('"ghmgrad/node"', source("node.ts"));
    writeFileSync(file, inClone);
    const args = ["--import", "tsx", file];
    return (await promisify(execFile)(process.execPath, args, { cwd: root })).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("README", () => {
  it("has four programs and an excerpt", () => {
    expect([programs.length, excerpts.length]).toEqual([4, 1]);
  });

  it.each(programs.map(([, code, printed]) => ({ first: code.split("\n")[0], code, printed })))(
    "prints what the program prints that begins with $first",
    async ({ code, printed }) => {
      expect(await run(code)).toBe(printed);
    },
  );

  it("shows GHM-C as it is written in the sources", () => {
    const lines = (text: string) => text.trim().split("\n").map((line) => line.trim()); // prettier-ignore
    const [, excerpt] = excerpts[0];
    expect(lines(read("src/losses/ghmc.ts")).join("\n")).toContain(lines(excerpt).join("\n"));
  });

  it("leads to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path);
    expect(links.length).toBeGreaterThan(8);
    for (const path of links) expect(read(path).length, path).toBeGreaterThan(0);
  });
});
