import { createRequire } from "node:module";

/**
 * The URL of a file in this package. It is resolved by the package's name, not relative to this
 * file, so that it is the same for sources and bundles.
 */
export function inPackage(path: string): URL {
  const root = createRequire(import.meta.url).resolve("ghmgrad/package.json");
  return new URL(path, `file://${root}`);
}
