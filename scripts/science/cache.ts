/** Results of cells, one JSON file each, so that a run can be stopped and resumed. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keyOf, type Cell, type CellResult } from "./cell.js";

export interface Entry {
  cell: Cell;
  code: string;
  /** The processor time that it took. */
  seconds: number;
  result: CellResult;
}

export class Cache {
  constructor(
    readonly folder: string,
    /** Identifies the code, since other code gives other results. */
    readonly code: string,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** @returns `null` if the cell has not been run, or its file is damaged. */
  get(cell: Cell): Entry | null {
    try {
      const entry = JSON.parse(readFileSync(this.#file(cell), "utf8")) as Entry;
      return "result" in entry ? entry : null;
    } catch {
      return null; // run again
    }
  }

  set(cell: Cell, seconds: number, result: CellResult): void {
    const entry: Entry = { cell, code: this.code, seconds, result };
    const file = this.#file(cell);
    writeFileSync(`${file}.part`, JSON.stringify(entry));
    renameSync(`${file}.part`, file); // so that there is never half a file
  }

  #file(cell: Cell): string {
    return join(this.folder, `${keyOf(cell, this.code)}.json`);
  }
}

/** The files that determine a result, apart from the cell. */
const sources = [
  ...["array", "autograd", "losses", "nn", "ops", "optim", "train"].map((name) => `src/${name}`),
  ...["table", "model", "compare"].map((name) => `src/tabular/${name}`),
  "data",
  "scripts/science/cell.ts",
  "scripts/science/samples.ts",
  "scripts/science/seen.ts",
];

/** Identifies the current code: the version of the package, and a hash of the sources. */
export function nameOfCode(version: string): string {
  const hash = createHash("sha256");
  for (const source of sources) {
    const path = fileURLToPath(new URL(`../../${source}`, import.meta.url));
    const files = source.endsWith(".ts")
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .sort();
    for (const file of files) hash.update(file.slice(path.length)).update(readFileSync(file));
  }
  return `${version}-${hash.digest("hex").slice(0, 12)}`;
}
