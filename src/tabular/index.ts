/**
 * ghmgrad/tabular: binary classifiers for tables. Reads CSV, infers column types, encodes columns
 * as features, trains and saves models, compares losses, and finds rows whose labels may be wrong.
 * Runs in Node and in browsers.
 *
 * @module ghmgrad/tabular
 */
export * from "./compare/index.js";
export * from "./model/index.js";
export * from "./suspects/index.js";
export * from "./table/index.js";
