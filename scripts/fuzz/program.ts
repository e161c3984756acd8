/**
 * Programs: straight lines of calls, which can be run, and written as TypeScript. fast-check draws
 * genes, of which `grow` makes a program whose shapes fit. Whichever genes are left out or made
 * smaller, there is a program of the others, so that fast-check finds a small one that fails.
 */
import fc from "fast-check";
import * as api from "../../src/index.js";
import type { Dtype, Shape, Tensor } from "../../src/index.js";
import { affine } from "../../src/ops/fused.js";
import { useKernelsAlways } from "../../src/array/kernels/load.js";
import { Call, Chooser, Value, write, type Argument } from "./calls.js";
import { functions } from "./functions.js";

/** How a leaf lies in memory. */
const layouts = ["contiguous", "transposed", "strided", "expanded"] as const;

interface LeafGenes {
  shape: number[];
  dtype: Dtype;
  layout: (typeof layouts)[number];
  requiresGrad: boolean;
  seed: number;
}

interface LineGenes {
  function: string;
  picks: number[];
}

export interface Genes {
  /** Whether leaves may hold NaN, ±∞, −0 and very large and small numbers. */
  isWild: boolean;
  leaves: LeafGenes[];
  lines: LineGenes[];
}

const size = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const leaf: fc.Arbitrary<LeafGenes> = fc.record({
  shape: fc.array(size, { maxLength: 3 }),
  dtype: fc.constantFrom<Dtype>("float64", "float32"),
  layout: fc.constantFrom(...layouts),
  requiresGrad: fc.nat(9).map((n) => n > 0),
  seed: fc.nat(1_000_000),
});
const line: fc.Arbitrary<LineGenes> = fc.record({
  function: fc.constantFrom(...Object.keys(functions)),
  picks: fc.array(fc.nat(999), { minLength: 8, maxLength: 8 }),
});

/** What programs are made of. */
export const genes: fc.Arbitrary<Genes> = fc.record({
  isWild: fc.nat(4).map((n) => n === 4),
  // Not mostly short, as fast-check would have them.
  leaves: fc.noBias(fc.array(leaf, { minLength: 1, maxLength: 3 })),
  lines: fc.noBias(fc.array(line, { maxLength: 12 })),
});

/** A computation on leaves: each call makes the next value. */
export interface Program {
  /** Calls that make the leaves' numbers, and whether each requires a gradient. */
  leaves: { call: Call; requiresGrad: boolean }[];
  calls: Call[];
  /** Whether all values are finite and not large, so that their differences are exact. */
  isTame: boolean;
}

/**
 * The program that the genes stand for. Unless they are wild, calls whose result would be large or
 * not finite are applied to tanh of their arguments, or left out.
 *
 * @param genes - as fast-check drew them.
 */
export function grow({ isWild, leaves, lines }: Genes): Program {
  const program: Program = {
    leaves: leaves.map((each) => leafOf(each, isWild)),
    calls: [],
    isTame: !isWild,
  };
  const values = leavesOf(program);
  for (const { function: name, picks } of lines) {
    const call = functions[name](new Chooser(picks, values, isWild));
    if (call === null) continue;
    const candidates = isWild ? [call] : [call, new Call(call.name, call.args.map(squashed))];
    for (const candidate of candidates) {
      const value = inContext(program, candidate, () => evaluate(candidate, values) as Tensor);
      if (!isWild && !isModerate(value)) continue;
      program.calls.push(candidate);
      values.push(value);
      break;
    }
  }
  return program;
}

/** Shows the program where the next call of it throws. */
function inContext<T>(program: Program, next: Call, f: () => T): T {
  try {
    return f();
  } catch (error) {
    const calls = [...program.calls, next];
    const last = program.leaves.length + calls.length - 1;
    const text = print({ ...program, calls }, last, (f) => `${f};`);
    throw new Error(`${String(error)}\n\n${text}`, { cause: error });
  }
}

const isModerate = (t: Tensor) => api.array.flat(t.data).every((value) => Math.abs(value) < 20);

/** tanh of a value, in place of the value. */
const squashed = (arg: Argument) => (arg instanceof Value ? new Call("tanh", [arg]) : arg);

const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e30, -1e30, 1e-40, -1e-40, 2 ** -149];

/** The call that makes a leaf: numbers, and what turns them into its layout. */
function leafOf({ shape, dtype, layout, requiresGrad, seed }: LeafGenes, isWild: boolean) {
  const generator = new api.Generator(seed);
  const next = () => {
    // Short numbers, for whoever reads them, but none at a kink such as 0.
    const value = (Math.floor(generator.normal() * 1000) + 0.5) / 1000;
    const isSpecial = isWild && generator.uniform() < 0.2;
    return isSpecial ? special[Math.floor(generator.uniform() * special.length)] : value;
  };
  const numbers = (of: Shape) =>
    new Call("tensor", [
      Array.from({ length: of.reduce((a, b) => a * b, 1) }, next),
      { shape: of, dtype },
    ]);
  const call = (): Call => {
    if (shape.length === 0) return numbers(shape);
    const doubled = [...shape.slice(0, -1), 2 * shape[shape.length - 1]];
    const everyOther = [...shape.slice(1).map(() => null), [null, null, -2]];
    const oneRow = shape.map((n, axis) => (axis === 0 ? Math.min(n, 1) : n));
    switch (layout) {
      case "contiguous":
        return numbers(shape);
      case "transposed":
        return new Call("permute", [
          numbers(shape.toReversed()),
          shape.map((_, i) => shape.length - 1 - i),
        ]);
      case "strided":
        return new Call("slice", [numbers(doubled), everyOther]);
      case "expanded":
        return new Call("broadcastTo", [numbers(oneRow), shape]);
    }
  };
  return { call: call(), requiresGrad };
}

/**
 * Fresh leaves of a program.
 *
 * @param program - says what they are.
 * @param dtype - that of the leaves; by default each has its own.
 */
export function leavesOf(program: Program, dtype?: Dtype): Tensor[] {
  return program.leaves.map(({ call, requiresGrad }) => {
    const made = evaluate(call, []) as Tensor;
    const leaf = dtype === undefined ? made : api.tensor(made, { dtype });
    leaf.requiresGrad = requiresGrad;
    return leaf;
  });
}

/**
 * Runs a program.
 *
 * @param program - the calls.
 * @param leaves - what they start from.
 * @returns the leaves, and what each call returned.
 */
export function run(program: Program, leaves: readonly Tensor[]): Tensor[] {
  const values = [...leaves];
  for (const call of program.calls) values.push(evaluate(call, values) as Tensor);
  return values;
}

/** What programs use that is not public, and where it is. */
const modules = {
  "./src/ops/fused.js": { affine },
  "./src/array/kernels/load.js": { useKernelsAlways },
};
const library: Readonly<Record<string, unknown>> = Object.fromEntries(
  [api, ...Object.values(modules)].flatMap((module) => Object.entries<unknown>(module)),
);

function evaluate(arg: Argument, values: readonly Tensor[]): unknown {
  if (arg instanceof Value) return values[arg.at];
  if (arg instanceof Call) {
    const f = library[arg.name];
    const args = arg.args.map((each) => evaluate(each, values));
    if (arg.isConstructor) return new (f as new (...args: unknown[]) => unknown)(...args);
    return (f as (...args: unknown[]) => unknown)(...args);
  }
  if (Array.isArray(arg)) return arg.map((each: Argument) => evaluate(each, values));
  if (typeof arg !== "object" || arg === null) return arg;
  return Object.fromEntries(
    Object.entries(arg).map(([key, each]) => [key, evaluate(each, values)]),
  );
}

/**
 * A program as TypeScript: its leaves, and the function f of them that computes one of its values.
 *
 * @param program - what to write.
 * @param last - the number of the value that f returns.
 * @param rest - gives the lines that follow, from the call of f and the leaves that require a
 * gradient.
 */
export function print(
  program: Program,
  last: number,
  rest: (call: string, leaves: readonly string[]) => string,
): string {
  const { leaves, calls } = program;
  const nameOf = (at: number) => (at < leaves.length ? `x${at}` : `y${at - leaves.length}`);
  const all = leaves.map((_, at) => nameOf(at));
  const differentiated = all.filter((_, at) => leaves[at].requiresGrad);
  const body = [
    ...leaves.map(({ call }, at) => `const ${nameOf(at)} = ${write(call, nameOf)};`),
    ...differentiated.map((x) => `${x}.requiresGrad = true;`),
    `const f = (${all.map((x) => `${x}: Tensor`).join(", ")}) => {`,
    ...calls
      .map((call, i) => `  const ${nameOf(leaves.length + i)} = ${write(call, nameOf)};`)
      .slice(0, last - leaves.length + 1),
    `  return ${nameOf(last)};`,
    `};`,
    rest(`f(${all.join(", ")})`, differentiated),
  ].join("\n");
  const used = Object.keys(library).filter((name) =>
    new RegExp(`(?<![.\\w])${name}\\(`).test(body),
  );
  const names = (from: object) => used.filter((name) => name in from).join(", ");
  return [
    `import { ${names(api)}, type Tensor } from "./src/index.js";`,
    ...Object.entries(modules).flatMap(([path, module]) =>
      names(module) === "" ? [] : [`import { ${names(module)} } from "${path}";`],
    ),
    "",
    body,
  ].join("\n");
}
