import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed } from "./run.js";

const cwd = makeFolder();
const path = (...names: string[]) => join(cwd, ...names);
const read = (...names: string[]) => readFileSync(path(...names), "utf8");

interface Card {
  architecture: unknown;
  loss: unknown;
  encoder: { label: unknown; missing: string; columns: { name: string; type: string }[] };
  notes: { ghmgrad: string; plan: Record<string, unknown> & { schema: unknown } };
}
const card = (folder: string) => JSON.parse(read(folder, "model.json")) as Card;

writeFileSync(path("loans.csv"), loans());
const train = (...args: string[]) => ghmgrad(["train", ...args], { cwd });
const basic = ["loans.csv", "--label", "defaulted"];

interface Result {
  model: string;
  threshold: number;
  epochs: { run: number; best: number | null };
  validation: Record<string, number> | null;
  test: Record<string, number> | null;
}

describe.concurrent("ghmgrad train", () => {
  it("saves a model, tells how good it is, and shows on standard error what it read", async () => {
    const { code, stdout, stderr } = await train(...basic, "--epochs", "30", "--out", "first");
    expect(code).toBe(0);
    expect(readdirSync(path("first")).sort()).toEqual([
      "history.jsonl",
      "model.json",
      "model.safetensors",
    ]);
    expect(stdout).toMatch(/^validation rows +80 +3 /m);
    expect(stdout).toMatch(/^test rows +80 +3 /m);
    expect(stdout).toContain("The model is in first. Next: ghmgrad lens first CSV");
    expect(stderr).toContain("loans.csv: 400 rows, 5 of 6 columns beside the label used");
    expect(stderr).toMatch(/training, GHM-C \|=+\| 30\/30, \d+s, loss 0\.\d+, validation AP/);
    expect(stdout + stderr).not.toMatch(/\r|undefined/);
    expect(stdout + stderr).not.toContain("\u001b"); // no colours
    expect(read("first", "history.jsonl").trim().split("\n")).toHaveLength(30);
  });

  it("--json prints the result as JSON and nothing else", async () => {
    const printedText = await printed(
      ["train", ...basic, "--epochs", "2", "--json", "--out", "json"],
      { cwd },
    );
    const scores = ["rows", "positives", "ap", "auroc", "f1", "precision", "recall", "brier"];
    const result = JSON.parse(printedText) as Result;
    expect(Object.keys(result)).toEqual(["model", "threshold", "epochs", "validation", "test"]);
    expect(result).toMatchObject({ model: "json", epochs: { run: 2, best: null } });
    expect(Object.keys(result.validation ?? {})).toEqual(scores);
    expect(Object.keys(result.test ?? {})).toEqual(scores);
  });

  it("takes all that decides the training from its options, and the model remembers it", async () => {
    await printed(
      [
        ...["train", ...basic, "--positive", "no", "--drop", 'income,"weird ""q"""', "--types"],
        ...["age=categorical", "--missing", "drop", "--missing-values", "none,NA"],
        ...["--decimal", ".", "--thousands", ""],
        ...["--loss", "focal:alpha=0.5", "--hidden", "4,3", "--activation", "relu"],
        ...["--epochs", "2", "--batch-size", "50", "--lr", "0.01", "--patience", "9"],
        ...["--seed", "7", "--validation", "0.3", "--test", "0.1", "--out", "options"],
      ],
      { cwd },
    );
    const { notes, encoder, architecture, loss } = card("options");
    expect(notes.ghmgrad).toMatch(/^\d+\.\d+\.\d+/);
    expect(notes.plan).toEqual({
      schema: {
        label: "defaulted",
        positive: "no",
        drop: ["income", 'weird "q"'],
        types: { age: "categorical" },
        missing: "drop",
        missingValues: ["none", "NA"],
        decimal: ".",
        thousands: "",
      },
      loss: { name: "focal", options: { alpha: 0.5, gamma: 2 } },
      hidden: [4, 3],
      activation: "relu",
      learningRate: 0.01,
      epochs: 2,
      batchSize: 50,
      patience: 9,
      seed: 7,
      validation: 0.3,
      test: 0.1,
    });
    expect(loss).toEqual(notes.plan["loss"]);
    expect(encoder.label).toEqual({ column: "defaulted", positive: "no", negative: "yes" });
    expect(encoder.columns.map(({ name, type }) => [name, type])).toEqual([
      ["Größe", "numeric"],
      ["Name, Stadt", "categorical"],
      ["age", "categorical"],
    ]);
    expect(architecture).toMatchObject({ activation: "relu" });
    const { step } = JSON.parse(read("options", "history.jsonl").split("\n")[0]) as {
      step: number;
    };
    expect(step).toBe(5); // 240 rows in batches of 50
  });

  it("adds up options that are given again; an entry with a comma is in double quotes", async () => {
    await printed(
      [
        ...["train", ...basic, "--keep", '"Name, Stadt"', "--keep", "age,income", "--epochs", "1"],
        ...[
          "--types",
          '"Name, Stadt"=categorical',
          "--types",
          '"age=categorical",income = numeric',
        ],
        ...["--missing-values", "x", "--missing-values", "NA", "--hidden", "2x3", "--hidden", "4"],
        ...["--out", "again"],
      ],
      { cwd },
    );
    const { encoder, architecture, notes } = card("again");
    expect(encoder.columns.map(({ name, type }) => [name, type])).toEqual([
      ["Name, Stadt", "categorical"],
      ["age", "categorical"],
      ["income", "numeric"],
    ]);
    expect(notes.plan["schema"]).toMatchObject({ missingValues: ["x", "NA"] });
    expect((architecture as { sizes: number[] }).sizes.slice(1)).toEqual([2, 3, 4, 1]);
  });

  it("--keep uses no other columns; --hidden none is logistic regression", async () => {
    await printed(
      ["train", ...basic, "--keep", "income", "--hidden", "none", "--epochs", "1", "--out", "keep"],
      { cwd },
    );
    expect(card("keep").architecture).toMatchObject({ sizes: [1, 1] });
  });

  it("without rows held out has no scores, and the threshold 0.5", async () => {
    const text = await printed(
      ["train", ...basic, "--validation", "0", "--test", "0", "--epochs", "1", "--out", "all"],
      { cwd },
    );
    expect(text).toMatch(/^1 epoch\. Without validation rows, the threshold is 0\.5\.\n/);
  });

  it("--patience stops early, and keeps the best epoch", async () => {
    const { epochs } = JSON.parse(
      await printed(
        ["train", ...basic, "--patience", "2", "--epochs", "500", "--json", "--out", "patient"],
        { cwd },
      ),
    ) as Result;
    expect(epochs.run).toBeLessThan(500);
    expect(epochs.best).toBe(epochs.run - 2);
  });

  it("reads standard input, semicolons, tabs and a delimiter that it is told", async () => {
    const table = "x;y\n1;a\n2;b\n3;a\n4;b\n5;a\n6;b\n";
    writeFileSync(path("tab.csv"), table.replaceAll(";", "\t"));
    writeFileSync(path("bar.csv"), table.replaceAll(";", "|"));
    const rest = ["--label", "y", "--epochs", "1", "--out"];
    const runs = await Promise.all([
      ghmgrad(["train", "-", ...rest, "from-input"], { cwd, input: table }),
      train("tab.csv", ...rest, "from-tab"),
      train("bar.csv", "--delimiter", "|", ...rest, "from-bar"),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(runs[0].stderr).toContain("standard input: 6 rows");
    const files = ["from-input", "from-tab", "from-bar"].map((folder) =>
      read(folder, "model.safetensors"),
    );
    expect(new Set(files).size).toBe(1);
  });

  it("takes a data set that ships, unless a file has its name; a folder has not", async () => {
    const own = path("own");
    mkdirSync(own);
    writeFileSync(join(own, "wdbc"), "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n");
    mkdirSync(join(own, "penguins"));
    const runs = await Promise.all([
      ghmgrad(["train", "penguins", "--epochs", "1", "--out", "birds"], { cwd: own }),
      ghmgrad(["train", "wdbc", "--label", "y", "--epochs", "1", "--out", "m"], { cwd: own }),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs[0].stderr).toContain("penguins.csv: 342 rows, 4 of 6 columns");
    expect(runs[1].stderr).toContain("wdbc: 6 rows");
  });

  it("without --out makes a new folder each time", async () => {
    const folder = path("twice");
    mkdirSync(folder);
    const once = () => {
      return printed(["train", "penguins", "--epochs", "1"], { cwd: folder });
    };
    expect(await once()).toContain("The model is in ghmgrad-model.");
    expect(await once()).toContain("The model is in ghmgrad-model-2.");
  });

  it("refuses a folder that is not empty, and leaves it as it was", async () => {
    mkdirSync(path("full"));
    writeFileSync(path("full", "model.json"), "mine");
    const { code, stdout, stderr } = await train(...basic, "--out", "full");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      "ghmgrad: the folder full is not empty, and nothing in it shall be overwritten: name another one\n",
    );
    expect(readdirSync(path("full"))).toEqual(["model.json"]);
    expect(read("full", "model.json")).toBe("mine");
  });

  it("stops where training leaves the numbers, and says at which step, layer and op", async () => {
    const args = [...basic, "--lr", "1e38", "--validation", "0", "--hidden", "3", "--activation"];
    const { code, stdout, stderr } = await train(...args, "relu", "--out", "wild");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /\nghmgrad: training stopped at step 2, in epoch 2: the loss .*: Affine, in layer 0, made it\./,
    );
    expect(stderr).toMatch(/What was reached before is in wild\/checkpoint\.json\n$/);
    const { trainer } = JSON.parse(read("wild", "checkpoint.json")) as {
      trainer: { step: number };
    };
    expect(trainer.step).toBe(1);
  });
});
