/**
 * You go on from a tensor each time something arrives there, with all that it has by then. So what
 * arrived first is sent on twice: alone, and again in the sum. A step needs one turn, when its ȳ is
 * complete, and that is what the order of the tape is for.
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
      visit(inputs[i]);
    });
  };
  visit(loss);
  return gradients;
}
