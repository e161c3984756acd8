/** The mailbox of the session: of a worker or, where none can be had, of the page itself. */
import { setKernels } from "../../src/index.js";
import type { FromWorker, Question } from "./messages.js";
import { Session } from "./engine/session.js";

/**
 * Answers questions with a session, and runs its seeds between them.
 *
 * @param send - takes what is answered, and the buffers that are handed over with it.
 * @returns takes a question.
 */
export function serve(
  send: (message: FromWorker, transfer: Transferable[]) => void,
): (question: Question) => void {
  const session = new Session();
  let isWorking = false;
  const work = () => {
    const { isDone, isNews } = session.work();
    if (isNews) send({ seeds: session.seeds }, []);
    isWorking = !isDone;
    if (isWorking) setTimeout(work);
  };
  send({ kernels: setKernels("auto") }, []);
  return (question) => {
    const answer = session.answer(question);
    const planes = "planes" in answer ? (answer.planes ?? []) : [];
    send(
      answer,
      planes.map(({ buffer }) => buffer as ArrayBuffer),
    );
    if (!isWorking) work();
  };
}

/** Makes this script a worker. */
export function beWorker(): void {
  const answer = serve((message, transfer) => {
    postMessage(message, { transfer });
  });
  addEventListener("message", ({ data }: MessageEvent<Question>) => {
    answer(data);
  });
}
