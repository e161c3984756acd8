import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  encodeSafetensors,
  Generator,
  LayerNorm,
  Linear,
  loadWeights,
  mlp,
  Module,
  saveWeights,
  Sequential,
  tanh,
  tensor,
  type Tensor,
} from "../../src/index.js";

/** Made by scripts/torch-weights.py. */
const golden = JSON.parse(
  readFileSync(new URL("golden/torch-weights.json", import.meta.url), "utf8"),
) as { x: number[][]; y: number[][]; safetensors: string };
const fromTorch = Buffer.from(golden.safetensors, "base64");

const network = () =>
  new Sequential(
    new Linear(3, 3),
    tanh,
    new Linear(3, 4, { bias: false }),
    new LayerNorm(4),
    new Linear(4, 2),
  );
const load = (bytes: Uint8Array, module: Module = network()) => {
  loadWeights(module, bytes, "a.safetensors");
  return module;
};

/** Reads a file by the format's definition, with none of our code. */
function readByDefinition(file: Uint8Array) {
  const bytes = Buffer.from(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...entries } = JSON.parse(
    bytes.subarray(8, start).toString(),
  ) as Record<string, { shape: number[]; data_offsets: [number, number] }>;
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        shape,
        data_offsets: [begin, end],
      },
    ]) => {
      const length = (end - begin) / 4;
      const values = Array.from({ length }, (_, i) => bytes.readFloatLE(start + begin + 4 * i));
      return [name, { shape, values }] as const;
    },
  );
  return { metadata, tensors: Object.fromEntries(tensors) };
}

describe("weights", () => {
  it("that PyTorch saved give PyTorch's answers", () => {
    const y = load(fromTorch).forward(tensor(golden.x)).toArray() as number[][];
    y.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(golden.y.flat()[i], 5);
    });
  });

  it("are saved as PyTorch saves them: the same names, shapes and bits", () => {
    const { metadata, tensors } = readByDefinition(saveWeights(load(fromTorch)));
    expect(metadata).toEqual({ format: "pt", formatVersion: "2" });
    expect(tensors).toEqual(readByDefinition(fromTorch).tensors);
    expect(tensors["2.weight"].shape).toEqual([4, 3]);
  });

  it("are in the file what torch.nn.Linear defines: y = x·Wᵀ + b", () => {
    const model = mlp([2, 2, 1], { activation: "tanh", generator: new Generator(3) });
    const { tensors } = readByDefinition(saveWeights(model));
    const linear = (name: string, x: number[]) =>
      tensors[`${name}.bias`].values.map((b, out) =>
        x.reduce((sum, value, i) => sum + value * tensors[`${name}.weight`].values[out * x.length + i], b),
      ); // prettier-ignore
    const byHand = linear("2", linear("0", [0.3, -0.7]).map(Math.tanh));
    expect(model.forward(tensor([[0.3, -0.7]])).item()).toBeCloseTo(byHand[0], 6);
  });

  it("come back bit for bit, in both dtypes, also of layers deep inside and of other modules", () => {
    class Net extends Module {
      kernel = tensor([[1, 2], [3, 4]], { requiresGrad: true, dtype: "float64" }); // prettier-ignore
      blocks = [mlp([2, 2], { dtype: "float64" }), new Linear(2, 3, { dtype: "float64" })];
      tied = this.blocks[1];
      forward = (x: Tensor) => this.tied.forward(this.blocks[0].forward(x).matmul(this.kernel));
    }
    const before = new Net();
    const after = load(saveWeights(before), new Net());
    expect(after.stateDict()).toEqual(before.stateDict());
    const { tensors } = readByDefinition(saveWeights(before));
    expect(tensors["blocks.1.weight"].shape).toEqual([3, 2]);
    expect(tensors["kernel"].shape).toEqual([2, 2]);
  });

  it("of a frozen layer are transposed, too", () => {
    const frozen = new Linear(2, 3);
    frozen.weight.requiresGrad = false;
    expect(readByDefinition(saveWeights(frozen)).tensors["weight"].shape).toEqual([3, 2]);
  });

  it.each<[what: string, bytes: Uint8Array, message: string]>([
    [
      "the shape that they have here",
      encodeSafetensors({ weight: new Linear(2, 3).weight.data }),
      "a.safetensors: weight has the shape [2, 3], [in, out]; a file of weights holds [out, in]",
    ],
    [
      "a newer version",
      encodeSafetensors({}, { formatVersion: "3" }),
      "a.safetensors holds weights of version 3, and version 2 is read here: a newer ghmgrad",
    ],
    [
      "one missing and one more",
      encodeSafetensors({ bias: tensor([1, 2, 3]).data, w: tensor(1).data }),
      "a.safetensors: loadStateDict: the state does not fit this module, and nothing was loaded; missing: weight; unexpected: w", // prettier-ignore
    ],
    ["no bytes", new Uint8Array(), "a.safetensors: a safetensors file begins with 8 bytes"],
  ])("are refused with %s, and nothing is loaded", (_, bytes, message) => {
    const linear = new Linear(2, 3);
    const before = linear.stateDict();
    expect(() => load(bytes, linear)).toThrow(message);
    expect(linear.stateDict()).toEqual(before);
  });

  it("are read from an ArrayBuffer, and need no label", () => {
    const [from, to] = [new Linear(2, 3), new Linear(2, 3)];
    loadWeights(to, saveWeights(from).buffer as ArrayBuffer);
    expect(to.stateDict()).toEqual(from.stateDict());
    expect(() => {
      loadWeights(to, new Uint8Array());
    }).toThrow(/^the file: /);
  });

  it("are of a module, and of bytes", () => {
    expect(() => saveWeights([] as never)).toThrow("saveWeights takes a module, such as mlp");
    expect(() => {
      loadWeights(undefined as never, fromTorch, "a");
    }).toThrow("loadWeights takes a module, such as mlp([2, 1]), not undefined");
    expect(() => load("text" as never)).toThrow(
      "the content of a.safetensors must be a Uint8Array",
    );
  });
});
