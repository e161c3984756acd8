/** What the engine does while ops run; both are switched for the time of one call. */
export const mode = {
  /** Ops write down what they did, so that it can be differentiated. */
  recording: true,
  /** Ops and gradients are searched for NaN and Infinity. */
  anomaly: false,
};

/** Calls `f` with a switch set, and puts it back, also when `f` throws. */
export function withMode<T>(key: keyof typeof mode, value: boolean, f: () => T): T {
  const before = mode[key];
  mode[key] = value;
  try {
    const result = f();
    if (result instanceof Promise) {
      throw new TypeError(
        "noGrad and detectAnomaly need a synchronous function: after its first await an async " +
          "function would run without them",
      );
    }
    return result;
  } finally {
    mode[key] = before;
  }
}

/**
 * Calls `f` without recording: what it computes requires no gradient.
 *
 * @throws TypeError if `f` returns a promise.
 */
export function noGrad<T>(f: () => T): T {
  return withMode("recording", false, f);
}

/**
 * Calls `f`, and throws at the first op, forward or backward, that makes a NaN or an infinity,
 * naming the op and where it was called. Slow: every result is searched.
 *
 * @throws TypeError if `f` returns a promise.
 */
export function detectAnomaly<T>(f: () => T): T {
  return withMode("anomaly", true, f);
}
