import { Command } from "commander";
import { datasets, type Dataset, type DatasetName } from "../table/index.js";
import { loadDataset } from "../files/datasets.js";
import { toCsv, writeNew } from "./output.js";
import { print, printFile, printJson, say, textTable } from "./terminal.js";
import { wrap } from "../table/text.js";

export function dataCommand(): Command {
  return new Command("data")
    .summary("list the data sets that ship, or write one as CSV")
    .description(
      "Lists the data sets that come with ghmgrad. With a name, writes that set as CSV to standard " +
        "output or to a file, and says whom to name for it.",
    )
    .argument("[name]", "the data set to write")
    .option("--out <file>", "write to a new file")
    .option("--json", "list, or write the rows, as JSON")
    .addHelpText("after", "\nExamples:\n  ghmgrad data\n  ghmgrad data penguins --out penguins.csv")
    .action(data);
}

function data(
  name: string | undefined,
  options: { out?: string; json?: boolean },
  command: Command,
) {
  if (name === undefined) {
    if (options.out !== undefined) command.error("error: --out needs the name of a data set");
    if (options.json) printJson(datasets);
    else print(list());
    return;
  }
  const known: Record<string, Dataset> = datasets;
  if (!Object.hasOwn(known, name)) {
    command.error(
      `error: there is no data set "${name}": use one of ${Object.keys(known).join(", ")}`,
    );
  }
  const { columns, rows } = loadDataset(name as DatasetName);
  const asObjects = () =>
    rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
  const text = options.json ? `${JSON.stringify(asObjects())}\n` : toCsv({ columns, rows });
  if (options.out === undefined) printFile(text);
  else writeNew(options.out, text);
  const { licence, attribution } = known[name];
  say(`Licence: ${licence}. Name its authors: ${attribution}`);
}

function list(): string {
  const rows = Object.entries<Dataset>(datasets).map(([name, set]) => [
    ...[name, String(set.rows), String(set.positives)],
    `${((100 * set.positives) / set.rows).toFixed(2)} %`,
  ]);
  const about = Object.entries<Dataset>(datasets).map(([name, set]) => `${name}: ${set.about}.`);
  return [
    textTable([["name", "rows", "positive", "share"], ...rows]),
    "",
    ...about.map((line) => wrap(line)),
  ].join("\n");
}
