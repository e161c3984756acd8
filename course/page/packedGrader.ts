/**
 * The grader, with all of the package that an answer may import, as a gzip file in base64: most of
 * the page's bytes would else be its code.
 */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "rolldown";
import { withoutEval } from "../../scripts/without-eval.mjs";

const source = join(import.meta.dirname, "../../src");

// Tapes show the names of ops, which are those of their classes.
const keepNames = { class: true, function: false };

export async function packedGrader(): Promise<string> {
  const { output } = await build({
    input: join(import.meta.dirname, "worker.ts"),
    platform: "browser",
    plugins: withoutEval as never, // Vite's plugins are Rolldown's
    resolve: {
      alias: {
        "ghmgrad/tabular": join(source, "tabular/index.ts"),
        ghmgrad: join(source, "index.ts"),
      },
    },
    checks: { bundlerTimings: false },
    output: { format: "iife", minify: { compress: { keepNames }, mangle: { keepNames } } },
    write: false,
  });
  return gzipSync(output[0].code, { level: 9 }).toString("base64");
}
