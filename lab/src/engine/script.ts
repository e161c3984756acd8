/** An experiment as a program: the same numbers, to the bit, in Node and with the package alone. */
import { parseLoss, type LossSpec } from "../../../src/tabular/model/namedLoss.js";
import { deriveSeed } from "../../../src/tabular/model/deriveSeed.js";
import { linkOf } from "../link.js";
import { presets } from "../presets.js";
import type { Edit, State } from "../state.js";
import { samples } from "./samples.js";

/** TypeScript that trains one twin of a state, as far as it has come. */
export function scriptOf(state: State): string {
  const { setup, edits, step, shown } = state;
  const { preset, seed, hidden, learningRate } = setup;
  const { name, options } = samples[preset];
  const loss = lossOf(parseLoss(setup.losses[shown]));
  const used = [
    "Adam",
    "balancedAccuracy",
    "brier",
    "Generator",
    "mlp",
    name,
    "Standardizer",
    "tensor",
  ];
  const imports = [...new Set([...used, ...loss.imports])].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
  const sizes = [2, ...hidden, 1].join(", ");
  const sample = JSON.stringify({ ...options, seed })
    .replaceAll('"', "")
    .replaceAll(",", ", ");
  return `// GHM Lab, "${presets[preset].title}": #${linkOf(state)}
import {
${imports.map((each) => `  ${each},`).join("\n")}
  type Tensor,
} from "ghmgrad";

// In float64, standardised by the training rows.
const wide = (t: Tensor) => tensor(t.toArray(), { dtype: "float64" });
const { training, test } = ${name}(${sample.replace("{", "{ ").replace("}", " }")});
const standardizer = new Standardizer().fit(training.x);
const points = standardizer.transform(wide(training.x)).toArray() as number[][];
const labels = training.y.toArray() as number[][];
const erased = new Set<number>();
const rows = () => {
  const kept = [...points.keys()].filter((row) => !erased.has(row));
  const take = (list: number[][]) =>
    tensor(
      kept.map((row) => list[row]),
      { dtype: "float64" },
    );
  return { x: take(points), y: take(labels) };
};

const positive = labels.flat().reduce((sum, label) => sum + label, 0) / labels.length;
const model = mlp([${sizes}], {
  activation: "tanh",
  generator: new Generator(${deriveSeed(seed, "first weights")}),
  dtype: "float64",
  priorPositive: positive,
});
const optimizer = new Adam(model.parameters(), { lr: ${learningRate} });
${loss.setup}const lossOf = (logits: Tensor, y: Tensor) => ${loss.call};

/** What was done to the rows by hand, when so many steps had been taken. */
const edits: Record<number, () => void> = {
${editsOf(edits)}};

let { x, y } = rows();
for (let step = 0; step <= ${step}; step++) {
  if (step in edits) {
    edits[step]();
    ({ x, y } = rows());
  }
  if (step === ${step}) break;
  optimizer.zeroGrad();
  lossOf(model.forward(x), y).backward();
  optimizer.step();
}
const p = model.forward(standardizer.transform(wide(test.x))).sigmoid();
const answers = (p.toArray() as number[][]).flat();
const wanted = (test.y.toArray() as number[][]).flat();
console.log("On the clean rows: balanced accuracy", balancedAccuracy(wanted, answers));
console.log("Brier score", brier(wanted, answers));
`;
}

function editsOf(edits: readonly Edit[]): string {
  const steps = [...new Set(edits.map(({ at }) => at))];
  return steps
    .map((at) => {
      const lines = edits.filter((edit) => edit.at === at).map((edit) => `    ${lineOf(edit)}\n`);
      return `  ${at}: () => {\n${lines.join("")}  },\n`;
    })
    .join("");
}

function lineOf(edit: Edit): string {
  switch (edit.kind) {
    case "add":
      return `points.push([${edit.point.join(", ")}]), labels.push([${edit.label}]);`;
    case "move":
      return `points[${edit.row}] = [${edit.point.join(", ")}];`;
    case "flip":
      return `labels[${edit.row}] = [1 - labels[${edit.row}][0]];`;
    case "erase":
      return `erased.add(${edit.row});`;
  }
}

interface LossText {
  imports: string[];
  setup: string;
  call: string;
}

function lossOf({ name, options }: LossSpec): LossText {
  switch (name) {
    case "focal":
      return {
        imports: ["focalLoss"],
        setup: "",
        call: `focalLoss(logits, y, { alpha: ${options["alpha"]}, gamma: ${options["gamma"]} })`,
      };
    case "gce":
      return {
        imports: ["generalizedCrossEntropy"],
        setup: "",
        call: `generalizedCrossEntropy(logits, y, { q: ${options["q"]} })`,
      };
    case "ghmc": {
      const { bins, momentum, emaStart, lastEdge } = options;
      return {
        imports: ["ghmcLoss", "GradientDensity"],
        setup:
          `const density = new GradientDensity({\n  bins: ${bins},\n  momentum: ${momentum},\n` +
          `  emaStart: "${emaStart}",\n  lastEdge: ${lastEdge},\n});\n`,
        call: "ghmcLoss(logits, y, { density })",
      };
    }
    default:
      return { imports: ["bceWithLogits"], setup: "", call: "bceWithLogits(logits, y)" };
  }
}
