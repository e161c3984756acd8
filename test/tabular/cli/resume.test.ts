/** Training that is stopped, by a signal or worse, and gone on with. */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../../../src/index.js";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed, start, type Ended } from "./run.js";

const cwd = makeFolder();
const path = (...names: string[]) => join(cwd, ...names);
writeFileSync(path("loans.csv"), loans(500));

const plans: Record<string, string[]> = {
  "of an MLP in batches, with a density that remembers": [
    ...["--loss", "ghmc:momentum=0.75", "--hidden", "6", "--batch-size", "16", "--epochs", "6"],
  ],
  "that solves logistic regressions": ["--model", "logistic", "--folds", "10"],
};

const files = ["model.safetensors", "model.json", "history.jsonl"];
const contents = (folder: string) =>
  files.map((name) => readFileSync(path(folder, name), "latin1"));

/** Starts a training, and sends a signal once it has saved where it stands a few times. */
async function interrupt(args: string[], folder: string, signal: NodeJS.Signals): Promise<Ended> {
  // By time, since the number of a file that was replaced is given to the next.
  const saved = () =>
    statSync(path(folder, "checkpoint.safetensors"), { throwIfNoEntry: false, bigint: true })
      ?.mtimeNs;
  const seen = new Set([saved()]);
  const { child, ended } = start(["train", ...args], { cwd });
  while (seen.size < 3 && child.exitCode === null) {
    await setTimeout(1);
    seen.add(saved());
  }
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
        new RegExp(`\nStopped\\. To go on: ghmgrad train --resume ${folder}\n$`),
      );
      expect(readdirSync(path(folder)).sort()).toEqual(["checkpoint.safetensors"]);
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

describe("ghmgrad train --resume", () => {
  let stopped: Uint8Array = new Uint8Array();
  beforeAll(async () => {
    const args = ["loans.csv", "--label", "defaulted", "--hidden", "6", "--out", "stopped"];
    await interrupt(args, "stopped", "SIGINT");
    stopped = readFileSync(path("stopped", "checkpoint.safetensors"));
  });

  /** A folder with a checkpoint of these bytes. */
  function damaged(folder: string, bytes: Uint8Array): string {
    mkdirSync(path(folder), { recursive: true });
    writeFileSync(path(folder, "checkpoint.safetensors"), bytes);
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
      "ghmgrad: nothing holds no training to resume: it has no checkpoint.safetensors\n",
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
    const { child, ended } = start(
      ["train", "a.csv", "--label", "defaulted", "--hidden", "3", "--epochs", "50", "--out", "m"],
      { cwd: own },
    );
    const checkpoint = join(own, "m", "checkpoint.safetensors");
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
    expect((await ghmgrad(["train", "b.csv", "--resume", "m"], { cwd: own })).code).toBe(0);
  });

  const damages: [what: string, change: (card: Card) => void, message: RegExp][] = [
    ["another format", (c) => (c["format"] = "zip"), /checkpoint\.safetensors\.format is "zip"/],
    ["a newer version", (c) => (c["formatVersion"] = 4), /formatVersion is 4, where 3/],
    ["a field more", (c) => (c["more"] = 1), /has an unknown field "more"/],
    ["no settings", (c) => delete c["settings"], /\.settings is missing, where a list/],
    ["a text for a number", (c) => (c.plan["folds"] = "9"), /plan\.folds is "9", where a whole/],
    ["one fold", (c) => (c.plan["folds"] = 1), /folds must be a whole number ≥ 2, not 1/],
    ["layers too large", (c) => (c.plan["hidden"] = [1e15]), /parameters; \d+ are allowed/],
    [
      "a share above 1",
      (c) => (c.plan["test"] = 5),
      /test, a share of .* must be a number from 0 to/,
    ],
    ["an unknown loss", (c) => (c.plan["loss"] = { name: "x", options: {} }), /no loss "x"/],
    ["a share of test rows", (c) => (c.plan["test"] = 0.2), /is of another plan or other rows/],
    ["other strengths", (c) => (c.plan["strengths"] = [7]), /is of another plan or other rows/],
  ];
  it.each(damages)("refuses a checkpoint with %s", async (what, change, message) => {
    const { tensors, metadata } = decodeSafetensors(stopped, "");
    const card = JSON.parse(metadata["checkpoint"]) as Card;
    change(card);
    const bytes = encodeSafetensors(tensors, { checkpoint: JSON.stringify(card) });
    const stderr = await refusal(["--resume", damaged(`damaged ${what}`, bytes)]);
    expect(stderr).toMatch(message);
  });

  it("refuses a checkpoint that is cut off, is no safetensors or no file, and changes nothing", async () => {
    const cut = damaged("cut", stopped.slice(0, -100));
    expect(await refusal(["--resume", cut])).toMatch(
      /^ghmgrad: cut\/checkpoint\.safetensors: .*bytes/,
    );
    expect(new Uint8Array(readFileSync(path(cut, "checkpoint.safetensors")))).toEqual(
      new Uint8Array(stopped.slice(0, -100)),
    );
    expect(await refusal(["--resume", damaged("empty", new Uint8Array())])).toContain(
      "safetensors",
    );
    mkdirSync(path("folder", "checkpoint.safetensors"), { recursive: true });
    expect(await refusal(["--resume", "folder"])).toContain("safetensors is no file");
  });
});

type Card = Record<string, unknown> & { plan: Record<string, unknown> };
