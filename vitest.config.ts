import { defineConfig } from "vitest/config";

/** What computes on arrays must hold whatever computes on them. */
const numerics = "test/{array,autograd,losses,nn,ops,optim}/**/*.test.ts";
const tables = "test/{gradcheck,properties,vectors}.test.ts";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
    projects: [
      { extends: true, test: { name: "auto", include: ["test/**/*.test.ts"] } },
      ...["plain", "always"].map((name) => ({
        extends: true as const,
        test: { name, include: [numerics, tables], setupFiles: [`test/kernels/${name}.ts`] },
      })),
    ],
  },
});
