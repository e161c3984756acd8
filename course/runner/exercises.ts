/** The exercise of each lesson. */
import slope from "../01-slope/grade.js";
import op from "../02-op/grade.js";
import tape from "../03-tape/grade.js";
import ghmByHand from "../07-ghm-by-hand/grade.js";
import type { Exercise } from "./exercise.js";

export const exercises: Readonly<Record<string, Exercise>> = {
  "01-slope": slope,
  "02-op": op,
  "03-tape": tape,
  "07-ghm-by-hand": ghmByHand,
};
