import { Command } from "commander";
import { dropIncomplete, readLabels, rowNumber } from "../table/index.js";
import { tensor } from "../../autograd/index.js";
import { loadModel } from "../files/modelDirectory.js";
import { GradientDensity, lens, type Lens } from "../../losses/index.js";
import { lossTitle } from "../model/index.js";
import { tellNotices } from "./notices.js";
import { delimiterOption, modelHeader } from "./options.js";
import { checkReportPath, toCsv, writeReport } from "./output.js";
import { openTableFor } from "./tables.js";
import { logBar, print, printFile, printJson, say, textTable } from "./terminal.js";
import { wrap } from "../table/text.js";

interface LensOptions {
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
      "Shows how wrong a model is on each row (its gradient norm g = |p − label|, from 0 to 1), how " +
        "many rows are equally wrong, and the weight β that GHM gives them: above 1 they are heard " +
        "more than with plain cross-entropy, below 1 less. The model may be trained with any loss.",
    )
    .argument("<model>", "the folder of a model")
    .argument(
      "<csv>",
      "a CSV with the label: a file, - for standard input, or a data set that ships",
    )
    .option("--rows", "write a CSV with g, bin and β of each row in place of the table")
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
  const table = dropIncomplete(await openTableFor(model, csv, options), model.encoder);
  if (table.rows.length === 0) {
    throw new Error(
      `${table.source}: every row lacks a feature, and this model cannot use such rows`,
    );
  }
  const labels = readLabels(table, model.encoder);
  const { logits, ...notices } = model.predict(table);
  tellNotices(notices);
  const density = model.density ?? new GradientDensity();
  const seen = lens(logits, tensor(labels, { shape: [...logits.shape] }), { density });
  const summary = read(seen);
  if (options.report !== undefined) {
    const file = await writeReport(options.report, "lens", {
      title: `What GHM-C does to ${table.source}`,
      lens: {
        source: table.source,
        model: `${folder}, trained with ${lossTitle(model.loss)}`,
        rows: labels.length,
        bins: seen.bins,
        effectiveSampleSize: seen.effectiveSampleSize,
        summary,
      },
    });
    say(`The report is in ${file}`);
  }
  if (options.json) {
    printJson({ ...seen, summary });
  } else if (options.rows) {
    printFile(
      toCsv({
        columns: ["row", "label", "g", "bin", "beta"],
        rows: labels.map((label, i) =>
          [rowNumber(table, i), label, seen.g[i], seen.bin[i], seen.beta[i]].map(String),
        ),
      }),
    );
  } else {
    print(`${binTable(seen)}\n\n${summary.map((text) => wrap(text)).join("\n")}`);
  }
}

function binTable({ bins }: Lens): string {
  const most = Math.max(...bins.map(({ count }) => count));
  const rows = bins.map(({ from, to, count, beta, shareBefore, shareAfter }) => [
    `${from.toFixed(2)} to ${to.toFixed(2)}`,
    String(count),
    logBar(count, most, 16),
    beta === null ? "–" : beta.toPrecision(3),
    ...[shareBefore, shareAfter].map(percent),
  ]);
  const head = ["g", "rows", "(log scale)", "β", "of the gradient", "with GHM"];
  return textTable([head, ...rows]);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The findings in sentences. */
function read({ top, effectiveSampleSize, numLabels }: Lens): string[] {
  const shares = `${percent(top.shareBefore)} of the gradient without weights, ${percent(top.shareAfter)} with them`;
  const worst = `the ${top.count} rows that the model gets most wrong (g from ${top.from.toFixed(2)} on)`;
  const effects = {
    empty: `No row has its g in the last bin: the model is sure of no wrong answer.`,
    leaves: `GHM leaves ${worst} about as they are: ${shares}.`,
    amplifies: `GHM amplifies ${worst}, for they are rare: ${shares}. If their labels are wrong, that does harm.`,
    suppresses: `GHM suppresses ${worst}, for they are many: ${shares}.`,
  };
  return [
    effects[top.effect],
    `With their weights, the ${numLabels} rows say as much as ${effectiveSampleSize.toFixed(0)} of equal weight.`,
  ];
}
