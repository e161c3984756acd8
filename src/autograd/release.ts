/**
 * Releases graphs that are no longer needed. A first reading of the engine can skip this file.
 *
 * A loss holds the steps that made it, and through them every array of its forward pass. Once a
 * leaf has changed, running backward through the steps that used it is an error, so these steps can
 * release what they hold. A program that keeps every loss of a training run then keeps numbers, not
 * graphs.
 */
import { changedSince } from "./check/backward.js";
import { Op, type Step } from "./op.js";
import type { Tape } from "./tape.js";
import { describe, type Tensor } from "./tensor.js";

/** Why some steps were released: the leaf that was changed, and the op that had used it. */
interface Cause {
  leaf: string;
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
    return `${this.op} (released: ${this.cause.leaf} was changed)`;
  }
  forward(): never {
    throw new Error(changedSince(this.cause.leaf, this.cause.op));
  }
  backward(): never {
    return this.forward();
  }
}

export function isReleased(step: Step): boolean {
  return step.op instanceof Released;
}

/**
 * How many tapes a leaf remembers, so that gradients summed over many batches do not hold them all.
 */
const mostTapes = 8;

/** The tapes that a leaf's gradient comes from. */
const tapesOf = new WeakMap<Tensor, Tape[]>();

/**
 * Notes that a leaf's gradient comes from a tape, whose steps are released when the leaf changes.
 * Call it before `leaf.grad` is set.
 *
 * @param leaf - the leaf that is about to get a gradient.
 * @param tape - the tape whose backward pass computed it.
 */
export function remember(leaf: Tensor, tape: Tape): void {
  const tapes = leaf.grad === null ? [] : (tapesOf.get(leaf) ?? []);
  tapes.push(tape);
  if (tapes.length > mostTapes) tapes.shift();
  tapesOf.set(leaf, tapes);
  leaf.onChange = releaseTapes;
}

/** Releases the steps that used `leaf`, and those that used their outputs. */
function releaseTapes(leaf: Tensor): void {
  for (const { steps } of tapesOf.get(leaf) ?? []) {
    for (const step of steps) {
      const cause = step.inputs.includes(leaf)
        ? { leaf: describe(leaf), op: step.op.name }
        : causeOf(step);
      if (cause !== undefined) release(step, cause);
    }
  }
  tapesOf.delete(leaf);
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
