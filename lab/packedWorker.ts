/** The worker as a gzip file in base64: half of the page's bytes would else be its code. */
import { gzipSync } from "node:zlib";
import { build } from "rolldown";
import type { Plugin } from "vite";
import { withoutEval } from "../scripts/without-eval.mjs";

const id = "virtual:worker";

// The tape shows the names of ops, which are those of their classes.
const keepNames = { class: true, function: false };

export function packedWorker(input: string): Plugin {
  return {
    name: "packed-worker",
    resolveId: (name) => (name === id ? `\0${id}` : null),
    async load(name) {
      if (name !== `\0${id}`) return null;
      const { output } = await build({
        input,
        platform: "browser",
        plugins: withoutEval as never, // Vite's plugins are Rolldown's
        output: { format: "iife", minify: { compress: { keepNames }, mangle: { keepNames } } },
        write: false,
      });
      const packed = gzipSync(output[0].code, { level: 9 }).toString("base64");
      return `export default ${JSON.stringify(packed)}`;
    },
  };
}
