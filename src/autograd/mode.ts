import { callNow } from "./check/functions.js";

/** Switches of the engine. Each is set for the duration of one call. */
export const mode = {
  /** Ops record their calls, so that they can be differentiated. */
  recording: true,
  /** The results of ops and the gradients are searched for NaN and Infinity. */
  anomaly: false,
  /** Steps remember where their ops were called; also while the tape suspends `anomaly`. */
  tracing: false,
};

/**
 * Calls `f` with a switch set, and restores the switch, even if `f` throws.
 *
 * @param key - the switch.
 * @param value - on or off.
 * @param f - a synchronous function.
 * @returns the result of `f`.
 */
export function withMode<T>(key: keyof typeof mode, value: boolean, f: () => T): T {
  const before = mode[key];
  mode[key] = value;
  try {
    return f();
  } finally {
    mode[key] = before;
  }
}

/**
 * Calls `f` without recording: what it computes requires no gradient.
 *
 * @param f - a synchronous function.
 * @returns the result of `f`.
 * @throws TypeError if `f` is no function, or returns a promise or a generator, whose code runs later.
 */
export function noGrad<T>(f: () => T): T {
  return callNow("noGrad", f, () => withMode("recording", false, f));
}

/**
 * Calls `f`, and throws at the first op, forward or backward, that produces a NaN or an infinity.
 * The message names the op and where it was called. Slow: every result is searched.
 *
 * @param f - a synchronous function.
 * @returns the result of `f`.
 * @throws Error if a result or a gradient is not finite.
 * @throws TypeError if `f` is no function, or returns a promise or a generator, whose code runs later.
 */
export function detectAnomaly<T>(f: () => T): T {
  const traced = () => withMode("tracing", true, f);
  return callNow("detectAnomaly", f, () => withMode("anomaly", true, traced));
}
