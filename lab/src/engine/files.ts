/** What can be taken along from the page. */
import { saveWeights } from "../../../src/index.js";
import type { Answer, Exported } from "../messages.js";
import type { State } from "../state.js";
import type { Experiment } from "./experiment.js";
import { frameOf } from "./frame.js";
import { scriptOf } from "./script.js";

export function fileOf(
  what: Exported,
  experiment: Experiment,
  state: State,
): NonNullable<Answer["file"]> {
  switch (what) {
    case "script":
      return { name: "ghm-lab.ts", content: scriptOf(state) };
    case "weights": {
      const bytes = saveWeights(experiment.twins[state.shown].model);
      return { name: "ghm-lab.safetensors", content: new Uint8Array(bytes) };
    }
    case "rows":
      return { name: "ghm-lab.csv", content: csvOf(experiment, state.shown) };
  }
}

function csvOf(experiment: Experiment, shown: 0 | 1): string {
  const { numbers, points, twins } = frameOf(experiment);
  const { p, g, bin, beta, pull } = twins[shown];
  const lines = points.map(({ x1, x2, label, isSpoilt, isFlipped }, i) =>
    [
      ...[numbers[i], x1, x2, label, Number(isSpoilt !== isFlipped)],
      ...[p[i], g[i], bin[i], beta[i], pull[i]],
    ].join(","),
  );
  return ["row,x1,x2,label,spoilt,p,g,bin,beta,pull", ...lines, ""].join("\n");
}
