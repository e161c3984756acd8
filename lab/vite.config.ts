/** Builds the page as one file that asks the network for nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { renderedFormulas } from "./formulas.js";
import { findings } from "./science.js";
import { lean } from "./lean.js";
import { palette } from "./palette.js";
import { backwardSources } from "./sources.js";
import { virtual } from "./virtual.js";

const root = import.meta.dirname;

// The tape shows the names of ops, which are those of their classes.
const keepNames = { class: true, function: false };

export default defineConfig({
  root,
  base: "./",
  plugins: [
    palette(),
    lean(),
    virtual("sources", () => backwardSources(join(root, ".."))),
    virtual("science", () => findings(readFileSync(join(root, "../docs/science.md"), "utf8"))),
    virtual("formulas", renderedFormulas),
    viteSingleFile(),
  ],
  // Preact's `h` takes children as arguments, which is shorter than what `jsx` takes.
  oxc: {
    jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" },
    jsxInject: 'import { Fragment, h } from "preact";',
  },
  build: {
    outDir: join(root, "../dist/lab"),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: join(root, "lab.html"),
      checks: { bundlerTimings: false },
      output: { minify: { compress: { keepNames }, mangle: { keepNames } } },
    },
  },
});
