/** A regime: a group of experiments that has a section in the document. */
import type { Setting } from "./cell.js";
import type { Claims } from "./claims.js";
import type { Result } from "./result.js";

export interface Regime<Name extends string = string> {
  id: string;
  settings: Record<Name, Setting>;
  /** Writes its section in Markdown. */
  write: (results: Record<Name, Result>, claims: Claims) => string;
}

/** Five rates that span enough for standardised features, as those of `compare`. */
export const learningRates = [0.003, 0.01, 0.03, 0.1, 0.3];
