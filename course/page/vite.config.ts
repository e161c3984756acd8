/** Builds the course as one file that asks the network for nothing, beside the Lab's. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { palette } from "../../lab/palette.js";
import { virtual } from "../../lab/virtual.js";
import { pageLessons } from "./lessons.js";
import { packedGrader } from "./packedGrader.js";

const root = import.meta.dirname;

export default defineConfig({
  root,
  base: "./",
  plugins: [
    palette(),
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
