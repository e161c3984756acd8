import { inspect } from "node:util";
import { CommanderError } from "commander";
import { explainAny } from "../files/explain.js";
import { Interrupted } from "./interrupt.js";
import { program } from "./program.js";
import { say } from "./terminal.js";

/**
 * Runs the command line. Errors are printed on standard error.
 *
 * @param args - the arguments, without the names of Node and of the command.
 * @returns the exit code: 0 success, 1 failure, 2 wrong arguments, 130 interrupted.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has printed its message, or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) return 130;
    const { message } = explainAny(error);
    say(`ghmgrad: ${message}`);
    if (process.env["GHMGRAD_DEBUG"] !== undefined) say(inspect(error));
    return error instanceof Error && error.name === "AbortError" ? 130 : 1;
  }
}
