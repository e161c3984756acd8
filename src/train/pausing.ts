import { checkType, hasFields } from "../array/index.js";

// Browsers and Node have it, but the language itself does not.
declare const setTimeout: (call: () => void, milliseconds: number) => unknown;

/** A request to stop long work: the `signal` of an `AbortController`. */
export interface Signal {
  readonly aborted: boolean;
}

/** How long to work before yielding to the event loop, in milliseconds. */
const turn = 50;

/**
 * Makes a function to await between small pieces of work. 20 times a second it yields to the event
 * loop, so that a page stays responsive and an abort signal is noticed.
 *
 * @param caller - the function to name in the message.
 * @param signal - stops the work; `undefined`: nothing stops it.
 * @returns the function, which resolves to whether to continue.
 * @throws TypeError if the signal is none.
 */
export function pausing(caller: string, signal: Signal | undefined): () => Promise<boolean> {
  const isSignal = signal === undefined || hasFields(signal, "aborted");
  checkType(isSignal, `${caller}: signal must be that of an AbortController`, signal);
  let last = Date.now();
  return async () => {
    if (Date.now() - last >= turn) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      last = Date.now();
    }
    return signal?.aborted !== true;
  };
}

/**
 * Makes the error to throw if work was stopped before there was anything to return.
 *
 * @param message - of the error.
 */
export function abortError(message: string): Error {
  const error = new Error(message);
  error.name = "AbortError";
  return error;
}
