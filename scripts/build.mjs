/**
 * Builds `dist` from `src`: a bundle for each entry point, with shared code in chunks, since Node
 * loads few files faster than many; ghmgrad.js, the core in one file, for pages without a bundler;
 * a declaration file for each source; and the Lab's page. Only the page is minified: elsewhere names
 * stay readable.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { build } from "rolldown";
import { build as buildPage } from "vite";
import { withoutEval } from "./without-eval.mjs";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
/** The packages that are bundled: they are small, and slow to load unbundled (without-eval.mjs). */
const bundled = [
  ...["ndarray", "iota-array", "is-buffer"],
  ...["ndarray-ops", "cwise-compiler", "uniq"],
  "pure-rand",
];
const isBundled = (id) => bundled.some((name) => id === name || id.startsWith(`${name}/`));
const isPackage = (id) => /^[^./\0]/.test(id);

const common = {
  external: (id) => isPackage(id) && !isBundled(id),
  platform: "node",
  tsconfig: "tsconfig.build.json",
  plugins: withoutEval,
};

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
await build({
  ...common,
  input: {
    index: "src/index.ts",
    "tabular/index": "src/tabular/index.ts",
    node: "src/node.ts",
    "cli/main": "src/tabular/cli/main.ts",
    "cli/crewWorker": "src/tabular/cli/crewWorker.ts",
  },
  output: {
    dir: "dist",
    chunkFileNames: "chunks/[name].js",
    sourcemap: true,
    codeSplitting: {
      groups: [
        { name: "core", test: /src\/(array|autograd|ops|losses|nn|optim|train)\/|node_modules/ },
        { name: "tabular", test: /src\/tabular\/(table|model|compare|suspects)/ },
      ],
    },
  },
});
await build({
  ...common,
  input: "src/index.ts",
  platform: "browser",
  output: { file: "dist/ghmgrad.js", sourcemap: true },
});
chmodSync("dist/cli/main.js", 0o755);
const licences = bundled.map((name) => {
  return `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n`;
});
writeFileSync("dist/THIRD-PARTY-LICENCES", licences.join("\n---\n\n"));
// The course, which uses the package by its name; Sucrase is all that it needs beside it.
await build({
  ...common,
  external: (id) => id.startsWith("node:") || /^ghmgrad\b/.test(id),
  input: { learn: "course/terminal/learn.ts", worker: "course/terminal/worker.ts" },
  output: { dir: "dist/course", chunkFileNames: "[name].js" },
});
execFileSync(process.execPath, ["--import", "tsx", "course/build.ts", "dist/course/lessons.json"]);
// The pages of the Lab and of the course, each in one file.
await buildPage({ configFile: "lab/vite.config.ts", logLevel: "warn" });
await buildPage({ configFile: "course/page/vite.config.ts", logLevel: "warn" });
