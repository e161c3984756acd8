/**
 * You go from the loss to what it was made of, and from the tensor found last to what that was made
 * of, each step once. It looks right on most graphs. But a step that the loss uses directly, and
 * another way round as well, has its turn before the other way has been gone: what comes by it is
 * added to its ȳ, and never goes on from there. The tape's order, from its end, keeps a step until
 * all is there.
 */
import { add, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  const seen = new Set<Tensor>();
  const stack = [loss];
  for (let y = stack.pop(); y !== undefined; y = stack.pop()) {
    if (y.origin === null || seen.has(y)) continue;
    seen.add(y);
    const { op, inputs } = y.origin;
    op.backward(gradients.get(y)!, [...inputs], y).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
      stack.push(inputs[i]);
    });
  }
  return gradients;
}
