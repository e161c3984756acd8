/**
 * You go through the tape from its beginning. But only the last step's ȳ is known then: all others
 * come to their turn before anybody has given them one, and the numbers you begin with get nothing.
 * Go from the end: toReversed().
 */
import { add, Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps) {
    const gradY = gradients.get(output);
    if (gradY === undefined) continue;
    op.backward(gradY, [...inputs], output).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
    });
  }
  return gradients;
}
