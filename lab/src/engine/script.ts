/** An experiment as a program: the same numbers, to the bit, in Node and with the package alone. */
import { readLoss, type LossSpec } from "../../../src/tabular/model/lossSpec.js";
import { deriveSeed } from "../../../src/tabular/model/deriveSeed.js";
import { linkOf } from "../link.js";
import { presets } from "../presets.js";
import type { LabelledTable } from "../../../src/tabular/table/labelledTable.js";
import type { Edit, Setup, State } from "../state.js";
import { sharesOf } from "./ownTable.js";
import { firstPoints, samples } from "./samples.js";

/**
 * TypeScript that trains one twin of a state, as far as it has come.
 *
 * @param features - how many the rows have.
 * @param table - the setup's table of one's own, if it has one.
 */
export function scriptOf(state: State, features = 2, table: LabelledTable | null = null): string {
  const { setup, edits, step, shown } = state;
  const { preset, seed, hidden, learningRate } = setup;
  const rows = rowsText(setup, table);
  const loss = lossOf(readLoss(setup.losses[shown]));
  const used = ["Adam", "balancedAccuracy", "brier", "Generator", "mlp", "tensor", ...rows.imports];
  const imports = [...new Set([...used, ...loss.imports])].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
  const sizes = [features, ...hidden, 1].join(", ");
  return `// GHM Lab, "${presets[preset].title}": #${linkOf(state)}
import {
${imports.map((each) => `  ${each},`).join("\n")}
  type Tensor,
} from "ghmgrad";
${rows.moreImports}
${rows.text}const erased = new Set<number>();
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
const test = ${rows.test};
const answers = (model.forward(test.x).sigmoid().toArray() as number[][]).flat();
const wanted = (test.y.toArray() as number[][]).flat();
console.log("On ${rows.measuredOn}: balanced accuracy", balancedAccuracy(wanted, answers));
console.log("Brier score", brier(wanted, answers));
`;
}

interface RowsText {
  imports: string[];
  /** Of other parts of the package. */
  moreImports: string;
  /** Makes `points` and `labels`. */
  text: string;
  /** An expression for the rows to measure on. */
  test: string;
  measuredOn: string;
}

const wideText = `// In float64.
const wide = (t: Tensor) => tensor(t.toArray(), { dtype: "float64" });
`;

function rowsText({ preset, seed, table: own }: Setup, table: LabelledTable | null): RowsText {
  if (own !== null && table !== null) {
    const { file, label, positive, read } = own;
    const { delimiter, header, ...options } = read;
    const how = textOf({ delimiter, header });
    const split = table.groups === null ? "stratifiedSplit" : "stratifiedGroupSplit";
    const given = `data.labels${table.groups === null ? "" : ", data.groups ?? []"}`;
    const shares = sharesOf(table.labels.length).join(", ");
    return {
      imports: [split],
      moreImports:
        `import { readTable } from "ghmgrad/node";\n` +
        `import { encodeParts, inferSchema, labelledTable } from "ghmgrad/tabular";\n`,
      text: `// The table that was opened in the page, with ${own.rows} rows.
const table = await readTable(${JSON.stringify(file)}${how === "{}" ? "" : `, ${how}`});
const schema = inferSchema(table, ${textOf({ ...options, label, positive })});
const data = labelledTable(table, schema);
const split = ${split}(${given}, [${shares}], ${seed});
const [training, heldOut] = encodeParts(data, split).parts;
${wideText}const points = wide(training.x).toArray() as number[][];
const labels = training.y.toArray() as number[][];
`,
      test: "{ x: wide(heldOut.x), y: heldOut.y }",
      measuredOn: "held-out rows",
    };
  }
  const sample = samples[preset];
  if (sample === null) {
    const points = firstPoints.map(({ x: [x1, x2] }) => `  [${x1}, ${x2}],\n`).join("");
    const labels = firstPoints.map(({ label }) => `[${label}]`).join(", ");
    return {
      imports: [],
      moreImports: "",
      text: `const points = [\n${points}];\nconst labels = [${labels}];\n`,
      test: "{ x, y }",
      measuredOn: "your points",
    };
  }
  const { name, options } = sample;
  return {
    imports: [name, "Standardizer"],
    moreImports: "",
    text: `${wideText}const sample = ${name}(${textOf({ ...options, seed })});
const standardizer = new Standardizer().fit(sample.training.x);
const standardised = (x: Tensor) => standardizer.transform(wide(x));
const points = standardised(sample.training.x).toArray() as number[][];
const labels = sample.training.y.toArray() as number[][];
`,
    test: "{ x: standardised(sample.test.x), y: sample.test.y }",
    measuredOn: "clean points",
  };
}

/** A plain object as one writes it. */
const textOf = (options: object): string => {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  const name = (key: string) => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));
  const list = entries.map(([key, value]) => `${name(key)}: ${valueOf(value)}`);
  return list.length === 0 ? "{}" : `{ ${list.join(", ")} }`;
};

const valueOf = (value: unknown): string =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? textOf(value)
    : JSON.stringify(value);

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
