/** Rows whose labels may be wrong. */
export {
  suspects,
  type Encode,
  type FoundSuspects,
  type Suspect,
  type SuspectsOptions,
  type SuspectsProgress,
} from "./suspects.js";
export type { Estimate, WrongLabels, WrongPair } from "./count.js";
export type { SuspectReason } from "./reasons.js";
