/**
 * Releases graphs that are no longer needed. A first reading of the engine can skip this file.
 *
 * A loss holds the steps that made it, and through them every array of its forward pass. Once a
 * leaf has changed, running backward through the steps that used it is an error, so these steps can
 * release what they hold. A program that keeps every loss of a training run then keeps numbers, not
 * graphs.
 */
import { changedSince } from "./check/backward.js";
import { describe, type Described } from "./check/describe.js";
import { Op, type Step } from "./op.js";
import type { Tensor } from "./tensor.js";

/** Why some steps were released: the leaf that was changed, and the op that had used it. */
interface Cause {
  leaf: Described;
  op: string;
}

/**
 * Takes the place of a released step's op. Its name says what happened, on printed tapes and in
 * messages.
 */
class Released extends Op<0> {
  constructor(
    readonly op: string,
    readonly cause: Cause,
  ) {
    super();
  }
  override get name(): string {
    return `${this.op} (released: ${describe(this.cause.leaf)} was changed)`;
  }
  forward(): never {
    throw new Error(changedSince(describe(this.cause.leaf), this.cause.op));
  }
  backward(): never {
    return this.forward();
  }
}

export function isReleased(step: Step): boolean {
  return step.op instanceof Released;
}

/** The steps of a tape that was run backward, without those that have been released since. */
interface Walk {
  steps: readonly Step[];
  /** How many elements their outputs have. */
  readonly size: number;
}

/**
 * The walks in which a leaf got a gradient since it last changed. A leaf forgets the oldest:
 * gradients may be summed over many batches, whose graphs it must not hold all.
 */
const walksOf = new WeakMap<Tensor, Walk[]>();
const mostWalks = 64;
const mostElements = 2 ** 20; // in more than a few walks
const fewWalks = 8;

/**
 * Notes that leaves got their gradients from some steps, which are released when one of the leaves
 * changes.
 *
 * @param leaves - got a gradient.
 * @param steps - those that the gradients came through.
 */
export function remember(leaves: readonly Tensor[], steps: readonly Step[]): void {
  const walk = { steps, size: steps.reduce((sum, { output }) => sum + output.size, 0) };
  for (const leaf of leaves) {
    let walks = walksOf.get(leaf);
    if (walks === undefined) {
      walksOf.set(leaf, (walks = []));
      leaf.onChange = releaseWalks;
    }
    walks.push(walk);
    while (walks.length > fewWalks && (walks.length > mostWalks || sizeOf(walks) > mostElements)) {
      walks.shift();
    }
  }
}

const sizeOf = (walks: readonly Walk[]) => walks.reduce((sum, { size }) => sum + size, 0);

/** Releases the steps that used `leaf`, and those that used their outputs. */
function releaseWalks(leaf: Tensor): void {
  const { name, shape } = leaf;
  for (const walk of walksOf.get(leaf) ?? []) {
    for (const step of walk.steps) {
      const cause = step.inputs.includes(leaf)
        ? { leaf: { name, shape }, op: step.op.name }
        : causeOf(step);
      if (cause !== undefined) release(step, cause);
    }
    walk.steps = walk.steps.filter((step) => !isReleased(step));
  }
  walksOf.delete(leaf);
}

/** The cause, if a step that made one of these inputs was released. */
function causeOf({ inputs }: Step): Cause | undefined {
  for (const { origin } of inputs) if (origin?.op instanceof Released) return origin.op.cause;
  return undefined;
}

function release(step: Step, cause: Cause): void {
  const writable: { -readonly [Key in "op" | "inputs"]: Step[Key] } = step;
  writable.op = new Released(step.op.name, cause);
  writable.inputs = [];
}
