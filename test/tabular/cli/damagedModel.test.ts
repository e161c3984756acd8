/** Models whose files somebody or something has changed. */
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed } from "./run.js";

const cwd = makeFolder();
const path = (...names: string[]) => join(cwd, ...names);

beforeAll(async () => {
  writeFileSync(path("loans.csv"), loans(100));
  const train = ["train", "loans.csv", "--label", "defaulted", "--hidden", "2"];
  await printed([...train, "--loss", "ghmc", "--epochs", "2", "--out", "model"], { cwd });
});

/** A copy of the model, changed. */
function copy(name: string, change: (folder: string) => void): string {
  const folder = path(name);
  cpSync(path("model"), folder, { recursive: true });
  change(folder);
  return name;
}

async function refusal(model: string, csv = "loans.csv"): Promise<string> {
  const { code, stdout, stderr } = await ghmgrad(["predict", model, csv], { cwd });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).not.toMatch(/\n {4}at /);
  return stderr;
}

interface Card {
  architecture: { sizes: number[] };
  loss: { options: Record<string, number> };
  encoder: { columns: Record<string, unknown>[] };
}
/** Changes one thing in model.json: `path` as in `architecture.sizes`. */
const card = (change: (card: Card & Record<string, unknown>) => unknown) => (folder: string) => {
  const file = join(folder, "model.json");
  const content = JSON.parse(readFileSync(file, "utf8")) as Card & Record<string, unknown>;
  change(content);
  writeFileSync(file, JSON.stringify(content));
};

type Entries = Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;
/** Changes the header of model.safetensors, or its data. */
const weights =
  (change: (header: Entries, data: Buffer) => Uint8Array | undefined) => (folder: string) => {
    const file = join(folder, "model.safetensors");
    const bytes = readFileSync(file);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Entries;
    let data: Uint8Array = bytes.subarray(8 + length);
    data = change(header, Buffer.from(data)) ?? data;
    const text = Buffer.from(JSON.stringify(header));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(text.length));
    writeFileSync(file, Buffer.concat([size, text, data]));
  };
const bytes = (change: (all: Buffer) => Uint8Array) => (folder: string) => {
  const file = join(folder, "model.safetensors");
  writeFileSync(file, change(readFileSync(file)));
};

const damages: [what: string, change: (folder: string) => void, message: RegExp][] = [
  [
    "no card",
    (f) => {
      rmSync(join(f, "model.json"));
    },
    /holds no model: it has no model\.json/,
  ],
  [
    "no weights",
    (f) => {
      rmSync(join(f, "model.safetensors"));
    },
    /model\.safetensors: there is no such/,
  ],
  [
    "a card cut off",
    (f) => {
      truncateSync(join(f, "model.json"), 99);
    },
    /model\.json is no JSON, or only p/,
  ],
  [
    "an empty card",
    (f) => {
      truncateSync(join(f, "model.json"), 0);
    },
    /model\.json is no JSON/,
  ],
  [
    "a huge card",
    (f) => {
      truncateSync(join(f, "model.json"), 2 ** 31);
    },
    /2147483648 bytes, more than any/,
  ],
  [
    "a list for a card",
    (f) => {
      writeFileSync(join(f, "model.json"), "[]");
    },
    /json is \[\], where an object/,
  ],
  [
    "a folder for a card",
    (f) => {
      rmSync(join(f, "model.json"));
      mkdirSync(join(f, "model.json"));
    },
    /model\.json is no file/,
  ],
  [
    "another format",
    card((c) => (c["format"] = "keras")),
    /format is "keras", where "ghmgrad model"/,
  ],
  ["a newer version", card((c) => (c["formatVersion"] = 4)), /formatVersion is 4, where 3 belongs/],
  [
    "an older version",
    card((c) => (c["formatVersion"] = 1)),
    /json\.formatVersion is 1: an earlier ghmgrad saved this model, without what .*; train it again/,
  ],
  ["a field more", card((c) => (c["more"] = 1)), /model\.json has an unknown field "more"/],
  ["no threshold", card((c) => delete c["threshold"]), /\.threshold is missing, where a number/],
  ["a threshold NaN", card((c) => (c["threshold"] = NaN)), /\.threshold is null, where a number/],
  [
    "a threshold of 7",
    card((c) => (c["threshold"] = 7)),
    /\.threshold is 7, where a number from 0 to 1/,
  ],
  [
    "a text for sizes",
    card((c) => Object.assign(c.architecture, { sizes: "2" })),
    /sizes is "2", where a/,
  ],
  ["too few sizes", card((c) => (c.architecture.sizes = [1])), /sizes: \[1\] are not the sizes/],
  [
    "other sizes",
    card((c) => (c.architecture.sizes[1] = 3)),
    /holds 27 numbers, but layers of sizes/,
  ],
  [
    "huge sizes",
    card((c) => (c.architecture.sizes[1] = 1e15)),
    /holds 27 numbers, but layers of sizes/,
  ],
  [
    "a wrong input",
    card((c) => (c.architecture.sizes[0] = 5)),
    /make 11 features, but the first layer t/,
  ],
  [
    "no activation",
    card((c) => Object.assign(c.architecture, { activation: "x" })),
    /activation is "x"/,
  ],
  [
    "another loss",
    card((c) => Object.assign(c, { loss: { name: "hinge", options: {} } })),
    /json\.loss: there is no loss "h/,
  ],
  [
    "huge bins",
    card((c) => (c.loss.options["bins"] = 1e15)),
    /json\.loss: ghmc: bins must be 100000 at/,
  ],
  ["other bins", card((c) => (c.loss.options["bins"] = 20)), /1 × 10 bins does not fit 1 × 20/],
  [
    "no density",
    card((c) => (c["density"] = null)),
    /loss ghmc and its density do not go together/,
  ],
  [
    "a wrong density",
    card((c) => (c["density"] = { sums: 5 })),
    /density\.sums is 5, where a list/,
  ],
  [
    "no encoder",
    card((c) => Object.assign(c, { encoder: null })),
    /json: TableEncoder: state is null, where an object/,
  ],
  [
    "no columns",
    card((c) => (c.encoder.columns = [])),
    /TableEncoder: state\.columns is \[\], where a list with at/,
  ],
  [
    "a deviation of 0",
    card((c) => (c.encoder.columns[0]["std"] = 0)),
    /\[0\]\.std is 0, where a number above 0/,
  ],
  [
    "a category more",
    card((c) => (c.encoder.columns[1]["categories"] = ["a"])),
    /make 9 features, but the/,
  ],

  ["no bytes", bytes(() => Buffer.alloc(0)), /has 0 in all: it is cut off/],
  ["a cut", bytes((all) => all.subarray(0, -4)), /only 104 follow the header: the file is cut off/],
  ["more bytes", bytes((all) => Buffer.concat([all, Buffer.alloc(8)])), /something was appended/],
  [
    "a huge header",
    bytes((all) => (all.fill(255, 0, 8), all)),
    /a header of 18446744073709551615 bytes/,
  ],
  ["a header of nonsense", bytes((all) => (all.write("x", 8), all)), /does not begin with "\{"/],
  [
    "other shapes",
    weights((header) => void (header["0.weight"].shape = header["0.weight"].shape.toReversed())),
    /0\.weight has the shape \[11, 2\], \[in, out\]; a file of weights holds \[out, in\]/,
  ],
  [
    "a huge shape",
    weights((header) => void (header["0.weight"].shape = [1e15, 1e15])),
    /F32 of shape \[1000000000000000, 1000000000000000\] takes far more bytes/,
  ],
  [
    "another name",
    weights((header) => {
      header["1.weight"] = header["0.weight"];
      delete header["0.weight"];
      return undefined;
    }),
    /missing: 0\.weight; unexpected: 1\.weight/,
  ],
  [
    "halves",
    weights((header) => void (header["0.bias"].dtype = "F16")),
    /dtype F16 is not supported/,
  ],
  [
    "a NaN",
    weights((_, data) => (data.writeFloatLE(NaN, 0), data)),
    /bias holds NaN or infinity: it is d/,
  ],
];

describe.concurrent("a damaged model", () => {
  it.each(damages)("with %s is refused", async (what, change, message) => {
    const stderr = await refusal(copy(`with ${what}`, change));
    expect(stderr).toMatch(message);
    expect(stderr.length).toBeLessThan(500);
  });

  it("with float64 weights gives the same answers: they are not rounded", async () => {
    const model = copy(
      "double",
      weights((header, data) => {
        for (const entry of Object.values(header)) {
          if (!("dtype" in entry)) continue; // the metadata
          entry.dtype = "F64";
          entry.data_offsets = entry.data_offsets.map((offset) => 2 * offset);
        }
        const wide = Buffer.alloc(2 * data.length);
        for (let at = 0; at < data.length; at += 4)
          wide.writeDoubleLE(data.readFloatLE(at), 2 * at);
        return wide;
      }),
    );
    const probabilities = async (name: string) => {
      const text = await printed(["predict", name, "loans.csv", "--json"], { cwd });
      return (JSON.parse(text) as { probability: number }[]).map((answer) => answer.probability);
    };
    const [double, single] = [await probabilities(model), await probabilities("model")];
    double.forEach((p, i) => {
      expect(p).toBeCloseTo(single[i], 6);
    });
  });

  it("needs the columns that it was trained on", async () => {
    writeFileSync(path("lacking.csv"), "age,income\n1,2\n");
    expect(await refusal("model", "lacking.csv")).toMatch(
      /lacking\.csv lacks 3 columns that the features are made of: Größe, Name, Stadt, weird "q"/,
    );
    const { stderr } = await ghmgrad(["lens", "model", "lacking.csv"], { cwd });
    expect(stderr).toContain('lacking.csv has no column "defaulted"');
  });
});
