/** From a table to predictions, through the command as it ships. */
import { parseCsv } from "../../../src/tabular/index.js";
import { start } from "./run.js";

/** Runs a command, and gives what it printed; fails if it did. */
async function shipped(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await start(args, { cwd }).ended;
  if (code !== 0) throw new Error(`ghmgrad ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

/**
 * Trains on a table with the label y, and predicts the same rows.
 *
 * @param options - `args`: more arguments for `train`.
 * @returns the columns that predict wrote, and the share of right answers.
 */
export async function trainAndPredict(
  csv: string,
  { cwd, args = [] }: { cwd: string; args?: readonly string[] },
) {
  const model = `model of ${csv}`;
  await shipped(["train", csv, "--label", "y", "--out", model, ...args], cwd);
  const { columns, rows } = parseCsv(await shipped(["predict", model, csv], cwd));
  const [label, prediction] = ["y", "prediction"].map((name) => columns.indexOf(name));
  const right = rows.filter((row) => row[prediction] === row[label]).length / rows.length;
  return { columns, right };
}
