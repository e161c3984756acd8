/// <reference types="vite/client" />
import { describe, expect, it } from "vitest";
import {
  broadcastTo,
  Generator,
  gradcheck,
  gradgradcheck,
  gradients,
  Op,
  permute,
  slice,
  Tape,
  tensor,
  type Dtype,
  type Shape,
  type Step,
  type Tensor,
} from "../src/index.js";
import { table, type Input, type Row } from "./gradcheck-table.js";

/** These give no tensor with gradients: comparisons, constants, numbers, and backward itself. */
const notDifferentiable = [
  "backward",
  "classBalancedWeights",
  "equal",
  "ghmcGradientNorm",
  "greater",
  "greaterEqual",
  "harmonizedGradient",
  "lens",
  "softmaxLens",
  "less",
  "lessEqual",
  "reformulatedGradient",
];

// Floor 0 knows no Op, and tables define none.
const modules = import.meta.glob<Record<string, unknown>>(
  ["../src/**/*.ts", "!../src/{array,tabular}/**"],
  { eager: true },
);
const exported = Object.values(modules).flatMap((module) => Object.entries(module));
const isOp = (entry: [string, unknown]): entry is [string, typeof Op] =>
  typeof entry[1] === "function" && entry[1].prototype instanceof Op;
const opClasses = new Map(exported.filter(isOp));

const functionNames = ["ops/functions", "ops/concat", "ops/where", "ops/fused", "losses/index"]
  .flatMap((file) => Object.entries(modules[`../src/${file}.ts`]))
  .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name))
  .map(([name]) => name);

const shapeOf = (input: Input): Shape => ("shape" in input ? input.shape : input);
const sizeOf = (shape: Shape) => shape.reduce((product, n) => product * n, 1);

/** Numbers from the domain of `input`, in float64. */
function draw(input: Input, generator: Generator, shape = shapeOf(input)): Tensor {
  const next = "next" in input ? input.next : (from: Generator) => from.normal();
  const values = Float64Array.from({ length: sizeOf(shape) }, () => next(generator));
  return tensor(values, { shape });
}

function drawAll(inputs: readonly Input[], shapes = inputs.map(shapeOf)): Tensor[] {
  const generator = new Generator(2019);
  return inputs.map((input, i) => draw(input, generator, shapes[i]));
}

/** What a row runs: forward, backward, and in the second derivatives. */
function stepsOf([f]: Row, leaves: Tensor[]): Step[] {
  const y = f(...leaves);
  const first = gradients(y, leaves, { gradient: cotangentOf(y), createGraph: true });
  const second = first.flatMap((g) =>
    g.requiresGrad ? gradients(g, leaves, { gradient: cotangentOf(g), createGraph: true }) : [],
  );
  return [y, ...first, ...second].flatMap((t) => Tape.endingAt(t).steps);
}

const asLeaf = (x: Tensor) => tensor(x, { requiresGrad: true });

function cotangentOf(y: Tensor): Tensor {
  const generator = new Generator(1);
  return tensor(
    Array.from({ length: y.size }, () => generator.normal()),
    { shape: y.shape, dtype: y.dtype },
  );
}

describe("the table of gradient checks", () => {
  // Found in the first test: what runs before a test counts, in `npm run mutants`, for all of them.
  let found: Op[] | undefined;
  const covered = () =>
    (found ??= Object.values(table)
      .flat()
      .flatMap((row) => {
        try {
          const [, ...inputs] = row;
          return stepsOf(row, drawAll(inputs).map(asLeaf)).map((step) => step.op);
        } catch {
          return []; // a row that throws fails its own tests, below
        }
      }));

  it.each([...opClasses])("%s has a gradient check", (name, opClass) => {
    const isCovered = covered().some((op) => op instanceof opClass);
    expect(isCovered, `no row of gradcheck-table.ts runs the op ${name}`).toBe(true);
  });

  it.each(functionNames.filter((name) => !notDifferentiable.includes(name)))(
    "%s() has a gradient check",
    (name) => {
      expect(Object.keys(table), `${name} has no row in gradcheck-table.ts`).toContain(name);
    },
  );

  it.each([...Object.keys(table), ...notDifferentiable])("knows %s() from the sources", (name) => {
    expect(functionNames, `${name} is no longer exported`).toContain(name);
  });
});

/** The shape of what `viewFrom` makes an array of shape `shape` of. */
function baseShape(shape: Shape): Shape {
  return shape.length === 0 ? [2] : [...shape.slice(1).reverse(), 2 * shape[0]];
}

/** Part of `base`, with its axes and every second element of the last in the opposite order. */
function viewFrom(base: Tensor, shape: Shape): Tensor {
  if (shape.length === 0) return slice(base, [1]);
  const axes = shape.map((_, axis) => shape.length - 1 - axis);
  return slice(permute(base, axes), [[null, null, -2]]);
}

const numbersOf = (t: Tensor) => [...tensor(t).data.data];
const withOneRow = (shape: Shape) => shape.map((n, axis) => (axis === 0 ? 1 : n));

describe.each(Object.entries(table))("the gradient of %s", (_, rows) => {
  const titled = rows.map((row, i): [string, Row] => {
    const shapes = row.slice(1).map((input) => `[${shapeOf(input as Input).join(", ")}]`);
    return [`row ${i}, of ${shapes.join(" and ")}`, row];
  });

  describe.each(titled)("%s,", (_, [f, ...inputs]) => {
    const shapes = inputs.map(shapeOf);

    // By the typed array, the engine knows what it must not use again.
    it("shares memory only by sharing the typed array itself", () => {
      // Leaves in the second half of their memory, with no gaps.
      const leaves = drawAll(
        inputs,
        shapes.map((shape) => [2, ...shape]),
      ).map((x) => {
        const leaf = slice(x, [1]);
        leaf.requiresGrad = true;
        return leaf;
      });
      for (const { output, inputs: read } of stepsOf([f, ...inputs], leaves)) {
        for (const { data } of read) {
          const isOfOneMemory = output.data.data.buffer === data.data.buffer;
          expect(isOfOneMemory).toBe(output.data.data === data.data);
        }
      }
    });

    it("agrees with finite differences", () => {
      gradcheck(f, drawAll(inputs));
    });

    it("has a gradient that agrees with finite differences", () => {
      gradgradcheck(f, drawAll(inputs));
    });

    it("is right for transposed, flipped and strided inputs", () => {
      const bases = drawAll(inputs, shapes.map(baseShape));
      const ofViews = (...xs: Tensor[]) => f(...xs.map((x, i) => viewFrom(x, shapes[i])));
      gradcheck(ofViews, bases);
      gradgradcheck(ofViews, bases);
    });

    it("is right for expanded inputs", () => {
      const bases = drawAll(inputs, shapes.map(withOneRow));
      const ofExpanded = (...xs: Tensor[]) => f(...xs.map((x, i) => broadcastTo(x, shapes[i])));
      gradcheck(ofExpanded, bases);
      gradgradcheck(ofExpanded, bases);
    });

    it("is the same in float32, but for rounding", () => {
      const numbers = drawAll(inputs).map((x) => tensor(x, { dtype: "float32" }));
      const gradientsIn = (dtype: Dtype) => {
        const leaves = numbers.map((x) => tensor(x, { dtype, requiresGrad: true }));
        const y = f(...leaves);
        expect(y.dtype).toBe(dtype);
        return gradients(y, leaves, { gradient: cotangentOf(y) });
      };
      const exact = gradientsIn("float64").map(numbersOf);
      gradientsIn("float32").forEach((g, i) => {
        expect(g.dtype).toBe("float32");
        expect(g.shape).toEqual(shapes[i]);
        const allowed = 1e-6 + 1e-4 * Math.max(0, ...exact[i].map(Math.abs));
        const errors = numbersOf(g).map((value, at) => Math.abs(value - exact[i][at]));
        expect(Math.max(0, ...errors)).toBeLessThanOrEqual(allowed);
      });
    });

    it("leaves its inputs as they were, to the bit", () => {
      const bits = (x: Tensor) => Buffer.from(x.data.data.slice().buffer).toString("hex");
      const leaves = drawAll(inputs).map((x) => tensor(x, { requiresGrad: true }));
      const before = leaves.map(bits);
      const y = f(...leaves);
      const first = gradients(y, leaves, { gradient: cotangentOf(y), createGraph: true });
      const dependent = first.filter((g) => g.requiresGrad);
      dependent.forEach((g) => gradients(g, leaves, { gradient: cotangentOf(g) }));
      expect(leaves.map(bits)).toEqual(before);
    });
  });
});
