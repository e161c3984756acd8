import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/tabular/files/readTable.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ghmgrad-read-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A file with this content. */
function write(content: string | Uint8Array): string {
  const path = join(folder, "a b.csv");
  writeFileSync(path, content);
  return path;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const script = `
  import { readTable } from "./src/tabular/files/readTable.ts";
  readTable("-").then((table) => console.log(JSON.stringify(table)), (error) => console.log(error.message));
`;

/** What a process prints that reads the standard input. */
async function readStandardInput(input: string | Uint8Array): Promise<string> {
  const args = ["--import", "tsx", "--input-type=module", "-e", script];
  const running = promisify(execFile)(process.execPath, args, { cwd: root });
  running.child.stdin?.end(input);
  return (await running).stdout;
}

describe("readTable", () => {
  it("reads a CSV in UTF-8, with or without byte order mark, and calls it by its path", async () => {
    for (const mark of ["", "\uFEFF"]) {
      const path = write(`${mark}größe;y\r\n1,5;ja\r\n`);
      expect(await readTable(path)).toEqual({
        source: path,
        columns: ["größe", "y"],
        rows: [["1,5", "ja"]],
        delimiter: ";",
      });
    }
  });

  it("takes a delimiter", async () => {
    expect((await readTable(write("a|b\n1|2"), { delimiter: "|" })).columns).toEqual(["a", "b"]);
  });

  it("reads standard input", async () => {
    const printed = await readStandardInput("a,b\n1,2\n");
    expect(JSON.parse(printed)).toEqual({
      source: "standard input",
      columns: ["a", "b"],
      rows: [["1", "2"]],
      delimiter: ",",
    });
    expect(await readStandardInput("")).toBe("standard input is empty\n");
    expect(await readStandardInput('[{"a": 1}]')).toMatch(/^standard input is JSON, not CSV/);
    expect(await readStandardInput("a,b\n1\n")).toMatch(/^standard input: row 1 has 1 cell/);
  });

  it("says what keeps a file from being read", async () => {
    const nothing = join(folder, "nothing.csv");
    await expect(readTable(nothing)).rejects.toThrow(
      new Error(`cannot read ${nothing}: there is no such file`),
    );
    const sub = join(folder, "sub");
    mkdirSync(sub);
    await expect(readTable(sub)).rejects.toThrow(
      `cannot read ${sub}: it is a folder, where a CSV file belongs`,
    );
    const path = write("a\n1");
    await expect(readTable(join(path, "x"))).rejects.toThrow("a part of its path is no folder");
  });

  it.skipIf(process.getuid?.() === 0)("says that a file may not be read", async () => {
    const path = write("a\n1");
    chmodSync(path, 0);
    await expect(readTable(path)).rejects.toThrow(`cannot read ${path}: you may not read it`);
    chmodSync(path, 0o600);
  });

  it("refuses an empty file, a header alone, and a file that is too large, without reading it", async () => {
    await expect(readTable(write(""))).rejects.toThrow(/a b\.csv is empty$/);
    await expect(readTable(write("a,b\n"))).rejects.toThrow(/a header of 2 columns, but no rows$/);
    const path = write("a\n1");
    truncateSync(path, 2 ** 30 + 1); // sparse: takes no room
    await expect(readTable(path)).rejects.toThrow(
      `${path} is larger than 512 MiB, too large to be read at once`,
    );
  });

  it("refuses bytes that are no UTF-8, and names the line", async () => {
    const latin = Buffer.from("a,b\n1,2\nMünchen,3\n", "latin1");
    await expect(readTable(write(latin))).rejects.toThrow(
      /a b\.csv is not UTF-8: line 3 holds bytes that no character has; .* save it as UTF-8$/,
    );
    expect(await readStandardInput(latin)).toMatch(/^standard input is not UTF-8: line 3/);
  });

  it("unpacks gzip, known by its first bytes, and says what is wrong with it", async () => {
    const packed = gzipSync("a,b\n1,2\n3,4\n");
    const rows = [
      ["1", "2"],
      ["3", "4"],
    ];
    expect((await readTable(write(packed))).rows).toEqual(rows);
    const members = Buffer.concat([gzipSync("a,b\n1,2\n"), gzipSync("3,4\n")]);
    expect((await readTable(write(members))).rows).toEqual(rows);
    expect(JSON.parse(await readStandardInput(packed))).toMatchObject({ rows });
    await expect(readTable(write(packed.subarray(0, -9)))).rejects.toThrow(
      /a b\.csv is compressed with gzip, but ends too early: get it anew$/,
    );
    const damaged = Buffer.from(packed);
    damaged[packed.length - 7] ^= 1; // of its checksum
    await expect(readTable(write(damaged))).rejects.toThrow("gzip, but is damaged: get it anew");
    await expect(readTable(write(Buffer.of(0x1f, 0x8b)))).rejects.toThrow("ends too early");
    await expect(readTable(write(gzipSync(packed)))).rejects.toThrow(
      "is compressed with gzip, not",
    );
    await expect(readTable(write(gzipSync("[{}]")))).rejects.toThrow("is JSON, not CSV");
  });

  it("refuses UTF-16, and binary files", async () => {
    for (const bytes of [
      Buffer.from("\uFEFFa\n1", "utf16le"),
      Buffer.from("\uFEFFa\n1", "utf16le").swap16(),
    ]) {
      await expect(readTable(write(bytes))).rejects.toThrow("is UTF-16: save it as UTF-8");
    }
    for (const mark of [
      [0xff, 0xfe, 0, 0],
      [0, 0, 0xfe, 0xff],
    ]) {
      await expect(readTable(write(Buffer.of(...mark, 0x61, 0, 0, 0)))).rejects.toThrow(
        "is UTF-32: save it as UTF-8",
      );
    }
    await expect(readTable(write(Buffer.of(0xca, 0xfe, 1, 2)))).rejects.toThrow(
      /a b\.csv is no text, but a binary file, .*: export its table as CSV in UTF-8$/,
    );
    await expect(readTable(write(Buffer.from("PC\0\0")))).rejects.toThrow("holds NUL characters");
    const xz = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0);
    await expect(readTable(write(xz))).rejects.toThrow(
      /a b\.csv is compressed with xz, not CSV: unp/,
    );
  });
});
