/** The tape of one step: what ran forward, and what comes back, for one row and for all. */
import { flat as flatOf } from "../../../src/array/index.js";
import { Tape, type BackwardStep, type Step, type Tensor } from "../../../src/index.js";
import type { Experiment } from "./experiment.js";

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

export interface TapeStep {
  op: string;
  inputs: Value[];
  output: Value;
  /** `null` until the backward pass has come here. */
  back: { incoming: Gradient; outgoing: (Gradient | null)[] } | null;
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
    const logits = twin.model.forward(x);
    const loss = twin.loss.loss(logits, y);
    const tape = Tape.endingAt(loss);
    const names = new Map<Tensor, string>([
      [x, "x"],
      [y, "p*"],
    ]);
    twin.model.namedParameters().forEach(([name, parameter]) => names.set(parameter, name));
    tape.steps.forEach(({ output }, i) => names.set(output, `#${i}`));
    const rows = x.shape[0];
    const valueOf = (t: Tensor, isTracked: boolean, name = names.get(t) ?? "constant"): Value => {
      const { shape } = t;
      const isByRow = shape.length > 0 && shape[0] === rows;
      const width = t.size / (isByRow ? rows : 1);
      const flat = flatOf(t.data);
      const from = isByRow ? (row ?? 0) * width : 0;
      const isShown = width <= mostEntries && !(isByRow && row === null);
      const entries = isShown ? Array.from(flat.subarray(from, from + width)) : null;
      return { name, shape: [...shape], isTracked, entries };
    };
    const gradientOf = (t: Tensor, name: string): Gradient => {
      const isByRow = t.shape.length > 0 && t.shape[0] === rows;
      const width = t.size / rows;
      const flat = Array.from(flatOf(t.data), Math.abs);
      const sizes = isByRow
        ? Array.from({ length: rows }, (_, i) =>
            flat.slice(i * width, (i + 1) * width).reduce((sum, size) => sum + size, 0),
          )
        : flat;
      return { ...valueOf(t, true, name), sizes };
    };
    const back = new Map<Step, BackwardStep>();
    const rewinding = tape.rewind();
    while (back.size < cursor - 1) {
      const { done, value } = rewinding.next();
      if (done === true) break;
      back.set(value.step, value);
    }
    const steps = tape.steps.map((step): TapeStep => {
      const seen = back.get(step);
      const inputs = step.inputs.map((t, k) => valueOf(t, step.tracked[k]));
      const output = valueOf(step.output, true);
      return {
        op: step.op.name,
        inputs,
        output,
        back:
          seen === undefined
            ? null
            : {
                incoming: gradientOf(seen.gradOutput, output.name),
                outgoing: seen.gradInputs.map((t, k) => t && gradientOf(t, inputs[k].name)),
              },
      };
    });
    const ofNetwork = tape.steps.findIndex(({ output }) => output === logits) + 1;
    return { steps, ofNetwork, rewound: back.size };
  });
}
