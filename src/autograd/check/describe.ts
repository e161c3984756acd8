import { showShape, type Shape } from "../../array/index.js";

/** What {@link describe} needs of a tensor. */
export interface Described {
  readonly name: string | undefined;
  readonly shape: Shape;
}

/**
 * How messages name a tensor: `"w" of shape [2, 3]`.
 *
 * @param t - the tensor.
 */
export function describe({ name, shape }: Described): string {
  return `${name === undefined ? "a tensor" : JSON.stringify(name)} of shape ${showShape(shape)}`;
}
