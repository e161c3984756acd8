/** What docs/science.md found for the presets that are its regimes, with its numbers. */
import type { PresetName } from "./src/presets.js";

/** The tables of a section of the document, one after the other, as rows of cells. */
function tablesOf(text: string, letter: string): string[][][] {
  const from = text.indexOf(`\n## ${letter}.`);
  const to = text.indexOf("\n## ", from + 1);
  if (from < 0) throw new Error(`docs/science.md has no section ${letter}`);
  const blocks = text.slice(from, to).split("\n\n");
  return blocks
    .filter((block) => block.trim().startsWith("|"))
    .map((block) =>
      block
        .trim()
        .split("\n")
        .map((line) =>
          line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
    );
}

/** What several seeds say to each preset's question. */
export function findings(text: string): Partial<Record<PresetName, string>> {
  const cell = (letter: string, table: number, start: readonly string[], column: string) => {
    const [head, ...rows] = tablesOf(text, letter)[table] ?? [[]];
    const row = rows.find((cells) => start.every((wanted, i) => cells[i] === wanted));
    const value = row?.[head.indexOf(column)];
    if (value === undefined || value === "") {
      throw new Error(`docs/science.md: section ${letter} has no ${start.join(", ")}, ${column}`);
    }
    return value;
  };
  const of = (letter: string, metric: string, loss: string, table = 0) => ({
    mean: cell(letter, table, [metric, loss], "mean"),
    difference: () => cell(letter, table, [metric, loss], "difference from BCE"),
  });
  const accuracy = "balanced accuracy";
  const outliers = (share: string) =>
    ["BCE", "GHM-C", "difference", "β_out"].map((column) => cell("A", 2, [share], column));
  const heap = of("A", accuracy, "GHM-C");
  const [none, few] = ["none", "2 %"].map(outliers);
  const phantoms = ["F1 at 0.5", "F1 at the tuned threshold", "AP"].map((metric) =>
    ["BCE", "GHM-C"].map((loss) => of("B", metric, loss)),
  );
  const [early, late] = [0, 2].map((table) => ({
    bce: of("E", accuracy, "BCE", table).mean,
    ghm: of("E", accuracy, "GHM-C", table),
    gce: of("E", accuracy, "GCE", table).mean,
  }));
  const leverage = of("G", accuracy, "GHM-C");
  return {
    heap:
      `Balanced accuracy ${of("A", accuracy, "BCE").mean} with BCE, ${heap.mean} with GHM-C ` +
      `(${heap.difference()}): a little help. The heap fills a bin, so it is turned down.`,
    clean: `Balanced accuracy ${none[0]} and ${none[1]} (${none[2]}): no help, and hardly any harm.`,
    few:
      `Balanced accuracy ${few[0]} and ${few[1]} (${few[2]}): no help. Few outliers are a sparse bin, ` +
      `and weigh ${few[3]}: rare means heavy.`,
    phantoms:
      `F1 at 0.5 rises from ${phantoms[0][0].mean} to ${phantoms[0][1].mean}; with a tuned threshold it is ` +
      `${phantoms[1][0].mean} and ${phantoms[1][1].mean}, and AP ${phantoms[2][0].mean} and ` +
      `${phantoms[2][1].mean}: another threshold, not a better ranking.`,
    early:
      `Balanced accuracy ${early.bce} with BCE, ${early.ghm.mean} with GHM-C (${early.ghm.difference()}): ` +
      `scattered wrong labels are rare among right ones, and are amplified.`,
    late:
      `BCE has learnt wrong labels by heart, ${late.bce}; GHM-C has ${late.ghm.mean}, and GCE, which lets ` +
      `go of rows that stay wrong, ${late.gce}.`,
    leverage:
      `Balanced accuracy ${of("G", accuracy, "BCE").mean} with BCE, ${leverage.mean} with GHM-C ` +
      `(${leverage.difference()}), and ${of("G", accuracy, "GCE").mean} with GCE: here GHM fails.`,
  };
}
