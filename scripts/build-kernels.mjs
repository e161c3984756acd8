/**
 * Compiles src/array/kernels/assembly (AssemblyScript) to src/array/kernels/module.ts, which holds
 * the module in hexadecimal, and the names and types of its functions. (Hexadecimal, because gzip finds in it what
 * the bytes repeat: gzipped it is a third smaller than base64.) It exports what the assembly
 * defines, for float32 and for float64:
 *
 * - each exported generic function without vectors among its parameters, `sgd<T>(…)`: sgd32, sgd64;
 * - each class in elementwise.ts, `Tanh { of<T>(x: v128) … }`, by a number, as a case of unary32
 *   and unary64, or of binary32 and binary64. (An export for each would be simpler, but slower: V8
 *   inlines a call only where it always calls the same function.)
 */
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const folder = "src/array/kernels/assembly";
const entry = join(folder, "kernels.ts"); // exists for the compiler only

/** All matches of a pattern in the assembly, each with its file. */
function findAll(pattern) {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) => {
    const matches = readFileSync(join(folder, file), "utf8").matchAll(pattern);
    return [...matches].map(([, name, parameters, result]) => {
      return { name, parameters, result, from: `./${file.slice(0, -3)}` };
    });
  });
}

const namesOf = (parameters) => [...parameters.matchAll(/(\w+):/g)].map(([, name]) => name);

/** A generic function as exports for both types. */
function exportsOf({ name, parameters, result }, body) {
  return [32, 64].map((bits) => {
    const typed = parameters.replaceAll(/\bT\b/g, `f${bits}`);
    return `export function ${name}${bits}(${typed}): ${result} { ${body(`f${bits}`)} }`;
  });
}

/** Their TypeScript types: addresses, lengths and elements are all numbers. */
function typesOf({ name, parameters, result }) {
  const list = namesOf(parameters).map((parameter) => `${parameter}: number`);
  const type = `(${list.join(", ")}) => ${result === "void" ? "void" : "number"};`;
  return [32, 64].map((bits) => `  readonly ${name}${bits}: ${type}`);
}

const functions = findAll(/^export function (\w+)<T>\(([^)]*)\): (\w+) \{/gm).filter(
  ({ parameters }) => !parameters.includes("v128"),
);
const classes = findAll(/^export class (\w+) \{\s*@inline of<T>\(([^)]*)\)/gm);
const arityOf = ({ parameters }) => namesOf(parameters).length;
const elementwise = [
  { name: "unary", loop: "unaryLoop", cases: classes.filter((c) => arityOf(c) === 1) },
  { name: "binary", loop: "binaryLoop", cases: classes.filter((c) => arityOf(c) === 2) },
].map((kind) => {
  const [{ parameters }] = findAll(
    new RegExp(`^export function (${kind.loop})<T, F>\\(([^)]*)\\)`, "gm"),
  );
  return { ...kind, parameters: `f: i32, ${parameters}`, result: "void" };
});

/** `switch (f) { case 0: …; default: unreachable(); }` */
function switchOf({ loop, cases, parameters }, type) {
  const [, ...rest] = namesOf(parameters);
  const lines = cases.map(({ name }, f) => {
    return `case ${f}: return ${loop}<${type}, ${name}>(${rest.join(", ")});`;
  });
  return `switch (f) { ${lines.join(" ")} default: unreachable(); }`;
}

const source = [
  'import { binaryLoop, unaryLoop } from "./loop";',
  ...[...functions, ...classes].map(({ name, from }) => `import { ${name} } from "${from}";`),
  ...functions.flatMap((f) => {
    return exportsOf(
      f,
      (type) => `return ${f.name}<${type}>(${namesOf(f.parameters).join(", ")});`,
    );
  }),
  ...elementwise.flatMap((kind) => exportsOf(kind, (type) => switchOf(kind, type))),
].join("\n");

let hex = "";
const { error, stdout, stderr } = await asc.main(
  [entry, "-O3", "--converge", "--noAssert", "--runtime=stub", "--enable=simd", "-o", "out.wasm"],
  {
    readFile: (name, base) => {
      if (name === entry) return source;
      try {
        return readFileSync(join(base, name), "utf8");
      } catch {
        return null; // the compiler looks for an import in several places
      }
    },
    writeFile: (_name, contents) => {
      hex = Buffer.from(contents).toString("hex");
    },
  },
);
if (error) {
  console.error(stderr.toString(), stdout.toString());
  throw error;
}

/** `TanhBackward` → `tanhBackward` */
const lowered = (name) => name[0].toLowerCase() + name.slice(1);

function numbersOf({ name, cases }) {
  const numbers = cases.map((c, f) => `  ${lowered(c.name)}: ${f},`);
  return `export const ${name}Kernels = {\n${numbers.join("\n")}\n} as const;`;
}

writeFileSync(
  "src/array/kernels/module.ts",
  `// Made by \`npm run build\` from assembly/*.ts.

/** The module's functions. Addresses are in bytes, strides and lengths in elements. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow: (pages: number) => number };
${[...elementwise, ...functions].flatMap(typesOf).join("\n")}
}

// The elementwise functions, by the numbers that unary32, binary32 and so on know them by.
${elementwise.map(numbersOf).join("\n")}

export const moduleHex =
  "${hex}";
`,
);
console.log(`${functions.length + classes.length} kernels, ${hex.length / 2} bytes`);
