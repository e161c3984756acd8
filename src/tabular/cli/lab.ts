import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Command } from "commander";
import { writeWhole } from "../files/atomic.js";
import { datasetText } from "../files/datasets.js";
import { explainRead } from "../files/explain.js";
import { inPackage } from "../files/packageRoot.js";
import { readText } from "../files/readTable.js";
import {
  datasets,
  defaultMissingValues,
  describeSchema,
  inferSchema,
  labelledTable,
  parseCsv,
  TableEncoder,
} from "../table/index.js";
import { guessLabel, labLimits, type LabTable } from "../table/forLab.js";
import { checkClasses } from "../table/labelledTable.js";
import { addTableOptions, type TableOptions } from "./options.js";
import { checkReportPath, freeName } from "./output.js";
import { isDataset, schemaOptions } from "./tables.js";
import { print } from "./terminal.js";

interface LabCommandOptions extends TableOptions {
  out?: string;
}

export function labCommand(): Command {
  const command = new Command("lab")
    .summary("write GHM Lab, a page to see GHM train, with a CSV in it")
    .description(
      "Writes GHM Lab, one file that opens in any browser and asks the network for nothing: two networks " +
        "learn from the same first weights with two losses, and every step can be looked into. With a " +
        "CSV, they learn from its rows; their label is told as one class against all others. Without " +
        "one, the page has its own examples, and opens a CSV that is dropped on it.",
    )
    .argument("[csv]", "a CSV file, - for standard input, or a data set that ships");
  addTableOptions(command).option(
    "--out <file>",
    "where the page goes; default: ghm-lab.html, or -2, -3, …",
  );
  // Both networks weigh rows by their losses: that is what the page is about.
  command.options.find(({ long }) => long === "--weight")?.hideHelp();
  return command
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  ghmgrad lab\n" +
        "  ghmgrad lab loans.csv --label default --positive yes --drop id\n" +
        "  ghmgrad lab sensor-singlehop --out sensor.html",
    )
    .action(lab);
}

async function lab(csv: string | undefined, options: LabCommandOptions, command: Command) {
  if (options.weight !== undefined) {
    command.error("error: the Lab's losses weigh rows themselves: leave out --weight");
  }
  const file = options.out ?? freeName("ghm-lab", ".html");
  checkReportPath(file, "page");
  const found = csv === undefined ? null : await tableFor(csv, options, command);
  writeWhole(file, pageWith(found && found.table));
  const where = `The page is in ${file}: open it in a browser`;
  print(found === null ? where : `${found.text}\n\n${where}`);
}

/** A table for the page, and what is to be said about it. */
async function tableFor(
  csv: string,
  options: TableOptions,
  command: Command,
): Promise<{ table: LabTable; text: string }> {
  const known = isDataset(csv) ? datasets[csv] : null;
  const { text, source } = isDataset(csv) ? datasetText(csv) : await readText(csv);
  if (text.length > labLimits.bytes) {
    throw new RangeError(
      `${source} is larger than ${labLimits.bytes / 2 ** 20} MiB, and the page reads no more: take a part ` +
        `of its rows`,
    );
  }
  const { delimiter, header } = options;
  const table = parseCsv(text, { source, delimiter, header });
  const missingValues = options.missingValues ?? defaultMissingValues;
  const { positive } = options;
  const given = { label: options.label ?? known?.label, positive };
  const guessed = guessLabel(table, given, missingValues);
  const ofPositive = guessed.positive === undefined ? {} : { positive: guessed.positive };
  const label = { label: guessed.label, ...ofPositive };
  const schemaOf = schemaOptions(csv, { ...options, ...label }, command);
  const data = labelledTable(table, inferSchema(table, schemaOf));
  checkClasses(data, 2, () => "the page trains on some, and measures on others");
  const { length: features } = new TableEncoder(data.schema).fit(data.table).featureNames;
  if (features >= labLimits.weights) {
    throw new RangeError(
      `${source} makes ${features} features, and the page has room for ${labLimits.weights - 1}: leave out ` +
        `columns with many categories (--drop, --keep)`,
    );
  }
  const rows = data.labels.length;
  const isNamed = options.label !== undefined || known !== null;
  const lines = [
    describeSchema(data.schema),
    ...(isNamed ? [] : ["The label was guessed: --label <column> names another."]),
    ...(rows > labLimits.rows
      ? [`The page draws ${labLimits.rows} of the ${rows} rows by its seed.`]
      : []),
  ];
  const { column, classes } = data.schema.label;
  return {
    table: {
      file: { name: csv === "-" ? "input.csv" : basename(source), content: text },
      options: { ...schemaOf, delimiter, header, label: column, positive: classes[1] },
    },
    text: lines.join("\n\n"),
  };
}

/** The page that is shipped, with a table in the place that it has for one. */
function pageWith(table: LabTable | null): string {
  const path = inPackage("dist/lab/lab.html");
  let page;
  try {
    page = readFileSync(path, "utf8");
  } catch (error) {
    throw explainRead(error, path.pathname);
  }
  if (table === null) return page;
  // No text in it may look like the element's end.
  const json = JSON.stringify(table).replaceAll("<", "\\u003c");
  const place = /(<script type="application\/json" id="table">)\s*null\s*(<\/script>)/;
  if (!place.test(page))
    throw new Error(`${path.pathname} has no place for a table: build it anew`);
  return page.replace(place, (_, begin: string, end: string) => `${begin}${json}${end}`);
}
