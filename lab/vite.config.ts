/** Builds the page as one file that asks the network for nothing. */
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { paletteStyle } from "../src/tabular/report/palette.js";

// The tape shows the names of ops, which are those of their classes.
const rolldownOptions = { output: { keepNames: true } };

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [
    {
      name: "palette",
      transformIndexHtml: () => [
        { tag: "style", children: paletteStyle(), injectTo: "head-prepend" },
      ],
    },
    viteSingleFile(),
  ],
  worker: { format: "iife", rolldownOptions },
  build: { outDir: "../dist/lab", emptyOutDir: true, rolldownOptions, reportCompressedSize: false },
});
