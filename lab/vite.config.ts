/** Builds the page as one file that asks the network for nothing. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { packedWorker } from "./packedWorker.js";
import { science } from "./science.js";
import { sources } from "./sources.js";
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
    packedWorker(join(root, "src/worker.ts")),
    sources(join(root, "..")),
    science(join(root, "..")),
    viteSingleFile(),
  ],
  build: {
    outDir: join(root, "../dist/lab"),
    emptyOutDir: true,
    rolldownOptions: { input: join(root, "lab.html") },
  },
});
