/** What comes from files and arguments, and could tell a terminal what to do. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { printable, printFile, printJson, textTable } from "../../../src/tabular/cli/terminal.js";
import { ghmgrad, makeFolder, printed } from "./run.js";

const cwd = makeFolder();
/** Clears the screen, names the window, turns the text around, and more with a single character. */
const evil = "\u001b[2J\u001b]0;x\u0007\u202e\u009b31m\r";
const csv = `evil${evil}.csv`;

beforeAll(async () => {
  const rows = Array.from({ length: 40 }, (_, i) => {
    return `${i % 7},${i % 3 ? "u" : "v"}${evil},${i % 4 ? "no" : "yes"}${evil}`;
  });
  const table = `"x${evil}","c${evil}","y"\n${rows.map((row) => `"${row.replaceAll(",", '","')}"`).join("\n")}\n`;
  writeFileSync(join(cwd, csv), table);
  writeFileSync(join(cwd, "unseen.csv"), table.replaceAll('"u', '"w'));
  await printed(["train", csv, "--label", "y", "--epochs", "2", "--out", `m${evil}`], { cwd });
  mkdirSync(join(cwd, `empty${evil}`));
});

describe("textTable", () => {
  it("sets columns closer, if the table would be wider than 100", () => {
    const widths = (columns: number) =>
      textTable([Array<string>(columns).fill("x".repeat(8))])
        .split("\n")
        .map((line) => line.length);
    expect(widths(9)).toEqual([96, 96]);
    expect(widths(10)).toEqual([98, 98]);
  });
});

const commands: [...args: string[]][] = [
  ["train", csv, "--label", "y", "--epochs", "1", "--out", `other${evil}`],
  ["train", csv, "--label", "y", "--out", `m${evil}`],
  ["train", csv, "--label", "y", "--epochs", "1", "--json"],
  ["train", csv, "--label", `q${evil}`],
  ["train", csv, "--label", "y", "--positive", `q${evil}`],
  ["train", csv, "--label", "y", "--types", `x${evil}=date`],
  ["train", csv, "--label", "y", "--loss", evil],
  ["train", csv, "--label", "y", `--${evil}`],
  ["train", `no${evil}`, "--label", "y"],
  ["train", "--resume", `m${evil}`],
  [evil],
  ["data", evil],
  ["data", "penguins", "--out", `no${evil}/x`],
  ["lens", `m${evil}`, csv],
  ["lens", `m${evil}`, csv, "--report", `r${evil}.html`],
  ["lens", `empty${evil}`, csv],
  ["suspects", csv, "--label", "y", "--hidden", "none"],
  ["suspects", csv, "--label", "y", "--hidden", "none", "--json"],
  [
    "compare",
    csv,
    "--label",
    "y",
    "--seeds",
    "1",
    "--steps",
    "2",
    "--losses",
    "bce",
    "--report",
    `c${evil}`,
  ],
  ["predict", `m${evil}`, "unseen.csv", "--json"],
  ["predict", `no${evil}`, csv],
];

describe("a terminal", () => {
  it.each(commands.map((args) => ({ args, name: JSON.stringify(args) })))(
    "finds nothing to obey in what ghmgrad $name prints",
    async ({ args }) => {
      const { stdout, stderr } = await ghmgrad(args, { cwd });
      expect(stdout + stderr).not.toBe("");
      expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    },
  );

  it("is told in a message what was there", async () => {
    const { stderr } = await ghmgrad(["data", evil], { cwd });
    expect(stderr).toContain('no data set "␛[2J␛]0;x␇\uFFFD\uFFFD31m␍"');
    expect(printable("plain\n\ttext, ü北😀")).toBe("plain\n\ttext, ü北😀");
  });

  it("gets a table whose cells stay on their lines", () => {
    expect(textTable([["a\nb", "c"], ["1", "\u001b[1mx"]]).split("\n")).toEqual([
      "a␣b   c",
      "───────────",
      "  1   ␛[1mx",
    ]); // prettier-ignore
  });

  it("gets the CSV of predict in a readable form, and a file gets it as it is", () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const { isTTY } = process.stdout;
    try {
      for (const value of [true, false]) {
        process.stdout.isTTY = value;
        printFile("a,\u001b\n");
      }
      printJson({ a: "\u009b\u202e" });
    } finally {
      process.stdout.isTTY = isTTY;
      spy.mockRestore();
    }
    expect(written).toEqual(["a,␛\n", "a,\u001b\n", '{"a":"\\u009b\\u202e"}\n']);
  });

  it("is not sent a second line by a file's name", async () => {
    const { stderr } = await ghmgrad(["train", "a\nghmgrad: all is well", "--label", "y"], { cwd });
    expect(stderr).toBe("ghmgrad: cannot read a␣ghmgrad: all is well: there is no such file\n");
  });
});
