/** Builds the course as one file that asks the network for nothing, beside the Lab's. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { virtual } from "../../lab/virtual.js";
import { paletteStyle } from "../../src/tabular/report/palette.js";
import { pageLessons } from "./lessons.js";
import { packedGrader } from "./packedGrader.js";

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
    virtual("lessons", pageLessons),
    virtual("grader", packedGrader),
    viteSingleFile(),
  ],
  build: {
    outDir: join(root, "../../dist/lab"),
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: join(root, "course.html"), checks: { bundlerTimings: false } },
  },
});
