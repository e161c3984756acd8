/**
 * Measures how well `suspects` finds wrong labels. In each data set, a random 10 % of the labels
 * are flipped; models are trained with each of four losses. Prints a Markdown table of means ±
 * standard deviations over the seeds.
 *
 *     npx tsx scripts/suspects.ts 11 12 13    with seeds other than 101 to 110
 */
import { auroc, Generator, stratifiedSplit, takeRows, tensor, twoMoons } from "../src/index.js";
import {
  datasets,
  inferSchema,
  lossTitle,
  parseLoss,
  readLabels,
  suspects,
  TableEncoder,
  takeTableRows,
  type DatasetName,
  type Suspect,
} from "../src/tabular/index.js";
import { loadDataset } from "../src/tabular/files/datasets.js";

// Not the seeds that the defaults were chosen with, 1 to 4.
const given = process.argv.slice(2).map(Number);
const seeds = given.length > 0 ? given : [101, 102, 103, 104, 105, 106, 107, 108, 109, 110];
const flipped = 0.1;
const mostRows = 600;
const losses = ["bce", "gce", "ghmc", "focal"].map(parseLoss);

/** Rows, some of which have the wrong label. */
interface Problem {
  labels: number[];
  isFlipped: boolean[];
  encode: Parameters<typeof suspects>[1];
}

function moons(seed: number): Problem {
  const { training } = twoMoons({ seed, flipped, rows: mostRows });
  return {
    labels: Array.from(training.y.data.data),
    isFlipped: [...(training.outlier ?? [])],
    encode: (first, second) => ({
      training: takeRows(training, first),
      heldOut: takeRows(training, second),
    }),
  };
}

function fromTable(name: DatasetName): (seed: number) => Problem {
  const whole = loadDataset(name);
  const { label, drop } = datasets[name];
  const schema = inferSchema(whole, { label, drop: [...drop] });
  const wholeLabels = readLabels(whole, schema);
  return (seed) => {
    const share = Math.min(1, mostRows / wholeLabels.length);
    const [rows] = stratifiedSplit(wholeLabels, [share], seed);
    const table = takeTableRows(whole, rows);
    const wrong = new Set(
      new Generator(seed).permutation(rows.length).slice(0, Math.round(flipped * rows.length)),
    );
    const isFlipped = rows.map((_, i) => wrong.has(i));
    const labels = rows.map((row, i) => (isFlipped[i] ? 1 - wholeLabels[row] : wholeLabels[row]));
    return {
      labels,
      isFlipped,
      encode: (first, second) => {
        const encoder = new TableEncoder(schema).fit(table, first);
        const take = (some: readonly number[]) => ({
          x: encoder.encode(table, some).x,
          y: tensor(some.map((row) => [labels[row]])),
        });
        return { training: take(first), heldOut: take(second) };
      },
    };
  };
}

/** The share of flips among the first k rows, where k is the number of flips. */
function precisionAtK(found: readonly Suspect[], isFlipped: readonly boolean[]): number {
  const k = isFlipped.filter(Boolean).length;
  return found.slice(0, k).filter(({ row }) => isFlipped[row]).length / k;
}

/** Ordered by g minus its mean over the rows with the same label. */
function centredByClass(found: readonly Suspect[]): Suspect[] {
  const means = [0, 1].map((label) => {
    const ofClass = found.filter((suspect) => suspect.label === label);
    return ofClass.reduce((sum, { g }) => sum + g, 0) / ofClass.length;
  });
  return [...found].sort((a, b) => b.g - means[b.label] - (a.g - means[a.label]));
}

function show(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(3)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(3)}`;
}

const problems = {
  "two moons": moons,
  wdbc: fromTable("wdbc"),
  digits8: fromTable("digits8"),
  penguins: fromTable("penguins"),
  sensor: fromTable("sensor-singlehop"),
};
console.log(
  `${flipped * 100} % of the labels flipped, at most ${mostRows} rows, seeds ${seeds.join(", ")}.\n\n` +
    "| data | loss | precision at k | AUROC | precision at k, centred by class |\n" +
    "| --- | --- | --- | --- | --- |",
);
for (const [name, problemOf] of Object.entries(problems)) {
  for (const loss of losses) {
    const precisions: number[] = [];
    const areas: number[] = [];
    const centred: number[] = [];
    for (const seed of seeds) {
      const { labels, isFlipped, encode } = problemOf(seed);
      const found = await suspects(labels, encode, { loss, seed });
      precisions.push(precisionAtK(found, isFlipped));
      centred.push(precisionAtK(centredByClass(found), isFlipped));
      const isFlip = found.map(({ row }) => Number(isFlipped[row]));
      areas.push(
        auroc(
          isFlip,
          found.map(({ g }) => g),
        ) ?? NaN,
      );
    }
    const cells = [name, lossTitle(loss), show(precisions), show(areas), show(centred)];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
