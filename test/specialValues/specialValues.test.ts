/**
 * Every op and loss at NaN, ±∞, ±0, subnormal and huge numbers, in both dtypes, against what PyTorch
 * 1.13 answers (pytorch.json, made by scripts/special-values.py), and with kernels against plain
 * loops. Where we differ from PyTorch on purpose, `differences` says how, where and why.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as losses from "../../src/losses/index.js";
import * as ops from "../../src/ops/functions.js";
import {
  bceWithLogits,
  asl1,
  crossEntropy,
  ghmcLoss,
  ghmcSoftmaxLoss,
  ghmrLoss,
  gradients,
  slice,
  tensor,
  type Dtype,
  type Tensor,
} from "../../src/index.js";
import { withKernels, withPlainLoops } from "../array/kernels/both.js";
import { differences, type Difference, type Kind } from "./differences.js";
import { binary, labels, rows, unary } from "./functions.js";

const tables = { unary, binary, rows, labels };
const numbersOf = (words: string) => words.split(" ").map(Number);

interface Case {
  kind: keyof typeof tables;
  name: string;
  dtype: Dtype;
  y: string;
  grads: string[];
}
const file = readFileSync(join(import.meta.dirname, "pytorch.json"), "utf8");
const { points, cases } = JSON.parse(file) as { points: Record<string, string>; cases: Case[] };

const show = (value: number) => (Object.is(value, -0) ? "-0" : String(value));
const valuesOf = (t: Tensor) => [...tensor(t).data.data];

/** What a case computes: its values, and the gradients of `seed` times them. */
function compute({ kind, name, dtype }: Case, seed: number) {
  const flat = tensor(numbersOf(points[`${kind} ${dtype}`]), { dtype });
  const x = kind === "unary" ? flat : flat.reshape([-1, 2]);
  const isOfTwo = kind === "binary" || kind === "labels";
  const inputs = isOfTwo ? [slice(x, [null, 0]), slice(x, [null, 1])] : [x];
  const leaves = inputs.map((input) => tensor(input, { requiresGrad: true }));
  const y = tables[kind][name](...leaves);
  const isOfRows = kind === "rows" && y.size === x.size;
  const gradient = tensor(
    Array.from({ length: y.size }, (_, i) => seed * (isOfRows && i % 2 === 1 ? 3 : 1)),
    { shape: y.shape, dtype },
  );
  const found = y.requiresGrad ? gradients(y, leaves, { gradient }) : [];
  return { y: valuesOf(y), grads: found.map(valuesOf) };
}

/** The numbers that element `at` of a result with `size` elements was computed from. */
function pointOf({ kind, dtype }: Case, at: number, size: number): number[] {
  const all = numbersOf(points[`${kind} ${dtype}`]);
  if (kind === "unary") return [all[at]];
  const row = Math.floor((at * all.length) / 2 / size);
  return all.slice(2 * row, 2 * row + 2);
}

/** In these, 1 + e and the like cancel in PyTorch, or in its formula: only absolute errors count. */
const cancels =
  /^(expm1|gelu|elu|sigmoid|softplus|silu|layerNorm|softmax|logSoftmax|crossEntropy|bce|focal|generalized)/;

function isSame(ours: number, theirs: number, dtype: Dtype, name: string): boolean {
  if (Object.is(ours, theirs)) return true;
  if (!Number.isFinite(ours) || !Number.isFinite(theirs) || ours === theirs) return false;
  const [epsilon, smallest] = dtype === "float32" ? [2 ** -23, 2 ** -149] : [2 ** -52, 2 ** -1074];
  const allowed = cancels.test(name) ? 16 * epsilon : 4 * smallest;
  return Math.abs(ours - theirs) <= allowed + 16 * epsilon * Math.abs(theirs);
}

interface Found {
  in: Difference["in"];
  ours: number;
  theirs: number;
  point: number[];
}

/** Where ours are not PyTorch's. */
function differencesOf(c: Case): Found[] {
  const ours = withKernels(() => compute(c, 1));
  const compare = (place: Found["in"], found: number[], words: string): Found[] => {
    const theirs = numbersOf(words);
    if (found.length !== theirs.length) throw new Error(`${c.name}: ${theirs.length} ${place}s`);
    return found.flatMap((value, i) => {
      const isZero = place === "gradient" && value === 0 && theirs[i] === 0;
      if (isZero || isSame(value, theirs[i], c.dtype, c.name)) return [];
      return [{ in: place, ours: value, theirs: theirs[i], point: pointOf(c, i, found.length) }];
    });
  };
  return [
    ...compare("value", ours.y, c.y),
    ...ours.grads.flatMap((grad, i) => compare("gradient", grad, c.grads[i])),
  ];
}

function kindOf(value: number, place: Found["in"]): Kind {
  if (Number.isNaN(value)) return "NaN";
  if (value === 0) return place === "value" && Object.is(value, -0) ? "−0" : "0";
  return Number.isFinite(value) ? "finite" : "±∞";
}

const covers = (meant: Difference, { name, dtype }: Case, found: Found) =>
  meant.of.includes(name) &&
  meant.in === found.in &&
  meant.ours.includes(kindOf(found.ours, found.in)) &&
  meant.theirs.includes(kindOf(found.theirs, found.in)) &&
  meant.at(found.point, dtype);

const titled = cases.map((c): [string, Case, Found[]] => {
  return [`${c.name}, ${c.dtype}`, c, differencesOf(c)];
});

describe("at NaN, ±∞, ±0, the smallest and the largest numbers", () => {
  it.each(titled)("%s, is what PyTorch says, but for the differences meant", (_, c, found) => {
    const others = found.filter((f) => !differences.some((meant) => covers(meant, c, f)));
    const texts = others.map(
      ({ in: place, ours, theirs, point }) =>
        `${place} at ${point.map(show).join(", ")}: ${show(ours)}, PyTorch ${show(theirs)}`,
    );
    expect(texts).toEqual([]);
  });

  // With other gradients than 1, since 0·∞ may arise in a fused backward pass alone.
  it.each(titled)("%s, is the same with kernels and in plain loops", (_, c) => {
    for (const seed of [1, 0, Infinity, -Infinity, NaN]) {
      const fast = withKernels(() => compute(c, seed));
      const plain = withPlainLoops(() => compute(c, seed));
      const texts = [fast.y, ...fast.grads].flatMap((list, k) =>
        list.flatMap((value, i) => {
          const other = [plain.y, ...plain.grads][k][i];
          if (value === other || isSame(value, other, c.dtype, c.name)) return [];
          const at = pointOf(c, i, list.length).map(show).join(", ");
          return [`ȳ = ${seed}, at ${at}: ${show(value)}, plain ${show(other)}`];
        }),
      );
      expect(texts).toEqual([]);
    }
  });

  it.each(differences.map((meant): [string, Difference] => [meant.why, meant]))(
    "this still differs from PyTorch: %s",
    (_, meant) => {
      const names = titled.flatMap(([, c, found]) =>
        found.some((f) => covers(meant, c, f)) ? [c.name] : [],
      );
      expect(new Set(names)).toEqual(new Set(meant.of));
    },
  );
});

/** These move elements, or make none from an element alone; sums of two are in the table. */
const withoutValues = [
  ...["add", "backward", "broadcastTo", "dropout", "flip", "gather", "indexSelect", "pad"],
  ...["permute", "reshape", "slice", "squeeze", "transpose", "unsqueeze"],
];
/** Their values at special points are those of other losses: see below, and their own tests. */
const otherLosses = [
  ...["classBalancedWeights", "ghmcGradientNorm", "ghmcLoss", "ghmcSoftmaxLoss", "ghmrLoss"],
  ...["harmonize", "harmonizedGradient", "lens", "ohem", "reformulatedGradient", "softmaxLens"],
];

it.each(
  Object.entries({ ...ops, ...losses }).flatMap(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name) ? [name] : [],
  ),
)("%s() is in the table, or has nothing to do there", (name) => {
  const inTable = cases.map((c) => c.name.split(" ")[0]);
  expect([...inTable, ...withoutValues, ...otherLosses]).toContain(name);
});

describe("a GHM loss of one example, which has weight 1,", () => {
  const every = numbersOf(points["unary float64"]);
  const gradientAndLoss = (f: (x: Tensor) => Tensor, x: number[]) => {
    const leaf = tensor([x], { dtype: "float64", requiresGrad: true });
    const loss = f(leaf);
    return [loss.item(), ...valuesOf(gradients(loss, [leaf])[0])];
  };

  it.each([0, 1, 0.25])("is bceWithLogits for the target %d", (t) => {
    for (const x of every) {
      const ours = gradientAndLoss((logit) => ghmcLoss(logit, [[t]]), [x]);
      const plain = gradientAndLoss((logit) => bceWithLogits(logit, [[t]]), [x]);
      expect(ours, `x = ${show(x)}`).toEqual(Number.isNaN(x) ? [NaN, NaN] : plain);
    }
  });

  it.each([0, Infinity, -Infinity, NaN])("is asl1 for the target %d", (t) => {
    for (const x of every) {
      const ours = gradientAndLoss((value) => ghmrLoss(value, [[t]]), [x]);
      expect(ours, `x = ${show(x)}`).toEqual(gradientAndLoss((value) => asl1(value, [[t]]), [x]));
    }
  });

  it.each([0, 1])("is crossEntropy for the class %d", (t) => {
    for (const a of every) {
      const row = [a, 0];
      const ours = gradientAndLoss((x) => ghmcSoftmaxLoss(x, [t]), row);
      const plain = gradientAndLoss((x) => crossEntropy(x, [t]), row);
      const others = ours.filter((value, i) => !isSame(value, plain[i], "float64", "crossEntropy"));
      expect(others, `a = ${show(a)}, ${plain.map(show).join(", ")}`).toEqual([]);
    }
  });
});

it("an infinite error costs ∞, also beside others and when masked rows are NaN", () => {
  expect(ghmrLoss([Infinity, 1], [0, 0]).item()).toBe(Infinity);
  expect(ghmrLoss([-Infinity, NaN], [0, 0], { mask: [1, 0] }).item()).toBe(Infinity);
  expect(ghmcLoss([Infinity, 1], [0, 0]).item()).toBe(Infinity);
  expect(ghmcLoss([Infinity, 1], [1, 0]).item()).toBeCloseTo(Math.log(1 + Math.E) / 2);
});
