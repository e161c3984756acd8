/** Runs cells in several processes. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Cell, CellResult } from "./cell.js";

/** The answer of a worker. */
export type Answer = { result: CellResult; seconds: number } | { error: string };

/**
 * Runs cells in parallel. Each worker takes the next cell when it has finished one.
 *
 * @param onDone - called after each cell, in the order in which they finish.
 * @throws Error if a cell fails. @throws the signal's reason if it stops the work; cells that are
 * then unfinished are lost.
 */
export async function runCells(
  cells: readonly Cell[],
  workers: number,
  signal: AbortSignal,
  onDone: (cell: Cell, result: CellResult, seconds: number) => void,
): Promise<void> {
  const waiting = cells.values();
  const file = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const work = async () => {
    const child = fork(file, { execArgv: ["--import", "tsx"] });
    try {
      // All workers share the iterator, so that each cell is taken once.
      for (const cell of waiting) {
        const answer = await new Promise<Answer>((resolve, reject) => {
          signal.throwIfAborted();
          signal.onabort = () => {
            reject(signal.reason as Error);
          };
          child.once("message", resolve);
          child.once("exit", (code) => {
            reject(new Error(`a worker ended with status ${String(code)}`));
          });
          child.send(cell);
        });
        child.removeAllListeners();
        if ("error" in answer) throw new Error(`${JSON.stringify(cell)}: ${answer.error}`);
        onDone(cell, answer.result, answer.seconds);
      }
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
