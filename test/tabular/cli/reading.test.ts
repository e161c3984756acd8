/** Tables that are no plain CSV with a header, from training to prediction. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
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
async function probabilities(model: string, csv: string): Promise<(number | null)[]> {
  const text = await printed(["predict", model, csv, "--json"], { cwd });
  return (JSON.parse(text) as { probability: number | null }[]).map((row) => row.probability);
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
    expect(await probabilities("decimal", "whole.csv")).not.toContain(null);
  });

  it.each(["\\t", "\\\\t", "tab", "TAB", "\t"])("takes %j for a tab", async (delimiter) => {
    write("tabs.csv", ["price\ty", ...rows((i) => `${price(i)}\t${i % 2}`)].join("\n"));
    const out = `tabs ${delimiter}`;
    await train("tabs.csv", "--label", "y", "--out", out, "--delimiter", delimiter);
    const args = ["predict", out, "tabs.csv", "--delimiter", delimiter];
    expect(await printed(args, { cwd })).toMatch(/^price\ty\tprobability\tprediction\n/);
  });

  it("reads a table that is compressed with gzip, in each command", async () => {
    const packed = gzipSync(readFileSync(join(cwd, "plain.csv")));
    writeFileSync(join(cwd, "plain.csv.gz"), packed);
    await train("plain.csv", "--label", "y", "--out", "unpacked");
    await train("plain.csv.gz", "--label", "y", "--out", "packed");
    const found = await probabilities("packed", "plain.csv.gz");
    expect(found).toEqual(await probabilities("unpacked", "plain.csv"));
    expect(await printed(["predict", "packed", "plain.csv.gz"], { cwd })).toMatch(/^price,y,proba/);
    for (const args of [
      ["lens", "packed", "plain.csv.gz"],
      ["suspects", "plain.csv.gz", "--label", "y"],
      [
        "compare",
        "plain.csv.gz",
        "--label",
        "y",
        "--seeds",
        "1",
        "--steps",
        "2",
        "--losses",
        "bce",
      ],
    ]) {
      expect(await printed([...args, "--json"], { cwd })).toMatch(/^[[{]/);
    }
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
    const args = ["bare.csv", "--no-header", "--label", "3", "--hidden", "16", "--epochs", "100"];
    const { child, ended } = start(["train", ...args, "--out", "stopped"], { cwd });
    const file = join(cwd, "stopped", "checkpoint.safetensors");
    while (!existsSync(file) && child.exitCode === null) await setTimeout(5);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
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

/** An answer of `predict`, which differs from the text that it was given by such cells only. */
const cells = (delimiter: string) =>
  new RegExp(`\\${delimiter}"?0\\.\\d+"?\\${delimiter}"?[01]"?`, "g");

describe("ghmgrad predict keeps a table as it was written", () => {
  const table = (header: string[], row: (i: number) => string[], delimiter: string) =>
    [header, ...rows(row)].map((line) => line.join(delimiter));
  const label = (i: number) => String(Number(isPositive(i)));
  const plain = (delimiter: string) =>
    table(["price", "y"], (i) => [price(i), label(i)], delimiter);

  it.each<[what: string, lines: string[], delimiter: string, header: string]>([
    ["that names its delimiter", ["sep=;", ...plain(";")], ";", "price;y;probability;prediction"],
    ["with bars", plain("|"), "|", "price|y|probability|prediction"],
    [
      "with comments, one of them in a row's place, and blank lines",
      ['# of "May', "", ...plain(",").toSpliced(9, 0, "# checked, twice, by us", "  "), ""],
      ",",
      "price,y,probability,prediction",
    ],
    [
      "whose header begins with a comment sign",
      ["# v2", ...table(["#price", "y"], (i) => [price(i), label(i)], ",")],
      ",",
      "#price,y,probability,prediction",
    ],
    [
      "with row names that have no name, in quotes, as R writes it",
      table(['"price"', '"y"'], (i) => [`"row ${i}"`, `"${price(i)}"`, `"${label(i)}"`], ","),
      ",",
      '"price","y","probability","prediction"',
    ],
    [
      "whose rows end with a delimiter",
      table(["price", "y"], (i) => [price(i), label(i), ""], ","),
      ",",
      "price,y,probability,prediction",
    ],
    [
      "whose header ends with a delimiter",
      table(["price", "y", ""], (i) => [price(i), label(i)], ","),
      ",",
      "price,y,probability,prediction,",
    ],
    [
      "with decimal commas",
      table(["price", "y"], (i) => [european(price(i)), label(i)], ";"),
      ";",
      "price;y;probability;prediction",
    ],
  ])("%s", async (what, lines, delimiter, header) => {
    const file = `${what}.csv`;
    const out = ["--label", "y", "--out", what];
    write(file, `\uFEFF${lines.join("\r\n")}\r\n`);
    const said = await train(file, ...out, ...(what.includes("sign") ? ["--keep", "#price"] : []));
    expect(said).toContain(": 60 rows");
    const answers = await printed(["predict", what, file], { cwd });
    const found = answers.split("\r\n");
    expect(answers.match(cells(delimiter))).toHaveLength(60);
    const place = found.findIndex((line) => line.includes("probability"));
    expect(found[place].replace("\uFEFF", "")).toBe(header);
    found[place] = found[place].replace(/(.)("?)probability\2\1\2prediction\2/, "");
    expect(found.join("\r\n").replaceAll(cells(delimiter), "")).toBe(
      `\uFEFF${lines.join("\r\n")}\r\n`,
    );
    // The answers are read as the table was, and one's own output is kept once more.
    write("again.csv", answers);
    expect(await probabilities(what, "again.csv")).toEqual(await probabilities(what, file));
  });

  it("without a header, and writes none", async () => {
    const args = ["--no-header", "--label", "3", "--out", "headless"];
    await train("bare.csv", ...args);
    for (const given of [[], ["--no-header"]]) {
      const { stdout } = await ghmgrad(["predict", "headless", "bare.csv", ...given], { cwd });
      const lines = stdout.trimEnd().split("\n");
      expect(lines).toHaveLength(60);
      expect(lines[1]).toMatch(/^1037\.50;b;0;0\.\d+;[01]$/);
    }
  });

  it("and says that a model which knows names needs a header", async () => {
    await train("plain.csv", "--label", "y", "--out", "names");
    for (const command of ["predict", "lens"]) {
      const args = [command, "names", "plain.csv", "--no-header"];
      const { code, stdout, stderr } = await ghmgrad(args, { cwd });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^ghmgrad: this model finds its columns by their names: write these/);
    }
  });

  it("but for a row with stray quotes, which gets no answer, as one with too few cells", async () => {
    const lines = plain(",");
    lines[3] = `"5" inch,1`;
    lines[5] = "7";
    write("stray.csv", lines.join("\n"));
    await train("plain.csv", "--label", "y", "--out", "stray");
    const { code, stdout, stderr } = await ghmgrad(["predict", "stray", "stray.csv"], { cwd });
    expect(code).toBe(1);
    expect(stdout.split("\n")[3]).toBe(`"5" inch,1,,`);
    expect(stdout.split("\n")[5]).toBe("7,,,");
    expect(stdout.match(cells(","))).toHaveLength(58);
    expect(stderr).toContain("! stray.csv: row 3 has text behind a closing quote");
    expect(stderr).toContain("ghmgrad: 2 of 60 rows could not be read");
    const strict = await ghmgrad(["predict", "stray", "stray.csv", "--strict"], { cwd });
    expect([strict.code, strict.stdout]).toEqual([1, ""]);
    // A table that fits in no row is told of once.
    const all = await ghmgrad(["predict", "headless", "-"], {
      cwd,
      input: "1;a;0;5\n2;b;1;5\n",
    });
    expect([all.code, all.stderr.split("\n")]).toEqual([
      1,
      [expect.stringContaining("standard input has 4 columns, but the table that was lear"), ""],
    ]);
  });

  it("and a row with one delimiter less than the others", async () => {
    const lines = table(["price", "y"], (i) => [price(i), label(i), ""], ",");
    lines[7] = lines[7].slice(0, -1);
    write("one.csv", lines.join("\n"));
    await train("plain.csv", "--label", "y", "--out", "one");
    expect(await probabilities("one", "one.csv")).toEqual(await probabilities("one", "plain.csv"));
  });
});

describe("ghmgrad lens", () => {
  it("names no option that it lacks, whatever is wrong with the CSV", async () => {
    await train("plain.csv", "--label", "y", "--out", "lens");
    const inputs = [
      "price,y\nx,0\n1,1",
      "price,y\n1,NA\n1,1",
      "price,y\n1,\n1,1",
      "1000,0\n1037,1,2\n1,1",
      "5,5\n1037,1\n1,1",
      "1000,0\n1037,1\n1,1",
      "price\n1,0",
      "price,y\n",
    ];
    for (const input of inputs) {
      for (const command of ["lens", "predict"]) {
        const { stderr } = await ghmgrad([command, "lens", "-"], { cwd, input });
        expect(stderr).not.toMatch(/--(?!no-header|delimiter)|missingValues|types/);
      }
    }
  });
});
