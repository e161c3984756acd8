/**
 * You begin with the loss itself as its gradient. But the question at the end is how L answers to a
 * nudge of L, whatever L is: one to one. Begin with 1; with L every gradient is L times too large.
 */
import { add, Tape, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, loss]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps.toReversed()) {
    const gradY = gradients.get(output)!;
    op.backward(gradY, [...inputs], output).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
    });
  }
  return gradients;
}
