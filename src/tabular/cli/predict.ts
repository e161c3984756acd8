import { Command } from "commander";
import { dropIncomplete, rowNumber, type Table } from "../table/index.js";
import { loadModel } from "../files/modelDirectory.js";
import { tellNotices } from "./notices.js";
import { numberIn } from "./options.js";
import { say, toCsv } from "./output.js";
import { openTableFor } from "./tables.js";

interface PredictOptions {
  threshold?: number;
  delimiter?: string;
  json?: boolean;
}

export function predictCommand(): Command {
  return new Command("predict")
    .summary("write probabilities for the rows of a CSV")
    .description(
      "Writes the CSV to standard output with two more columns: the probability of the positive class, " +
        "and the class that follows from the model's threshold. Rows keep their order. The label " +
        "need not be there.",
    )
    .argument("<model>", "the folder of a model")
    .argument("<csv>", "a CSV file, - for standard input, or a data set that ships")
    .option("--threshold <p>", "call a row positive from this probability on", numberIn(0, 1))
    .option("--delimiter <character>", "what separates cells; default: found in the first line")
    .option("--json", "write a JSON list in place of CSV")
    .addHelpText("after", "\nExample:\n  ghmgrad predict model new.csv > answers.csv")
    .action(predict);
}

async function predict(folder: string, csv: string, options: PredictOptions) {
  const model = loadModel(folder);
  const table = await openTableFor(model, csv, options);
  const complete = dropIncomplete(table, model.encoder);
  const known = complete.rows.length > 0 ? model.predict(complete) : null;
  if (known !== null) tellNotices(known);
  const left = table.rows.length - complete.rows.length;
  if (left > 0)
    say(`! ${left} of ${table.rows.length} rows lack a feature, and get no probability.`);

  const { positive, negative } = model.encoder.label;
  const threshold = options.threshold ?? model.threshold;
  const probabilities = new Map(
    known?.probabilities.map((p, i) => [rowNumber(complete, i), p] as const),
  );
  const answers = table.rows.map((_, i) => {
    const probability = probabilities.get(rowNumber(table, i)) ?? null;
    const name = probability === null ? null : probability >= threshold ? positive : negative;
    return { probability, prediction: name ?? (probability === null ? null : `not ${positive}`) };
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(answers)}\n`);
    return;
  }
  process.stdout.write(
    toCsv({
      columns: [
        ...table.columns,
        ...["probability", "prediction"].map((n) => freeColumn(n, table)),
      ],
      rows: table.rows.map((row, i) => [
        ...row,
        answers[i].probability?.toString() ?? "",
        answers[i].prediction ?? "",
      ]),
    }),
  );
}

/** The name, with underscores appended until the table has no such column. */
function freeColumn(name: string, table: Table): string {
  return table.columns.includes(name) ? freeColumn(`${name}_`, table) : name;
}
