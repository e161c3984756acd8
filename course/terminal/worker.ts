/** The worker of the terminal: grades one file. */
import { parentPort } from "node:worker_threads";
import { compileInNode } from "../runner/compile.js";
import { work, type Question } from "../runner/work.js";

parentPort?.on("message", (question: Question) => {
  work(question, compileInNode, (said) => parentPort?.postMessage(said));
});
