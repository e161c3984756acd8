/** Tables that are no plain CSV with a header, from training to prediction. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/tabular/index.js";
import { ghmgrad, makeFolder, printed, start } from "./run.js";

const cwd = makeFolder();
const write = (name: string, text: string) => {
  writeFileSync(join(cwd, name), text);
};
const rows = <T>(cell: (i: number) => T) => Array.from({ length: 60 }, (_, i) => cell(i));
const isPositive = (i: number) => i % 5 === 0;
const price = (i: number) => (1000 + 37 * i + (isPositive(i) ? 5000 : 0) + 0.5).toFixed(2);
const european = (text: string) =>
  text.replace(/(\d)(\d{3})\./, "$1.$2,").replace(/\.(\d\d)$/, ",$1");

/** Trains, and gives what it said. */
async function train(...args: string[]): Promise<string> {
  const { code, stderr } = await ghmgrad(["train", ...args, "--epochs", "20"], { cwd });
  if (code !== 0) throw new Error(stderr);
  return stderr;
}

/** The probabilities for a table. */
async function probabilities(model: string, csv: string): Promise<string[]> {
  const { columns, rows } = parseCsv(await printed(["predict", model, csv], { cwd }));
  return rows.map((row) => row[columns.indexOf("probability")]);
}

beforeAll(() => {
  write(
    "plain.csv",
    ["price,y", ...rows((i) => `${price(i)},${Number(isPositive(i))}`)].join("\n"),
  );
  const marked = rows((i) => `${european(price(i))};${Number(isPositive(i))}`);
  write("european.csv", ["price;y", ...marked].join("\n"));
  const bare = rows((i) => `${price(i)};${["a", "b"][i % 2]};${Number(isPositive(i))}`);
  write("bare.csv", bare.join("\n"));
  write("whole.csv", ["price;y", ...rows((i) => `${i + 1},500;${i % 2}`)].join("\n"));
});

describe("ghmgrad", () => {
  it("reads 1.234,5 in training and prediction, and shows it in the column table", async () => {
    await train("plain.csv", "--label", "y", "--out", "plain");
    const said = await train("european.csv", "--label", "y", "--out", "european");
    expect(said).toContain("\n  its numbers are written like 1.234,5, which is 1234.5\n");
    expect(await probabilities("european", "european.csv")).toEqual(
      await probabilities("plain", "plain.csv"),
    );
    const { stderr } = await ghmgrad(["predict", "european", "plain.csv"], { cwd });
    expect(stderr).toMatch(/row 1, column price: '6000\.50' is no number.* written as 1\.234,5 is/);
  });

  it("takes --decimal and --thousands, and the model remembers them", async () => {
    const range = async (...args: string[]) =>
      /numeric +(\S+ … \S+),/.exec(await train("whole.csv", "--label", "y", ...args))?.[1];
    expect(await range("--decimal", ",", "--out", "decimal")).toBe("1.5 … 60.5");
    expect(await range("--thousands", ",", "--out", "thousands")).toBe("1500 … 60500");
    expect(await probabilities("decimal", "whole.csv")).not.toContain("");
  });

  it("reads a table without a header, and the model remembers that", async () => {
    const said = await train("bare.csv", "--no-header", "--label", "3", "--out", "bare");
    expect(said).toMatch(/^bare\.csv: 60 rows/);
    expect(said).toMatch(/\n1 +numeric .*\n2 +categorical /);
    const found = await probabilities("bare", "bare.csv");
    expect(found).toHaveLength(60);
    write("new.csv", "1037.5;b\n6000.5;a\n");
    expect(await probabilities("bare", "new.csv")).toEqual([found[1], found[0]]);
    write("named.csv", "price;kind\n1037.5;b\n");
    expect((await ghmgrad(["predict", "bare", "named.csv"], { cwd })).stderr).toContain(
      "row 1, column 1: 'price' is no number",
    );
    expect((await ghmgrad(["lens", "bare", "bare.csv", "--rows"], { cwd })).stdout).toMatch(
      /^row,label/,
    );
  });

  it("goes on with a training on such a table", async () => {
    const args = ["bare.csv", "--no-header", "--label", "3", "--epochs", "1000000"];
    const { child, ended } = start(["train", ...args, "--out", "stopped"], { cwd });
    const file = join(cwd, "stopped", "checkpoint.json");
    const isSaved = () => {
      try {
        return readFileSync(file, "utf8").length > 0;
      } catch {
        return false;
      }
    };
    while (!isSaved() && child.exitCode === null) await setTimeout(5);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    const checkpoint = JSON.parse(readFileSync(file, "utf8")) as {
      plan: { epochs: number };
      trainer: { history: unknown[] };
    };
    checkpoint.plan.epochs = checkpoint.trainer.history.length + 2;
    writeFileSync(file, JSON.stringify(checkpoint));
    const { code, stdout } = await ghmgrad(["train", "--resume", "stopped"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("The model is in stopped");
  });

  it('--missing-values "" leaves the empty cell alone', async () => {
    const text = ["kind,x,y", ...rows((i) => `${["NA", "EU", ""][i % 3]},${i % 7},${i % 2}`)];
    write("kinds.csv", text.join("\n"));
    const line = async (...args: string[]) =>
      /kind .*/.exec(await train("kinds.csv", "--label", "y", ...args))?.[0];
    expect(await line("--out", "kinds")).toMatch(/1: EU +40 +2 × 0\/1$/);
    expect(await line("--out", "none", "--missing-values", "")).toMatch(/2: EU, NA +20 +3 × 0\/1$/);
  });

  it("says what it did with the file: comments, and a first line that may be a row", async () => {
    const table = readFileSync(join(cwd, "plain.csv"), "utf8");
    write("comments.csv", `# of May\n${table}`);
    const said = await train("comments.csv", "--label", "y", "--out", "comments");
    expect(said).toContain("! 1 line that begins with # left out as comments.");
    const { stderr } = await ghmgrad(["predict", "comments", "comments.csv"], { cwd });
    expect(stderr).toContain("! 1 line that begins with # left out as comments.");
    write("first.csv", table.replace("price,y\n", ""));
    const wrong = await train("first.csv", "--label", "1", "--out", "first");
    expect(wrong).toContain("! The first line looks like a row, but is taken for the names");
  });
});
