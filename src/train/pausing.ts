// Node and browsers have it; the language itself does not.
declare const setTimeout: (call: () => void, milliseconds: number) => unknown;

/** What stops long work: the `signal` of an `AbortController`. */
export interface Signal {
  readonly aborted: boolean;
}

/** How long to work before others get a turn, in milliseconds. */
const turn = 50;

/**
 * A function to await between small pieces of work: 20 times a second it gives others a turn, so
 * that a page stays alive and a signal is heard. It resolves to whether to go on.
 */
export function pausing(signal: Signal | undefined): () => Promise<boolean> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last >= turn) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      last = Date.now();
    }
    return signal?.aborted !== true;
  };
}

/** @returns what to throw where work was stopped before there was anything to return. */
export function abortError(message: string): Error {
  const error = new Error(message);
  error.name = "AbortError";
  return error;
}
