/** Random programs: 500 of those that `npm run fuzz` makes, and whether it would find faults. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { check } from "../scripts/fuzz/checks.js";
import { functions } from "../scripts/fuzz/functions.js";
import { genes, grow } from "../scripts/fuzz/program.js";
import { mode } from "../src/autograd/mode.js";
import {
  array,
  cos,
  getKernels,
  mul,
  type Inputs,
  type NdArray,
  type Tensor,
} from "../src/index.js";
import * as losses from "../src/losses/index.js";
import { concat, stack } from "../src/ops/concat.js";
import * as opFunctions from "../src/ops/functions.js";
import { Exp } from "../src/ops/exponential.js";
import { Sin } from "../src/ops/trigonometric.js";
import { where } from "../src/ops/where.js";

/** These give no tensor that programs could go on with. */
const left = [
  "backward",
  "classBalancedWeights",
  "harmonizedGradient",
  "lens",
  "softmaxLens",
  "reformulatedGradient",
];

const property = fc.property(genes, (each) => {
  check(grow(each));
});

describe("random programs", () => {
  it("differentiate right, alike with each function, and alike with and without kernels: 500 of them", () => {
    fc.assert(property, { numRuns: 500, seed: 12 });
  });

  const names = Object.entries({ ...opFunctions, concat, stack, where, ...losses })
    .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name))
    .map(([name]) => name);

  it.each(names.filter((name) => !left.includes(name)))("are made of %s, too", (name) => {
    expect(Object.keys(functions), `${name} is missing in scripts/fuzz/functions.ts`).toContain(
      name,
    );
  });
});

describe("the fuzz finds", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** What it says of a fault, with the smallest program that shows it. */
  function finding(): string {
    const { errorInstance } = fc.check(property, { numRuns: 500, seed: 1 });
    return errorInstance instanceof Error ? errorInstance.message : "nothing";
  }

  it("an op whose gradient is wrong, and prints a program of one call", () => {
    vi.spyOn(Sin.prototype, "backward").mockImplementation((gradY: Tensor) => [() => gradY]);
    const text = finding();
    expect(text).toMatch(/finite difference/);
    expect(text).toMatch(/\{\n {2}const y0 = sin\(x0\);\n {2}return y0;\n\};/);
  });

  it("a gradient that is another if the backward pass is recorded", () => {
    vi.spyOn(Sin.prototype, "backward").mockImplementation((gradY: Tensor, [x]: Inputs<1>) => [
      () => mul(gradY, mul(mode.recording ? 1 + 1e-9 : 1, cos(x))),
    ]);
    expect(finding()).toMatch(/^gradient 0 with createGraph/);
  });

  it("a kernel that differs from the plain loop by more than is stated", () => {
    vi.spyOn(Exp.prototype, "forward").mockImplementation((x: NdArray) =>
      array.map(x, (value) => Math.exp(value) * (getKernels() === "plain" ? 1 : 1 + 1e-15)),
    );
    expect(finding()).toMatch(/^Exp of .* with kernels, .* with plain loops/);
  });

  it("an op that writes into its input", () => {
    vi.spyOn(Sin.prototype, "forward").mockImplementation((x: NdArray) => {
      x.data.fill(0.5);
      return array.sin(x);
    });
    expect(finding()).toMatch(/has changed/);
  });

  it("an op that throws", () => {
    vi.spyOn(Sin.prototype, "forward").mockImplementation(() => {
      throw new Error("no sine today");
    });
    expect(finding()).toMatch(/no sine today[^]*(sin|cos)\(x0\)/);
  });
});

describe("a program that fails", () => {
  it("is printed as TypeScript that runs", () => {
    const spy = vi.spyOn(Sin.prototype, "backward");
    spy.mockImplementation((gradY: Tensor) => [() => gradY]);
    const { errorInstance } = fc.check(property, { numRuns: 500, seed: 1 });
    spy.mockRestore();
    const message = (errorInstance as Error).message;
    const code = message.slice(message.indexOf("import {"));
    const root = join(import.meta.dirname, "..");
    // With the op mended, its gradient agrees with the differences.
    execFileSync(join(root, "node_modules/.bin/tsx"), ["--input-type=module", "-e", code], {
      cwd: root,
    });
  });
});
