/** What is known of φ(a) = f(x + a·d), the loss along a direction d, at one step length a. */
export interface Trial {
  readonly a: number;
  /** φ(a); +∞ where the loss or its gradient is not finite. */
  readonly loss: number;
  /** φ′(a) = ∇f(x + a·d)ᵀd */
  readonly slope: number;
}

/** c₁: how much of the fall that the slope at the start promises is enough. */
const enoughFall = 1e-4;
/** c₂: how much of the slope at the start may be left. */
const slopeLeft = 0.9;
/** As in PyTorch. */
const mostTrials = 25;

/**
 * Looks for a step length a ≥ 0 that fulfils the strong Wolfe conditions (Nocedal & Wright 2006,
 * algorithms 3.5 and 3.6, which are one loop here):
 *
 * - φ(a) ≤ φ(0) + c₁·a·φ′(0): the loss falls enough, and
 * - |φ′(a)| ≤ c₂·|φ′(0)|: the slope is used up,
 *
 * with c₁ = 1e-4 and c₂ = 0.9. Near a minimum the loss changes by less than its rounding errors.
 * Losses that differ by no more than `noise` therefore count as equal, and the slopes decide, as in
 * the approximate Wolfe conditions (Hager & Zhang 2005, section 4).
 *
 * @param at - evaluates φ and φ′.
 * @param start - the trial at a = 0; its slope is negative.
 * @param noise - the rounding error of a loss, ≥ 0.
 * @param leastWidth - an interval of step lengths as narrow as this holds no other x.
 * @returns a trial that fulfils both conditions; if none is found, the best that lowers the loss,
 * or else `null`.
 */
export function lineSearch<T extends Trial>(
  at: (a: number) => T,
  start: T,
  noise: number,
  leastWidth: number,
): T | null {
  // A good step length lies between lo, the best so far, and hi; there is no hi as long as the loss
  // falls on and on.
  let lo = start;
  let hi: T | null = null;
  let a = 1;
  for (let i = 0; i < mostTrials; i++) {
    const trial = at(a);
    const fallsEnough =
      trial.loss <= start.loss + Math.max(noise, enoughFall * a * start.slope) &&
      trial.loss <= lo.loss + noise;
    if (!fallsEnough) {
      hi = trial;
    } else if (Math.abs(trial.slope) <= -slopeLeft * start.slope) {
      return trial;
    } else {
      const isPast = trial.slope * (hi === null ? 1 : hi.a - lo.a) >= 0;
      // Without a hi, algorithm 3.5 goes on at least a little, and at most to tenfold.
      if (hi === null && !isPast) a = between(trial, lo, noise, a + 0.01 * (a - lo.a), 10 * a);
      if (isPast) hi = lo;
      lo = trial;
    }
    if (hi === null) continue;
    const width = hi.a - lo.a;
    if (Math.abs(width) <= leastWidth) break;
    // At least a tenth of the interval goes with each trial; nine tenths if hi is not finite.
    a = Number.isFinite(hi.loss)
      ? between(lo, hi, noise, lo.a + 0.1 * width, hi.a - 0.1 * width)
      : lo.a + 0.1 * width;
  }
  return lo.loss < start.loss ? lo : null;
}

/**
 * The minimum of the cubic through two trials and their slopes (Nocedal & Wright, equation 3.59),
 * moved into the interval from `first` to `last`. Where the losses say nothing, the slopes' secant
 * gives it.
 */
function between(p: Trial, q: Trial, noise: number, first: number, last: number): number {
  let a: number;
  if (Math.abs(p.loss - q.loss) <= noise) {
    a = p.a - (p.slope * (q.a - p.a)) / (q.slope - p.slope);
  } else {
    const d1 = p.slope + q.slope - (3 * (p.loss - q.loss)) / (p.a - q.a);
    const d2 = Math.sign(q.a - p.a) * Math.sqrt(d1 * d1 - p.slope * q.slope);
    a = q.a - ((q.a - p.a) * (q.slope + d2 - d1)) / (q.slope - p.slope + 2 * d2);
  }
  if (Number.isNaN(a)) return (first + last) / 2;
  return Math.min(Math.max(a, Math.min(first, last)), Math.max(first, last));
}
