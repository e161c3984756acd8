/**
 * npm run fuzz -- [--programs 20000] [--seed 0]
 *
 * Makes random programs of all ops and losses, and checks each: see scripts/fuzz/checks.ts. Prints
 * the smallest program it finds that fails, as TypeScript, and exits with status 1.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { check, type Outcome } from "./fuzz/checks.js";
import { genes, grow } from "./fuzz/program.js";

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "20000" },
    seed: { type: "string", default: "0" },
  },
});
const [programs, seed] = [Number(values.programs), Number(values.seed)];
if (!Number.isInteger(programs) || programs < 1 || !Number.isInteger(seed)) {
  throw new RangeError(
    `--programs and --seed are whole numbers, not ${values.programs} and ${values.seed}`,
  );
}

const outcomes: Partial<Record<Outcome, number>> = {};
const { failed, errorInstance, numRuns } = fc.check(
  fc.property(genes, (each) => {
    const outcome = check(grow(each));
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }),
  { numRuns: programs, seed },
);
if (failed) {
  console.error(`program ${numRuns} of seed ${seed}: ${(errorInstance as Error).message}`);
  process.exitCode = 1;
} else {
  console.log(`${programs} programs of seed ${seed}, none wrong:`, outcomes);
}
