/** All ops. This file also gives Tensor its methods. */
import { show } from "../array/index.js";
import { Tensor } from "../autograd/index.js";
import * as functions from "./functions.js";

export { Add, BroadcastTo, SumTo } from "../autograd/index.js";
export * from "./concat.js";
export * from "./create.js";
export * from "./functions.js";
export * from "./jacobian.js";
export * from "./where.js";

type Functions = typeof functions;

/**
 * For each function f(x, …), the method x.f(…). Classes, whose names are capitalised, are left out.
 */
type Methods = {
  [
    Name in keyof Functions as Name extends Uncapitalize<Name> ? Name : never
  ]: Functions[Name] extends (x: Tensor, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

declare module "../autograd/tensor.js" {
  interface Tensor extends Methods {}
}

/**
 * Methods whose namesakes in PyTorch or NumPy take each axis as an argument, and how many arguments
 * these here take: those beyond would be ignored.
 */
const mostArguments = new Map([
  ["flip", [1, "flip([0, 1])"]],
  ["squeeze", [1, "squeeze([0, 1])"]],
  ["transpose", [2, "transpose(0, 1), or permute([0, 2, 1]) for an order of all axes"]],
] as const);

for (const [name, f] of Object.entries(functions)) {
  if (/^[A-Z]/.test(name)) continue; // a class
  const apply = f as (x: Tensor, ...rest: unknown[]) => unknown;
  const [most, example] = mostArguments.get(name as "flip") ?? [Infinity];
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: unknown[]) {
      if (rest.length > most) {
        throw new TypeError(`${name} takes its axes as in x.${example}, not ${show(rest)}`);
      }
      return apply(this, ...rest);
    },
  });
}
