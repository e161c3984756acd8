/** The tape of one step: what ran forward, and what comes back, for one row and for all. */
import { flat } from "../../../src/array/index.js";
import {
  Tape,
  type BackwardStep,
  type Examples,
  type Step,
  type Tensor,
} from "../../../src/index.js";
import type { Experiment } from "./experiment.js";
import type { Twin } from "./twin.js";

/** A tensor that goes into a step of the tape or comes out of it. */
export interface Value {
  /** `#3`, what step 3 made; the name of a parameter; `x`, `p*` or a constant. */
  name: string;
  shape: readonly number[];
  /** Whether a gradient is wanted for it. */
  isTracked: boolean;
  /** The entries of the row that is looked at, or all of a tensor that has no rows, if they are few. */
  entries: number[] | null;
}

/** A gradient that goes back. */
export interface Gradient extends Value {
  /** Of each row: the sum of the sizes of its entries; of a tensor that has no rows, those sizes. */
  sizes: number[];
}

/** What goes back through a step; `null`: into a constant. */
export interface Back {
  incoming: Gradient;
  outgoing: (Gradient | null)[];
}

export interface TapeStep {
  op: string;
  inputs: Value[];
  output: Value;
  /** `null` until the backward pass has come here. */
  back: Back | null;
}

export interface TapeView {
  steps: TapeStep[];
  /** How many of them the network has made; the others are the loss's. */
  ofNetwork: number;
  /** How many steps the backward pass has gone back through. */
  rewound: number;
}

/** Tensors with more entries than this are shown by their sizes only. */
const mostEntries = 64;

/**
 * The tape of the next step of a twin, as far as its cursor.
 *
 * @param row - the place of the row that is looked at among those that are not erased.
 */
export function tapeOf(
  { twins, training }: Experiment,
  shown: 0 | 1,
  row: number | null,
  cursor: number,
): TapeView {
  const twin = twins[shown];
  const { x, y } = training.examples;
  return twin.withoutCounting(() => {
    const logits = twin.forward(x);
    const tape = Tape.endingAt(twin.loss.loss(logits, y));
    const back = rewound(tape, cursor - 1);
    const names = namesOn(tape, twin, training.examples);
    const [rows] = x.shape;
    const valueOf = (t: Tensor, isTracked: boolean): Value => {
      const entries = entriesOf(t, rows, row);
      return { name: names.get(t) ?? "constant", shape: [...t.shape], isTracked, entries };
    };
    const gradientOf = (t: Tensor, { name }: Value): Gradient => {
      return { ...valueOf(t, true), name, sizes: sizesOf(t, rows) };
    };
    const steps = tape.steps.map((step): TapeStep => {
      const inputs = step.inputs.map((t, k) => valueOf(t, step.tracked[k]));
      const output = valueOf(step.output, true);
      const seen = back.get(step);
      return {
        op: step.op.name,
        inputs,
        output,
        back:
          seen === undefined
            ? null
            : {
                incoming: gradientOf(seen.gradOutput, output),
                outgoing: seen.gradInputs.map((t, k) => t && gradientOf(t, inputs[k])),
              },
      };
    });
    const ofNetwork = tape.steps.findIndex(({ output }) => output === logits) + 1;
    return { steps, ofNetwork, rewound: back.size };
  });
}

/** What goes back through the last steps of a tape, so many or all. */
function rewound(tape: Tape, steps: number): Map<Step, BackwardStep> {
  const back = new Map<Step, BackwardStep>();
  const rewinding = tape.rewind();
  while (back.size < steps) {
    const { done, value } = rewinding.next();
    if (done === true) break;
    back.set(value.step, value);
  }
  return back;
}

/** What the tensors on a tape are called; those that are missing are constants. */
function namesOn(tape: Tape, { model }: Twin, { x, y }: Examples): Map<Tensor, string> {
  return new Map<Tensor, string>([
    [x, "x"],
    [y, "p*"],
    ...model.namedParameters().map(([name, parameter]) => [parameter, name] as const),
    ...tape.steps.map(({ output }, i) => [output, `#${i}`] as const),
  ]);
}

const isByRow = ({ shape }: Tensor, rows: number) => shape.length > 0 && shape[0] === rows;

/** {@link Value.entries} */
function entriesOf(t: Tensor, rows: number, row: number | null): number[] | null {
  const hasRows = isByRow(t, rows);
  const width = t.size / (hasRows ? rows : 1);
  if (width > mostEntries || (hasRows && row === null)) return null;
  const from = hasRows ? (row ?? 0) * width : 0;
  return Array.from(flat(t.data).subarray(from, from + width));
}

/** {@link Gradient.sizes} */
function sizesOf(t: Tensor, rows: number): number[] {
  const sizes = Array.from(flat(t.data), Math.abs);
  if (!isByRow(t, rows)) return sizes;
  const width = t.size / rows;
  return Array.from({ length: rows }, (_, i) =>
    sizes.slice(i * width, (i + 1) * width).reduce((sum, size) => sum + size, 0),
  );
}
