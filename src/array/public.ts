/**
 * Functions on arrays, for the `forward` of user-defined ops. None of them writes into an array
 * that it is given. They are those that the engine uses, with checks of their arguments, which the
 * engine does without.
 */
import * as plain from "./index.js";
import type { ArrayLike, ArrayOptions, Dtype, NdArray, Range, Shape } from "./index.js";

export { isNdArray, type ArrayOptions } from "./convert.js";
export type { Values } from "./ndarray.js";
export type { Range } from "./view.js";

/** Throws unless `value`, one of `args`, is what `caller` takes. */
type Check = (value: unknown, caller: string, args: readonly unknown[]) => void;

/** `f` with a check of each of its arguments, in their order. */
function checked<F extends (...args: never[]) => unknown>(
  name: string,
  f: F,
  ...checks: readonly Check[]
): F {
  const withChecks = (...args: Parameters<F>) => {
    checks.forEach((check, i) => {
      check(args[i], `array.${name}`, args);
    });
    return f(...args);
  };
  return withChecks as F;
}

const floats: Check = (value, caller) => {
  if (plain.isFloats(value)) return;
  throw new TypeError(
    `${caller} takes ndarrays of floats, such as array.array([1, 2]) or the data of a tensor, not ` +
      plain.showNdArray(value),
  );
};
const matrix: Check = (value, caller, args) => {
  floats(value, caller, args);
  const { shape } = value as NdArray;
  if (shape.length >= 2) return;
  throw new RangeError(`${caller} takes matrices, not an array of shape ${plain.showShape(shape)}`);
};
const listOfFloats: Check = (value, caller, args) => {
  plain.checkList(value, caller, "[x, y], of ndarrays");
  (value as unknown[]).forEach((entry) => {
    floats(entry, caller, args);
  });
};
const shape: Check = (value, caller) => {
  plain.checkShape(value as Shape, caller);
};
const dtype: Check = (value) => {
  plain.checkDtype(value as Dtype);
};
const optionalDtype: Check = (value, caller, args) => {
  if (value !== undefined) dtype(value, caller, args);
};
const wholeNumbers: Check = (value, caller) => {
  plain.checkEntries(`${caller}: axes and strides`, value, Number.isInteger, "whole numbers");
};
const size: Check = (value, caller) => {
  const isSize = (n: number) => Number.isInteger(n) && n >= 0;
  plain.checkEntries(`${caller}: numbers of axes`, [value], isSize, "whole numbers ≥ 0");
};
const text: Check = (value, caller) => {
  plain.checkType(typeof value === "string", `${caller} takes the name of its caller`, value);
};
const list: Check = (value, caller) => {
  plain.checkList(value, caller, "[2, 3]");
};
/** What the function checks itself. */
const anything: Check = () => undefined;
const number: Check = (value, caller) => {
  plain.checkType(typeof value === "number", `${caller} takes a number in this place`, value);
};
const mapping: Check = (value, caller) => {
  plain.checkType(plain.isCallable(value), `${caller} takes a function of a number`, value);
};
const keepdims: Check = (value, caller) => {
  const isGood = value === undefined || typeof value === "boolean";
  plain.checkType(isGood, `${caller}: keepdims must be true or false`, value);
};

/** Axes of the first argument, counted from the front. */
const axes: Check = (value, caller, [x]) => {
  const ndim = (x as NdArray).shape.length;
  const isAxis = (axis: number) => Number.isInteger(axis) && axis >= 0 && axis < ndim;
  plain.checkEntries(`${caller}: axes`, value, isAxis, `whole numbers ≥ 0 and < ${ndim}`);
  if (new Set(value).size < value.length) {
    throw new RangeError(`${caller}: the axes ${plain.showShape(value)} name one axis twice`);
  }
};
const ascendingAxes: Check = (value, caller, args) => {
  axes(value, caller, args);
  const list = value as number[];
  if (list.every((axis, i) => i === 0 || axis > list[i - 1])) return;
  throw new RangeError(`${caller} takes axes in ascending order, not ${plain.showShape(list)}`);
};
/** One of them. */
const axis: Check = (value, caller, args) => {
  axes([value], caller, args);
};

/** For each axis of a shape, a range inside it. */
function checkRanges(value: unknown, within: Shape, caller: string): void {
  plain.checkList(value, caller, "[{ start: 0, step: 1, size: 2 }], a range for each axis");
  const ranges = value as Range[];
  if (ranges.length !== within.length) {
    throw new RangeError(
      `${caller} takes a range for each axis of shape ${plain.showShape(within)}, not ` +
        `${ranges.length}`,
    );
  }
  ranges.forEach((range, at) => {
    const isRange = plain.hasFields(range, "start", "step", "size");
    plain.checkType(isRange, `${caller}: a range must be { start, step, size }`, range);
    const { start, step, size } = range;
    const isWhole = [start, step, size].every(Number.isInteger) && size >= 0;
    const isInside = [start, start + (size - 1) * step].every((i) => i >= 0 && i < within[at]);
    if (isWhole && (isInside || size === 0)) return;
    throw new RangeError(
      `${caller}: a range of start ${plain.show(start)}, step ${plain.show(step)} and size ` +
        `${plain.show(size)} does not lie inside axis ${at} of shape ${plain.showShape(within)}`,
    );
  });
}

function checkSame(caller: string, x: NdArray, wanted: Shape): void {
  if (plain.sameShape(x.shape, wanted)) return;
  throw new RangeError(
    `${caller}: shapes ${plain.showShape(x.shape)} and ${plain.showShape(wanted)} must be equal`,
  );
}

const unary = <F extends (x: NdArray) => unknown>(name: string, f: F) => checked(name, f, floats);
const binary = <F extends (a: NdArray, b: NdArray) => unknown>(name: string, f: F) =>
  checked(name, f, floats, floats);
const reduction = <F extends (x: NdArray, axes: readonly number[], keepdims: boolean) => NdArray>(
  name: string,
  f: F,
) => checked(name, f, floats, ascendingAxes, keepdims);

// Each is marked as pure, so that bundlers leave out those that nothing uses.

export const abs = /* @__PURE__ */ unary("abs", plain.abs);
export const cos = /* @__PURE__ */ unary("cos", plain.cos);
export const erf = /* @__PURE__ */ unary("erf", plain.erf);
export const exp = /* @__PURE__ */ unary("exp", plain.exp);
export const expm1 = /* @__PURE__ */ unary("expm1", plain.expm1);
export const log = /* @__PURE__ */ unary("log", plain.log);
export const log1p = /* @__PURE__ */ unary("log1p", plain.log1p);
export const neg = /* @__PURE__ */ unary("neg", plain.neg);
export const reciprocal = /* @__PURE__ */ unary("reciprocal", plain.reciprocal);
export const relu = /* @__PURE__ */ unary("relu", plain.relu);
export const rsqrt = /* @__PURE__ */ unary("rsqrt", plain.rsqrt);
export const sigmoid = /* @__PURE__ */ unary("sigmoid", plain.sigmoid);
export const sign = /* @__PURE__ */ unary("sign", plain.sign);
export const sin = /* @__PURE__ */ unary("sin", plain.sin);
export const softplus = /* @__PURE__ */ unary("softplus", plain.softplus);
export const sqrt = /* @__PURE__ */ unary("sqrt", plain.sqrt);
export const tanh = /* @__PURE__ */ unary("tanh", plain.tanh);
export const dtypeOf = /* @__PURE__ */ unary("dtypeOf", plain.dtypeOf);
export const flat = /* @__PURE__ */ unary("flat", plain.flat);
export const toNested = /* @__PURE__ */ unary("toNested", plain.toNested);
export const total = /* @__PURE__ */ unary("total", plain.total);

export const add = /* @__PURE__ */ binary("add", plain.add);
export const div = /* @__PURE__ */ binary("div", plain.div);
export const equal = /* @__PURE__ */ binary("equal", plain.equal);
export const greater = /* @__PURE__ */ binary("greater", plain.greater);
export const greaterEqual = /* @__PURE__ */ binary("greaterEqual", plain.greaterEqual);
export const less = /* @__PURE__ */ binary("less", plain.less);
export const lessEqual = /* @__PURE__ */ binary("lessEqual", plain.lessEqual);
export const maximum = /* @__PURE__ */ binary("maximum", plain.maximum);
export const mul = /* @__PURE__ */ binary("mul", plain.mul);
export const pow = /* @__PURE__ */ binary("pow", plain.pow);
export const sub = /* @__PURE__ */ binary("sub", plain.sub);

export const logsumexp = /* @__PURE__ */ reduction("logsumexp", plain.logsumexp);
export const max = /* @__PURE__ */ reduction("max", plain.max);
export const mean = /* @__PURE__ */ reduction("mean", plain.mean);
export const sum = /* @__PURE__ */ reduction("sum", plain.sum);

export const softmax = /* @__PURE__ */ checked("softmax", plain.softmax, floats, ascendingAxes);
export const logSoftmax = /* @__PURE__ */ checked(
  "logSoftmax",
  plain.logSoftmax,
  floats,
  ascendingAxes,
);
export const cumsum = /* @__PURE__ */ checked("cumsum", plain.cumsum, floats, axis);
export const map = /* @__PURE__ */ checked("map", plain.map, floats, mapping);
export const where = /* @__PURE__ */ checked("where", plain.where, floats, floats, floats);
export const copy = /* @__PURE__ */ checked("copy", plain.copy, floats, optionalDtype);
export const full = /* @__PURE__ */ checked("full", plain.full, shape, number, optionalDtype);
export const zeros = /* @__PURE__ */ checked("zeros", plain.zeros, shape, optionalDtype);
export const promote = /* @__PURE__ */ checked("promote", plain.promote, listOfFloats);
export const gather = /* @__PURE__ */ checked("gather", plain.gather, floats, floats, axis);
export const permute = /* @__PURE__ */ checked("permute", plain.permute, floats, wholeNumbers);
export const flip = /* @__PURE__ */ checked("flip", plain.flip, floats, axes);
export const reshape = /* @__PURE__ */ checked("reshape", plain.reshape, floats);
export const broadcastTo = /* @__PURE__ */ checked("broadcastTo", plain.broadcastTo, floats, shape);

export const sameShape = /* @__PURE__ */ checked("sameShape", plain.sameShape, shape, shape);
export const showShape = /* @__PURE__ */ checked("showShape", plain.showShape, list);
export const broadcastShapes = /* @__PURE__ */ checked(
  "broadcastShapes",
  plain.broadcastShapes,
  shape,
  shape,
  text,
);
export const positiveAxis = /* @__PURE__ */ checked(
  "positiveAxis",
  plain.positiveAxis,
  anything,
  size,
  text,
);
export const positiveAxes = /* @__PURE__ */ checked(
  "positiveAxes",
  plain.positiveAxes,
  anything,
  size,
  text,
);

// The arguments of these must fit each other, too.

export const matmul = /* @__PURE__ */ checked("matmul", plain.matmul, matrix, matrix);
export const dot = /* @__PURE__ */ checked("dot", plain.dot, floats, (value, caller, args) => {
  floats(value, caller, args);
  checkSame(caller, args[0] as NdArray, (value as NdArray).shape);
});
export const sumTo = /* @__PURE__ */ checked(
  "sumTo",
  plain.sumTo,
  floats,
  (value, caller, args) => {
    shape(value, caller, args);
    const x = args[0] as NdArray;
    checkSame(caller, x, plain.broadcastShapes(x.shape, value as Shape, caller));
  },
  dtype,
);
export const slice = /* @__PURE__ */ checked("slice", plain.slice, floats, (value, caller, [x]) => {
  checkRanges(value, (x as NdArray).shape, caller);
});
export const place = /* @__PURE__ */ checked(
  "place",
  plain.place,
  floats,
  shape,
  (value, caller, [x, within]) => {
    checkRanges(value, within as Shape, caller);
    const sizes = (value as Range[]).map((range) => range.size);
    checkSame(caller, x as NdArray, sizes);
  },
  number,
);
export const concat = /* @__PURE__ */ checked(
  "concat",
  plain.concat,
  listOfFloats,
  (value, caller, [arrays]) => {
    const { length } = arrays as NdArray[];
    if (length === 0) throw new RangeError(`${caller}: there are no arrays to join`);
    axis(value, caller, arrays as NdArray[]);
  },
);
export const scatterAdd = /* @__PURE__ */ checked(
  "scatterAdd",
  plain.scatterAdd,
  floats,
  floats,
  (value, caller, args) => {
    checkSame(caller, args[0] as NdArray, (args[1] as NdArray).shape);
    axis(value, caller, args);
  },
  shape,
);
export const view = /* @__PURE__ */ checked(
  "view",
  plain.view,
  (value, caller) => {
    const isValues = value instanceof Float32Array || value instanceof Float64Array;
    plain.checkType(isValues, `${caller} takes a Float32Array or a Float64Array`, value);
  },
  shape,
  (stride, caller, args) => {
    if (stride !== undefined) wholeNumbers(stride, caller, args);
  },
  (offset, caller, args) => {
    if (offset !== undefined) number(offset, caller, args);
    const [data, sizes, stride = sizes] = args as Parameters<typeof plain.view>;
    if (stride.length !== sizes.length) {
      throw new RangeError(
        `${caller}: ${plain.showShape(stride)} is not a stride for each axis of shape ` +
          plain.showShape(sizes),
      );
    }
    const made = plain.view(data, sizes, args[2] as number[] | undefined, offset as number);
    if (!plain.isFloats(made)) throw new RangeError(`${caller} makes ${plain.showNdArray(made)}`);
  },
);

/**
 * A contiguous copy of `data` as an array.
 *
 * @param data - a number, nested lists, a typed array or an ndarray.
 * @param options - the dtype, and the shape of flat data.
 * @param label - what messages call the data.
 * @throws TypeError if an entry is not a number.
 * @throws RangeError if rows differ in length, or the data do not fill `shape`.
 */
export function array(
  data: ArrayLike,
  options: ArrayOptions = {},
  label = "array.array: data",
): NdArray {
  text(label, "array.array", []);
  return plain.array(data, options, label);
}
