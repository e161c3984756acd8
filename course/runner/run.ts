/** Runs a learner's file: TypeScript whose types are taken off, with what it imports and prints. */
import { transform } from "sucrase";
import * as ghmgrad from "ghmgrad";
import * as tabular from "ghmgrad/tabular";
import { show } from "./words.js";

/** The name of the learner's file in stacks. */
const name = "ghmgrad-answer.ts";

/** Makes a value of a program's text, as indirect `eval` does; stacks then have its `name`. */
export type Compile = (code: string, name: string) => unknown;

/** What went wrong in a learner's file, and where. */
export class Trouble extends Error {
  constructor(
    message: string,
    /** Counted from 1; `null`: it is not known, or in no line. */
    readonly line: number | null,
  ) {
    super(message);
  }
}

const modules: Readonly<Record<string, object>> = { ghmgrad, "ghmgrad/tabular": tabular };

function require(wanted: string): object {
  if (wanted in modules) return modules[wanted];
  const known = Object.keys(modules).map((name) => `"${name}"`);
  throw new Trouble(`it imports from "${wanted}", and can only from ${known.join(" and ")}`, null);
}

type Module = (
  require: (wanted: string) => object,
  exports: Record<string, unknown>,
  console: Record<string, (...values: unknown[]) => void>,
) => void;

/**
 * Runs a program.
 *
 * @param print - gets each line of what it prints.
 * @returns its exports.
 * @throws Trouble if it cannot be read, or throws.
 */
export function run(
  source: string,
  compile: Compile,
  print: (line: string) => void,
): Record<string, unknown> {
  const write = (...values: unknown[]) => {
    print(values.map((value) => (typeof value === "string" ? value : show(value))).join(" "));
  };
  const console = { log: write, info: write, warn: write, error: write, debug: write };
  const exports: Record<string, unknown> = {};
  inAnswer(() => {
    // Line by line as in the file, so that lines of stacks are the learner's.
    const { code } = transform(source, { transforms: ["typescript", "imports"] });
    const module = compile(`(function (require, exports, console) {${code}\n})`, name) as Module;
    module(require, exports, console);
  });
  return exports;
}

/**
 * Calls what may run a learner's code.
 *
 * @throws Trouble for whatever it throws.
 */
export function inAnswer<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (!(error instanceof Error)) throw new Trouble(`it throws ${show(error)}`, null);
    const { loc } = error as { loc?: { line: number } }; // where the parser stopped
    const line = new RegExp(`${name}:(\\d+)`).exec(error.stack ?? "")?.[1];
    const message = error.message
      .replace(/^Error transforming[^:]*: /, "")
      .replace(/ \(\d+:\d+\)$/, "");
    const isTypo = loc !== undefined || error instanceof SyntaxError;
    throw new Trouble(
      isTypo ? `it cannot be read: ${message}` : `it throws "${message}"`,
      loc?.line ?? (line === undefined ? null : Number(line)),
    );
  }
}
