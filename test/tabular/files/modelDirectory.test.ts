import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  loadCheckpoint,
  loadModel,
  saveCheckpoint,
  saveModel,
} from "../../../src/tabular/files/index.js";
import { makeModelDirectory, removeCheckpoint } from "../../../src/tabular/files/modelDirectory.js";
import { array } from "../../../src/index.js";
import type { Checkpoint } from "../../../src/tabular/model/index.js";
import { plan, trained } from "../../train/helpers.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ghmgrad-model-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const { model } = await trained();
const checkpoint: Checkpoint = {
  schema: { label: "y" },
  plan: plan(),
  table: { path: "-", delimiter: ";", header: true, sha256: "" },
  tried: [
    {
      model: "mlp",
      strength: 1,
      epochs: 3,
      logits: array.array([[1], [-2]], { dtype: "float64" }),
      parameters: null,
    },
  ],
};

describe("makeModelDirectory", () => {
  it("makes the folder and those around it, and takes an empty one", () => {
    const path = join(folder, "a", "b");
    makeModelDirectory(path);
    makeModelDirectory(path);
    expect(readdirSync(path)).toEqual([]);
  });

  it("refuses a folder with anything in it, and a file", () => {
    writeFileSync(join(folder, "mine"), "mine");
    expect(() => {
      makeModelDirectory(folder);
    }).toThrow(`the folder ${folder} is not empty`);
    expect(() => {
      makeModelDirectory(join(folder, "mine"));
    }).toThrow(/^cannot write .*mine: there is a file of that name$/);
    expect(readFileSync(join(folder, "mine"), "utf8")).toBe("mine");
  });
});

describe("saveModel and loadModel", () => {
  it("give the model back", () => {
    saveModel(folder, model);
    expect(readdirSync(folder).sort()).toEqual(["model.json", "model.safetensors"]);
    expect(loadModel(folder).save()).toEqual(model.save());
  });

  it("say what a folder lacks", () => {
    expect(() => loadModel(folder)).toThrow(`${folder} holds no model: it has no model.json`);
    saveCheckpoint(folder, checkpoint);
    expect(() => loadModel(folder)).toThrow(`is not finished: ghmgrad train --resume ${folder}`);
    expect(() => loadModel(join(folder, "x"))).toThrow("x: there is no such folder");
    expect(() => loadModel(join(folder, "checkpoint.safetensors"))).toThrow(
      "safetensors: it is no folder",
    );
    saveModel(folder, model);
    rmSync(join(folder, "model.safetensors"));
    expect(() => loadModel(folder)).toThrow(/model\.safetensors: there is no such file$/);
  });

  it("do not read what is no file or far too large", () => {
    saveModel(folder, model);
    truncateSync(join(folder, "model.safetensors"), 2 ** 30); // sparse: takes no room
    expect(() => loadModel(folder)).toThrow("has 1073741824 bytes, more than any model needs");
    rmSync(join(folder, "model.safetensors"));
    mkdirSync(join(folder, "model.safetensors"));
    expect(() => loadModel(folder)).toThrow("model.safetensors is no file");
  });
});

describe("saveCheckpoint and loadCheckpoint", () => {
  it("give the checkpoint back, and replace an older one", () => {
    saveCheckpoint(folder, checkpoint);
    saveCheckpoint(folder, { ...checkpoint, plan: plan({ epochs: 99 }) });
    expect(loadCheckpoint(folder)).toEqual({ ...checkpoint, plan: plan({ epochs: 99 }) });
    expect(readdirSync(folder)).toEqual(["checkpoint.safetensors"]);
  });

  it("say that there is none, or no longer one", () => {
    expect(() => loadCheckpoint(folder)).toThrow("holds no training to resume");
    saveCheckpoint(folder, checkpoint);
    saveModel(folder, model);
    removeCheckpoint(folder);
    removeCheckpoint(folder);
    expect(() => loadCheckpoint(folder)).toThrow("is finished: there is nothing to resume");
  });

  it("name the file if it is damaged", () => {
    writeFileSync(join(folder, "checkpoint.safetensors"), "{}");
    expect(() => loadCheckpoint(folder)).toThrow(/checkpoint\.safetensors: .*8 bytes/);
  });

  it.skipIf(!existsSync("/proc/self"))("says that there can be no folder in /proc", () => {
    expect(() => {
      makeModelDirectory("/proc/ghmgrad");
    }).toThrow("cannot write /proc/ghmgrad: there is no folder to put it in");
  });
});
