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
 * What files of src/ import for what the page has none of, in place of which the page has a function
 * that throws:
 *
 * - the page's networks have tanh between their layers;
 * - its rows are of two classes, and engine/twin.ts refuses the losses that it does not show;
 * - its rows weigh alike, and state.ts refuses tables with weights.
 */
const unreached: Record<string, readonly string[]> = {
  "nn/sequential.ts": ["elu", "gelu", "leakyRelu", "relu", "silu", "softplus"],
  "tabular/model/namedLoss.ts": [
    ...["crossEntropy", "ghmcSoftmaxLoss", "softmaxFocalLoss", "indexSelect"],
    ...["classBalancedWeights", "ohem", "where"],
  ],
  "tabular/table/inferSchema.ts": [
    ...["describeWeights", "findWeightRule", "weightWarnings"],
    ...["checkWeighted", "readWeights"],
  ],
  "tabular/table/columnCode.ts": ["weightedMedian"],
};
/** Those that are called all the same, and what they do where there are no weights. */
const inPlace: Record<string, string> = {
  checkWeighted: "() => undefined",
  readWeights: "(table) => ({ table, weights: null })",
};
/** Kernels of other optimizers than Adam: the page names them, but does not come to call them. */
const unreachedKernels = ["sgd64", "rmsprop64"];

/** A module that exports functions by these names. */
function substitutes(names: readonly string[]): string {
  const leftOut =
    'const leftOut = (name) => () => { throw new Error(name + " is left out of the page: see lab/lean.ts"); };';
  const lines = names.map((name) => {
    const throws = `/* @__PURE__ */ leftOut(${JSON.stringify(name)})`;
    return `export const ${name} = ${inPlace[name] ?? throws};`;
  });
  return [leftOut, ...lines].join("\n");
}

/**
 * - Methods: of all functions that src/ops/index.ts makes methods, the page has {@link methods}.
 * - Functions and kernels that the page does not come to call: {@link unreached}.
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
      if (id.startsWith("lean:") || id === "ndarray-ops") return `\0${id}`;
      return null;
    },
    load(id) {
      if (id === "\0lean:methods") {
        return `export { ${methods.join(", ")} } from ${JSON.stringify(join(source, "ops/functions.ts"))};`;
      }
      if (id.startsWith(substitutesOf)) {
        return substitutes(unreached[id.slice(substitutesOf.length)]);
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
      const file = id.startsWith(source) ? id.slice(source.length + 1).replaceAll("\\", "/") : "";
      if (Object.hasOwn(unreached, file)) {
        const names = unreached[file];
        const left = names.reduce((text, name) => withoutImport(text, name), code);
        return {
          code: `import { ${names.join(", ")} } from "lean:in place of/${file}";\n${left}`,
          map: null,
        };
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
        const isCalled = (name: string) =>
          code.includes(`.${name}`) && !name.endsWith("32") && !unreachedKernels.includes(name);
        return quote + smaller(hex, isCalled) + quote;
      }),
  };
}

const substitutesOf = "\0lean:in place of/";

/** A file's text without one of the names that it imports. */
function withoutImport(code: string, name: string): string {
  const left = code.replace(new RegExp(`^(import \\{[^}]*)\\b${name}\\b,?`, "m"), "$1");
  if (left === code) throw new Error(`lab/lean.ts finds no import of ${name} to replace`);
  return left;
}

/** A WebAssembly module without the functions that nobody calls. */
function smaller(hex: string, isCalled: (name: string) => boolean): string {
  const module = binaryen.readBinary(Buffer.from(hex, "hex"));
  try {
    for (let k = module.getNumExports() - 1; k >= 0; k--) {
      const { name, kind } = binaryen.getExportInfo(module.getExportByIndex(k));
      if (kind === binaryen.ExternalFunction && !isCalled(name)) module.removeExport(name);
    }
    module.setFeatures(binaryen.Features.All);
    binaryen.setShrinkLevel(1);
    module.optimize();
    return Buffer.from(module.emitBinary()).toString("hex");
  } finally {
    module.dispose();
  }
}
