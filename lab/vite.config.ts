/** Builds the page as one file that asks the network for nothing. */
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { withoutEval } from "../scripts/without-eval.mjs";
import { science } from "./science.js";
import { sources } from "./sources.js";
import { paletteStyle } from "../src/tabular/report/palette.js";

const root = import.meta.dirname;

/** The package has its WebAssembly in hex, which packs better; the page's bytes count unpacked. */
const kernels: Plugin = {
  name: "kernels",
  transform: (code, id) =>
    id.endsWith("src/array/kernels/module.ts")
      ? code.replace(/(moduleHex =\s*)"([0-9a-f]+)"/, (_, start: string, hex: string) => {
          const text = JSON.stringify(Buffer.from(hex, "hex").toString("base64"));
          const digits = `(c) => c.charCodeAt(0).toString(16).padStart(2, "0")`;
          return `${start}Array.from(atob(${text}), ${digits}).join("")`;
        })
      : null,
};

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
    plugins: () => [...withoutEval, kernels],
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
