/** The part of ndarray-ops that src/array uses. Each function writes into its first argument. */
declare module "ndarray-ops" {
  import type { NdArray } from "ndarray";
  type Unary = (out: NdArray, a: NdArray) => void;
  type Binary = (out: NdArray, a: NdArray, b: NdArray) => void;
  const ops: Record<
    "assign" | "neg" | "recip" | "abs" | "exp" | "log" | "sqrt" | "sin" | "cos",
    Unary
  > &
    Record<
      "add" | "sub" | "mul" | "div" | "pow" | "max" | "eq" | "gt" | "geq" | "lt" | "leq",
      Binary
    >;
  export default ops;
}
