/**
 * Releases graphs that are of no use any more. A first reading of the engine can skip this file.
 *
 * A loss holds the steps that made it, and through them every array of its forward pass. Once a leaf has
 * changed, to go back through the steps that used it is an error, so what they hold serves nothing. They
 * are released then: whoever keeps every loss of a training keeps its numbers, not its graphs.
 */
import { changedSince, Op, type Step } from "./op.js";
import type { Tape } from "./tape.js";
import { describe, type Tensor } from "./tensor.js";

/** What ended the use of some steps: the leaf that was changed, and the op that had used it. */
interface Cause {
  leaf: string;
  op: string;
}

/** The op of a released step. Its name says what happened, on printed tapes and in messages. */
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

/** How many tapes one leaf remembers: gradients added up over many batches must not hold them all. */
const MOST_TAPES = 8;

/** The tapes that a leaf's gradient comes from. */
const tapesOf = new WeakMap<Tensor, Tape[]>();

/** To be called before `leaf` gets a gradient from `tape`, whose steps are released when the leaf changes. */
export function remember(leaf: Tensor, tape: Tape): void {
  const tapes = leaf.grad === null ? [] : (tapesOf.get(leaf) ?? []);
  tapes.push(tape);
  if (tapes.length > MOST_TAPES) tapes.shift();
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

/** Why one of the steps that made its inputs was released, if one was. */
function causeOf({ inputs }: Step): Cause | undefined {
  for (const { origin } of inputs) if (origin?.op instanceof Released) return origin.op.cause;
  return undefined;
}

function release(step: Step, cause: Cause): void {
  const writable: { -readonly [Key in "op" | "inputs"]: Step[Key] } = step;
  writable.op = new Released(step.op.name, cause);
  writable.inputs = [];
}
