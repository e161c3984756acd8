/** Tables and bars for a terminal of 100 columns. */

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar whose length is log(1 + count), `width` characters at `most`. */
export function logBar(count: number, most: number, width: number): string {
  const length = Math.round((Math.log1p(count) / Math.log1p(most)) * width * 8);
  return "█".repeat(Math.floor(length / 8)) + eighths[length % 8];
}

/** `0.812 ± 0.031`: mean and standard deviation of a sample; of one number, only that. */
export function meanAndDeviation(values: readonly number[]): string {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  if (values.length === 1) return mean.toFixed(3);
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return `${mean.toFixed(3)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(3)}`;
}

/** Rows of cells in aligned columns; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c]))
      .join("   ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("───");
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}
