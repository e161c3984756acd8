/**
 * You put each gradient into the map in place of the one that was there. Along a chain that is
 * right. But a tensor that two steps use gets two gradients, and L answers to it in both ways: look
 * first whether there is one, and add.
 */
import { Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps.toReversed()) {
    const gradY = gradients.get(output)!;
    op.backward(gradY, [...inputs], output).forEach((compute, i) => {
      if (compute !== null) gradients.set(inputs[i], compute());
    });
  }
  return gradients;
}
