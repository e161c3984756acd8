import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "dist/",
    "docs/api/",
    "coverage/",
    ".stryker-tmp/",
    "src/array/kernels/assembly/", // AssemblyScript
    "src/array/kernels/module.ts",
    "bench/tables/cache/",
    // As a learner has them.
    "course/*/start.ts",
    "course/*/wrong/",
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked, // `any` is forbidden by this preset
  { languageOptions: { parserOptions: { projectService: true } } },
  {
    rules: {
      // Error messages and reports put numbers into strings; everything else still needs String().
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `interface Tensor extends Methods {}` is how TypeScript merges methods into a class.
      "@typescript-eslint/no-empty-object-type": [
        "error",
        { allowInterfaces: "with-single-extends" },
      ],
    },
  },
  {
    // The tool configurations and plain Node scripts are in no TypeScript project.
    files: ["**/*.js", "**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: "readonly", process: "readonly" } },
  },
);
