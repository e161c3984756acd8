import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What computes must hold whatever computes on arrays. */
const numerics = [
  "test/{array,autograd,losses,nn,ops,optim}/**/*.test.ts",
  "test/{gradcheck,properties,vectors}.test.ts",
];
const training = ["test/train/**/*.test.ts", "test/tabular/{model,compare}/**/*.test.ts"];
/** These choose themselves what computes, or start processes that do. */
const choosers = ["test/array/kernels/**", "test/autograd/memory.slow.test.ts"];
const slow = "{test,course/test}/**/*.slow.test.ts";
const browser = "{test,lab/test,course/test}/browser/**/*.test.ts";

export default defineConfig({
  resolve: {
    alias: [
      // The course names the package, as its learners do; in a clone that is the sources.
      { find: /^ghmgrad$/, replacement: `${import.meta.dirname}/src/index.ts` },
      { find: "ghmgrad/tabular", replacement: `${import.meta.dirname}/src/tabular/index.ts` },
    ],
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000, // hooks start browsers and commands
    pool: "forks",
    // Files share a process: each starts in a hundredth of the time.
    isolate: false,
    maxWorkers: availableParallelism(),
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
    projects: [
      // `npm test`; `npm run test:all` runs all but the browser's.
      {
        extends: true,
        test: {
          name: "auto",
          include: ["{test,lab/test,course/test}/**/*.test.ts"],
          exclude: [slow, browser],
        },
      },
      { extends: true, test: { name: "slow", include: [slow] } },
      // The same on plain loops, and with kernels for arrays of every size.
      {
        extends: true,
        test: {
          name: "plain",
          include: [...numerics, ...training],
          exclude: choosers,
          setupFiles: ["test/kernels/plain.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "always",
          include: numerics,
          exclude: choosers,
          setupFiles: ["test/kernels/always.ts"],
        },
      },
      { extends: true, test: { name: "browser", include: [browser] } },
    ],
  },
});
