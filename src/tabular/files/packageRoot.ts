import { createRequire } from "node:module";

/** An address in this package, for sources and bundles alike: by its name, not by where they lie. */
export function inPackage(path: string): URL {
  const root = createRequire(import.meta.url).resolve("ghmgrad/package.json");
  return new URL(path, `file://${root}`);
}
