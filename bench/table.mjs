/** Formats numbers and tables as text. */
import { peerBar } from "./bars.mjs";

/** A time in three digits with its unit. @param {number} ms */
export function time(ms) {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  if (ms >= 1) return `${ms.toPrecision(3)} ms`;
  return ms >= 1e-3 ? `${(ms * 1e3).toPrecision(3)} µs` : `${(ms * 1e6).toPrecision(3)} ns`;
}

const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/**
 * Lines of cells as columns, the first aligned left, the others right.
 *
 * @param {string[][]} lines
 */
export function columns(lines) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  return lines
    .map((line) => {
      const cells = line.map((cell, i) =>
        i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
      );
      return `  ${cells.join("  ")}`.trimEnd();
    })
    .join("\n");
}

export function verdict({ pass }) {
  return pass === null ? "not measured" : pass ? "pass" : "MISS";
}

const range = ({ low, high }, show) => `${show(low)}–${show(high)}`;

function line(rowId, id, result) {
  const first = `  ${id}`;
  if (result.skip !== undefined) return null;
  if (result.crash !== undefined) return [first, "CRASHED", "", "", "", "", "", ""];
  const error = result.error.toExponential(0);
  if (result.wrong) return [first, "WRONG, not compared", "", "", "", error, "", ""];
  const { time: ms, ratio } = result;
  const bar = peerBar(rowId, id, result);
  const compared = ratio === undefined || id === "ghmgrad" ? null : ratio;
  return [
    first,
    time(ms.median),
    range(ms, time),
    compared === null ? "" : `${digits(ratio.median)}×`,
    compared === null ? "" : range(ratio, digits),
    error,
    bar === undefined ? "" : bar.demand,
    bar === undefined ? "" : verdict(bar),
  ];
}

const head = ["", "median", "quartiles", "/ghmgrad", "quartiles", "error", "bar", ""];

/** The results of one row of work. */
export function raceTable(row, results) {
  const lines = Object.entries(results).map(([id, result]) => line(row.id, id, result));
  return columns([[row.title, ...head.slice(1)], ...lines.filter((l) => l !== null)]);
}

/** @param {import("./bars.mjs").Bar[]} bars */
export function barTable(bars) {
  const known = bars.filter(({ value }) => value !== null);
  const unknown = bars.filter(({ value }) => value === null).map(({ what }) => what);
  const passed = known.filter(({ pass }) => pass).length;
  const summary = [`${passed} of ${known.length} bars passed.`];
  if (unknown.length > 0) summary.push(`Not measured: ${unknown.join(", ")}.`);
  return [
    columns([
      ["bar", "demanded", "measured", ""],
      ...known.map((bar) => [bar.what, bar.demand, digits(bar.value), verdict(bar)]),
    ]),
    ...summary,
  ].join("\n");
}
