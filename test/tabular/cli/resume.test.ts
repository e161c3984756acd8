/** Training that is stopped, by a signal or worse, and gone on with. */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed, start, type Ended } from "./run.js";

const cwd = makeFolder();
const path = (...names: string[]) => join(cwd, ...names);
writeFileSync(path("loans.csv"), loans(500));

const plans: Record<string, string[]> = {
  "in batches, with a density that remembers": [
    ...["--loss", "ghmc:momentum=0.75", "--hidden", "6", "--batch-size", "3", "--epochs", "40"],
  ],
  "with patience": ["--hidden", "4", "--epochs", "900", "--patience", "800"],
};

const files = ["model.safetensors", "model.json", "history.jsonl"];
const contents = (folder: string) =>
  files.map((name) => readFileSync(path(folder, name), "latin1"));

/** Starts a training, and sends a signal once it has saved where it stands and gone on a bit. */
async function interrupt(args: string[], folder: string, signal: NodeJS.Signals): Promise<Ended> {
  const bytes = (name: string) => statSync(path(folder, name), { throwIfNoEntry: false });
  const [checkpoint, history] = ["checkpoint.json", "history.jsonl"].map(bytes);
  const isUnderWay = () =>
    bytes("checkpoint.json")?.ino !== checkpoint?.ino &&
    (bytes("history.jsonl")?.size ?? 0) > (history?.size ?? 0) + 400;
  const { child, ended } = start(["train", ...args], { cwd });
  while (!isUnderWay() && child.exitCode === null) await setTimeout(2);
  child.kill(signal);
  return ended;
}

describe.each(Object.entries(plans))("a training %s", (title, options) => {
  const name = Object.keys(plans).indexOf(title);
  const args = ["loans.csv", "--label", "defaulted", ...options, "--out"];
  beforeAll(async () => {
    await printed(["train", ...args, `whole${name}`], { cwd });
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stopped by %s says how to go on, and ends as if it had not been stopped",
    async (signal) => {
      const folder = `${signal}${name}`;
      const { code, stdout, stderr } = await interrupt([...args, folder], folder, signal);
      expect([code, stdout]).toEqual([130, ""]);
      expect(stderr).toMatch(/\nStopping as soon as it can be gone on from/);
      expect(stderr).toMatch(
        new RegExp(`\nStopped after step \\d+\\. To go on: ghmgrad train --resume ${folder}\n$`),
      );
      expect(readdirSync(path(folder)).sort()).toEqual(["checkpoint.json", "history.jsonl"]);
      await printed(["train", "--resume", folder], { cwd });
      expect(contents(folder)).toEqual(contents(`whole${name}`));
      expect(readdirSync(path(folder))).toHaveLength(3);
    },
  );

  it("stopped twice ends as if it had not been stopped", async () => {
    const folder = `twice${name}`;
    expect((await interrupt([...args, folder], folder, "SIGINT")).code).toBe(130);
    expect((await interrupt(["--resume", folder], folder, "SIGINT")).code).toBe(130);
    await printed(["train", "--resume", folder], { cwd });
    expect(contents(folder)).toEqual(contents(`whole${name}`));
  });

  it("killed goes on from its last checkpoint to the same end", async () => {
    const folder = `killed${name}`;
    expect((await interrupt([...args, folder], folder, "SIGKILL")).code).toBe(null);
    await printed(["train", "--resume", folder], { cwd });
    expect(contents(folder)).toEqual(contents(`whole${name}`));
  });
});

interface Checkpoint {
  plan: Record<string, unknown>;
  table: Record<string, unknown>;
  trainer: Record<string, unknown> & { optimizer: { lr: unknown; params: unknown[] } };
}

describe("ghmgrad train --resume", () => {
  let stopped = "";
  beforeAll(async () => {
    const args = ["loans.csv", "--label", "defaulted", "--epochs", "100000", "--out", "stopped"];
    await interrupt(args, "stopped", "SIGINT");
    stopped = readFileSync(path("stopped", "checkpoint.json"), "utf8");
  });

  /** A folder with a checkpoint of this text. */
  function damaged(folder: string, text: string): string {
    mkdirSync(path(folder), { recursive: true });
    writeFileSync(path(folder, "checkpoint.json"), text);
    return folder;
  }

  async function refusal(args: string[]): Promise<string> {
    const { code, stdout, stderr } = await ghmgrad(["train", ...args], { cwd });
    expect([code === 0, stdout]).toEqual([false, ""]);
    expect(stderr).not.toMatch(/\n {4}at /);
    return stderr;
  }

  it("refuses options, which would make another training of it", async () => {
    expect(await refusal(["--resume", "stopped", "--epochs", "5"])).toContain(
      "error: --resume goes on as it began: leave out --epochs\n",
    );
    expect(await refusal(["--resume", "stopped", "--loss", "bce"])).toContain("leave out --loss");
  });

  it("refuses a finished training, and folders without one", async () => {
    mkdirSync(path("nothing"));
    expect(await refusal(["--resume", "whole0"])).toBe(
      "ghmgrad: the training of the model in whole0 is finished: there is nothing to resume\n",
    );
    expect(await refusal(["--resume", "nothing"])).toBe(
      "ghmgrad: nothing holds no training to resume: it has no checkpoint.json\n",
    );
    expect(await refusal(["--resume", "nowhere"])).toContain("there is no such folder");
    const predicting = await ghmgrad(["predict", "stopped", "loans.csv"], { cwd });
    expect(predicting.stderr).toBe(
      "ghmgrad: the training of the model in stopped is not finished: ghmgrad train --resume stopped\n",
    );
  });

  it("refuses a CSV that has changed, and takes it from elsewhere if it is named", async () => {
    const own = path("moved");
    mkdirSync(own);
    writeFileSync(join(own, "a.csv"), loans());
    const few = ["--epochs", "300", "--batch-size", "4"];
    const { child, ended } = start(
      ["train", "a.csv", "--label", "defaulted", ...few, "--out", "m"],
      { cwd: own },
    );
    const checkpoint = join(own, "m", "checkpoint.json");
    while (!statSync(checkpoint, { throwIfNoEntry: false })) await setTimeout(2);
    child.kill("SIGINT");
    await ended;
    renameSync(join(own, "a.csv"), join(own, "b.csv"));
    writeFileSync(join(own, "a.csv"), loans().replace("Köln", "Koeln"));
    const changed = await ghmgrad(["train", "--resume", "m"], { cwd: own });
    expect(changed.code).toBe(1);
    expect(changed.stderr).toMatch(
      /a\.csv is not what it was when this training began: .*FILE --resume m\n$/,
    );
    // Shorter, to be quick.
    const text = readFileSync(checkpoint, "utf8").replace('"epochs":300', '"epochs":1');
    writeFileSync(checkpoint, text);
    expect((await ghmgrad(["train", "b.csv", "--resume", "m"], { cwd: own })).code).toBe(0);
  });

  const damages: [what: string, change: (checkpoint: Checkpoint) => void, message: RegExp][] = [
    ["another format", (c) => Object.assign(c, { format: "zip" }), /\.format is "zip"/],
    [
      "a newer version",
      (c) => Object.assign(c, { formatVersion: 3 }),
      /formatVersion is 3, where 2/,
    ],
    ["a field more", (c) => Object.assign(c, { more: 1 }), /has an unknown field "more"/],
    [
      "no trainer",
      (c) => Reflect.deleteProperty(c, "trainer"),
      /\.trainer is missing, where an obj/,
    ],
    ["a text for a number", (c) => (c.plan["epochs"] = "9"), /plan\.epochs is "9", where a whole/],
    [
      "no epochs",
      (c) => (c.plan["epochs"] = 0),
      /plan\.epochs is 0, where a whole number ≥ 1 belongs/,
    ],
    ["layers too large", (c) => (c.plan["hidden"] = [1e15]), /parameters; \d+ are allowed/],
    [
      "shares above 1",
      (c) => (c.plan["validation"] = 5),
      /validation is 5, where a number from 0 to 1/,
    ],
    ["shares of all", (c) => (c.plan["validation"] = 0.8), /shares of the rows held out/],
    ["an unknown loss", (c) => (c.plan["loss"] = { name: "x", options: {} }), /no loss "x"/],
    ["another rate", (c) => (c.trainer.optimizer.lr = -1), /lr must be in \[0, Infinity\), not -1/],
    ["a number too large", (c) => (c.trainer["step"] = 1e300), /step is 1e\+300, where a whole/],
    ["a negative step", (c) => (c.trainer["step"] = -1), /trainer\.step is -1, where a whole/],
    [
      "another step",
      (c) => (c.trainer["step"] = 10 ** 9),
      /json does not fit: .* of other rows or b/,
    ],
    [
      "no density",
      (c) => (c.trainer["stateful"] = {}),
      /json does not fit: .*the state has the parts \[\]/,
    ],
    [
      "a wrong density",
      (c) => (c.trainer["stateful"] = { density: 5 }),
      /density is 5, where an obj/,
    ],
    [
      "a short state of the generator",
      (c) => (c.trainer["shuffleState"] = [1]),
      /json does not fit: .*four integers/,
    ],
    [
      "other parameters",
      (c) => (c.trainer["model"] = {}),
      /does not fit: .*missing: 0\.weight, 0\.bias/,
    ],
    ["no memory", (c) => (c.trainer.optimizer.params = []), /json does not fit: Adam: the state/],
  ];
  it.each(damages)("refuses a checkpoint with %s", async (what, change, message) => {
    const checkpoint = JSON.parse(stopped) as Checkpoint;
    change(checkpoint);
    const folder = damaged(`damaged ${what}`, JSON.stringify(checkpoint));
    const stderr = await refusal(["--resume", folder]);
    expect(stderr).toMatch(message);
  });

  it("refuses a checkpoint that is cut off, is no JSON or no file, and changes nothing", async () => {
    const cut = damaged("cut", stopped.slice(0, -100));
    expect(await refusal(["--resume", cut])).toMatch(
      /^ghmgrad: cut\/checkpoint\.json is no JSON, or only part of a file: SyntaxError/,
    );
    expect(readFileSync(path(cut, "checkpoint.json"), "utf8")).toBe(stopped.slice(0, -100));
    expect(await refusal(["--resume", damaged("empty", "")])).toContain("is no JSON");
    mkdirSync(path("folder", "checkpoint.json"), { recursive: true });
    expect(await refusal(["--resume", "folder"])).toContain("folder/checkpoint.json is no file");
    cpSync(path("stopped"), path("copy"), { recursive: true });
  });
});
