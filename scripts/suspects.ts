/**
 * Measures how well `suspects` finds wrong labels. In each data set, a random 10 % of the labels
 * are changed to another class; models are trained with each of several losses. Prints Markdown
 * tables of means ± standard deviations over the seeds.
 *
 *     npx tsx scripts/suspects.ts              both tables
 *     npx tsx scripts/suspects.ts two          two classes; several: three classes or more
 *     npx tsx scripts/suspects.ts two 11 12    with seeds other than 101 to 110
 */
import {
  auroc,
  Generator,
  pairedInterval,
  stratifiedSplit,
  takeRows,
  tensor,
  twoMoons,
} from "../src/index.js";
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
  type Encode,
  type Suspect,
} from "../src/tabular/index.js";
import { loadDataset } from "../src/tabular/files/datasets.js";

// Not the seeds that the defaults were chosen with, 1 to 4.
const part = process.argv.at(2);
const given = process.argv.slice(3);
const seeds =
  given.length > 0 ? given.map(Number) : [101, 102, 103, 104, 105, 106, 107, 108, 109, 110];
const flipped = 0.1;
const mostRows = 600;

/** Rows, some of which have the wrong label. */
interface Problem {
  /** The right labels. */
  truth: number[];
  labels: number[];
  isFlipped: boolean[];
  encode: Encode;
}

function moons(seed: number): Problem {
  const { training } = twoMoons({ seed, flipped, rows: mostRows });
  const labels = Array.from(training.y.data.data);
  const isFlipped = [...(training.outlier ?? [])];
  return {
    truth: labels.map((label, row) => (isFlipped[row] ? 1 - label : label)),
    labels,
    isFlipped,
    encode: (first, second) => ({
      training: takeRows(training, first),
      heldOut: takeRows(training, second),
    }),
  };
}

/** Changes a random part of the labels to another class, each with the same probability. */
function flip(labels: readonly number[], classes: number, seed: number) {
  const generator = new Generator(seed);
  const wrong = new Set(
    generator.permutation(labels.length).slice(0, Math.round(flipped * labels.length)),
  );
  const isFlipped = labels.map((_, i) => wrong.has(i));
  const changed = labels.map((label, i) =>
    isFlipped[i] ? (label + 1 + Math.floor((classes - 1) * generator.uniform())) % classes : label,
  );
  return { labels: changed, isFlipped };
}

/** Normal clouds in 8 dimensions that overlap a little; class c has a share of 1/(c + 2). */
function clouds(classes: number): (seed: number) => Problem {
  const centres = new Generator(0);
  const centre = Array.from({ length: classes }, () =>
    Array.from({ length: 8 }, () => 1.8 * centres.normal()),
  );
  const shares = Array.from({ length: classes }, (_, c) => 1 / (c + 2));
  const total = shares.reduce((sum, share) => sum + share);
  const truth = shares.flatMap((share, c) =>
    Array<number>(Math.round((mostRows * share) / total)).fill(c),
  );
  return (seed) => {
    const generator = new Generator(seed + 1000);
    const points = truth.map((c) => centre[c].map((value) => value + generator.normal()));
    const { labels, isFlipped } = flip(truth, classes, seed);
    const take = (rows: readonly number[]) => ({
      x: tensor(rows.map((row) => points[row])),
      y: tensor(rows.map((row) => [labels[row]])),
    });
    return {
      ...{ truth, labels, isFlipped },
      encode: (training, heldOut) => ({ training: take(training), heldOut: take(heldOut) }),
    };
  };
}

function fromTable(
  name: DatasetName,
  { label, drop }: { label: string; drop: readonly string[] } = datasets[name],
): (seed: number) => Problem {
  const whole = loadDataset(name);
  const schema = inferSchema(whole, { label, drop: [...drop] });
  const wholeLabels = readLabels(whole, schema);
  return (seed) => {
    const share = Math.min(1, mostRows / wholeLabels.length);
    const [rows] = stratifiedSplit(wholeLabels, [share], seed);
    const table = takeTableRows(whole, rows);
    const truth = rows.map((row) => wholeLabels[row]);
    const { labels, isFlipped } = flip(truth, schema.label.classes.length, seed);
    return {
      ...{ truth, labels, isFlipped },
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

/** How well all flips come before all others. */
function areaOf(
  found: readonly Suspect[],
  isFlipped: readonly boolean[],
  score: (suspect: Suspect) => number,
): number {
  return (
    auroc(
      found.map(({ row }) => Number(isFlipped[row])),
      found.map(score),
    ) ?? NaN
  );
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

/** The mean difference and its 95 % interval over the seeds. */
function showDifference(values: readonly number[], others: readonly number[]): string {
  const interval = pairedInterval(values, others);
  if (interval === null) return "–";
  const { mean, low, high } = interval;
  const [shown, from, to] = [mean, low, high].map((value) => value.toFixed(3).replace("-", "−"));
  return `${shown} (${from} to ${to})`;
}

async function ofTwo(): Promise<void> {
  const problems = {
    "two moons": moons,
    wdbc: fromTable("wdbc"),
    digits8: fromTable("digits8"),
    penguins: fromTable("penguins"),
    sensor: fromTable("sensor-singlehop"),
  };
  console.log(
    "| data | loss | precision at k | AUROC | precision at k, centred by class |\n" +
      "| --- | --- | --- | --- | --- |",
  );
  for (const [name, problemOf] of Object.entries(problems)) {
    for (const loss of ["bce", "gce", "ghmc", "focal"].map(parseLoss)) {
      const precisions: number[] = [];
      const areas: number[] = [];
      const centred: number[] = [];
      for (const seed of seeds) {
        const { labels, isFlipped, encode } = problemOf(seed);
        const found = await suspects(labels, encode, { loss, seed });
        precisions.push(precisionAtK(found, isFlipped));
        centred.push(precisionAtK(centredByClass(found), isFlipped));
        areas.push(areaOf(found, isFlipped, ({ g }) => g));
      }
      const cells = [name, lossTitle(loss), show(precisions), show(areas), show(centred)];
      console.log(`| ${cells.join(" | ")} |`);
    }
  }
}

async function ofSeveral(): Promise<void> {
  const problems = {
    "penguins, 3 species": fromTable("penguins", { label: "species", drop: ["label", "island"] }),
    "digits8, 10 digits": fromTable("digits8", { label: "digit", drop: ["label"] }),
    "5 clouds": clouds(5),
    "20 clouds": clouds(20),
  };
  console.log(
    "| data | loss | precision at k: g | margin | margin − g | AUROC: g | margin | margin − g | named rightly |\n" +
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
  );
  for (const [name, problemOf] of Object.entries(problems)) {
    for (const loss of ["bce", "gce", "ghmc", "focal:gamma=2"].map(parseLoss)) {
      const precisions = { g: [] as number[], margin: [] as number[] };
      const areas = { g: [] as number[], margin: [] as number[] };
      const named: number[] = [];
      for (const seed of seeds) {
        const { truth, labels, isFlipped, encode } = problemOf(seed);
        const found = await suspects(labels, encode, { loss, seed, order: "g" });
        const byMargin = [...found].sort((a, b) => a.margin - b.margin || a.row - b.row);
        precisions.g.push(precisionAtK(found, isFlipped));
        precisions.margin.push(precisionAtK(byMargin, isFlipped));
        areas.g.push(areaOf(found, isFlipped, ({ g }) => g));
        areas.margin.push(areaOf(found, isFlipped, ({ margin }) => -margin));
        const flips = found.filter(({ row }) => isFlipped[row]);
        const right = flips.filter(({ row, likelier }) => likelier.label === truth[row]);
        named.push(right.length / flips.length);
      }
      const cells = [name, lossTitle(loss, 3)];
      for (const { g, margin } of [precisions, areas]) {
        cells.push(show(g), show(margin), showDifference(margin, g));
      }
      cells.push(show(named));
      console.log(`| ${cells.join(" | ")} |`);
    }
  }
}

const parts: Record<string, () => Promise<void>> = { two: ofTwo, several: ofSeveral };
if (part !== undefined && !Object.hasOwn(parts, part)) {
  throw new RangeError(`the tables are two and several; there is no "${part}"`);
}
console.log(
  `${flipped * 100} % of the labels flipped, at most ${mostRows} rows, seeds ${seeds.join(", ")}.\n`,
);
for (const [name, run] of Object.entries(parts)) {
  if (part === undefined || part === name) await run();
}
