/**
 * You go through the tape from its beginning, where no step has a ȳ yet: the map holds one for the
 * loss alone, so what you hand to the first step is undefined. The last step is the one that can
 * begin: toReversed().
 */
import { add, Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps) {
    const gradY = gradients.get(output)!;
    op.backward(gradY, [...inputs], output).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
    });
  }
  return gradients;
}
