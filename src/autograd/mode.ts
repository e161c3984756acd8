/** What the engine does while ops run. Each is switched on or off for the duration of one call. */
export const mode = {
  /** Ops record their calls, so that these can be differentiated. */
  recording: true,
  /** Ops and gradients are searched for NaN and Infinity. */
  anomaly: false,
  /** Steps remember where they were called. */
  tracing: false,
};

/** Calls `f` with a switch set, and puts it back, also when `f` throws. */
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
 * @throws TypeError if `f` returns a promise or a generator, whose code runs later.
 */
export function noGrad<T>(f: () => T): T {
  return checkDone("noGrad", withMode("recording", false, f));
}

/**
 * Calls `f`, and throws at the first op, forward or backward, that makes a NaN or an infinity,
 * naming the op and where it was called. Slow: every result is searched.
 *
 * @throws TypeError if `f` returns a promise or a generator, whose code runs later.
 */
export function detectAnomaly<T>(f: () => T): T {
  const traced = () => withMode("tracing", true, f);
  return checkDone("detectAnomaly", withMode("anomaly", true, traced));
}

function checkDone<T>(caller: string, result: T): T {
  const isLater =
    typeof result === "object" && result !== null && ("then" in result || "next" in result);
  if (isLater) {
    throw new TypeError(
      `${caller} needs a function that is done when it returns: what an async function does after ` +
        `its first await, or a generator at all, would run outside`,
    );
  }
  return result;
}
