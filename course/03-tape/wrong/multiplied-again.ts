/**
 * You multiply by ȳ what the op's backward gives, but it has done that already: it gives x̄, and
 * not a slope. As long as ȳ is 1, once more does no harm; after that every number is too large or
 * too small by a ȳ.
 */
import { add, mul, Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps.toReversed()) {
    const gradY = gradients.get(output)!;
    op.backward(gradY, [...inputs], output).forEach((compute, i) => {
      if (compute === null) return;
      const gradX = mul(gradY, compute());
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? gradX : add(before, gradX));
    });
  }
  return gradients;
}
