import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeWhole } from "../../../src/tabular/files/atomic.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ghmgrad-atomic-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("writeWhole", () => {
  it("writes texts and bytes, and replaces what was there", () => {
    const path = join(folder, "a.txt");
    writeWhole(path, "größe");
    expect(readFileSync(path, "utf8")).toBe("größe");
    writeWhole(path, Uint8Array.of(0, 255, 7));
    expect([...readFileSync(path)]).toEqual([0, 255, 7]);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  it("never changes the file that is there: whoever has it open reads the old content", () => {
    const path = join(folder, "a.txt");
    writeFileSync(path, "old");
    const opened = openSync(path, "r");
    writeWhole(path, "new");
    expect(readFileSync(opened, "utf8")).toBe("old");
    closeSync(opened);
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("leaves the old file, and nothing beside it, if the writing fails", () => {
    const path = join(folder, "a.txt");
    writeFileSync(path, "old");
    const noBytes = { length: 10 } as Uint8Array; // the file beside it is made, and cannot be filled
    expect(() => {
      writeWhole(path, noBytes);
    }).toThrow();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  it("says why it cannot write, and leaves nothing behind", () => {
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "file"), "");
    const write =
      (...names: string[]) =>
      () => {
        writeWhole(join(folder, ...names), "x");
      };
    expect(write("nowhere", "a.txt")).toThrow(
      /^cannot write .*a\.txt: there is no folder to put it in$/,
    );
    expect(write("file", "a.txt")).toThrow("a part of its path is no folder");
    expect(write("sub")).toThrow("it is a folder");
    expect(readdirSync(folder).sort()).toEqual(["file", "sub"]);
  });
});
