/** Builds the page as one file that asks the network for nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { packedWorker } from "./packedWorker.js";
import { findings } from "./science.js";
import { backwardSources } from "./sources.js";
import { virtual } from "./virtual.js";
import { paletteStyle } from "../src/tabular/report/palette.js";

const root = import.meta.dirname;

export default defineConfig({
  root,
  base: "./",
  plugins: [
    {
      name: "palette",
      transformIndexHtml: () => [
        { tag: "style", children: paletteStyle(), injectTo: "head-prepend" },
      ],
    },
    virtual("worker", () => packedWorker(join(root, "src/worker.ts"))),
    virtual("sources", () => backwardSources(join(root, ".."))),
    virtual("science", () => findings(readFileSync(join(root, "../docs/science.md"), "utf8"))),
    viteSingleFile(),
  ],
  build: {
    outDir: join(root, "../dist/lab"),
    emptyOutDir: true,
    rolldownOptions: { input: join(root, "lab.html") },
  },
});
