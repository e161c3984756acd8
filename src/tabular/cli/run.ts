import { CommanderError } from "commander";
import { Interrupted } from "./interrupt.js";
import { program } from "./program.js";

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
    process.stderr.write(`ghmgrad: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env["GHMGRAD_DEBUG"] !== undefined) console.error(error);
    return error instanceof Error && error.name === "AbortError" ? 130 : 1;
  }
}
