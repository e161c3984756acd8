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
  calibration: unknown;
  encoder: { label: unknown; missing: string; columns: { name: string; type: string }[] };
  notes: { ghmgrad: string; schema: unknown; plan: Record<string, unknown> };
}
const card = (folder: string) => JSON.parse(read(folder, "model.json")) as Card;

writeFileSync(path("loans.csv"), loans());
const train = (...args: string[]) => ghmgrad(["train", ...args], { cwd });
const basic = ["loans.csv", "--label", "defaulted"];

interface Result {
  model: string;
  chosen: { model: string; strength: number; epochs: number | null };
  settings: { model: string; strength: number }[];
  outOfFold: Record<string, number>;
  test: Record<string, number> | null;
}
const resultOf = async (...args: string[]) =>
  JSON.parse(await printed(["train", ...basic, ...args, "--json"], { cwd })) as Result;

describe.concurrent("ghmgrad train", () => {
  it("saves a model, says what it chose and why, and shows on standard error what it read", async () => {
    const { code, stdout, stderr } = await train(...basic, "--test", "0.2", "--out", "first");
    expect(code).toBe(0);
    expect(readdirSync(path("first")).sort()).toEqual([
      "history.jsonl",
      "model.json",
      "model.safetensors",
    ]);
    expect(stdout).toMatch(/^cross-validation +320 +13 /m);
    expect(stdout).toMatch(/^test rows +80 +3 /m);
    expect(stdout).toMatch(
      /^Chosen of \d+ settings, by cross-validation with 10 folds: logistic regression with weight/m,
    );
    expect(stdout).toMatch(
      /^Then it was trained on the 320 rows not kept apart\. A row is called positive from a/m,
    );
    expect(stdout).toContain("The model is in first. Next: ghmgrad lens first CSV");
    expect(stderr).toContain("loans.csv: 400 rows, 5 of 6 columns beside the label used");
    expect(stderr).toMatch(
      /training \|=+\| (\d+)\/\1, \d+s, logistic regression with weight decay/,
    );
    expect(stdout + stderr).not.toMatch(/\r|undefined|NaN/);
    expect(stdout + stderr).not.toContain("\u001b"); // no colours
    const tried = read("first", "history.jsonl").trim().split("\n");
    expect(stdout).toContain(`Chosen of ${tried.length} settings`);
  });

  it("--json prints the result as JSON and nothing else", async () => {
    const result = await resultOf("--strengths", "10,1", "--out", "json");
    expect(Object.keys(result)).toEqual([
      ...[
        "model",
        "classes",
        "threshold",
        "calibration",
        "chosen",
        "settings",
        "outOfFold",
        "uncalibrated",
      ],
      ...["test", "summary"],
    ]);
    expect(result).toMatchObject({ model: "json", test: null });
    expect(result.settings.map(({ strength }) => strength)).toEqual([10, 1]);
    expect(Object.keys(result.outOfFold)).toEqual([
      ...[
        "rows",
        "positives",
        "ap",
        "auroc",
        "f1",
        "precision",
        "recall",
        "brier",
        "logLoss",
        "ece",
      ],
    ]);
  });

  it("takes all that decides the training from its options, and the model remembers it", async () => {
    await printed(
      [
        ...["train", ...basic, "--positive", "no", "--drop", 'income,"weird ""q"""', "--types"],
        ...["age=categorical", "--missing", "drop", "--missing-values", "none,NA"],
        ...["--decimal", ".", "--thousands", ""],
        ...["--loss", "focal:alpha=0.5", "--hidden", "4,3", "--activation", "relu"],
        ...["--strengths", "3,1", "--epochs", "2", "--batch-size", "50", "--lr", "0.02"],
        ...["--patience", "9", "--folds", "3", "--calibrate", "--seed", "7", "--test", "0.1"],
        ...["--out", "options"],
      ],
      { cwd },
    );
    const { notes, encoder, architecture, loss } = card("options");
    expect(notes.ghmgrad).toMatch(/^\d+\.\d+\.\d+/);
    expect(notes.schema).toEqual({
      label: "defaulted",
      positive: "no",
      drop: ["income", 'weird "q"'],
      types: { age: "categorical" },
      missing: "drop",
      missingValues: ["none", "NA"],
      decimal: ".",
      thousands: "",
    });
    expect(notes.plan).toEqual({
      ...{ loss: { name: "focal", options: { alpha: 0.5, gamma: 2 } }, model: "mlp" },
      ...{ hidden: [4, 3], activation: "relu", strengths: [3, 1], learningRate: 0.02 },
      ...{ epochs: 2, batchSize: 50, patience: 9, folds: 3, calibrate: true, seed: 7, test: 0.1 },
    });
    expect(loss).toEqual(notes.plan["loss"]);
    expect(encoder.label).toEqual({
      ...{ column: "defaulted", classes: ["yes", "no"], oneAgainstRest: false },
      missingValues: ["", "none", "NA"],
    });
    expect(encoder.columns.map(({ name, type }) => [name, type])).toEqual([
      ["Größe", "numeric"],
      ["Name, Stadt", "categorical"],
      ["age", "categorical"],
    ]);
    expect(architecture).toMatchObject({ activation: "relu" });
    const lines = read("options", "history.jsonl").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { model: "mlp", strength: 3 },
      { model: "mlp", strength: 1 },
    ]);
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
    expect(notes.schema).toMatchObject({ missingValues: ["x", "NA"] });
    expect((architecture as { sizes: number[] }).sizes.slice(1)).toEqual([2, 3, 4, 1]);
  });

  it("--keep uses no other columns; --hidden none is logistic regression, --hidden 4 an MLP", async () => {
    await resultOf("--keep", "income", "--hidden", "none", "--out", "keep");
    expect(card("keep").architecture).toMatchObject({ sizes: [1, 1] });
    const mlp = await resultOf("--hidden", "4", "--epochs", "1", "--out", "mlp");
    expect(mlp.chosen).toMatchObject({ model: "mlp", epochs: 1 });
    const auto = await resultOf("--hidden", "4", "--model", "auto", "--out", "auto4");
    expect(auto.chosen.model).toBe("logistic"); // 14 of 400 rows are too few for an MLP
    const { code, stderr } = await train(...basic, "--model", "mlp", "--hidden", "none");
    expect(code).toBe(2);
    expect(stderr).toContain("an MLP needs hidden layers: leave out --hidden none or --model\n");
  });

  it("--loss ghmc trains with GHM-C, and its probabilities are calibrated", async () => {
    const { stdout } = await train(...basic, "--loss", "ghmc", "--epochs", "20", "--out", "ghm");
    expect(stdout).toMatch(/^Probabilities are calibrated, since GHM-C distorts them: log loss/m);
    await resultOf("--loss", "ghmc", "--epochs", "20", "--no-calibrate", "--out", "raw");
    const [calibrated, raw] = ["ghm", "raw"].map((folder) => card(folder));
    expect(calibrated.calibration).toMatchObject({ slope: expect.any(Number) as number });
    expect(raw.calibration).toBeNull();
    expect(raw.loss).toMatchObject({ name: "ghmc" });
  });

  it("reads standard input, semicolons, tabs and a delimiter that it is told", async () => {
    const table = "x;y\n1;a\n2;b\n3;a\n4;b\n5;a\n6;b\n";
    writeFileSync(path("tab.csv"), table.replaceAll(";", "\t"));
    writeFileSync(path("bar.csv"), table.replaceAll(";", "|"));
    const rest = ["--label", "y", "--out"];
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
      ghmgrad(["train", "penguins", "--out", "birds"], { cwd: own }),
      ghmgrad(["train", "wdbc", "--label", "y", "--out", "m"], { cwd: own }),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs[0].stderr).toContain("penguins.csv: 342 rows, 4 of 6 columns");
    expect(runs[1].stderr).toContain("wdbc: 6 rows");
  });

  it("without --out makes a new folder each time", async () => {
    const folder = path("twice");
    mkdirSync(folder);
    const once = () => {
      return printed(["train", "penguins", "--strengths", "1"], { cwd: folder });
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
    const args = [...basic, "--lr", "1e38", "--hidden", "3"];
    const { code, stdout, stderr } = await train(...args, "--out", "wild");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /\nghmgrad: training stopped at step 2, in epoch 1: the loss .*: Affine, in layer 0, made it\./,
    );
    expect(stderr).toMatch(/A smaller learning rate than 1e\+38 may help/);
  });
});
