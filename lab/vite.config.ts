/** Builds the page as one file that asks the network for nothing. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
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
    sources(join(root, "..")),
    science(join(root, "..")),
    viteSingleFile(),
  ],
  worker: {
    format: "iife",
    // The tape shows the names of ops, which are those of their classes.
    rolldownOptions: {
      output: {
        minify: {
          compress: { keepNames: { class: true, function: false } },
          mangle: { keepNames: { class: true, function: false } },
        },
      },
    },
  },
  build: {
    outDir: join(root, "../dist/lab"),
    emptyOutDir: true,
    rolldownOptions: { input: join(root, "lab.html") },
  },
});
