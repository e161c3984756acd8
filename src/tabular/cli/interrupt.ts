/** Ends a command that was stopped, when all has been said. */
export class Interrupted extends Error {}

/**
 * Ctrl-C, and SIGTERM, let the work stop at a good moment: they set the signal. A second one stops
 * the process at once. `done` gives both their usual meaning back.
 */
export function stopOnInterrupt(): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write(
      "\nStopping as soon as it can be gone on from; Ctrl-C again stops at once.\n",
    );
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
