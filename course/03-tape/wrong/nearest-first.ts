/**
 * You go from the loss to what it was made of, nearest first, and give each step one turn. It looks
 * right on most graphs. But a step that is near the loss by one way and far by another has its turn
 * too soon: what comes later by the long way is added to its ȳ, and never goes on from there. The
 * tape's order, from its end, keeps a step until all is there.
 */
import { add, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  const seen = new Set<Tensor>();
  const queue = [loss];
  for (const y of queue) {
    if (y.origin === null || seen.has(y)) continue;
    seen.add(y);
    const { op, inputs } = y.origin;
    op.backward(gradients.get(y)!, [...inputs], y).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
      queue.push(inputs[i]);
    });
  }
  return gradients;
}
