/** The exercise of each lesson. */
import slope from "../01-slope/grade.js";
import op from "../02-op/grade.js";
import tape from "../03-tape/grade.js";
import logistic from "../04-logistic/grade.js";
import moons from "../05-moons/grade.js";
import whoPulls from "../06-who-pulls/grade.js";
import ghmByHand from "../07-ghm-by-hand/grade.js";
import ghmAsOp from "../08-op/grade.js";
import memory from "../09-memory/grade.js";
import choice from "../10-choice/grade.js";
import type { Exercise } from "./exercise.js";

export const exercises: Readonly<Record<string, Exercise>> = {
  "01-slope": slope,
  "02-op": op,
  "03-tape": tape,
  "04-logistic": logistic,
  "05-moons": moons,
  "06-who-pulls": whoPulls,
  "07-ghm-by-hand": ghmByHand,
  "08-op": ghmAsOp,
  "09-memory": memory,
  "10-choice": choice,
};
