/**
 * You treat a tensor that is both inputs of a step, as in a · a, as one: you look for it in the
 * list and find the first place, or ask whether it was there before. But the step gives two
 * gradients, one for each place, and both count: go through the inputs by their number.
 */
import { add, Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps.toReversed()) {
    const given = op.backward(gradients.get(output)!, [...inputs], output);
    for (const input of new Set(inputs)) {
      const compute = given[inputs.indexOf(input)];
      if (compute === null) continue;
      const before = gradients.get(input);
      gradients.set(input, before === undefined ? compute() : add(before, compute()));
    }
  }
  return gradients;
}
