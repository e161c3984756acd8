/**
 * `npm run lessons`: runs the code of each lesson, and writes what it prints into its text.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { compileInNode } from "./runner/compile.js";
import { lessonFile, lessonIds } from "./runner/folder.js";
import { blocksOf } from "./runner/lesson.js";
import { outputsOf } from "./runner/program.js";

for (const id of lessonIds) {
  const file = lessonFile(id);
  const markdown = readFileSync(file, "utf8");
  const outputs = outputsOf(blocksOf(markdown), compileInNode);
  let k = 0;
  const written = markdown.replaceAll(
    /^(```ts\n[^]*?^```\n)(?:\n```text\n[^]*?^```\n)?/gm,
    (_, code: string) => {
      const output = outputs[k++];
      return output === "" ? code : `${code}\n\`\`\`text\n${output}\`\`\`\n`;
    },
  );
  if (written === markdown) continue;
  writeFileSync(file, written);
  console.log(`${id}: written anew`);
}
