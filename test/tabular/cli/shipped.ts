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

/**
 * Looks at a table with the label y and at a model of it, with every other command.
 *
 * @returns what each printed as JSON, as far as it can be checked.
 */
export async function lookAt(csv: string, { cwd }: { cwd: string }) {
  const model = `plain model of ${csv}`;
  const label = ["--label", "y"];
  const json = async <T>(...args: string[]) =>
    JSON.parse(await shipped([...args, "--json"], cwd)) as T;
  const few = ["--model", "logistic", "--strengths", "1", "--folds", "2"];
  await shipped(["train", csv, ...label, ...few, "--out", model], cwd);
  return {
    lens: await json<{ bins: { count: number }[]; classes: { class: string; recall: number }[] }>(
      ...["lens", model, csv],
    ),
    comparison: await json<{
      losses: { metrics: { balancedAccuracy: { mean: number } } }[];
      advice: string;
    }>(
      ...["compare", csv, ...label, "--quick", "--seeds", "1", "--steps", "60"],
      ...["--losses", "bce", "ghmc", "--report", `report of ${csv}.html`],
    ),
    suspects: await json<{ rows: number; suspects: { row: number }[] }>("suspects", csv, ...label),
  };
}
