/**
 * npm run vectors -- FILE...
 *
 * Checks the public API against files of golden vectors, in the formats that test/vectors/README.md
 * describes. Exits with status 1 if a case fails or a file cannot be read.
 */
import { readFileSync } from "node:fs";
import { messageOf } from "./vectors/fields.js";
import { runFile, type Outcome } from "./vectors/run.js";

const files = process.argv.slice(2);
const outcomes: Outcome[] = [];
if (files.length === 0) {
  console.error("usage: npm run vectors -- FILE...");
  process.exitCode = 1;
}
for (const file of files) {
  try {
    const ran = runFile(readFileSync(file, "utf8"));
    outcomes.push(...ran);
    for (const { name, failures } of ran) {
      for (const failure of failures) console.log(`${file}: ${name}: ${failure}`);
    }
  } catch (error) {
    console.error(`${file}: cannot be run: ${messageOf(error)}`);
    outcomes.push({ name: file, status: "failed", failures: [] });
  }
}
const count = (status: Outcome["status"]) => outcomes.filter((o) => o.status === status).length;
if (count("failed") > 0) process.exitCode = 1;
console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
