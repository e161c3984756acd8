import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

it("the example in the README runs as it stands", () => {
  const blocks = readFileSync(join(root, "README.md"), "utf8").match(/^```ts\n[^]*?^```/gm) ?? [];
  const examples = blocks.filter((block) => block.includes('from "ghmgrad"'));
  expect(examples).toHaveLength(1);
  const code = examples[0].split("\n").slice(1, -1).join("\n");
  const folder = mkdtempSync(join(root, "node_modules", ".readme-"));
  try {
    const file = join(folder, "example.ts");
    writeFileSync(file, code.replace("ghmgrad", join(root, "src", "index.ts")));
    const printed = execFileSync(process.execPath, ["--import", "tsx", file], {
      encoding: "utf8",
      cwd: root,
    });
    expect(printed.match(/\[[^\]]*\]/g)).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
