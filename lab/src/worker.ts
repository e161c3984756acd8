/** The worker's mailbox. */
import type { FromWorker, Question } from "./messages.js";
import { Session } from "./engine/session.js";

const session = new Session();
const send = (message: FromWorker, transfer: Transferable[] = []) => {
  postMessage(message, { transfer });
};

let isWorking = false;
/** Runs seeds between questions. */
function work(): void {
  const { isDone, isNews } = session.work();
  if (isNews) send({ seeds: session.seeds });
  isWorking = !isDone;
  if (isWorking) setTimeout(work);
}

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  const answer = session.answer(data);
  const planes = "planes" in answer ? (answer.planes ?? []) : [];
  send(
    answer,
    planes.map(({ buffer }) => buffer as ArrayBuffer),
  );
  if (!isWorking) work();
});
