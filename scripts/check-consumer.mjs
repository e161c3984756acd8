/**
 * Uses the packed package as its users do: a strict TypeScript consumer, outside this repository,
 * must compile against it with library checks on, and run with plain node, bundled and unbundled; an
 * example must run from it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { copyFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { build } from "vite";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "ghmgrad-consumer-"));
const modules = join(folder, "node_modules");
const write = (name, text) => writeFileSync(join(folder, name), text);
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

// Compiled without the types of the DOM and of Node, so the package's types must need neither.
const consumer = `
import { tensor } from "ghmgrad";
import { parseCsv } from "ghmgrad/tabular";
declare const console: { log(text: string): void };
const { rows } = parseCsv("x\\n1\\n2\\n");
const x = tensor(rows.map(([cell]) => Number(cell)), { requiresGrad: true });
x.mul(x).sum().backward();
console.log(JSON.stringify(x.grad?.toArray()));
`;
const compilerOptions = {
  target: "es2022",
  lib: ["es2023"],
  types: [],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
};

try {
  run("npm", ["pack", "--loglevel=error", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  run("tar", ["-xzf", tarball]);
  mkdirSync(modules);
  renameSync(join(folder, "package"), join(modules, "ghmgrad"));

  // Only declared dependencies; from the link's target, each finds its own dependencies.
  const { dependencies } = JSON.parse(readFileSync(join(modules, "ghmgrad/package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  }

  write("package.json", JSON.stringify({ type: "module" }));
  write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  write("consumer.ts", consumer);
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")]);
  // The bundle tests whether sideEffects in package.json keeps Tensor's methods.
  const entry = join(folder, "consumer.js");
  const lib = { entry, formats: ["es"], fileName: "bundle" };
  const outDir = join(folder, "bundled");
  await build({ root: folder, configFile: false, logLevel: "warn", build: { lib, outDir } });
  for (const file of ["consumer.js", "bundled/bundle.js"]) {
    const output = run(process.execPath, [file]).trim();
    if (output !== "[2,4]") throw new Error(`${file} printed ${output}, not [2,4]`);
  }
  const command = join(modules, "ghmgrad/dist/cli/main.js");
  const listed = run(process.execPath, [command, "data"]);
  if (!listed.includes("penguins")) throw new Error(`ghmgrad data printed ${listed}`);
  // The course grades an answer: Enter, at the end of the first lesson's text, checks.
  const keys = "\n".repeat(12);
  const learnt = execFileSync(process.execPath, [command, "learn"], {
    cwd: folder,
    encoding: "utf8",
    input: keys,
  });
  if (!learnt.includes("✗")) throw new Error(`ghmgrad learn printed ${learnt}`);
  run(process.execPath, [command, "lab", "penguins"]);
  const page = readFileSync(join(folder, "ghm-lab.html"), "utf8");
  if (!page.includes("beak_length_mm")) throw new Error("ghmgrad lab wrote a page without a table");
  // An example that ships runs where a user has copied it to, on the package and nothing else.
  copyFileSync(join(modules, "ghmgrad/examples/logistic.ts"), join(folder, "logistic.ts"));
  const tsx = import.meta.resolve("tsx");
  const example = run(process.execPath, ["--import", tsx, "logistic.ts"]);
  if (!/^accuracy +9\d/m.test(example)) throw new Error(`logistic.ts printed ${example}`);
  console.log("The packed package compiles, runs and bundles in a strict consumer.");
} catch (error) {
  // tsc reports on its standard output.
  console.error(error.stdout ?? "", error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
