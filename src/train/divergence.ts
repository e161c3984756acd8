/** Training that diverges, and the layer and op that caused it. */
import { allFinite } from "../array/index.js";
import { Tape, type Step, type Tensor } from "../autograd/index.js";
import type { Module } from "../nn/index.js";

/** The source of the first NaN or infinity in a training step. */
export interface Origin {
  /** The name of the op, such as `"Exp"`. */
  op: string;
  /**
   * The path of the layer, such as `"2"`, or the name of a parameter that belongs to no layer; `""`
   * before the first layer, `null` for an op of the loss.
   */
  layer: string | null;
  pass: "forward" | "backward";
}

/**
 * Training stopped, because the loss or a gradient was NaN or infinite, or the loss had grown out
 * of all proportion. A failed step changed nothing: the model has the parameters from before it.
 */
export class DivergenceError extends Error {
  override readonly name = "DivergenceError";

  /** @param message - says what happened, where, and what may help. */
  constructor(
    message: string,
    /** The step that failed, or after which validation failed; counted from 1. */
    readonly step: number,
    /** What made the first NaN or infinity; `null` if no single op did. */
    readonly origin: Origin | null,
  ) {
    super(message);
  }
}

/**
 * Finds the first op of a training step that made a NaN or an infinity, forward or backward.
 *
 * @param model - names its layers.
 * @param output - of the model; ops that use it belong to the loss.
 * @param loss - of the step, 0-d.
 * @returns `null` if no single op did.
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

/**
 * The layer of a step of the model: the last one whose parameters were used. So an activation
 * belongs to the layer before it.
 */
function layerOf(step: Step, steps: readonly Step[], model: Module): string {
  const names = new Map(model.namedParameters().map(([name, parameter]) => [parameter, name]));
  const until = steps.slice(0, steps.indexOf(step) + 1);
  const used = until.flatMap(({ inputs }) => inputs.map((input) => names.get(input)));
  const last = used.findLast((name) => name !== undefined) ?? "";
  return last.slice(0, Math.max(0, last.lastIndexOf("."))) || last;
}

/**
 * Describes the source of a NaN or infinity, for a message.
 *
 * @param origin - from `findOrigin`.
 */
export function describeOrigin(origin: Origin | null): string {
  if (origin === null) return "";
  const { op, layer, pass } = origin;
  const where =
    layer === null ? "in the loss" : layer === "" ? "before the first layer" : `in layer ${layer}`;
  return `: ${pass === "forward" ? op : `the backward pass of ${op}`}, ${where}, made it`;
}
