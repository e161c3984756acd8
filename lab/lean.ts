/**
 * Leaves out of the page what no bundler can know that it does not need. The numbers stay the same to
 * the bit.
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import binaryen from "assemblyscript/binaryen";
import type { Plugin } from "vite";
import { binaryKernels, unaryKernels } from "../src/array/kernels/module.js";

const source = join(import.meta.dirname, "../src");

/** The methods of tensors that are called in the page; without this, all ops would be in it. */
const methods = ["add", "backward", "div", "mean", "mul", "reshape", "sigmoid", "sub", "sum"];

/**
 * What files of src/ import for what the page has none of, in place of which the page has a function
 * that throws:
 *
 * - the page's networks have tanh between their layers;
 * - it never searches results for NaN, as `detectAnomaly` does;
 * - its rows weigh alike, and state.ts refuses tables with weights.
 */
const unreached: Record<string, readonly string[]> = {
  "autograd/op.ts": ["callSite", "checkForward"],
  "autograd/tape.ts": ["checkBackward"],
  "losses/lens.ts": ["weightedHistogram"],
  "nn/sequential.ts": ["heUniform", "elu", "gelu", "leakyRelu", "relu", "silu", "softplus"],
  "tabular/table/inferSchema.ts": [
    ...["describeWeights", "findWeightRule", "weightWarnings"],
    ...["checkWeighted", "readWeights", "withWeights"],
  ],
  "tabular/model/lossParts.ts": ["weightedHistogram"],
  "tabular/model/outputs.ts": ["relativeWeights"],
  "tabular/table/columnCode.ts": ["weightedMedian"],
};
/** Those that are called all the same, and what they do where there are no weights. */
const inPlace: Record<string, string> = {
  checkWeighted: "() => undefined",
  readWeights: "(table) => ({ table, weights: null })",
  withWeights: "(label) => label",
};
/** What takes the place of packages that generate code, in src/array/withoutEval.ts. */
const standIns: Partial<Record<string, string>> = { ndarray: "ndarray", "ndarray-ops": "ops" };
/** Functions of the module that choose a kernel by its number. */
const elementwise: Partial<Record<string, Record<string, number>>> = {
  unary64: unaryKernels,
  binary64: binaryKernels,
};

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
 * - Functions that the page does not come to call: {@link unreached}.
 * - Generated code: ndarray and ndarray-ops generate functions from strings, which a page's policy may
 *   forbid. The page always uses what takes their place then (src/array/withoutEval.ts).
 * - Kernels: the page computes in float64, and names few of the module's functions.
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
      if (id.startsWith("lean:") || Object.hasOwn(standIns, id)) return `\0${id}`;
      return null;
    },
    load(id) {
      if (id === "\0lean:methods") {
        return `export { ${methods.join(", ")} } from ${JSON.stringify(join(source, "ops/functions.ts"))};`;
      }
      if (id.startsWith(substitutesOf)) {
        return substitutes(unreached[id.slice(substitutesOf.length)]);
      }
      const standIn = standIns[id.slice(1)];
      if (standIn !== undefined) {
        return `export { ${standIn} as default } from ${JSON.stringify(join(source, "array/withoutEval.ts"))};`;
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
      return null;
    },
    // When the bundler is done: not before does it know what nobody calls.
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk") chunk.code = withFewerKernels(chunk.code);
      }
    },
  };
}

const substitutesOf = "\0lean:in place of/";

/** A file's text without one of the names that it imports. */
function withoutImport(code: string, name: string): string {
  const left = code.replace(new RegExp(`^(import \\{[^}]*)\\b${name}\\b,?`, "m"), "$1");
  if (left === code) throw new Error(`lab/lean.ts finds no import of ${name} to replace`);
  return left;
}

/** Code without the kernels that it does not name: exported functions, and the cases of two of them. */
function withFewerKernels(code: string): string {
  return code.replace(/(["'`])(0061736d[0-9a-f]+)\1/, (_, quote: string, hex: string) => {
    const isCalled = (name: string) => code.includes(`.${name}`) && !name.endsWith("32");
    const isNamed = (name: string) => new RegExp(`["'\`]${name}["'\`]`).test(code);
    return quote + smaller(hex, isCalled, isNamed) + quote;
  });
}

/** A WebAssembly module, in hexadecimal, without what nobody calls. */
function smaller(
  hex: string,
  isCalled: (name: string) => boolean,
  isNamed: (name: string) => boolean,
): string {
  const module = binaryen.readBinary(Buffer.from(hex, "hex"));
  try {
    for (let k = module.getNumExports() - 1; k >= 0; k--) {
      const { name, kind, value } = binaryen.getExportInfo(module.getExportByIndex(k));
      if (kind !== binaryen.ExternalFunction) continue;
      const cases = elementwise[name];
      if (!isCalled(name)) module.removeExport(name);
      else if (cases !== undefined) {
        const choice = switchIn(binaryen.getFunctionInfo(module.getFunction(value)).body);
        const elsewhere = Switch.getDefaultName(choice); // where it is unreachable
        for (const [kernel, number] of Object.entries(cases)) {
          if (!isNamed(kernel)) Switch.setNameAt(choice, number, elsewhere);
        }
      }
    }
    module.setFeatures(binaryen.Features.All);
    binaryen.setShrinkLevel(1);
    module.optimize();
    return Buffer.from(module.emitBinary()).toString("hex");
  } finally {
    module.dispose();
  }
}

/** Of binaryen, whose types lack it. */
const { Switch } = binaryen as unknown as {
  Switch: {
    getDefaultName: (expression: number) => string;
    setNameAt: (expression: number, index: number, name: string) => void;
  };
};

/** The `switch` that a function begins with: in WebAssembly, it is the innermost of nested blocks. */
function switchIn(body: number): number {
  const info = binaryen.getExpressionInfo(body);
  return info.id === binaryen.SwitchId ? body : switchIn((info as binaryen.BlockInfo).children[0]);
}
