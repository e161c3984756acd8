import { createReadStream, fstatSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { checkOptions } from "../../array/index.js";
import { decodeCsv } from "../table/decodeCsv.js";
import { parseCsv, type ParseCsvOptions, type Table } from "../table/index.js";
import { checkPath, explainRead, nameOf } from "./explain.js";

/** About 512 MiB: the longest string in Node has as many characters. */
export const mostBytes = 2 ** 29 - 24;

/**
 * Reads a CSV file in UTF-8, which may be compressed with gzip, as {@link parseCsv} does from text.
 *
 * @param path - the path of the file, or `"-"` for standard input.
 * @param options - the character between cells, if it should not be inferred, and whether there is
 * a header.
 * @throws RangeError naming the file if it is not UTF-8, is larger than 512 MiB, is a damaged gzip
 * file, or `parseCsv` rejects it. @throws Error naming it if it cannot be read.
 */
export async function readTable(
  path: string,
  options: Pick<ParseCsvOptions, "delimiter" | "header"> = {},
): Promise<Table> {
  checkPath(path, "readTable takes the path of a CSV file");
  const how = checkOptions("readTable", options, { delimiter: undefined, header: true });
  const { text, source } = await readText(path);
  return parseCsv(text, { ...how, source });
}

/**
 * The text of a file in UTF-8, with its byte order mark if it has one.
 *
 * @param path - the path of the file, or `"-"` for standard input.
 * @returns the text, and the name of the file in messages.
 * @throws as {@link readTable}, but for what is wrong in the CSV.
 */
export async function readText(path: string): Promise<{ text: string; source: string }> {
  const source = path === "-" ? "standard input" : nameOf(path);
  const read = await readBytes(path, source).catch((error: unknown) => {
    throw explainRead(error, source);
  });
  const bytes = read.toString("hex", 0, 2) === "1f8b" ? unpack(read, source) : read;
  return { text: decodeCsv(bytes, source), source };
}

async function readBytes(path: string, source: string): Promise<Buffer> {
  if (path !== "-") {
    const file = await stat(path);
    checkSize(file.size, source);
    if (file.isFile()) return readFile(path);
  } else if (fstatSync(0).isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  const stream = path === "-" ? process.stdin : createReadStream(path);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    checkSize(size, source); // the size of a pipe is not known before
  }
  return Buffer.concat(chunks);
}

/** @throws RangeError if what is compressed with gzip is cut short, damaged or too large. */
function unpack(bytes: Buffer, source: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") checkSize(Infinity, source);
    const problem = code === "Z_BUF_ERROR" ? "ends too early" : "is damaged";
    throw new RangeError(`${source} is compressed with gzip, but ${problem}: get it anew`, {
      cause: error,
    });
  }
}

function checkSize(bytes: number, source: string): void {
  if (bytes > mostBytes) {
    throw new RangeError(
      `${source} is larger than 512 MiB, too large to be read at once; take a part of its rows`,
    );
  }
}
