/**
 * Your numbers are right: you walk every way from the loss to its beginnings, and add up the
 * products, as the chain rule says. But each fork doubles the ways. These 12 steps have 4096 of
 * them; 300 such steps have more than the universe has atoms. Wait until all that arrives at a
 * tensor is there, and go on from it once.
 */
import { add, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map<Tensor, Tensor>();
  const walk = (y: Tensor, gradY: Tensor) => {
    const before = gradients.get(y);
    gradients.set(y, before === undefined ? gradY : add(before, gradY));
    if (y.origin === null) return;
    const { op, inputs } = y.origin;
    op.backward(gradY, [...inputs], y).forEach((compute, i) => {
      if (compute !== null) walk(inputs[i], compute());
    });
  };
  walk(loss, tensor(1));
  return gradients;
}
