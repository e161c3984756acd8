/** The worker of the page: grades one file. */
import type { Compile } from "../runner/run.js";
import { work, type Question } from "../runner/work.js";

/** Outside of all scopes, and with the learner's lines in stacks. */
const compile: Compile = (code, name) => (0, eval)(`${code}\n//# sourceURL=${name}`) as unknown;

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  work(data, compile, (said) => {
    postMessage(said);
  });
});
