/** The program that a lesson's text is: its blocks of code, one after the other. */
import type { Block } from "./lesson.js";
import { run, type Compile } from "./run.js";

const boundary = "\0";

/**
 * What each block of code prints, all of them run as one program.
 *
 * @throws Trouble if it throws, or cannot be read.
 */
export function outputsOf(blocks: readonly Block[], compile: Compile): string[] {
  const code = blocks.filter(({ kind }) => kind === "code").map(({ text }) => text);
  const outputs: string[] = [];
  let output = "";
  run(code.join(`\nconsole.log(${JSON.stringify(boundary)});\n`), compile, (line) => {
    if (line === boundary) {
      outputs.push(output);
      output = "";
    } else output += `${line.trimEnd()}\n`;
  });
  return [...outputs, output];
}
