/** How good a twin is, and how much of its training is about the wrong rows. */
import { flat, toList } from "../../../src/array/index.js";
import {
  averagePrecision,
  balancedAccuracy,
  brier,
  sigmoid,
  type Examples,
  type Tensor,
} from "../../../src/index.js";
import type { Twin } from "./twin.js";

/** On the clean test rows. */
export interface Quality {
  balancedAccuracy: number | null;
  ap: number | null;
  brier: number;
  /** The spoilt rows' part of Σ|∂L/∂logit| in training, from 0 to 1; `null` if nothing pulls. */
  spoiltShare: number | null;
}

/** @param pull - ∂L/∂logit of each training row. */
export function qualityOf(
  twin: Twin,
  pull: readonly number[],
  { outlier = [] }: Examples,
  { x, y }: Examples,
): Quality {
  const p = flat(sigmoid(twin.model.forward(x)).data);
  const labels = flat(y.data);
  const sizeOf = (isCounted: (i: number) => boolean) =>
    pull.reduce((sum, value, i) => sum + (isCounted(i) ? Math.abs(value) : 0), 0);
  const whole = sizeOf(() => true);
  return {
    balancedAccuracy: balancedAccuracy(labels, p),
    ap: averagePrecision(labels, p),
    brier: brier(labels, p),
    spoiltShare: whole === 0 ? null : sizeOf((i) => outlier[i]) / whole,
  };
}

/** The entries of a column. */
export const listOf = (x: Tensor): number[] => toList(x.data);
