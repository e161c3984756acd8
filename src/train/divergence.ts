/** A training that left the numbers, and which layer and op made it so. */
import { allFinite } from "../array/index.js";
import { Tape, type Step, type Tensor } from "../autograd/index.js";
import type { Module } from "../nn/index.js";

/** Where the first NaN or infinity of a training step came from. */
export interface Origin {
  /** The name of the op, such as `"Exp"`. */
  op: string;
  /**
   * The layer, by the way to its parameters, such as `"2"`, or the parameter, if it is in none; `""`
   * before the first, `null` for an op of the loss.
   */
  layer: string | null;
  pass: "forward" | "backward";
}

/**
 * Training stopped, because the loss or a gradient was NaN or infinite, or the loss had grown out of
 * all proportion. The step changed nothing: the model has the parameters from before it.
 */
export class DivergenceError extends Error {
  override readonly name = "DivergenceError";

  constructor(
    message: string,
    /** The step that failed, counted from 1. */
    readonly step: number,
    /** What made it; `null` if no single op did. */
    readonly origin: Origin | null,
  ) {
    super(message);
  }
}

/**
 * The first op of a training step that made a NaN or an infinity, forward or backward.
 *
 * @param output - of the model; what was made of it later belongs to the loss.
 */
export function findOrigin(model: Module, output: Tensor, loss: Tensor): Origin | null {
  const { steps } = Tape.endingAt(loss);
  const inModel = new Set(Tape.endingAt(output).steps);
  const origin = (step: Step, pass: Origin["pass"]): Origin => ({
    op: step.op.name,
    layer: inModel.has(step) ? layerOf(step, steps, model) : null,
    pass,
  });
  const bad = steps.find((step) => !allFinite(step.output.data));
  if (bad !== undefined) return origin(bad, "forward");
  for (const { step, gradInputs } of Tape.endingAt(loss).rewind()) {
    if (gradInputs.some((gradient) => gradient !== null && !allFinite(gradient.data))) {
      return origin(step, "backward");
    }
  }
  return null;
}

/** An activation belongs to the layer before it: the last whose parameters were used. */
function layerOf(step: Step, steps: readonly Step[], model: Module): string {
  const names = new Map(model.namedParameters().map(([name, parameter]) => [parameter, name]));
  const until = steps.slice(0, steps.indexOf(step) + 1);
  const used = until.flatMap(({ inputs }) => inputs.map((input) => names.get(input)));
  const last = used.findLast((name) => name !== undefined) ?? "";
  return last.slice(0, Math.max(0, last.lastIndexOf("."))) || last;
}

export function describeOrigin({ op, layer, pass }: Origin): string {
  const where =
    layer === null ? "in the loss" : layer === "" ? "before the first layer" : `in layer ${layer}`;
  return `${pass === "forward" ? op : `the backward pass of ${op}`}, ${where}, made it`;
}
