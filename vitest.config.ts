import { defineConfig } from "vitest/config";

/** What computes must hold whatever computes on arrays. */
const numerics = "test/{array,autograd,data,losses,metrics,nn,ops,optim,train}/**/*.test.ts";
const tables = "test/{gradcheck,properties,vectors}.test.ts";
/** These choose themselves what computes. */
const choosers = ["test/array/kernels/**", "test/autograd/memory.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
    projects: [
      // As it ships; on plain loops; and with kernels for arrays of every size.
      { extends: true, test: { name: "auto", include: ["test/**/*.test.ts"] } },
      ...["plain", "always"].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [numerics, tables],
          exclude: choosers,
          setupFiles: [`test/kernels/${name}.ts`],
        },
      })),
    ],
  },
});
