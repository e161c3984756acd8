/** A worker process of `runCells`: runs the cells that are sent to it. */
import { runCell, type Cell } from "./cell.js";
import type { Answer } from "./workers.js";

process.on("message", (cell: Cell) => {
  const start = process.cpuUsage();
  runCell(cell).then(
    (result) => {
      const { user, system } = process.cpuUsage(start);
      answer({ result, seconds: (user + system) / 1e6 });
    },
    (error: unknown) => {
      answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});
process.on("SIGINT", () => undefined); // the parent process ends this one

function answer(message: Answer): void {
  process.send?.(message);
}
