/** Who answers the page's questions: a worker or, where none can be had, the page itself. */
import type { FromWorker, Question } from "../messages.js";
import { serve } from "../worker.js";

export interface Engine {
  isWorker: boolean;
  ask: (question: Question) => void;
  /** Ends a worker, whatever it does; the page itself cannot be ended. */
  stop: () => void;
}

/**
 * @param receive - takes what the engine says.
 * @param onDeath - called if the worker dies after it has started, with what the browser says of it.
 */
export async function startEngine(
  receive: (message: FromWorker) => void,
  onDeath: (why: string) => void,
): Promise<Engine> {
  const worker = await startWorker(receive);
  if (worker === null) {
    const answer = serve(receive);
    return {
      isWorker: false,
      // Later, so that the browser can draw between two questions.
      ask: (question) => setTimeout(answer, 0, question),
      stop: () => undefined,
    };
  }
  worker.addEventListener("error", ({ message }) => {
    worker.terminate();
    onDeath(message);
  });
  return {
    isWorker: true,
    ask: (question) => {
      worker.postMessage(question);
    },
    stop: () => {
      worker.terminate();
    },
  };
}

/** A worker that has said its first word; `null` where there are none, or a policy forbids them. */
function startWorker(receive: (message: FromWorker) => void): Promise<Worker | null> {
  return new Promise((resolve) => {
    try {
      const worker = workerOfOwnScript();
      worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
        receive(data);
        resolve(worker);
      });
      worker.addEventListener("error", () => {
        resolve(null);
      });
    } catch {
      resolve(null);
    }
  });
}

/** The page's script is the worker's as well: inlined into the page, or a file while it is developed. */
function workerOfOwnScript(): Worker {
  // While it is developed, vite's own script comes before.
  const scripts = document.querySelectorAll<HTMLScriptElement>("script[type=module]");
  const script = scripts[scripts.length - 1];
  if (script.src !== "") return new Worker(script.src, { type: "module" });
  // Not as a module, which Chromium refuses to a page opened from a file.
  const code = new Blob(['"use strict";', script.textContent], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(code));
}
