/** Options that several commands have, and the readers of their values. */
import { InvalidArgumentError, Option, type Command } from "commander";
import { csvParseRows } from "d3-dsv";
import type { FeatureType, SchemaOptions } from "../table/index.js";
import { activationNames, type Activation } from "../../nn/index.js";
import { lossNames, lossTitle, parseLoss, type LossSpec } from "../model/index.js";
import { firstRepeated } from "../table/cells.js";
import { isNumberCharacter } from "../table/findFormats.js";
import { isDelimiter } from "../table/parseCsv.js";
import { featureTypes } from "../table/schema.js";

/** Reads a finite number from `low` (or above it, if `open`) to `high`. */
export function numberIn(low: number, high = Infinity, { open = false } = {}) {
  return (text: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    const isIn = value >= low && value <= high && !(open && value === low);
    if (isIn && Number.isFinite(value)) return value;
    const range = high === Infinity ? `${open ? ">" : "≥"} ${low}` : `from ${low} to ${high}`;
    throw new InvalidArgumentError(`It must be a number ${range}.`);
  };
}

/** Reads a whole number from `low` to `high`. */
export function wholeFrom(low: number, high = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\s*\d+\s*$/.test(text) && value >= low && value <= high) return value;
    const range = high === Number.MAX_SAFE_INTEGER ? `≥ ${low}` : `from ${low} to ${high}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** Reads a seed of random numbers. */
export const seedNumber = wholeFrom(0, 2 ** 32 - 1);

/** Reads a list with commas; an entry that contains a comma is in double quotes. */
function list(text: string): string[] {
  const [entries, ...more] = csvParseRows(text).map((row) => row.map((entry) => entry.trim()));
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- no row in an empty text
  if (entries === undefined || entries.includes("") || more.length > 0) {
    throw new InvalidArgumentError("It must be a list such as a,b,c.");
  }
  return entries;
}

/** Reads a list, each entry by `read`. An option that is given again adds to its list. */
export const listOf =
  <T>(read: (text: string) => T) =>
  (text: string, before: readonly T[] = []): T[] => [...before, ...list(text).map(read)];

/** Reads a list of columns or of other texts. */
const texts = listOf((text) => text);

export function hiddenOption(sizes: number[]): Option {
  const most = 10_000;
  const read = listOf((text) => {
    const size = Number(text);
    if (/^\d+$/.test(text) && size >= 1 && size <= most) return size;
    throw new InvalidArgumentError(
      `Each size is a whole number from 1 to ${most}, as in 16,16 or 16x16; none: no hidden layer.`,
    );
  });
  return new Option("--hidden <sizes>", "hidden layers, such as 16,16; none: logistic regression")
    .argParser((text, before: number[]) => {
      if (text.trim() === "none") return [];
      // The default is not a list to add to.
      return read(
        text.replaceAll(/(?<=\d)\s*[x×*\s]\s*(?=\d)/gi, ","),
        before === sizes ? [] : before,
      );
    })
    .default(sizes, sizes.join(",") || "none");
}

export function activationOption(standard: Activation): Option {
  return new Option("--activation <name>", "what is between layers")
    .choices(activationNames)
    .default(standard);
}

type Types = Record<string, FeatureType>;

/** Reads column types such as `age=numeric,"name, town"=categorical`. */
function columnTypes(text: string, before: Types = {}): Types {
  const example = 'as in age=numeric,"name, town"=categorical';
  // As a cell of a CSV, the quotes are around all of "name, town=categorical".
  const cells = text.replaceAll(/"((?:[^"]|"")*)"\s*(=[^",]*)/g, '"$1$2"');
  const types = new Map(Object.entries(before));
  for (const pair of list(cells)) {
    const at = pair.lastIndexOf("=");
    if (at < 1) {
      throw new InvalidArgumentError(`It must be a list of column=type, ${example}.`);
    }
    const [name, type] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    const known = featureTypes.find((one) => one === type);
    if (known === undefined) {
      throw new InvalidArgumentError(
        `"${type}" is no type: numeric, categorical and date are, ${example}.`,
      );
    }
    if ((types.get(name) ?? type) !== type) {
      throw new InvalidArgumentError(`The column "${name}" gets two types.`);
    }
    types.set(name, known);
  }
  return Object.fromEntries(types);
}

function loss(text: string): LossSpec {
  try {
    return parseLoss(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

export function lossOption(defaultName: string): Option {
  return new Option(
    "--loss <loss>",
    `${lossNames.join(", ")}; options follow a colon: focal:alpha=0.75,gamma=2`,
  )
    .argParser(loss)
    .default(parseLoss(defaultName), defaultName);
}

/** Reads the character between cells. A shell hands `\\t` on as two characters, or more. */
function delimiter(text: string): string {
  const character = /^(?:\\+t|tab)$/i.test(text) ? "\t" : text;
  if (isDelimiter(character)) return character;
  throw new InvalidArgumentError(
    "It must be one character, and no quote or line end; for a tab: tab.",
  );
}

export function delimiterOption(): Option {
  return new Option(
    "--delimiter <character>",
    "what separates cells, such as ; or tab; default: found in the first line",
  ).argParser(delimiter);
}

/** Reads a character that is inside of numbers. */
const characterOf = (name: "decimal" | "thousands") => (text: string) => {
  if (isNumberCharacter(name, text)) return text;
  const example = name === "decimal" ? "a comma" : 'a point or a space; "": none';
  throw new InvalidArgumentError(
    `It must be one character that no number begins with, such as ${example}.`,
  );
};

/** Losses with spaces between them, or commas; `gamma=2` of `focal:alpha=0.5,gamma=2` is none. */
export function lossesOption(): Option {
  return new Option(
    "--losses <loss...>",
    `the losses to compare; each as in train's --loss`,
  ).argParser((text: string, before: LossSpec[] | undefined) => {
    const losses = [...(before ?? []), ...text.split(/,(?!\s*[^,:=]*=)/).map(loss)];
    checkDifferent("loss", losses.map(lossTitle));
    return losses;
  });
}

/** Reads Adam's learning rates. */
export function learningRates(text: string, before?: number[]): number[] {
  const rates = listOf(numberIn(0, Infinity, { open: true }))(text, before);
  checkDifferent("rate", rates.map(String));
  return rates;
}

function checkDifferent(what: string, names: readonly string[]): void {
  const twice = firstRepeated(names);
  if (twice !== undefined) throw new InvalidArgumentError(`The ${what} ${twice} is named twice.`);
}

/** The options that say how to read a table. */
export interface TableOptions {
  label?: string;
  positive?: string;
  drop?: string[];
  keep?: string[];
  group?: string;
  weight?: string;
  types?: Types;
  missing?: NonNullable<SchemaOptions["missing"]>;
  missingValues?: string[];
  delimiter?: string;
  header: boolean;
  decimal?: string;
  thousands?: string;
}

/** What `--no-header` does where a model is used. */
export const modelHeader = "the first line is a row, as in the table that the model was trained on";

export function addTableOptions(command: Command): Command {
  return command
    .option("--label <column>", "the column to predict")
    .option(
      "--positive <value>",
      "which of its values is the positive class; default: 1, yes or true, or else the rarer one",
    )
    .option("--drop <columns>", 'columns to leave out, such as a,"b, c"', texts)
    .option("--keep <columns>", "the only columns to use", texts)
    .option(
      "--group <column>",
      "rows with the same text here, such as one patient's, are on one side of every split",
    )
    .option(
      "--weight <column>",
      "how much each row counts, in training and in every figure: a number, 0 or more; 2 as two such rows",
    )
    .option(
      "--types <types>",
      "column types, such as age=numeric,zip=categorical,when=date",
      columnTypes,
    )
    .addOption(
      new Option("--missing <policy>", "what to do with missing values")
        .choices(["fill", "drop", "error"])
        .default("fill"),
    )
    .option(
      "--missing-values <texts>",
      'which texts mean missing; an empty cell always does; "": no others. A frequent one is a class of ' +
        "the label, but for NA and the like",
      (text, before?: string[]) => (text.trim() === "" ? (before ?? []) : texts(text, before)),
    )
    .addOption(delimiterOption())
    .option("--no-header", "the first line is a row; columns are called 1, 2, …")
    .option(
      "--decimal <character>",
      "what is before a number's decimals; default: found",
      characterOf("decimal"),
    )
    .option(
      "--thousands <character>",
      "what is between its thousands; default: found",
      characterOf("thousands"),
    );
}
