import { say } from "./terminal.js";

/** Thrown to end an interrupted command after it has printed everything. */
export class Interrupted extends Error {}

/**
 * Makes Ctrl-C and SIGTERM abort the signal, so that the work can stop at a safe point. A second
 * one ends the process at once. `done` restores their usual effect.
 */
export function stopOnInterrupt(): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    say("\nStopping as soon as it can be gone on from; Ctrl-C again stops at once.");
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    done: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
