import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadModel, readTable } from "../../../src/node.js";
import { brier, stratifiedSplit } from "../../../src/index.js";
import { parseCsv } from "../../../src/tabular/index.js";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed, start } from "./run.js";

const cwd = makeFolder();
const path = (...names: string[]) => join(cwd, ...names);
const predict = (...args: string[]) => ghmgrad(["predict", ...args], { cwd });

beforeAll(async () => {
  writeFileSync(path("loans.csv"), loans());
  await printed(
    [
      "train",
      "loans.csv",
      "--label",
      "defaulted",
      "--hidden",
      "3",
      "--epochs",
      "40",
      "--test",
      "0.2",
      "--out",
      "model",
    ],
    { cwd },
  );
});

/** What a safetensors file holds, read by the format's definition and by none of our code. */
function readByDefinition(file: string) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8")) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const { __metadata__: metadata, ...entries } = header;
  const data = bytes.subarray(8 + length);
  const tensors = Object.entries(entries).map(([name, { dtype, shape, data_offsets }]) => {
    const [begin, end] = data_offsets;
    const values = Array.from({ length: (end - begin) / 4 }, (_, i) =>
      data.readFloatLE(begin + 4 * i),
    );
    return { name, dtype, shape, begin, end, values };
  });
  return { length, metadata, tensors, dataBytes: data.length };
}

describe.concurrent("ghmgrad predict", () => {
  it("writes the CSV with two more columns, rows in order, and messages on standard error", async () => {
    const { code, stdout, stderr } = await predict("model", "loans.csv");
    expect(code).toBe(0);
    const given = parseCsv(loans());
    const { columns, rows } = parseCsv(stdout);
    expect(columns).toEqual([...given.columns, "probability", "prediction"]);
    expect(rows.map((row) => row.slice(0, -2))).toEqual(given.rows);
    expect(stderr).toMatch(
      /^! Column age: \d+ cells missing, filled with the training rows' median\.\n$/,
    );
    const { threshold } = JSON.parse(readFileSync(path("model", "model.json"), "utf8")) as {
      threshold: number;
    };
    for (const row of rows) {
      const [p, prediction] = row.slice(-2);
      expect(prediction).toBe(Number(p) >= threshold ? "yes" : "no");
    }
  });

  it("gives what the model gives in another process, to the last digit", async () => {
    const answers = JSON.parse(
      await printed(["predict", "model", "loans.csv", "--json"], { cwd }),
    ) as {
      probability: number;
      prediction: string;
    }[];
    const here = loadModel(path("model")).predict(await readTable(path("loans.csv")));
    const probabilities = answers.map(({ probability }) => probability);
    expect(probabilities).toEqual(here.probabilities.map(([, p]) => p));
    // These are of the model that was trained, if its scores on the test rows are.
    const labels = probabilities.map((_, i) => Number(i % 25 === 7));
    const [, rows] = stratifiedSplit(labels, [0.8, 0.2], 0);
    const [target, p] = [labels, probabilities].map((list) => rows.map((row) => list[row]));
    const { notes } = JSON.parse(readFileSync(path("model", "model.json"), "utf8")) as {
      notes: { test: { brier: number } };
    };
    expect(brier(target, p)).toBe(notes.test.brier);
    expect(Object.keys(answers[0])).toEqual(["probability", "prediction"]);
  });

  it("--threshold takes the place of the model's", async () => {
    const all = parseCsv(
      await printed(["predict", "model", "loans.csv", "--threshold", "0"], { cwd }),
    );
    expect(new Set(all.rows.map((row) => row.at(-1)))).toEqual(new Set(["yes"]));
  });

  it("needs no label, takes columns in any order, and says what it has not seen before", async () => {
    const input = `age\t"weird ""q"""\tincome\tName, Stadt\tGröße\n\tneu\t5\t北京\t0.5\n40\ta\t5\t北京\t0.5\n`;
    const { code, stdout, stderr } = await ghmgrad(["predict", "model", "-", "--delimiter", "\t"], {
      cwd,
      input,
    });
    expect(code).toBe(0);
    expect(parseCsv(stdout).rows).toHaveLength(2);
    expect(stderr).toContain("! Column age: 1 cell missing");
    expect(stderr).toMatch(
      /! Column weird "q": 1 cell with what the training rows do not have \('neu'\)/,
    );
  });

  it("keeps columns that are called as its own", async () => {
    const table = parseCsv(loans(25));
    const text = loans(25).replace("id,", "probability,");
    const answers = await ghmgrad(["predict", "model", "-"], { cwd, input: text });
    expect(parseCsv(answers.stdout).columns).toEqual([
      "probability",
      ...table.columns.slice(1),
      "probability_",
      "prediction",
    ]);
  });

  it("gives no answer for rows that lack a feature, if such rows were dropped in training", async () => {
    const table = "a,b,y\n1,2,u\n2,3,v\n3,1,u\n4,4,v\n2,4,u\n1,1,v\n";
    await ghmgrad(["train", "-", "--label", "y", "--missing", "drop", "--out", "strict"], {
      cwd,
      input: table,
    });
    const some = await ghmgrad(["predict", "strict", "-"], { cwd, input: "a,b\n,1\n2,2\n" });
    expect(some.stdout).toMatch(/^a,b,probability,prediction\n,1,,\n2,2,0\.\d+,[uv]\n$/);
    expect(some.stderr).toContain("! 1 of 2 rows lack a feature, and get no probability.");
    const none = await ghmgrad(["predict", "strict", "-", "--json"], { cwd, input: "a,b\n,1\n" });
    expect(JSON.parse(none.stdout)).toEqual([{ probability: null, prediction: null }]);
  });

  describe("keeps the CSV as it was written", () => {
    const row = (cells: string, quote = "") => new RegExp(`^${cells}${quote}0\\.\\d+`);

    it.each<[what: string, input: string, first: string, rest: RegExp[], end: string]>([
      [
        "with semicolons, a byte order mark, Windows line ends, and blanks around cells",
        '\uFEFFincome;age;Größe;"Name, Stadt";weird "q"\r\n\r\n 5 ;40;"0.5";"北京"; a\r\n1;;.5;"a ""b"";c";a',
        '\uFEFFincome;age;Größe;"Name, Stadt";weird "q";probability;prediction',
        [row(' 5 ;40;"0\\.5";"北京"; a;'), row('1;;\\.5;"a ""b"";c";a;')],
        "\r\n",
      ],
      [
        "with tabs, and a line end in a cell",
        'income\tage\tGröße\tName, Stadt\tweird "q"\n5\t4\t1\t"a\nb"\ta\n',
        'income\tage\tGröße\tName, Stadt\tweird "q"\tprobability\tprediction',
        [row('5\t4\t1\t"a'), row('b"\ta\t')].slice(1),
        "\n",
      ],
      [
        "with quotes around every cell",
        '"income","age","Größe","Name, Stadt","weird ""q"""\n"5","","1","北京","a"\n',
        '"income","age","Größe","Name, Stadt","weird ""q""","probability","prediction"',
        [row('"5","","1","北京","a",', '"')],
        "\n",
      ],
    ])("%s", async (_, input, first, rest, end) => {
      const { code, stdout } = await ghmgrad(["predict", "model", "-"], { cwd, input });
      expect(code).toBe(0);
      const lines = stdout.split(end);
      expect(lines[0]).toBe(first);
      expect(lines.at(-1)).toBe("");
      rest.forEach((line, i) => {
        expect(lines.at(i - rest.length - 1)).toMatch(line);
      });
      const delimiter = /[;\t,]/.exec(first)?.[0] ?? "";
      expect(stdout).not.toMatch(delimiter === ";" ? /,p/ : /;/);
    });

    it("and puts its own cells in quotes where they need them", async () => {
      const rows = Array.from(
        { length: 20 },
        (_, i) => `${i % 7};${i % 2 ? '"a;b"' : '"c ""d"""'}`,
      );
      const table = `x;y\n${rows.join("\n")}\n`;
      await ghmgrad(["train", "-", "--label", "y", "--out", "quotes"], {
        cwd,
        input: table,
      });
      const { stdout } = await ghmgrad(["predict", "quotes", "-"], { cwd, input: table });
      expect(stdout).toMatch(/^1;"a;b";0\.\d+;("a;b"|"c ""d""")$/m);
      expect(parseCsv(stdout).rows.map((cells) => cells.length)).toEqual(Array(20).fill(4));
    });
  });

  describe("of rows that it cannot read", () => {
    const header = 'Größe,"Name, Stadt",age,income,weird ""q"",more\n'.replaceAll('""', '"');
    const good = "1,北京,40,5,a";
    const input = `${header}${good},x\n1,北京,forty,5,a,x\n${good},x\n${good}\n${good},x,y\n1,北京,1e300,5,a,x\n${good},x\n`;
    const args = ["predict", "model", "-"];

    it("writes the others, a line for each on standard error, their number, and exit code 1", async () => {
      const { code, stdout, stderr } = await ghmgrad(args, { cwd, input });
      expect(code).toBe(1);
      const lines = stdout.split("\n");
      expect(lines.map((line) => /,0\.\d+,(yes|no)$/.test(line))).toEqual(
        [false, true, false, true, false, false, false, true, false], // the header, and the end
      );
      expect(lines[2]).toBe("1,北京,forty,5,a,x,,");
      expect(lines[4]).toBe("1,北京,40,5,a,,,"); // the answers stay in their columns
      expect(lines[5]).toBe("1,北京,40,5,a,x,,,y");
      expect(stderr.split("\n")).toEqual([
        "! standard input: row 4 has 5 cells, but the header has 6 columns",
        "! standard input: row 5 has 7 cells, but the header has 6 columns",
        "! standard input: row 2, column age: 'forty' is no number; if that means missing, leave the cell empty",
        expect.stringMatching(
          /^! standard input: row 6, column age: 1e\+300 is too far from the rows/,
        ),
        "ghmgrad: 4 of 7 rows could not be read, and got no probability",
        "",
      ]);
    });

    it("gives the others the probabilities that they have without them", async () => {
      const some = await ghmgrad([...args, "--json"], { cwd, input });
      expect(some.code).toBe(1);
      const whole = `${header}${good},x\n`;
      const all = await ghmgrad([...args, "--json"], { cwd, input: whole });
      const [answer] = JSON.parse(all.stdout) as unknown[];
      const none = { probability: null, prediction: null };
      const expected = [answer, none, answer, none, none, none, answer];
      expect(JSON.parse(some.stdout)).toEqual(expected);
    });

    it("--strict writes nothing", async () => {
      const { code, stdout, stderr } = await ghmgrad([...args, "--strict"], { cwd, input });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain("row 4 has 5 cells, but the header has 6 columns");
      const cell = `${header}${good},x\n1,北京,forty,5,a,x\n`;
      const other = await ghmgrad([...args, "--strict"], { cwd, input: cell });
      expect([other.code, other.stdout]).toEqual([1, ""]);
      expect(other.stderr).toMatch(
        /^ghmgrad: standard input: row 2, column age: 'forty' is no numb/,
      );
    });

    it("still writes them if there is no other row", async () => {
      const { code, stdout } = await ghmgrad(args, { cwd, input: `${header}1,北京,?x,5,a,x\n` });
      expect([code, stdout.split("\n")[1]]).toEqual([1, "1,北京,?x,5,a,x,,"]);
    });

    it("names no option that it does not have", async () => {
      const { stderr } = await ghmgrad(args, { cwd, input });
      const lens = await ghmgrad(["lens", "model", "-"], {
        cwd,
        input: 'Größe,"Name, Stadt",age,income,weird "q",defaulted\n1,b,x,2,a,yes\n1,b,1,2,a,NA\n',
      });
      expect(lens.stderr).toMatch(/row 2, column defaulted: 'NA' means missing/);
      expect(stderr + lens.stderr).not.toMatch(/--(?!escape-formulas|strict|delimiter)/);
    });
  });

  describe("cells that a spreadsheet would run", () => {
    const input =
      'Größe,"Name, Stadt",age,income,"weird ""q""","=head"\n' +
      "-1,=cmd|' /C calc'!A1,+40,-5.5e3,\"@SUM(1,2)\",-\n" +
      "1,＝1+1,,5,-2+3,-12 %\n";

    it("come out as they are, and it is said", async () => {
      const { stdout, stderr } = await ghmgrad(["predict", "model", "-"], { cwd, input });
      expect(stdout).toMatch(/^-1,=cmd\|' \/C calc'!A1,\+40,-5\.5e3,"@SUM\(1,2\)",-,/m);
      expect(stderr).toContain("! 5 cells would be run as a formula by a spreadsheet");
    });

    it("--escape-formulas makes text of them, and leaves numbers alone", async () => {
      const { stdout, stderr } = await ghmgrad(["predict", "model", "-", "--escape-formulas"], {
        cwd,
        input,
      });
      const [head, first, second] = stdout.split("\n");
      expect(head).toContain(`"weird ""q""","'=head",probability`);
      expect(first).toContain(`-1,'=cmd|' /C calc'!A1,+40,-5.5e3,"'@SUM(1,2)",-,0.`);
      expect(second).toContain("1,'＝1+1,,5,'-2+3,-12 %,0.");
      expect(stderr).not.toContain("formula");
    });

    it("are escaped, too, if they are the name of a class", async () => {
      const table = `x,y\n${Array.from({ length: 20 }, (_, i) => `${i % 7},${i % 2 ? "=a()" : "b"}`).join("\n")}\n`;
      const rest = ["--positive", "=a()", "--epochs", "1", "--out", "formula"];
      await ghmgrad(["train", "-", "--label", "y", ...rest], { cwd, input: table });
      const predict = ["predict", "formula", "-", "--threshold", "0", "--escape-formulas"];
      const { stdout } = await ghmgrad(predict, { cwd, input: "x\n1\n" });
      expect(stdout.split("\n")[1]).toMatch(/^1,0\.\d+,'=a\(\)$/);
    });
  });

  it("reads what the safetensors format says, and computes what a person would by hand", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [
      i % 7,
      (i * i) % 11,
      i % 3 === 0 ? "a" : "b",
    ]);
    const table = `x,z,y\n${rows.map((row) => row.join(",")).join("\n")}\n`;
    await ghmgrad(["train", "-", "--label", "y", "--out", "logistic"], {
      cwd,
      input: table,
    });
    const file = readByDefinition(path("logistic", "model.safetensors"));
    expect(file.metadata).toEqual({ format: "pt", formatVersion: "2" });
    expect(file.length % 8).toBe(0);
    expect(
      file.tensors.map(({ name, dtype, shape, begin, end }) => [name, dtype, shape, begin, end]),
    ).toEqual([
      ["0.bias", "F32", [1], 0, 4],
      ["0.weight", "F32", [1, 2], 4, 12],
    ]);
    expect(file.dataBytes).toBe(12);
    const [bias, weight] = file.tensors.map(({ values }) => values);
    const { encoder } = JSON.parse(readFileSync(path("logistic", "model.json"), "utf8")) as {
      encoder: { columns: { mean: number; std: number }[] };
    };
    const answers = JSON.parse(
      (await ghmgrad(["predict", "logistic", "-", "--json"], { cwd, input: table })).stdout,
    ) as { probability: number }[];
    rows.forEach(([x, z], i) => {
      const logit = [x, z].reduce<number>((sum, value, k) => {
        const { mean, std } = encoder.columns[k];
        return sum + (weight[k] * (Number(value) - mean)) / std;
      }, bias[0]);
      expect(answers[i].probability).toBeCloseTo(1 / (1 + Math.exp(-logit)), 6);
    });
  });

  it("ends quietly if the reader has enough", async () => {
    mkdirSync(path("early"));
    writeFileSync(path("early", "many.csv"), loans(20_000));
    const { child, ended } = start(["predict", "../model", "many.csv"], { cwd: path("early") });
    child.stdout?.once("data", () => child.stdout?.destroy());
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^! Column age: .*\n$/);
  });
});
