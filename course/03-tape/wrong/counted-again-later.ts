/**
 * You go on from a tensor as often as a step used it, each time with the sum of all that has
 * arrived. So the sum is sent on twice where it should be sent once. A step needs one turn, when
 * its ȳ is complete, and that is what the order of the tape is for.
 */
import { add, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  const visit = (y: Tensor) => {
    if (y.origin === null) return;
    const { op, inputs } = y.origin;
    op.backward(gradients.get(y)!, [...inputs], y).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
    });
    inputs.forEach(visit);
  };
  visit(loss);
  return gradients;
}
