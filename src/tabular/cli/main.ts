#!/usr/bin/env node
import { run } from "./run.js";

// The reader of the output may stop early, as `head` does: then nobody wants the rest. If only the
// messages are not read, the work goes on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await run(process.argv.slice(2));
