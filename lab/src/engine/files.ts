/** What can be taken along from the page. */
import { saveWeights } from "../../../src/index.js";
import type { LabelledTable } from "../../../src/tabular/table/labelledTable.js";
import type { Answer, Exported } from "../messages.js";
import type { State } from "../state.js";
import type { Experiment } from "./experiment.js";
import { frameOf } from "./frame.js";
import { scriptOf } from "./script.js";

export function fileOf(
  what: Exported,
  experiment: Experiment,
  state: State,
  table: LabelledTable | null,
): NonNullable<Answer["file"]> {
  switch (what) {
    case "script":
      return { name: "ghm-lab.ts", content: scriptOf(state, experiment.features.length, table) };
    case "weights": {
      const bytes = saveWeights(experiment.twins[state.shown].model);
      return { name: "ghm-lab.safetensors", content: new Uint8Array(bytes) };
    }
    case "rows":
      return { name: "ghm-lab.csv", content: csvOf(experiment, state.shown) };
  }
}

function csvOf(experiment: Experiment, shown: 0 | 1): string {
  const { rows, features, setup } = experiment;
  const { numbers, twins } = frameOf(experiment);
  const { p, g, bin, beta, pull } = twins[shown];
  const isOfFile = setup.table !== null;
  const lines = numbers.map((number, i) => {
    const { x, label, isSpoilt, isFlipped, inFile } = rows[number];
    return [
      ...[number, ...(isOfFile ? [inFile ?? ""] : []), ...x, label, Number(isSpoilt !== isFlipped)],
      ...[p[i], g[i], bin[i], beta[i], pull[i]],
    ].join(",");
  });
  const names = ["row", ...(isOfFile ? ["row of the table"] : []), ...features];
  const header = [...names.map(quoted), "label,spoilt,p,g,bin,beta,pull"].join(",");
  return [header, ...lines, ""].join("\n");
}

const quoted = (name: string) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
