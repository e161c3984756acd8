import { statSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Small files first: they are quick, and the first test that fails ends the run. */
class SmallFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sizeOf = ({ moduleId }: TestSpecification) => statSync(moduleId).size;
    return Promise.resolve(files.toSorted((a, b) => sizeOf(a) - sizeOf(b)));
  }
}

/**
 * The tests that `npm run mutants` runs for each mutant: those of the folders that it changes, but
 * for the slow ones; test/vectors.test.ts computes while tests are collected, for which all of them
 * would run.
 */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    isolate: false,
    sequence: { sequencer: SmallFirst },
    include: [
      "test/{autograd,losses,ops}/**/*.test.ts",
      "test/{bad-input,gradcheck,properties}.test.ts",
    ],
    exclude: [
      "test/**/*.slow.test.ts",
      "test/autograd/depth.test.ts",
      "test/losses/invariants.test.ts",
    ],
  },
});
