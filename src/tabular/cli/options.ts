/** Options that several commands have, and the readers of their values. */
import { InvalidArgumentError, Option, type Command } from "commander";
import { csvParseRows } from "d3-dsv";
import type { SchemaOptions } from "../table/index.js";
import { activationNames } from "../../nn/index.js";
import { lossNames, parseLoss, type LossSpec } from "../model/index.js";

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
  const entries = (csvParseRows(text).at(0) ?? []).map((entry) => entry.trim());
  if (entries.length === 0 || entries.includes("")) {
    throw new InvalidArgumentError("It must be a list such as a,b,c.");
  }
  return entries;
}

/** Reads a list, each entry by `read`. */
export const listOf =
  <T>(read: (text: string) => T) =>
  (text: string): T[] =>
    list(text).map(read);

export function hiddenOption(sizes: number[]): Option {
  return new Option("--hidden <sizes>", "hidden layers, such as 16,16; none: logistic regression")
    .argParser((text) => (text.trim() === "none" ? [] : listOf(wholeFrom(1, 10_000))(text)))
    .default(sizes, sizes.join(",") || "none");
}

export function activationOption(): Option {
  return new Option("--activation <name>", "what is between layers")
    .choices(activationNames)
    .default("tanh");
}

/** Reads column types such as `age=numeric,zip=categorical`. */
function columnTypes(text: string): Record<string, "numeric" | "categorical"> {
  const pairs = list(text).map((pair) => {
    const at = pair.lastIndexOf("=");
    const type = pair.slice(at + 1);
    if (at < 1) {
      throw new InvalidArgumentError("It must be a list such as age=numeric,zip=categorical.");
    }
    if (type !== "numeric" && type !== "categorical") {
      throw new InvalidArgumentError(
        `There is no type "${type}", only numeric and categorical, such as age=numeric,` +
          `zip=categorical. Of a date, make numbers first, such as its days since another one.`,
      );
    }
    return [pair.slice(0, at), type] as const;
  });
  return Object.fromEntries(pairs);
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

/** Losses with spaces between them, since their options contain commas. */
export function lossesOption(): Option {
  return new Option(
    "--losses <loss...>",
    `the losses to compare; each as in train's --loss`,
  ).argParser((text: string, before: LossSpec[] | undefined) => [...(before ?? []), loss(text)]);
}

/** The options that say how to read a table. */
export interface TableOptions {
  label?: string;
  positive?: string;
  drop?: string[];
  keep?: string[];
  types?: Record<string, "numeric" | "categorical">;
  missing?: NonNullable<SchemaOptions["missing"]>;
  missingValues?: string[];
  delimiter?: string;
  header: boolean;
  decimal?: string;
  thousands?: string;
}

export function addTableOptions(command: Command): Command {
  return command
    .option("--label <column>", "the column to predict")
    .option(
      "--positive <value>",
      "which of its values is the positive class; default: 1, yes or true, or else the rarer one",
    )
    .option("--drop <columns>", "columns to leave out, such as a,b", list)
    .option("--keep <columns>", "the only columns to use", list)
    .option("--types <types>", "column types, such as age=numeric,zip=categorical", columnTypes)
    .addOption(
      new Option("--missing <policy>", "what to do with missing values")
        .choices(["fill", "drop", "error"])
        .default("fill"),
    )
    .option(
      "--missing-values <texts>",
      'which texts mean missing; an empty cell always does; "": no others',
      (text) => (text.trim() === "" ? [] : list(text)),
    )
    .option("--delimiter <character>", "what separates cells; default: found in the first line")
    .option("--no-header", "the first line is a row; columns are called 1, 2, …")
    .option("--decimal <character>", "what is before a number's decimals; default: found")
    .option("--thousands <character>", "what is between its thousands; default: found");
}
