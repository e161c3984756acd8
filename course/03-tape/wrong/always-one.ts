/**
 * You give every step ȳ = 1. That is right for the last one alone. The others get what the map
 * holds for their output: it says how L answers to it, and is there by the time it is their turn.
 */
import { add, Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps.toReversed()) {
    op.backward(tensor(1), [...inputs], output).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
    });
  }
  return gradients;
}
