/**
 * Measures how well `suspects` finds wrong labels, and how well it counts them. In each data set a
 * random part of the labels are changed to another class. Prints Markdown tables of means ± standard
 * deviations over the seeds.
 *
 *     npx tsx scripts/suspects.ts                all tables
 *     npx tsx scripts/suspects.ts order          how rows are ordered; losses; count
 *     npx tsx scripts/suspects.ts count 11 12    with seeds other than 101 to 110
 */
import {
  auroc,
  Generator,
  pairedInterval,
  stratifiedFolds,
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
  type FoundSuspects,
} from "../src/tabular/index.js";
import { loadDataset } from "../src/tabular/files/datasets.js";
import { logitsOf, lossesOf } from "../src/tabular/model/outputs.js";
import { trainMlp } from "../src/tabular/model/trainMlp.js";

// Not the seeds that the defaults were chosen with, 1 to 4.
const part = process.argv.at(2);
const given = process.argv.slice(3);
const seeds =
  given.length > 0 ? given.map(Number) : [101, 102, 103, 104, 105, 106, 107, 108, 109, 110];
const mostRows = 600;

/** Rows, some of which have the wrong label. */
interface Problem {
  /** The right labels. */
  truth: number[];
  labels: number[];
  isFlipped: boolean[];
  encode: Encode;
}

type ProblemOf = (seed: number, flipped: number) => Problem;

function moons(seed: number, flipped: number): Problem {
  const { training } = twoMoons({ seed, flipped, rows: mostRows });
  const labels = Array.from(training.y.data.data);
  const isFlipped = [...(training.outlier ?? labels.map(() => false))];
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
function flip(labels: readonly number[], classes: number, seed: number, flipped: number) {
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
function clouds(classes: number): ProblemOf {
  const centres = new Generator(0);
  const centre = Array.from({ length: classes }, () =>
    Array.from({ length: 8 }, () => 1.8 * centres.normal()),
  );
  const shares = Array.from({ length: classes }, (_, c) => 1 / (c + 2));
  const total = shares.reduce((sum, share) => sum + share);
  const truth = shares.flatMap((share, c) =>
    Array<number>(Math.round((mostRows * share) / total)).fill(c),
  );
  return (seed, flipped) => {
    const generator = new Generator(seed + 1000);
    const points = truth.map((c) => centre[c].map((value) => value + generator.normal()));
    const { labels, isFlipped } = flip(truth, classes, seed, flipped);
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
): ProblemOf {
  const whole = loadDataset(name);
  const schema = inferSchema(whole, { label, drop: [...drop] });
  const wholeLabels = readLabels(whole, schema);
  return (seed, flipped) => {
    const share = Math.min(1, mostRows / wholeLabels.length);
    const [rows] = stratifiedSplit(wholeLabels, [share], seed);
    const table = takeTableRows(whole, rows);
    const truth = rows.map((row) => wholeLabels[row]);
    const { labels, isFlipped } = flip(truth, schema.label.classes.length, seed, flipped);
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
function precisionAtK(order: readonly number[], { isFlipped }: Problem): number {
  const k = isFlipped.filter(Boolean).length;
  return order.slice(0, k).filter((row) => isFlipped[row]).length / k;
}

/** How well all flips come before all others. */
function areaOf(order: readonly number[], { isFlipped }: Problem): number {
  const places = order.map((_, place) => -place);
  return (
    auroc(
      order.map((row) => Number(isFlipped[row])),
      places,
    ) ?? NaN
  );
}

const rowsOf = ({ rows }: FoundSuspects) => rows.map(({ row }) => row);

/** Rows by the g of the same models without calibration, as they were ordered before. */
async function byPlainG({ labels, encode }: Problem, seed: number): Promise<number[]> {
  const classes = Math.max(...labels) + 1;
  const scores = Array<number>(labels.length);
  for (const fold of stratifiedFolds(labels, 5, seed)) {
    const { training, heldOut } = encode(fold.training, fold.heldOut);
    const recipe = {
      ...{ loss: parseLoss("gce"), learningRate: 0.03, steps: 200, batchSize: undefined },
      ...{ hidden: [16], activation: "tanh" as const, classes, priorBias: true, seed },
    };
    const model = await trainMlp(training, recipe, () => Promise.resolve(true));
    if (model === null) throw new Error("nothing stops it");
    const { data: logits } = logitsOf(model, heldOut.x);
    // The log loss −log p is in the order of g = 1 − p.
    const losses = lossesOf(
      logits,
      fold.heldOut.map((row) => labels[row]),
    );
    fold.heldOut.forEach((row, i) => (scores[row] = losses[i]));
  }
  return [...labels.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
}

/** By confident learning's score of a class: p of the label minus the mean of it over its rows. */
function centredByClass({ rows }: FoundSuspects): number[] {
  const classes = Math.max(...rows.map(({ label }) => label)) + 1;
  const means = Array.from({ length: classes }, (_, label) => {
    const ofClass = rows.filter((suspect) => suspect.label === label);
    return ofClass.reduce((sum, { g }) => sum + g, 0) / ofClass.length;
  });
  const scored = rows.map(({ row, label, g }) => ({ row, score: g - means[label] }));
  return scored.sort((a, b) => b.score - a.score).map(({ row }) => row);
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function show(values: readonly number[], decimals = 3): string {
  const squares = values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return `${mean(values).toFixed(decimals)} ± ${deviation.toFixed(decimals)}`;
}

/** The mean difference and its 95 % interval over the seeds. */
function showDifference(values: readonly number[], others: readonly number[]): string {
  const interval = pairedInterval(values, others);
  if (interval === null) return "–";
  const [shown, from, to] = [interval.mean, interval.low, interval.high].map((value) =>
    value.toFixed(3).replace("-", "−"),
  );
  return `${shown} (${from} to ${to})`;
}

const problems: Record<string, ProblemOf> = {
  "two moons": moons,
  wdbc: fromTable("wdbc"),
  digits8: fromTable("digits8"),
  penguins: fromTable("penguins"),
  sensor: fromTable("sensor-singlehop"),
  "3 species": fromTable("penguins", { label: "species", drop: ["label", "island"] }),
  "10 digits": fromTable("digits8", { label: "digit", drop: ["label"] }),
  "5 clouds": clouds(5),
  "20 clouds": clouds(20),
};

function head(...columns: string[]): void {
  console.log(`\n| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`);
}
const line = (...cells: string[]) => {
  console.log(`| ${cells.join(" | ")} |`);
};

async function order(): Promise<void> {
  head(
    ...["data", "flipped", "P@k, plain g", "P@k, margin", "margin − g", "P@k, g by class"],
    ...["AUROC, plain g", "AUROC, margin", "named rightly"],
  );
  for (const [name, problemOf] of Object.entries(problems)) {
    for (const flipped of [0.1, 0.2]) {
      const precision = { g: [] as number[], margin: [] as number[], centred: [] as number[] };
      const area = { g: [] as number[], margin: [] as number[] };
      const named: number[] = [];
      for (const seed of seeds) {
        const problem = problemOf(seed, flipped);
        const found = await suspects(problem.labels, problem.encode, { seed });
        const plain = await byPlainG(problem, seed);
        precision.g.push(precisionAtK(plain, problem));
        precision.margin.push(precisionAtK(rowsOf(found), problem));
        precision.centred.push(precisionAtK(centredByClass(found), problem));
        area.g.push(areaOf(plain, problem));
        area.margin.push(areaOf(rowsOf(found), problem));
        const flips = found.rows.filter(({ row }) => problem.isFlipped[row]);
        const right = flips.filter(({ row, likelier }) => likelier.label === problem.truth[row]);
        named.push(right.length / flips.length);
      }
      line(
        ...[name, `${flipped * 100} %`, show(precision.g), show(precision.margin)],
        showDifference(precision.margin, precision.g),
        ...[show(precision.centred), show(area.g), show(area.margin), show(named)],
      );
    }
  }
}

async function losses(): Promise<void> {
  const names = ["bce", "gce", "ghmc", "focal:gamma=2"];
  head("data", ...names.map((name) => `P@k, ${lossTitle(parseLoss(name))}`));
  for (const [name, problemOf] of Object.entries(problems)) {
    const cells: string[] = [];
    for (const loss of names.map(parseLoss)) {
      const precisions: number[] = [];
      for (const seed of seeds) {
        const problem = problemOf(seed, 0.1);
        const found = await suspects(problem.labels, problem.encode, { loss, seed });
        precisions.push(precisionAtK(rowsOf(found), problem));
      }
      cells.push(show(precisions));
    }
    line(name, ...cells);
  }
}

async function count(): Promise<void> {
  head(
    "data",
    "rows",
    "flipped",
    "flips",
    "estimate",
    "mean interval",
    "holds the number of flips",
  );
  for (const [name, problemOf] of Object.entries(problems)) {
    for (const flipped of [0, 0.02, 0.05, 0.1, 0.2]) {
      const [counts, lows, highs]: number[][] = [[], [], []];
      let holds = 0;
      let flips = 0;
      let rows = 0;
      for (const seed of seeds) {
        const { labels, isFlipped, encode } = problemOf(seed, flipped);
        const { wrong } = await suspects(labels, encode, { seed });
        flips = isFlipped.filter(Boolean).length;
        rows = labels.length;
        if (wrong === null) continue;
        counts.push(wrong.count);
        lows.push(wrong.low);
        highs.push(wrong.high);
        holds += Number(wrong.low - 0.5 <= flips && flips <= wrong.high + 0.5);
      }
      line(
        ...[name, String(rows), `${flipped * 100} %`, String(flips), show(counts, 1)],
        `${mean(lows).toFixed(1)} to ${mean(highs).toFixed(1)}`,
        `${holds} of ${counts.length}`,
      );
    }
  }
}

const parts: Record<string, () => Promise<void>> = { order, losses, count };
if (part !== undefined && !Object.hasOwn(parts, part)) {
  throw new RangeError(`the tables are order, losses and count; there is no "${part}"`);
}
console.log(`At most ${mostRows} rows, seeds ${seeds.join(", ")}.`);
for (const [name, run] of Object.entries(parts)) {
  if (part === undefined || part === name) await run();
}
