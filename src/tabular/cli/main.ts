#!/usr/bin/env node
import { explainWrite } from "../files/explain.js";
import { run } from "./run.js";
import { say } from "./terminal.js";

// The reader of the output may stop early, as `head` does: then nobody wants the rest. The work goes
// on, for it may write files. What cannot be written for another reason is a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  const { message } = explainWrite(error, "to standard output") as Error;
  say(`ghmgrad: ${message}`);
  process.exitCode = 1;
});
process.stderr.on("error", () => {
  // Nobody reads the messages. The work goes on.
});

const code = await run(process.argv.slice(2));
if (code !== 0) process.exitCode = code;
