import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../../../src/index.js";
import { trainTable, type Checkpoint, type Tried } from "../../../src/tabular/index.js";
import { encodeCheckpoint, parseCheckpoint } from "../../../src/tabular/model/checkpoint.js";
import { data, plan } from "../../train/helpers.js";

let tried: readonly Tried[] = [];
const full = plan({ model: "auto", loss: { name: "bce", options: {} }, strengths: [3, 1] });
await trainTable(data(), full, { onProgress: (progress) => (tried = [...progress.tried]) });
const checkpoint: Checkpoint = {
  schema: { label: "y", drop: ["a"], types: { x: "numeric" } },
  plan: full,
  table: { path: "/data/table.csv", delimiter: null, header: true, sha256: "ab12" },
  tried,
};
const bytes = encodeCheckpoint(checkpoint);
const read = (file: Uint8Array) => parseCheckpoint(file, "checkpoint");

/** The same file with other metadata. */
function changed(from: string | RegExp, to: string): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes, "");
  const card = metadata["checkpoint"].replace(from, to);
  expect(card).not.toBe(metadata["checkpoint"]);
  return encodeSafetensors(tensors, { checkpoint: card });
}

describe("parseCheckpoint", () => {
  it("gives what was encoded, to the bit; of parameters, those that a training goes on from", () => {
    expect(tried).toHaveLength(2);
    expect(tried.map(({ parameters }) => parameters?.length)).toEqual([2, 2]); // of two folds
    const kept = [{ ...tried[0], parameters: null }, tried[1]];
    expect(read(bytes)).toEqual({ ...checkpoint, tried: kept });
    const mlp: Tried = {
      model: "mlp",
      strength: 3,
      epochs: 5,
      logits: tried[0].logits,
      parameters: null,
    };
    const both = read(encodeCheckpoint({ ...checkpoint, tried: [...tried, mlp] }));
    expect(both.tried).toEqual([...kept, mlp]);
    expect(read(encodeCheckpoint({ ...checkpoint, tried: [] })).tried).toEqual([]);
  });

  it.each<[from: string | RegExp, to: string, message: string]>([
    ["ghmgrad checkpoint", "zip", 'checkpoint.format is "zip", where "ghmgrad checkpoint"'],
    ['"formatVersion":3', '"formatVersion":9', "formatVersion is 9, where 3 belongs"],
    ['"label":"y"', '"label":7', "schema.label is 7, where a text belongs"],
    [
      '"numeric"',
      '"text"',
      'types.x is "text", where "numeric" or "categorical" or "date" belongs',
    ],
    ['"hidden":[3]', '"hidden":[3.5]', "plan.hidden[0] is 3.5, where a whole number"],
    ['"model":"auto"', '"model":"tree"', 'plan.model is "tree", where "auto" or "logistic" or'],
    ['"bce"', '"x"', 'plan.loss: there is no loss "x"'],
    ['"sha256":"ab12"', '"sha256":null', "table.sha256 is null, where a text belongs"],
    ['"strength":3', '"strength":"3"', 'settings[0].strength is "3", where a number'],
    [/"settings":\[/, '"settings":[{},', "settings[0].model is missing, where"],
    [/\]\}$/, ',{"model":"mlp","strength":1,"epochs":3}]}', "checkpoint lacks 2.logits: it is dam"],
    [/\}$/, "", "is no JSON, or only part of a file"],
  ])("refuses %s changed to %s", (from, to, message) => {
    const file = changed(from, to);
    expect(() => read(file)).toThrow(RangeError);
    expect(() => read(file)).toThrow(message);
  });

  it("refuses other files, and one that is cut off anywhere", () => {
    expect(() => read(encodeSafetensors({}))).toThrow(
      "checkpoint is no checkpoint of a training: its metadata has none",
    );
    for (let length = 0; length < bytes.length; length += 97) {
      expect(() => read(bytes.slice(0, length))).toThrow("checkpoint");
    }
  });
});
