/** From the bytes of a CSV file to its text, in Node and in browsers. */
import { checkIsCsv } from "./fileKind.js";

/**
 * The text of a CSV file in UTF-8, with its byte order mark if it has one.
 *
 * @throws RangeError naming what else the file is, or the line of the first byte that is not UTF-8.
 */
export function decodeCsv(bytes: Uint8Array, source: string): string {
  const start = String.fromCharCode(...bytes.subarray(0, 4096));
  checkIsCsv(start, source);
  const mark = /^(?:(\xFF\xFE\0\0|\0\0\xFE\xFF)|\xFF\xFE|\xFE\xFF)/.exec(start);
  if (mark !== null) {
    throw new RangeError(`${source} is UTF-${mark[1] ? 32 : 16}: save it as UTF-8`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    // eslint-disable-next-line no-control-regex -- no text holds these
    if (/[\0-\x08\x0E-\x1A]/.test(start)) {
      throw new RangeError(
        `${source} is no text, but a binary file, such as an image or an archive: export its table as CSV ` +
          `in UTF-8`,
        { cause: error },
      );
    }
    const readable = new TextDecoder().decode(bytes);
    const line = readable.slice(0, readable.indexOf("\uFFFD")).split("\n").length;
    throw new RangeError(
      `${source} is not UTF-8: line ${line} holds bytes that no character has; if it is Windows-1252 ` +
        `or Latin-1, save it as UTF-8`,
      { cause: error },
    );
  }
}
