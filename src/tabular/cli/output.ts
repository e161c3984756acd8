/** Where results go. Nothing that the user had is overwritten. */
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { csvFormatRows } from "d3-dsv";
import type { Table } from "../table/index.js";
import { writeWhole } from "../files/atomic.js";
import { explainWrite } from "../files/explain.js";
import { renderReport, type Report } from "../report/index.js";
import { version } from "./version.js";

/** One line on standard error, which is for all that is no result. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A table as CSV, with its header. */
export function toCsv({ columns, rows }: Pick<Table, "columns" | "rows">): string {
  return `${csvFormatRows([columns, ...rows].map((row) => [...row]))}\n`;
}

/** `name.ext`, or `name-2.ext`, `name-3.ext`, …, whatever is not there yet. */
export function freeName(name: string, extension = ""): string {
  let free = name + extension;
  for (let i = 2; existsSync(free); i++) free = `${name}-${i}${extension}`;
  return free;
}

/** @throws Error if there is such a file already, or it cannot be written. */
export function writeNew(path: string, text: string): void {
  if (existsSync(path))
    throw new Error(`${path} exists, and shall not be overwritten: name another file`);
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    throw explainWrite(error, path);
  }
}

/**
 * Writes a report, and gives its path. An earlier report of that name is replaced, nothing else.
 *
 * @param path - default: a name that is free.
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

/**
 * Checks before long work that a report can be written after it.
 *
 * @throws Error if there is something else than a report at that path, or nothing can be written.
 */
export function checkReportPath(path: string): void {
  try {
    accessSync(`${dirname(path)}/.`, constants.W_OK); // with /. a file is no folder
  } catch (error) {
    throw explainWrite(error, path);
  }
  if (!existsSync(path)) return;
  const isReport =
    statSync(path).isFile() &&
    readFileSync(path, "utf8").includes('<meta name="generator" content="ghmgrad"');
  if (!isReport) {
    throw new Error(`${path} exists and is no report of ghmgrad: it shall not be overwritten`);
  }
}
