/** What a regime of the document is. */
import type { Setting } from "./cell.js";
import type { Claims } from "./claims.js";
import type { Result } from "./result.js";

export interface Regime<Name extends string = string> {
  id: string;
  settings: Record<Name, Setting>;
  /** Its section, in Markdown. */
  write: (results: Record<Name, Result>, claims: Claims) => string;
}

/** Five that are wide enough for standardised features, as those of `compare`. */
export const learningRates = [0.003, 0.01, 0.03, 0.1, 0.3];
