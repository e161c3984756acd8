/**
 * Plugins for the bundler. With src/array/withoutEval.ts, they let ndarray and ndarray-ops work
 * where a page's Content-Security-Policy forbids generating code from strings. They also make them
 * load faster everywhere.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

const standIns = fileURLToPath(new URL("../src/array/withoutEval.ts", import.meta.url));

/** ndarray generates a class for each dtype and number of axes; where it cannot, stand-ins do. */
const ndarray = {
  name: "ndarray-without-eval",
  transform(code, id) {
    if (!/[\\/]ndarray[\\/]ndarray\.js$/.test(id)) return null;
    const original = "function compileConstructor(dtype, dimension) {";
    if (!code.includes(original)) throw new Error("ndarray.js has changed: see without-eval.mjs");
    const changed = code.replace(
      original,
      `function compileConstructor(dtype, dimension) {
  try {
    return generateConstructor(dtype, dimension);
  } catch (error) {
    return require(${JSON.stringify(standIns)}).viewMaker(dtype, dimension);
  }
}

function generateConstructor(dtype, dimension) {`,
    );
    return { code: changed, map: { mappings: "" } };
  },
};

/** ndarray-ops generates all its functions on import; with this plugin, on the first call. */
const ndarrayOps = {
  name: "ndarray-ops-without-eval",
  resolveId(id, importer) {
    const isOurs = id === "ndarray-ops" && importer !== undefined && !importer.startsWith("\0");
    return isOurs ? "\0lazy-ndarray-ops" : null;
  },
  load(id) {
    if (id !== "\0lazy-ndarray-ops") return null;
    const source = readFileSync(standIns, "utf8");
    const names = Array.from(
      source.matchAll(/^\s+(\w+): (?:unary|binary)\(/gm),
      ([, name]) => name,
    );
    if (names.length === 0) throw new Error("withoutEval.ts has no ops: see without-eval.mjs");
    return `
let ops;
function load() {
  try {
    return require("ndarray-ops");
  } catch (error) {
    return require(${JSON.stringify(standIns)}).ops;
  }
}
for (const name of ${JSON.stringify(names)}) {
  exports[name] = (out, a, b) => (ops ??= load())[name](out, a, b);
}`;
  },
};

export const withoutEval = [ndarray, ndarrayOps];
