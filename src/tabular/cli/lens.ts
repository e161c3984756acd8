import { Command, Option } from "commander";
import { count } from "../../array/index.js";
import { multiclassConfusionMatrix } from "../../train/metrics/index.js";
import type { Lens } from "../../losses/index.js";
import { loadModel } from "../files/modelDirectory.js";
import { lensOf, lensOfClasses, positivesOf, reliabilityOf, worstOf } from "../lens/modelLens.js";
import { advise, findingsOf, percent } from "../lens/sentences.js";
import { lossTitle, type TabularModel } from "../model/index.js";
// Not from the index, since the code for charts is slow to load.
import { leadingClasses, type LensClass } from "../report/lensClasses.js";
import {
  readLabels,
  rowNumber,
  takeTableRows,
  type Table,
  type WeightRule,
} from "../table/index.js";
import { allRows, rowCount } from "../table/table.js";
import { inDigits, show as quoted, shorten, wrap } from "../table/text.js";
import { findWeightRule, readWeights, weightProblems } from "../table/weights.js";
import { isFormula } from "./formulas.js";
import { tellNotices } from "./notices.js";
import { delimiterOption, modelHeader } from "./options.js";
import { checkReportPath, titleOf, toCsv, writeReport } from "./output.js";
import { labelledRows } from "./readable.js";
import { openCsvFor } from "./tables.js";
import { logBar, print, printFile, printJson, say, textTable } from "./terminal.js";

interface LensOptions {
  weight?: string;
  rows?: boolean;
  report?: string;
  delimiter?: string;
  header: boolean;
  json?: boolean;
}

export function lensCommand(): Command {
  return new Command("lens")
    .summary("show what GHM does to the rows of a CSV")
    .description(
      "Shows how wrong a model is on each row (its gradient norm g, from 0 to 1: |p − label| or, of " +
        "three classes and more, 1 − the label's probability), how many rows are equally wrong, and the " +
        "weight β that GHM gives them: above 1 they are heard more than with plain cross-entropy, below " +
        "1 less. The model may be trained with any loss. A row that cannot be read is left out with a " +
        "line on standard error, and the exit code is then 1.",
    )
    .argument("<model>", "the folder of a model")
    .argument(
      "<csv>",
      "a CSV with the label: a file, - for standard input, or a data set that ships",
    )
    .addOption(
      new Option(
        "--rows",
        "write a CSV with label, g, bin and β of each row in place of the tables",
      ).conflicts("json"),
    )
    .option(
      "--weight <column>",
      "how much each row counts, a number, 0 or more; default: the column that the model was trained with, " +
        "if the CSV has it",
    )
    .option("--report <file>", "write a report as HTML too")
    .addOption(delimiterOption())
    .option("--no-header", modelHeader)
    .option("--json", "write everything as JSON")
    .addHelpText("after", "\nExample:\n  ghmgrad lens model loans.csv --report lens.html")
    .action(show);
}

async function show(folder: string, csv: string, options: LensOptions) {
  if (options.report !== undefined) checkReportPath(options.report);
  const model = loadModel(folder);
  const { table, weights, rule, unread, all } = await readRows(model, csv, options);
  const labels = readLabels(table, model.encoder);
  const prediction = model.predict(table);
  tellNotices(prediction);
  const seen = lensOf(model, prediction, labels, weights);
  const rows = labels.map((_, i) => rowNumber(table, i));
  const examples = worstOf(seen, rows);
  const advice = advise(seen, examples[examples.length - 1]);
  const sum = weights?.reduce((total, weight) => total + weight, 0);
  const summary = [...findingsOf(seen), ...weightSentences(rule, sum)];
  const names = model.encoder.label.classes;
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const answers = prediction.answers.map((name) => numberOf.get(name) ?? NaN);
  const classes = lensOfClasses(seen, names, labels, answers, weights);
  if (options.report !== undefined) {
    const file = await writeReport(options.report, "lens", {
      title: `What GHM-C does to ${titleOf(table)}`,
      lens: {
        source: table.source,
        model: `${folder}, trained with ${lossTitle(model.loss, names.length)}`,
        rows: labels.length,
        weights: sum,
        bins: seen.bins,
        positives: names.length === 2 ? positivesOf(seen, labels) : undefined,
        examples,
        effectiveSampleSize: seen.effectiveSampleSize,
        advice,
        summary,
        classes,
        confusion: multiclassConfusionMatrix(labels, answers, names.length, weights),
        reliability: reliabilityOf(model, prediction, labels, weights),
      },
    });
    say(`The report is in ${file}`);
  }
  if (options.json) {
    printJson({ ...seen, rows, ...(weights && { weights }), classes, advice, summary });
  } else if (options.rows) {
    printRows(seen, rows, labels, names);
  } else {
    const sentences = summary.map((text) => wrap(text)).join("\n");
    print([wrap(advice), binTable(seen), classTable(classes), sentences].join("\n\n"));
  }
  if (unread > 0) {
    throw new Error(`${unread} of ${count(all, "row")} could not be read, and are left out`);
  }
}

function weightSentences(rule: WeightRule | null, sum: number | undefined): string[] {
  if (rule === null || sum === undefined) return [];
  return [
    `Rows count by their weights, column ${shorten(rule.column, 40)} (sum ${inDigits(sum)}), in all but ` +
      `the numbers of rows.`,
  ];
}

/** Writes a CSV of what GHM does to each row. */
function printRows(
  { g, bin, beta }: Lens,
  rows: readonly number[],
  labels: readonly number[],
  names: readonly string[],
): void {
  const formula = names.find(isFormula);
  if (formula !== undefined) {
    say(`! A spreadsheet would run the label ${quoted(formula)} as a formula.`);
  }
  printFile(
    toCsv({
      columns: ["row", "label", "g", "bin", "beta"],
      rows: labels.map((label, i) => [rows[i], names[label], g[i], bin[i], beta[i]].map(String)),
    }),
  );
}

interface Rows {
  table: Table;
  /** Of each row, above 0; `null`: all count alike. */
  weights: number[] | null;
  rule: WeightRule | null;
  /** How many rows could not be read, of how many. */
  unread: number;
  all: number;
}

/** How many unreadable rows are shown. */
const mostProblems = 5;

/**
 * The rows that the model can be used on and that have a label. Says how many of the others there
 * are, and what is wrong with the first.
 *
 * @throws Error if there are none.
 */
async function readRows(model: TabularModel, csv: string, options: LensOptions): Promise<Rows> {
  const input = await openCsvFor(model, csv, options);
  const problems: string[] = [];
  let lacking = 0;
  const readable = labelledRows(
    input,
    model.encoder,
    (problem) => problems.push(problem),
    (rows) => (lacking = rows),
  );
  const rule = ruleFor(model, readable, options.weight);
  const { missingValues } = model.encoder;
  const ofWeights =
    rule === null ? new Map<number, string>() : weightProblems(readable, rule, missingValues);
  problems.push(...ofWeights.values());
  const weighed = takeTableRows(
    readable,
    allRows(readable).filter((i) => !ofWeights.has(i)),
  );
  const { table, weights } = readWeights(weighed, rule, missingValues);
  const all = rowCount(input.table);
  for (const problem of problems.slice(0, mostProblems)) say(`! ${problem}`);
  const more = problems.length - mostProblems;
  if (more > 0) say(`! … and ${count(more, "more row")} that cannot be read.`);
  if (lacking === all) {
    throw new Error(
      `${table.source}: every row lacks a feature, and this model cannot use such rows`,
    );
  }
  if (lacking > 0) say(`! ${lacking} of ${count(all, "row")} lack a feature, and are left out.`);
  if (rowCount(table) === 0) {
    throw new Error(
      `${table.source}: none of ${count(all, "row")} can be used; lens needs the label and all that ` +
        `the model learned from`,
    );
  }
  const zeros = rowCount(weighed) - rowCount(table);
  if (zeros > 0) say(`! ${count(zeros, "row")} of ${all} of weight 0 are left out.`);
  return { table, weights, rule, unread: problems.length, all };
}

/** Where the weights are: in the column that is named, or else in that of the model, if it is there. */
function ruleFor(
  { weight, encoder }: TabularModel,
  table: Table,
  named: string | undefined,
): WeightRule | null {
  if (named === encoder.label.column) {
    throw new Error(`--weight names "${named}", which is the label`);
  }
  if (named !== undefined && named !== weight?.column) return findWeightRule(table, named, encoder);
  if (weight === null || table.columns.includes(weight.column)) return weight;
  say(
    `! The model was trained with weights, column ${shorten(weight.column, 40)}, which ${table.source} ` +
      `lacks: here, all rows count alike.`,
  );
  return null;
}

function binTable({ bins }: Lens): string {
  const most = Math.max(...bins.map(({ count }) => count));
  const rows = bins.map(({ from, to, count, beta, shareBefore, shareAfter }) => [
    `${from.toFixed(2)} to ${to.toFixed(2)}`,
    String(count),
    logBar(count, most, 16),
    beta === null ? "–" : betaText(beta),
    ...[shareBefore, shareAfter].map(percent),
  ]);
  const head = ["g", "rows", "(log scale)", "β", "of the gradient", "with GHM"];
  return textTable([head, ...rows]);
}

function classTable(classes: readonly LensClass[]): string {
  const { leading, note } = leadingClasses(classes);
  const rows = leading.map((each) => [
    shorten(each.class, 24),
    String(each.rows),
    each.g?.toFixed(3) ?? "–",
    each.beta === null ? "–" : betaText(each.beta),
    ...[each.shareBefore, each.shareAfter].map(percent),
  ]);
  const head = ["label", "rows", "mean g", "mean β", "of the gradient", "with GHM"];
  return textTable([head, ...rows]) + (note === null ? "" : `\n${note}`);
}

/** In three digits, or as many as the whole part has. */
function betaText(beta: number): string {
  return beta < 999.5 ? beta.toPrecision(3) : beta.toFixed();
}
