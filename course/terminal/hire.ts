import { Worker } from "node:worker_threads";
import type { Hired } from "../runner/grader.js";
import type { Said } from "../runner/work.js";

/**
 * Starts a thread that grades one file.
 *
 * @param script - the built terminal/worker.ts.
 */
export function hire(script: URL): Hired {
  const worker = new Worker(script);
  return {
    ask: (question, hear, fail) => {
      worker.on("message", (said: Said) => {
        hear(said);
      });
      worker.on("error", (error) => {
        fail(error instanceof Error ? error.message : String(error));
      });
      worker.on("exit", () => {
        fail("it left the process");
      });
      worker.postMessage(question);
    },
    stop: () => void worker.terminate(),
  };
}
