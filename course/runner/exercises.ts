/** The exercise of each lesson. */
import slope from "../01-slope/grade.js";
import ghmByHand from "../07-ghm-by-hand/grade.js";
import type { Exercise } from "./exercise.js";

export const exercises: Readonly<Record<string, Exercise>> = {
  "01-slope": slope,
  "07-ghm-by-hand": ghmByHand,
};
