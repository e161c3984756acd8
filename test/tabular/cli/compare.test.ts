import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Comparison } from "../../../src/tabular/index.js";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, start } from "./run.js";

const cwd = makeFolder();
const path = (name: string) => join(cwd, name);
writeFileSync(path("loans.csv"), loans(200));

const quick = ["--label", "defaulted", "--seeds", "2", "--steps", "5", "--lrs", "0.03,0.1"];
const compare = (...args: string[]) => ghmgrad(["compare", ...args], { cwd });

describe.concurrent("ghmgrad compare", () => {
  it("prints a table, what to make of it and a histogram, and writes a report", async () => {
    const { code, stdout, stderr } = await compare("loans.csv", ...quick, "--report", "all.html");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\nFor now \(2 seeds are a look, not a claim\) use /);
    expect(stdout).toMatch(/^loss +AP +AUROC +F1 .* Brier$/m);
    for (const loss of ["BCE", "BCE \\+ tuned threshold", "GHM-C", "GCE"]) {
      expect(stdout).toMatch(new RegExp(`^${loss} .*0\\.\\d{3}`, "m"));
    }
    expect(stdout).toMatch(/^• /m);
    expect(stdout).toMatch(/^0\.9–1\.0/m);
    expect(stdout).toMatch(/\n\nThe report is in all\.html\n$/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout + stderr).not.toMatch(/\r|undefined|NaN/);
    expect(stdout + stderr).not.toContain("\u001b"); // no colours
    expect(stderr).toMatch(/comparing losses \|=+\| (\d+)\/\1, \d+s, looking for wrong labels\n/);
    expect(readFileSync(path("all.html"), "utf8")).toContain("<h1>Losses compared on loans</h1>");
  });

  it("--json prints the comparison as JSON and nothing else", async () => {
    const { code, stdout, stderr } = await compare(
      ...[
        "loans.csv",
        ...quick,
        "--losses",
        "bce",
        "ghmc:bins=30",
        "--hidden",
        "3",
        "--activation",
      ],
      ...["relu", "--batch-size", "16", "--select", "ap", "--most-rows", "40", "--json"],
      ...["--report", "json.html"],
    );
    expect(code).toBe(0);
    const { data, protocol, losses, advice, summary } = JSON.parse(stdout) as Comparison;
    expect(data).toMatchObject({ source: "loans.csv", training: 41 });
    expect(protocol).toMatchObject({
      seeds: [1, 2],
      learningRates: [0.03, 0.1],
      steps: 5,
      batchSize: 16,
      selectBy: "ap",
      activation: "relu",
    });
    expect(protocol.sizes.slice(1)).toEqual([3, 1]);
    expect(losses.map(({ title }) => title)).toEqual(["BCE", "GHM-C bins=30"]);
    expect(summary.length).toBeGreaterThan(0);
    const report = readFileSync(path("json.html"), "utf8");
    expect(parseHTML(report).document.querySelector(".advice")?.textContent).toBe(advice);
    expect(stderr).toContain("The report is in json.html\n");
  });

  it("compares classes that are too small for five parts", async () => {
    const input = `x,y\n${Array.from({ length: 30 }, (_, i) => `${i % 13},${i % 10 === 0 ? "a" : "b"}`).join("\n")}\n`;
    const { code, stdout } = await ghmgrad(
      ["compare", "-", ...quick, "--label", "y", "--losses", "bce", "--report", "small.html"],
      { cwd, input },
    );
    expect(code).toBe(0);
    expect(stdout).toContain("The report is in small.html");
  });

  it("compares a softmax on three classes, by their own metrics", async () => {
    const kinds = ["ash", "elm", "oak"];
    const lines = Array.from({ length: 90 }, (_, i) => {
      const noise = ((i * 37) % 11) / 4;
      return `${(i % 3) + noise},${(i % 2) * noise},${kinds[i % 3]}`;
    });
    const args = ["--label", "tree", "--seeds", "2", "--steps", "5", "--report", "three.html"];
    const input = `height,girth,tree\n${lines.join("\n")}\n`;
    const { code, stdout, stderr } = await ghmgrad(["compare", "-", ...args], { cwd, input });
    expect([code, stderr.includes("undefined")]).toEqual([0, false]);
    expect(stdout).toMatch(
      /^loss +macro AP +macro AUROC +macro F1 +accuracy +bal\. acc\. +log loss +Brier$/m,
    );
    for (const loss of ["cross-entropy", "class-balanced", "focal", "GCE", "GHM-C"]) {
      expect(stdout).toMatch(new RegExp(`^${loss} +0\\.\\d{3}`, "m"));
    }
    expect(stdout).toContain("worse than cross-entropy");
    expect(stdout).toMatch(/Log\s+loss,\s+Brier:\s+lower\s+is\s+better\./);
    expect(stdout).not.toMatch(/BCE|threshold|undefined|NaN/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    const report = readFileSync(path("three.html"), "utf8");
    expect(report).toMatch(/<dt>Classes<\/dt>\s*<dd>3<\/dd>/);
    const json = await ghmgrad(
      ["compare", "-", ...args, "--losses", "bce", "ghmc:norm=l1", "--select", "logLoss", "--json"],
      { cwd, input },
    );
    const { data, metrics, losses } = JSON.parse(json.stdout) as Comparison;
    expect(data.classes).toEqual([30, 30, 30]);
    expect(metrics.map(({ name }) => name)).toEqual(Object.keys(losses[1].metrics));
    expect(losses.map(({ title }) => title)).toEqual(["cross-entropy", "GHM-C norm=l1"]);
  });

  it("says in a sentence that a class has too few rows, or a metric is for two classes", async () => {
    const few = `x,y\n${"1,a\n2,b\n".repeat(5)}3,c\n4,c\n`;
    const three = `${few}5,c\n`;
    const args = ["--label", "y", "--seeds", "1", "--steps", "2", "--report", "few.html"];
    const short = await ghmgrad(["compare", "-", ...args], { cwd, input: few });
    expect([short.code, short.stderr]).toEqual([
      1,
      expect.stringMatching(/the class "?'?c'?"? has 2 rows, too few for one in each of 3 parts/),
    ]);
    const tuned = await ghmgrad(["compare", "-", ...args, "--select", "tunedF1"], {
      cwd,
      input: three,
    });
    expect([tuned.code, tuned.stderr]).toEqual([
      2,
      expect.stringContaining(
        "--select tunedF1 is not for 3 classes, which this label has: use one of ap, auroc, f1, accuracy, ",
      ),
    ]);
    expect(tuned.stderr).not.toContain("comparing losses"); // before the work
  });

  it("never writes over a file that is no report, and finds that out before the work", async () => {
    writeFileSync(path("mine.html"), "<html>mine</html>");
    const { code, stdout, stderr } = await compare("loans.csv", ...quick, "--report", "mine.html");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      "ghmgrad: mine.html exists and is no report of ghmgrad: it shall not be overwritten\n",
    );
    expect(readFileSync(path("mine.html"), "utf8")).toBe("<html>mine</html>");
    const long = `${"x".repeat(250)}.html`; // with what is put after the name of a temporary file
    for (const report of [".", "", "nowhere/", "nowhere/r.html", "mine.html/r.html", long]) {
      const other = await compare("loans.csv", ...quick, "--report", report);
      expect([other.code, other.stderr.split("\n").length]).toEqual([1, 2]);
    }
  });

  it.each([
    ["few", 200],
    ["many rows, which threads work on,", 2500],
  ])("shows what it has of %s when Ctrl-C stops it, and ends with 130", async (_, rows) => {
    const [name, report] = [`${rows}.csv`, `part-${rows}.html`];
    writeFileSync(path(name), loans(rows));
    const args = ["--label", "defaulted", "--losses", "bce", "--lrs", "0.1", "--steps", "20"];
    const { child, ended } = start(
      ["compare", name, ...args, "--seeds", "9999", "--report", report],
      { cwd },
    );
    // Every 5 seconds it says where it is; it has something to show from the third seed on.
    child.stderr?.on("data", (text: string) => {
      if (!child.killed && /, seed ([3-9]|\d\d)/.test(text)) child.kill("SIGINT");
    });
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain("Stopping as soon as it can be gone on from");
    expect(stdout).toContain(`The report is in ${report}`);
  });
});
