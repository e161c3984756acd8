/** All ops. This file also gives Tensor its methods. */
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

for (const [name, f] of Object.entries(functions)) {
  if (/^[A-Z]/.test(name)) continue; // a class
  const apply = f as (x: Tensor, ...rest: unknown[]) => unknown;
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: unknown[]) {
      return apply(this, ...rest);
    },
  });
}
