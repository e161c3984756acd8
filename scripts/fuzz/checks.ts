/** What must hold for every program. */
import * as array from "../../src/array/index.js";
import type { NdArray } from "../../src/array/index.js";
import { useKernelsAlways } from "../../src/array/kernels/load.js";
import {
  add,
  Generator,
  gradcheck,
  gradgradcheck,
  GradientDensity,
  gradients,
  mul,
  Tape,
  Tensor,
  tensor,
} from "../../src/index.js";
import { GHMLoss } from "../../src/losses/ghm.js";
import { choosing } from "../../test/array/kernels/both.js";
import { allowed } from "./kernels.js";
import { leavesOf, print, run, type Program } from "./program.js";

/**
 * What came of a program: all checks were made, or all but differences, because its numbers are
 * wild or at a kink, or none, because nothing in it requires a gradient.
 */
export type Outcome = "checked" | "wild" | "at a kink" | "constant";

/**
 * Checks a program in every way.
 *
 * @param program - what to check.
 * @throws Error if something is wrong, with the program as TypeScript.
 */
export function check(program: Program): Outcome {
  const values = run(program, leavesOf(program));
  const last = values.findLastIndex((t) => t.requiresGrad);
  if (last < 0) return "constant";
  const showing = <T>(f: () => T, rest: Parameters<typeof print>[2]): T => {
    try {
      return f();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`${message}\n\n${print(program, last, rest)}`, { cause: error });
    }
  };
  const cotangent =
    "const gradient = randn(y.shape, { dtype: y.dtype, generator: new Generator(1) });";
  showing(
    () => {
      checkGradients(program, last);
    },
    (call, xs) =>
      `const y = ${call};\n${cotangent}\n` +
      `console.log(gradients(y, [${xs.join(", ")}], { gradient }));\n` +
      `y.backward(gradient);\n` +
      `console.log([${xs.map((x) => `${x}.grad`).join(", ")}]);`,
  );
  for (const isAlways of [false, true]) {
    showing(
      () => {
        checkKernels(program, last, isAlways);
      },
      (call, xs) =>
        `useKernelsAlways(${isAlways});\n` +
        `for (const kernels of ["auto", "plain"] as const) {\n` +
        `  setKernels(kernels);\n  const y = ${call};\n  ${cotangent}\n` +
        `  console.log(kernels, y, gradients(y, [${xs.join(", ")}], { gradient }));\n}`,
    );
  }
  if (!program.isTame) return "wild";
  return showing(
    () => checkDifferences(program, last),
    (call, xs) => {
      const points = xs.map((x) => `apart(${x}, ${x.slice(1)})`);
      return (
        `const apart = (x: Tensor, seed: number) =>\n` +
        `  add(\n    tensor(x, { dtype: "float64" }),\n` +
        `    randn(x.shape, { dtype: "float64", generator: new Generator(seed) }).mul(0.01),\n  );\n` +
        `const of = (${xs.map((x) => `${x}: Tensor`).join(", ")}) => ${call};\n` +
        `const points = [${points.join(", ")}];\n` +
        `gradcheck(of, points);\ngradgradcheck(of, points);`
      );
    },
  );
}

/** What is different in two arrays, to the bit, but for which NaN it is; `null` if nothing is. */
function difference(a: NdArray, b: NdArray): string | null {
  if (!array.sameShape(a.shape, b.shape)) {
    return `shape ${array.showShape(a.shape)}, not ${array.showShape(b.shape)}`;
  }
  const [dtypeA, dtypeB] = [array.dtypeOf(a), array.dtypeOf(b)];
  if (dtypeA !== dtypeB) return `${dtypeA}, not ${dtypeB}`;
  const [left, right] = [array.flat(a), array.flat(b)];
  const at = left.findIndex((value, i) => !Object.is(value, right[i]));
  return at < 0 ? null : `entry ${at}: ${left[at]}, not ${right[at]}`;
}

function expectSame(what: string, a: Tensor, b: Tensor): void {
  const found = difference(a.data, b.data);
  if (found !== null) throw new Error(`${what}: ${found}`);
}

const randomLike = ({ shape, dtype }: Tensor, seed: number) => {
  const generator = new Generator(seed);
  const values = Array.from({ length: array.sizeOf(shape) }, () => generator.normal());
  return tensor(values, { shape, dtype });
};

/** Remembers the bits of tensors, and tells which have changed. */
class Held {
  readonly #tensors = new Map<string, { t: Tensor; data: NdArray; before: NdArray }>();

  hold(name: string, t: Tensor): void {
    this.#tensors.set(name, { t, data: t.data, before: array.copy(t.data) });
  }

  check(when: string): void {
    for (const [name, { data, before }] of this.#tensors) {
      const found = difference(data, before);
      if (found !== null) throw new Error(`${name} has changed ${when}: ${found}`);
    }
  }
}

/**
 * `backward` and `gradients` agree to the bit, whatever is asked for at once; gradients have the
 * shapes and dtypes of what they belong to; and whatever is held stays as it is.
 */
function checkGradients(program: Program, last: number): void {
  const all = leavesOf(program);
  const leaves = all.filter((leaf) => leaf.requiresGrad);
  const held = new Held();
  all.forEach((leaf, i) => {
    held.hold(`leaf x${i}`, leaf);
  });
  const values = run(program, all);
  values.forEach((value, i) => {
    held.hold(`value ${i}`, value);
  });
  held.check("while the program ran");
  const end = values[last];
  const gradient = randomLike(end, 1);
  held.hold("the cotangent", gradient);

  const found = gradients(end, leaves, { gradient });
  found.forEach((g, i) => {
    held.hold(`gradient ${i}`, g);
    if (g.dtype !== leaves[i].dtype || !array.sameShape(g.shape, leaves[i].shape)) {
      throw new Error(`gradient ${i} is ${g.dtype} ${array.showShape(g.shape)}`);
    }
  });
  const recorded = gradients(end, leaves, { gradient, createGraph: true });
  const between = values.filter((t) => t.requiresGrad);
  const withOthers = gradients(end, [...leaves, ...between], { gradient });
  leaves.forEach((leaf, i) => {
    expectSame(`gradient ${i} with createGraph`, recorded[i], found[i]);
    expectSame(`gradient ${i} alone`, gradients(end, [leaf], { gradient })[0], found[i]);
    expectSame(`gradient ${i} among those of all values`, withOthers[i], found[i]);
  });

  end.backward(gradient);
  const first = leaves.map((leaf) => leaf.grad);
  first.forEach((grad, i) => {
    if (grad !== null) {
      expectSame(`gradient ${i} of backward`, grad, found[i]);
      held.hold(`gradient ${i} of backward`, grad);
    } else if ([...tensor(found[i]).data.data].some((value) => value !== 0)) {
      throw new Error(`backward gave leaf ${i} no gradient, but gradients did`);
    }
  });
  end.backward(gradient, { createGraph: true });
  leaves.forEach(({ grad }, i) => {
    const before = first[i];
    if ((grad === null) !== (before === null)) throw new Error(`leaf ${i} changed its mind`);
    if (grad !== null && before !== null) {
      expectSame(`gradient ${i} of two backward passes`, grad, add(before, found[i]));
    }
  });

  // Second derivatives, of the first gradient that has some.
  const g = recorded.find((each) => each.requiresGrad);
  if (g !== undefined) {
    const direction = randomLike(g, 2);
    const second = gradients(g, leaves, { gradient: direction });
    leaves.forEach((leaf) => {
      leaf.zeroGrad();
    });
    g.backward(direction);
    leaves.forEach(({ grad }, i) => {
      if (grad !== null) expectSame(`second derivative ${i} of backward`, grad, second[i]);
    });
  }
  held.check("by backward passes");
  for (const leaf of leaves) leaf.assign(randomLike(leaf, 3));
  held.check("by assigning to the leaves");
}

/**
 * Each op gives the same with kernels as with plain loops, within what docs/accuracy.md states:
 * those of the forward pass, the backward pass, and the second derivatives.
 */
function checkKernels(program: Program, last: number, isAlways: boolean): void {
  choosing("auto", isAlways, () => {
    const all = leavesOf(program);
    const towards = all.filter((leaf) => leaf.requiresGrad);
    const end = run(program, all)[last];
    const first = gradients(end, towards, { gradient: randomLike(end, 1), createGraph: true });
    const steps = new Set([end, ...first].flatMap((t) => Tape.endingAt(t).steps));
    for (const { op, inputs, output } of steps) {
      const weight = op instanceof GHMLoss ? op.weight : null;
      const forward = () => {
        // The moving averages begin anew, as they did for the program.
        if (op instanceof GHMLoss && op.density instanceof GradientDensity) {
          op.density.load(new GradientDensity(op.density.options).state());
        }
        return op.forward(...inputs.map((t) => t.data));
      };
      const again = difference(forward(), output.data);
      if (again !== null) throw new Error(`${op.name} twice: ${again}`);
      const plain = choosing("plain", false, forward);
      useKernelsAlways(isAlways);
      const operands = inputs.map((t) => `${t.dtype} ${array.showShape(t.shape)}`);
      const what = `${op.name} of ${operands.join(", ")}`;
      if (weight !== null && op instanceof GHMLoss) {
        expectSame(`${what}: weights with kernels and plain loops`, weight, op.weight);
      }
      checkClose(
        what,
        output.data,
        plain,
        allowed(
          op,
          inputs.map((t) => t.data),
          plain,
        ),
      );
    }
  });
}

function checkClose(
  what: string,
  auto: NdArray,
  plain: NdArray,
  within: Float64Array | null,
): void {
  const exact = difference(auto, plain);
  if (exact === null) return;
  if (within === null) throw new Error(`${what}: with kernels ${exact} as with plain loops`);
  const [left, right] = [array.flat(auto), array.flat(plain)];
  left.forEach((value, i) => {
    if (value === right[i] || (Number.isNaN(value) && Number.isNaN(right[i]))) return;
    if (Math.abs(value - right[i]) <= within[i] || within[i] === Infinity) return;
    throw new Error(
      `${what}: entry ${i} is ${value} with kernels, ${right[i]} with plain loops; off by ` +
        `${Math.abs(value - right[i])}, allowed ${within[i]}`,
    );
  });
}

/**
 * Gradients agree with finite differences in float64, by gradcheck, with its random cotangent; and
 * so do second derivatives.
 */
function checkDifferences(program: Program, last: number): Outcome {
  // Moved apart a little: equal numbers are at a kink of max, ohem, and others.
  const points = leavesOf(program, "float64").map((leaf, i) => {
    const moved = add(leaf.detach(), mul(0.01, randomLike(leaf, i)));
    moved.requiresGrad = leaf.requiresGrad;
    return moved;
  });
  const isLeaf = points.map((leaf) => leaf.requiresGrad);
  const inputs = points.filter((_, i) => isLeaf[i]);
  const f = (...leaves: Tensor[]) => {
    let next = 0;
    const all = points.map((point, i) => (isLeaf[i] ? leaves[next++] : point));
    return run(program, all)[last];
  };
  try {
    gradcheck(f, inputs);
    // Derivatives of long programs grow too large for it.
    if (program.calls.length <= 4) gradgradcheck(f, inputs);
    return "checked";
  } catch (error) {
    if (error instanceof Error && error.message.includes("near a kink or a jump"))
      return "at a kink";
    throw error;
  }
}
