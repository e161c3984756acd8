/**
 * Leaves out of the page what no bundler can know that it does not need. The numbers stay the same to
 * the bit.
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import binaryen from "assemblyscript/binaryen";
import type { Plugin } from "vite";

const source = join(import.meta.dirname, "../src");

/** The methods of tensors that are called in the page; without this, all ops would be in it. */
const methods = ["add", "backward", "div", "mean", "mul", "reshape", "sigmoid", "sub", "sum"];

/**
 * - Methods: of all functions that src/ops/index.ts makes methods, the page has {@link methods}.
 * - Generated code: ndarray and ndarray-ops generate functions from strings, which a page's policy may
 *   forbid. The page always uses what takes their place then (src/array/withoutEval.ts).
 * - Kernels: the page computes in float64, and calls few of the module's functions.
 */
export function lean(): Plugin {
  const replaced = (code: string, original: string, by: string) => {
    if (!code.includes(original)) throw new Error(`lab/lean.ts finds no ${original} to replace`);
    return { code: code.replace(original, by), map: null };
  };
  return {
    name: "lean",
    enforce: "pre",
    resolveId(id) {
      if (id === "lean:methods" || id === "ndarray-ops") return `\0${id}`;
      return null;
    },
    load(id) {
      if (id === "\0lean:methods") {
        return `export { ${methods.join(", ")} } from ${JSON.stringify(join(source, "ops/functions.ts"))};`;
      }
      if (id === "\0ndarray-ops") {
        return `export { ops as default } from ${JSON.stringify(join(source, "array/withoutEval.ts"))};`;
      }
      return null;
    },
    transform(code, id) {
      if (id === join(source, "ops/index.ts")) {
        return replaced(
          code,
          'import * as functions from "./functions.js"',
          'import * as functions from "lean:methods"',
        );
      }
      if (/[\\/]ndarray[\\/]ndarray\.js$/.test(id)) {
        return replaced(
          code,
          "function compileConstructor(dtype, dimension) {",
          `function compileConstructor(dtype, dimension) {
  return require(${JSON.stringify(join(source, "array/withoutEval.ts"))}).viewMaker(dtype, dimension);
}
function unused(dtype, dimension) {`,
        );
      }
      return null;
    },
    renderChunk: (code) =>
      code.replace(/(["'`])(0061736d[0-9a-f]+)\1/, (_, quote: string, hex: string) => {
        const isCalled = (name: string) => code.includes(`.${name}`) && !name.endsWith("32");
        return quote + smaller(hex, isCalled) + quote;
      }),
  };
}

/** A WebAssembly module without the functions that nobody calls. */
function smaller(hex: string, isCalled: (name: string) => boolean): string {
  const module = binaryen.readBinary(Buffer.from(hex, "hex"));
  try {
    for (let k = module.getNumExports() - 1; k >= 0; k--) {
      const { name, kind } = binaryen.getExportInfo(module.getExportByIndex(k));
      if (kind === binaryen.ExternalFunction && !isCalled(name)) module.removeExport(name);
    }
    module.runPasses(["remove-unused-module-elements"]);
    return Buffer.from(module.emitBinary()).toString("hex");
  } finally {
    module.dispose();
  }
}
