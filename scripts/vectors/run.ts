/** Runs the cases of a vector file. */
import type { Dtype } from "../../src/index.js";
import { Check } from "./check.js";
import { checkClassMetrics } from "./classMetrics.js";
import { anything, boolean, Fields, listOf, messageOf, oneOf, string } from "./fields.js";
import { checkLoss } from "./losses.js";
import { checkMetrics } from "./metrics.js";
import { checkOp } from "./ops.js";
import { checkTraining } from "./training.js";

export interface Outcome {
  name: string;
  status: "passed" | "failed" | "skipped";
  /** A message for each difference or error; for numbers, with ours and the file's. */
  failures: string[];
}

const dtype = oneOf<Dtype>("float64", "float32");

/** @throws Error if the text is not JSON, or has no list of cases. */
export function runFile(text: string): Outcome[] {
  const file = new Fields(JSON.parse(text), "the file");
  for (const name of ["set", "versions", "note"]) file.optional(name, anything);
  const fileDtype = file.optional("dtype", dtype) ?? "float64";
  const cases = file.required("cases", listOf(anything));
  file.finish();
  return cases.map((c, i) => runCase(c, i, fileDtype));
}

function runCase(value: unknown, i: number, fileDtype: Dtype): Outcome {
  const outcome: Outcome = { name: `case ${i}`, status: "passed", failures: [] };
  try {
    const c = new Fields(value, outcome.name);
    outcome.name = c.optional("name", string) ?? outcome.name;
    if (c.optional("informational", boolean) ?? false) return { ...outcome, status: "skipped" };
    for (const name of ["note", "ours"]) c.optional(name, anything);
    const caseDtype = c.optional("dtype", dtype) ?? fileDtype;
    const check = new Check(caseDtype, outcome.failures);
    formatOf(c)(c, check, caseDtype);
    c.finish();
  } catch (error) {
    outcome.failures.push(messageOf(error));
  }
  return { ...outcome, status: outcome.failures.length === 0 ? "passed" : "failed" };
}

function formatOf(c: Fields): (c: Fields, check: Check, dtype: Dtype) => void {
  if (c.has("op")) return checkOp;
  if (c.has("kind")) return checkLoss;
  if (c.has("model")) return checkTraining;
  if (c.has("classes")) return checkClassMetrics;
  if (c.has("probability")) return checkMetrics;
  throw new Error(
    'neither "op" nor "kind" nor "model" nor "classes" nor "probability" says what this case is',
  );
}
