/** The worker as a gzip file in base64: half of the page's bytes would else be its code. */
import { gzipSync } from "node:zlib";
import { build } from "rolldown";
import { withoutEval } from "../scripts/without-eval.mjs";

// The tape shows the names of ops, which are those of their classes.
const keepNames = { class: true, function: false };

export async function packedWorker(input: string): Promise<string> {
  const { output } = await build({
    input,
    platform: "browser",
    plugins: withoutEval as never, // Vite's plugins are Rolldown's
    output: { format: "iife", minify: { compress: { keepNames }, mangle: { keepNames } } },
    write: false,
  });
  return gzipSync(output[0].code, { level: 9 }).toString("base64");
}
