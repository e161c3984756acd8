/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutants.config.ts", related: false },
  mutate: ["src/{autograd,ops,losses}/**/*.ts"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  mutator: {
    // Messages are words: the tests that make people's mistakes read them. That they appear where
    // they should is another matter: the conditions before them are mutated.
    excludedMutations: ["StringLiteral"],
  },
  reporters: ["clear-text", "json", "progress-append-only"],
  clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
  jsonReporter: { fileName: "reports/mutants.json" },
  ignorePatterns: ["dist", "docs", "bench", "reports", ".science-cache"],
  timeoutMS: 5000,
  timeoutFactor: 1,
};
