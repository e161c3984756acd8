/** Workers of the page that grade. */
import packed from "virtual:grader";
import type { Hired } from "../runner/grader.js";
import type { Said } from "../runner/work.js";

/**
 * A function that starts a worker.
 *
 * @throws Error with a sentence for the learner if the browser has none.
 */
export async function hire(): Promise<() => Hired> {
  if (typeof Worker === "undefined" || typeof DecompressionStream === "undefined") {
    throw new Error(
      "This browser cannot run your code beside the page (no workers, or no DecompressionStream): use a newer one, or ghmgrad learn in a terminal.",
    );
  }
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const code = await new Response(unpacked).blob();
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  return () => {
    const worker = new Worker(address);
    return {
      ask: (question, hear, fail) => {
        worker.addEventListener("message", ({ data }: MessageEvent<Said>) => {
          hear(data);
        });
        worker.addEventListener("error", ({ message }) => {
          fail(message || "the worker could not be started");
        });
        worker.postMessage(question);
      },
      stop: () => {
        worker.terminate();
      },
    };
  };
}
