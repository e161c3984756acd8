import { defineConfig } from "vitest/config";

/** What computes must hold whatever computes on arrays. */
const numerics = [
  "test/{array,autograd,losses,nn,ops,optim}/**/*.test.ts",
  "test/{gradcheck,properties,vectors}.test.ts",
];
const training = "test/{data,metrics,train}/**/*.test.ts";
/** These choose themselves what computes. */
const choosers = ["test/array/kernels/**", "test/autograd/memory.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
    projects: [
      // As it ships; on plain loops; and with kernels for arrays of every size.
      { extends: true, test: { name: "auto", include: ["test/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "plain",
          include: [...numerics, training],
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
    ],
  },
});
