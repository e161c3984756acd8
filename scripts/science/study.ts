/** Divides the regimes into cells, and makes the document from their results. */
import type { Cache } from "./cache.js";
import type { Cell, CellResult, Setting } from "./cell.js";
import { Claims } from "./claims.js";
import { writeDocument } from "./document.js";
import type { Regime } from "./regime.js";
import { regimeA } from "./regimes/a.js";
import { regimeB } from "./regimes/b.js";
import { regimeC } from "./regimes/c.js";
import { regimeE } from "./regimes/e.js";
import { regimeG } from "./regimes/g.js";
import { regimeI } from "./regimes/i.js";
import { Result } from "./result.js";
import type { AllResults } from "./summary.js";

/** The largest numbers of seeds and steps, for a trial run. */
export interface Limits {
  seeds: number;
  steps: number;
}

function cellsOf(setting: Setting): Cell[] {
  const { seeds, ...rest } = setting;
  return Array.from({ length: seeds }, (_, i) => ({ ...rest, seed: i + 1 }));
}

function limit(setting: Setting, limits: Limits): Setting {
  const { seeds, steps } = setting;
  return {
    ...setting,
    seeds: Math.min(seeds, limits.seeds),
    steps: Math.min(steps, limits.steps),
  };
}

export class Study {
  readonly #regimes: readonly Regime[];

  constructor(
    readonly cache: Cache,
    limits: Limits,
  ) {
    const all: Regime[] = [regimeA, regimeB, regimeC, regimeE, regimeG, regimeI];
    this.#regimes = all.map((regime) => {
      const settings = Object.entries(regime.settings);
      const limited = settings.map(([name, setting]) => [name, limit(setting, limits)] as const);
      return { ...regime, settings: Object.fromEntries(limited) };
    });
  }

  get cells(): Cell[] {
    return this.#regimes.flatMap(({ settings }) => Object.values(settings).flatMap(cellsOf));
  }

  /** The cells that are not in the cache. */
  get missing(): Cell[] {
    return this.cells.filter((cell) => this.cache.get(cell) === null);
  }

  /** @throws Error if a cell has not been run. */
  async write(): Promise<{ text: string; failed: readonly string[] }> {
    const claims = new Claims();
    let seconds = 0;
    const resultOf = (cell: Cell): CellResult => {
      const entry = this.cache.get(cell);
      if (entry === null) throw new Error(`no result of ${JSON.stringify(cell)}`);
      seconds += entry.seconds;
      return entry.result;
    };
    const all: AllResults = {};
    const sections = this.#regimes.map((regime) => {
      const results = Object.entries(regime.settings).map(([name, setting]) => {
        return [name, new Result(setting, cellsOf(setting).map(resultOf))] as const;
      });
      all[regime.id] = Object.fromEntries(results);
      return regime.write(all[regime.id], claims);
    });
    const text = await writeDocument(sections, all, claims, seconds);
    return { text, failed: claims.failed };
  }
}
