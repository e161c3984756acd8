/**
 * You add two tensors with +. JavaScript makes texts of them, and puts one behind the other: the
 * numbers are lost. Tensors are added by an op, add(before, gradient).
 */
import { Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map<Tensor, any>([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps.toReversed()) {
    op.backward(gradients.get(output), [...inputs], output).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : before + compute());
    });
  }
  return gradients;
}
