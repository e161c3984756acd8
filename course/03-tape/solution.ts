/**
 * Why this is right. The tape is in the order in which the ops ran, so whatever uses a tensor comes
 * after the step that made it. Read from its end, it reaches a step only when all that used its
 * output have given what they had to give: what the map then holds for the output is complete, the
 * sum over all of them. Each step has one turn, and the map adds up, so that no way from a tensor to
 * the loss is left out and none is walked twice. What is missing to the package's own tape is little:
 * it sums a gradient to the shape of its input, leaves out what nobody wants, and asks whether a
 * tensor has been changed since.
 */
import { add, Tape, tensor, type Tensor } from "ghmgrad";

export function backward(loss: Tensor): Map<Tensor, Tensor> {
  const gradients = new Map([[loss, tensor(1)]]);
  for (const { op, inputs, output } of Tape.endingAt(loss).steps.toReversed()) {
    const gradY = gradients.get(output);
    if (gradY === undefined) continue; // nothing that leads to the loss gave it one
    op.backward(gradY, [...inputs], output).forEach((compute, i) => {
      if (compute === null) return;
      const before = gradients.get(inputs[i]);
      gradients.set(inputs[i], before === undefined ? compute() : add(before, compute()));
    });
  }
  return gradients;
}
