#!/usr/bin/env node
import { CommanderError } from "commander";
import { program } from "./program.js";

// Whoever reads the output may stop early, as `head` does. Who reads no messages may want the work.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** 0 done, 1 it could not be done, 2 the command line is wrong, 130 stopped. Says why. */
function exitCodeOf(error: unknown): number {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`ghmgrad: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env["GHMGRAD_DEBUG"] !== undefined) console.error(error);
  return error instanceof Error && error.name === "AbortError" ? 130 : 1;
}
