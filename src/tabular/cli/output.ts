/** Writes results. No file of the user's is overwritten, except earlier reports. */
import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename } from "node:path";
import { csvFormatRow } from "d3-dsv";
import type { Table } from "../table/index.js";
import { checkWritable, writeWhole } from "../files/atomic.js";
import { explainRead, explainWrite, nameOf } from "../files/explain.js";
import { renderReport, type Report } from "../report/index.js";
import { version } from "./version.js";

/** A table as CSV, with its header. */
export function toCsv({ columns, rows }: Pick<Table, "columns" | "rows">): string {
  // A row of one empty cell must not become a blank line, which is none.
  const lines = [columns, ...rows].map((row) =>
    row.length === 1 && row[0] === "" ? '""' : csvFormatRow([...row]),
  );
  return `${lines.join("\n")}\n`;
}

/** What a report calls a table: the name of its file, without the folders and the ending. */
export function titleOf({ source }: Pick<Table, "source">): string {
  return basename(source).replace(/(?<=.)\.(csv|tsv|txt)$/i, "");
}

/** The first of `name.ext`, `name-2.ext`, `name-3.ext`, … that does not exist yet. */
export function freeName(name: string, extension = ""): string {
  let free = name + extension;
  for (let i = 2; existsSync(free); i++) free = `${name}-${i}${extension}`;
  return free;
}

/** @throws Error if the file exists already, or cannot be written. */
export function writeNew(path: string, text: string): void {
  if (existsSync(path))
    throw new Error(`${nameOf(path)} exists, and shall not be overwritten: name another file`);
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    throw explainWrite(error, path);
  }
}

/**
 * Writes a report. It replaces an earlier report at that path, but no other file.
 *
 * @param path - where to write it. Default: `name.html`, or the first free name after it.
 * @returns the path.
 */
export async function writeReport(
  path: string | undefined,
  name: string,
  report: Report,
): Promise<string> {
  const file = path ?? freeName(name, ".html");
  checkReportPath(file);
  const command = ["ghmgrad", ...process.argv.slice(2)].join(" ");
  const date = new Date().toISOString().slice(0, 10);
  writeWhole(file, await renderReport({ ...report, origin: { version, command, date } }));
  return file;
}

/** What stands in pages that may be overwritten. */
const generators = { report: "ghmgrad", page: "ghmgrad lab" };

/**
 * Checks before long work that its report can be written.
 *
 * @param what - is to be written there: a report, or the Lab's page.
 * @throws Error if something other than a report is at that path, or the folder is not writable.
 */
export function checkReportPath(path: string, what: keyof typeof generators = "report"): void {
  if (path === "") throw new Error(`"" is no name for a ${what}`);
  checkWritable(path);
  // A symbolic link that leads nowhere is something, too.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  let isReport;
  try {
    isReport =
      statSync(path).isFile() &&
      startOf(path).includes(`<meta name="generator" content="${generators[what]}"`);
  } catch (error) {
    throw explainRead(error, path);
  }
  if (!isReport) {
    throw new Error(
      `${nameOf(path)} exists and is no ${what} of ghmgrad: it shall not be overwritten`,
    );
  }
}

/** The first characters of a file, which may be of any size. */
function startOf(path: string): string {
  const start = Buffer.alloc(4096);
  const file = openSync(path, "r");
  try {
    return start.toString("utf8", 0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}
