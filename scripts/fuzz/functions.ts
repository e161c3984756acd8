/**
 * For each differentiable function, and each comparison, how a program calls it: with which of its
 * earlier values, and which options. A test says by name which function is missing here.
 */
import { Generator, type Shape, type Tensor } from "../../src/index.js";
import { Call, type Argument, type Chooser, type Chosen, type Value } from "./calls.js";

/** A call whose arguments fit, or `null` if no earlier value does. */
type Draw = (choose: Chooser) => Call | null;

const mostElements = 60;
const sizeOf = (shape: Shape) => shape.reduce((product, n) => product * n, 1);
const isSame = (a: Shape, b: Shape) => a.length === b.length && a.every((n, i) => n === b[i]);
const numbersOf = (t: Tensor) => [t.toArray()].flat(Infinity as 1) as number[];

/** The shape to which two broadcast; `null` if they do not. */
function joined(a: Shape, b: Shape): Shape | null {
  const ndim = Math.max(a.length, b.length);
  const sizes = Array.from({ length: ndim }, (_, axis) => {
    const [n, m] = [a[axis - ndim + a.length] ?? 1, b[axis - ndim + b.length] ?? 1];
    return n === m || m === 1 ? n : n === 1 ? m : NaN;
  });
  return sizes.some(Number.isNaN) ? null : sizes;
}

const broadcastsWith = (a: Tensor) => (b: Tensor) => {
  const shape = joined(a.shape, b.shape);
  return shape !== null && sizeOf(shape) <= mostElements;
};

/** An option in one of two programs, left out in the others. */
function maybe(choose: Chooser, name: string, make: () => Argument): Record<string, Argument> {
  return choose.below(2) === 1 ? { [name]: make() } : {};
}

/** f(x), with plain data after it, one choice of it for a call. */
function unary(name: string, ...others: Argument[][]): Draw {
  return (choose) => {
    const x = choose.value();
    if (x === null) return null;
    return new Call(name, [x.ref, ...(others.length === 0 ? [] : choose.one(others))]);
  };
}

/** x itself if all its elements are > 0.1, else x² + 0.5. */
function positive(choose: Chooser, { ref, t }: Chosen): Argument {
  if (choose.isWild || numbersOf(t).every((value) => value > 0.1)) return ref;
  return new Call("add", [new Call("square", [ref]), 0.5]);
}

function ofPositive(name: string): Draw {
  return (choose) => {
    const x = choose.value();
    return x === null ? null : new Call(name, [positive(choose, x)]);
  };
}

/** f(a, b), where b broadcasts with a, or is a plain number. */
function binary(name: string, domainB = (_: Chooser, b: Chosen): Argument => b.ref): Draw {
  return (choose) => {
    const a = choose.value();
    if (a === null) return null;
    if (choose.below(6) === 5) return new Call(name, [a.ref, choose.one([2, 0.5, -1.5])]);
    const b = choose.value(broadcastsWith(a.t));
    return b === null ? null : new Call(name, [a.ref, domainB(choose, b)]);
  };
}

/** `null`, an axis, or a list of them. */
function someAxes(choose: Chooser, { ndim }: Tensor): Argument {
  switch (ndim === 0 ? 0 : choose.below(4)) {
    case 0:
      return null;
    case 1:
      return choose.below(ndim);
    case 2:
      return choose.below(ndim) - ndim;
    default:
      return Array.from({ length: ndim }, (_, axis) => axis).filter(() => choose.below(2) === 1);
  }
}

const keepdims = (choose: Chooser) => maybe(choose, "keepdims", () => true);

/** A function of a tensor and the axes that it reduces. */
function reduction(name: string, { empty = true, options = keepdims } = {}): Draw {
  return (choose) => {
    const x = choose.value((t) => empty || t.size > 0);
    return x === null ? null : new Call(name, [x.ref, someAxes(choose, x.t), options(choose)]);
  };
}

function ofAxes(name: string): Draw {
  return (choose) => {
    const x = choose.value((t) => t.ndim > 0);
    return x === null ? null : new Call(name, [x.ref, someAxes(choose, x.t)]);
  };
}

/** Whole numbers below n, as nested lists of a shape. */
function indices(choose: Chooser, shape: Shape, n: number): Argument {
  const generator = new Generator(choose.below(1000));
  const list = Array.from({ length: sizeOf(shape) }, () => Math.floor(generator.uniform() * n));
  return shape.length === 1 ? list : new Call("tensor", [list, { shape }]);
}

/** Numbers of a shape from a list of choices, in the dtype of x. */
function constants(choose: Chooser, x: Tensor, from: readonly number[], shape = x.shape): Call {
  const generator = new Generator(choose.below(1000));
  const list = Array.from(
    { length: sizeOf(shape) },
    () => from[Math.floor(generator.uniform() * from.length)],
  );
  return new Call("tensor", [list, { shape, dtype: x.dtype }]);
}

const labels = [0, 1];
const softLabels = [0, 0.25, 0.9, 1];
const factors = [0.5, 1, 2];

const reductionOf = (choose: Chooser) =>
  maybe(choose, "reduction", () => choose.one(["sum", "none"]));

/** A target of x's shape: labels, or an earlier value, as what `ofValue` makes of it. */
function targetFor(choose: Chooser, { t }: Chosen, ofValue = asProbability): Argument {
  const kind = choose.below(3);
  const other = kind === 2 ? choose.value((each) => isSame(each.shape, t.shape)) : null;
  if (other !== null) return ofValue(other.ref);
  return constants(choose, t, kind === 1 ? softLabels : labels);
}

function asProbability(ref: Value): Argument {
  return new Call("sigmoid", [ref]);
}

/** A loss of numbers, and a target of their shape. */
function loss(
  name: string,
  options: (choose: Chooser, x: Tensor) => Record<string, Argument>,
  ofValue = asProbability,
): Draw {
  return (choose) => {
    const x = choose.value((t) => t.size > 0);
    if (x === null) return null;
    const target = targetFor(choose, x, ofValue);
    return new Call(name, [x.ref, target, { ...options(choose, x.t), ...reductionOf(choose) }]);
  };
}

/** A loss of numbers, and a target that can be any number. */
function regression(name: string, options: Parameters<typeof loss>[1]): Draw {
  return loss(name, options, (ref) => ref);
}

const hasClasses = (t: Tensor) => t.ndim > 0 && t.size > 0 && t.shape[t.ndim - 1] > 1;

/** A loss of logits [..., C] and class indices. */
function classLoss(
  name: string,
  options: (choose: Chooser, x: Tensor) => Record<string, Argument>,
): Draw {
  return (choose) => {
    const x = choose.value(hasClasses);
    if (x === null) return null;
    const { shape } = x.t;
    const target = indices(choose, shape.slice(0, -1), shape[shape.length - 1]);
    return new Call(name, [x.ref, target, { ...options(choose, x.t), ...reductionOf(choose) }]);
  };
}

const perClass = (choose: Chooser, { shape, dtype }: Tensor) => {
  const list = Array.from({ length: shape[shape.length - 1] }, () => choose.one(factors));
  return new Call("tensor", [list, { dtype }]);
};

function density(choose: Chooser): Call {
  return new Call("GradientDensity", [
    {
      ...maybe(choose, "bins", () => choose.one([1, 3, 30])),
      ...maybe(choose, "momentum", () => 0.75),
      ...maybe(choose, "emaStart", () => choose.one(["first-batch", "debiased"])),
    },
  ]);
}

const ofGHM = (choose: Chooser, x: Tensor, shape = x.shape): Record<string, Argument> => ({
  ...maybe(choose, "density", () => density(choose)),
  ...maybe(choose, "mask", () => constants(choose, x, [0, 1, 1], shape)),
  ...maybe(choose, "lossWeight", () => 2),
});

export const functions: Readonly<Record<string, Draw>> = {
  add: binary("add"),
  sub: binary("sub"),
  mul: binary("mul"),
  div: binary("div", positive),
  neg: unary("neg"),
  reciprocal: ofPositive("reciprocal"),
  square: unary("square"),
  pow: (choose) => {
    const a = choose.value();
    if (a === null) return null;
    const base = positive(choose, a);
    if (choose.below(2) === 0) return new Call("pow", [base, choose.one([2, 3, 0.5, -1, 1, 0])]);
    const b = choose.value(broadcastsWith(a.t));
    return b === null ? null : new Call("pow", [base, b.ref]);
  },
  sqrt: ofPositive("sqrt"),
  rsqrt: ofPositive("rsqrt"),

  exp: unary("exp"),
  expm1: unary("expm1"),
  log: ofPositive("log"),
  log1p: ofPositive("log1p"),
  sin: unary("sin"),
  cos: unary("cos"),
  sigmoid: unary("sigmoid"),
  softplus: unary("softplus"),
  logSigmoid: unary("logSigmoid"),
  silu: unary("silu"),
  tanh: unary("tanh"),
  erf: unary("erf"),
  gelu: unary("gelu", [], ["tanh"]),

  abs: unary("abs"),
  relu: unary("relu"),
  leakyRelu: unary("leakyRelu", [], [0.3]),
  elu: unary("elu", [], [1.5]),
  maximum: binary("maximum"),
  minimum: binary("minimum"),
  clamp: unary("clamp", [{ min: -0.51, max: 1.21 }], [{ min: 0.11 }], [{ max: 0.31 }]),
  equal: binary("equal"),
  greater: binary("greater"),
  greaterEqual: binary("greaterEqual"),
  less: binary("less"),
  lessEqual: binary("lessEqual"),
  where: (choose) => {
    const a = choose.value();
    const b = a && choose.value(broadcastsWith(a.t));
    const shape = a && b && joined(a.t.shape, b.t.shape);
    if (!a || !b || !shape) return null;
    const condition = choose.value((t) => {
      const all = joined(t.shape, shape);
      return all !== null && sizeOf(all) <= mostElements;
    });
    if (condition === null) return null;
    return new Call("where", [new Call("greater", [condition.ref, 0.1]), a.ref, b.ref]);
  },

  sum: reduction("sum"),
  mean: reduction("mean"),
  prod: reduction("prod"),
  max: reduction("max", { empty: false }),
  min: reduction("min", { empty: false }),
  variance: reduction("variance", {
    options: (choose) => ({ ...maybe(choose, "correction", () => 0), ...keepdims(choose) }),
  }),
  std: reduction("std", {
    options: (choose) => ({ ...maybe(choose, "correction", () => 0), ...keepdims(choose) }),
  }),
  norm: reduction("norm"),
  logsumexp: reduction("logsumexp"),
  softmax: ofAxes("softmax"),
  logSoftmax: ofAxes("logSoftmax"),
  cumsum: (choose) => {
    const x = choose.value();
    if (x === null) return null;
    const isAll = x.t.ndim === 0 || choose.below(3) === 0;
    return new Call("cumsum", [x.ref, isAll ? null : choose.below(x.t.ndim)]);
  },
  layerNorm: (choose) => {
    const x = choose.value((t) => t.ndim > 0);
    if (x === null) return null;
    const shape = x.t.shape.slice(choose.below(x.t.ndim));
    const part = () => choose.value((t) => isSame(t.shape, shape))?.ref;
    const [weight, bias] = [part(), part()];
    return new Call("layerNorm", [
      x.ref,
      shape,
      { ...(weight && { weight }), ...(bias && { bias }), eps: 0.1 },
    ]);
  },

  matmul: (choose) => {
    const a = choose.value((t) => t.ndim > 0);
    if (a === null) return null;
    const inner = a.t.shape[a.t.ndim - 1];
    const fits = ({ ndim, shape }: Tensor) => {
      if (ndim === 0 || shape[Math.max(ndim - 2, 0)] !== inner) return false;
      const batch = joined(a.t.shape.slice(0, -2), shape.slice(0, -2));
      const rows = a.t.ndim > 1 ? a.t.shape[a.t.ndim - 2] : 1;
      const columns = ndim > 1 ? shape[ndim - 1] : 1;
      return batch !== null && sizeOf(batch) * rows * columns <= mostElements;
    };
    const b = choose.value(fits);
    if (b !== null) return new Call("matmul", [a.ref, b.ref]);
    return a.t.ndim > 1 ? new Call("matmul", [a.ref, new Call("transpose", [a.ref])]) : null;
  },
  affine: (choose) => {
    const x = choose.value((t) => t.ndim > 0);
    const w = x && choose.value((t) => t.ndim === 2 && t.shape[0] === x.t.shape[x.t.ndim - 1]);
    const b = w && choose.value((t) => isSame(t.shape, [w.t.shape[1]]));
    if (!x || !w) return null;
    const bias = b?.ref ?? constants(choose, w.t, factors, [w.t.shape[1]]);
    return new Call("affine", [x.ref, w.ref, bias]);
  },

  broadcastTo: (choose) => {
    const x = choose.value((t) => t.ndim < 4 && t.size * 3 <= mostElements);
    if (x === null) return null;
    const isLonger = choose.below(2) === 0;
    const spread = x.t.shape.map((n) => (n === 1 && x.t.size <= 8 ? choose.below(3) + 1 : n));
    return new Call("broadcastTo", [
      x.ref,
      [...(isLonger ? [choose.below(3) + 1] : []), ...spread],
    ]);
  },
  reshape: (choose) => {
    const x = choose.value();
    if (x === null) return null;
    const { size, shape } = x.t;
    const others = [...shape].reverse();
    const divisor = [2, 3].find((n) => size % n === 0) ?? 1;
    const inferred = size > 0 ? [[divisor, -1], [-1]] : [[0, 3]];
    return new Call("reshape", [x.ref, choose.one<Shape>([[size], others, ...inferred])]);
  },
  squeeze: (choose) => {
    const x = choose.value();
    if (x === null) return null;
    const ones = [...x.t.shape.keys()].filter((axis) => x.t.shape[axis] === 1);
    return new Call("squeeze", [x.ref, ...(ones.length > 0 && choose.below(2) ? [ones[0]] : [])]);
  },
  unsqueeze: (choose) => {
    const x = choose.value((t) => t.ndim < 4);
    return x && new Call("unsqueeze", [x.ref, choose.below(x.t.ndim + 1)]);
  },
  permute: (choose) => {
    const x = choose.value();
    if (x === null) return null;
    const order = new Generator(choose.below(1000)).permutation(x.t.ndim);
    return new Call("permute", [x.ref, [...order]]);
  },
  transpose: (choose) => {
    const x = choose.value((t) => t.ndim > 1);
    if (x === null) return null;
    const isDefault = choose.below(2) === 0;
    return new Call("transpose", [x.ref, ...(isDefault ? [] : [choose.below(x.t.ndim), -1])]);
  },
  flip: ofAxes("flip"),
  slice: (choose) => {
    const x = choose.value((t) => t.ndim > 0);
    if (x === null) return null;
    const part = (n: number): Argument => {
      const kinds: Argument[] = [null, [1], [null, -1], [null, null, -1], [-1, null, -2]];
      return choose.one(n > 0 ? [...kinds, 0, -1, [n - 1, n]] : kinds);
    };
    return new Call("slice", [x.ref, x.t.shape.map(part).slice(0, 1 + choose.below(x.t.ndim))]);
  },
  pad: (choose) => {
    const x = choose.value((t) => t.ndim < 3 && t.size * 4 <= mostElements);
    if (x === null) return null;
    const pads = x.t.shape.map(() => [choose.below(2), choose.below(3)]);
    return new Call("pad", [x.ref, pads, choose.one([0, 1.5])]);
  },
  concat: (choose) => {
    const a = choose.value((t) => t.ndim > 0 && t.size * 3 <= mostElements);
    if (a === null) return null;
    const axis = choose.below(a.t.ndim);
    const fits = (t: Tensor) =>
      t.ndim === a.t.ndim &&
      t.size * 3 <= mostElements &&
      t.shape.every((n, i) => i === axis || n === a.t.shape[i]);
    const more = Array.from({ length: choose.below(3) }, () => choose.value(fits)?.ref ?? a.ref);
    return new Call("concat", [[a.ref, ...more], choose.one([axis, axis - a.t.ndim])]);
  },
  stack: (choose) => {
    const a = choose.value((t) => t.ndim < 4 && t.size * 3 <= mostElements);
    if (a === null) return null;
    const fits = (t: Tensor) => isSame(t.shape, a.t.shape);
    const more = Array.from({ length: choose.below(3) }, () => choose.value(fits)?.ref ?? a.ref);
    return new Call("stack", [[a.ref, ...more], choose.below(a.t.ndim + 1)]);
  },
  gather: (choose) => {
    const x = choose.value((t) => t.ndim > 0 && t.size > 0);
    if (x === null) return null;
    const axis = choose.below(x.t.ndim);
    const shape = x.t.shape.map((n, i) => (i === axis ? 1 + choose.below(4) : 1 + choose.below(n)));
    return new Call("gather", [x.ref, indices(choose, shape, x.t.shape[axis]), axis]);
  },
  indexSelect: (choose) => {
    const x = choose.value((t) => t.ndim > 0 && t.size > 0 && t.size * 4 <= mostElements);
    if (x === null) return null;
    const axis = choose.below(x.t.ndim);
    const index = indices(choose, [choose.below(5)], x.t.shape[axis]);
    return new Call("indexSelect", [x.ref, index, choose.one([axis, axis - x.t.ndim])]);
  },
  dropout: (choose) => {
    const x = choose.value();
    if (x === null) return null;
    const generator = new Call("Generator", [choose.below(1000)]);
    return new Call("dropout", [x.ref, choose.one([0.4, 0, 1]), { generator }]);
  },

  bceWithLogits: loss("bceWithLogits", (choose, x) => ({
    ...maybe(choose, "posWeight", () => choose.one<Argument>([3, constants(choose, x, factors)])),
    ...maybe(choose, "weight", () => constants(choose, x, factors)),
  })),
  focalLoss: loss("focalLoss", (choose) => ({
    ...maybe(choose, "alpha", () => choose.one([null, 0, 1])),
    ...maybe(choose, "gamma", () => choose.one([0, 0.5, 1])),
  })),
  generalizedCrossEntropy: loss("generalizedCrossEntropy", (choose) =>
    maybe(choose, "q", () => choose.one([0.2, 1])),
  ),
  softmaxFocalLoss: classLoss("softmaxFocalLoss", (choose, x) => ({
    ...maybe(choose, "alpha", () => perClass(choose, x)),
    ...maybe(choose, "gamma", () => choose.one([0, 1.5])),
  })),
  crossEntropy: classLoss("crossEntropy", (choose, x) => ({
    ...maybe(choose, "weight", () => perClass(choose, x)),
    ...maybe(choose, "labelSmoothing", () => 0.1),
    ...maybe(choose, "ignoreIndex", () => 1),
  })),
  nllLoss: classLoss("nllLoss", (choose, x) => maybe(choose, "weight", () => perClass(choose, x))),
  mse: regression("mse", () => ({})),
  l1: regression("l1", () => ({})),
  huber: regression("huber", (choose) => maybe(choose, "delta", () => 0.5)),
  smoothL1: regression("smoothL1", (choose) => maybe(choose, "beta", () => choose.one([0.5, 0]))),
  asl1: regression("asl1", (choose) => ({ mu: choose.one([0.5, 2]) })),
  ohem: (choose) => {
    const x = choose.value((t) => t.size > 0);
    if (x === null) return null;
    return new Call("ohem", [x.ref, 1 + choose.below(x.t.size), reductionOf(choose)]);
  },

  ghmcLoss: (choose) => {
    const isOfClasses = choose.below(4) === 3;
    const x = choose.value(isOfClasses ? (t) => hasClasses(t) && t.ndim > 1 : (t) => t.size > 0);
    if (x === null) return null;
    const { shape } = x.t;
    const target = isOfClasses
      ? indices(choose, shape.slice(0, -1), shape[shape.length - 1])
      : targetFor(choose, x);
    return new Call("ghmcLoss", [x.ref, target, { ...ofGHM(choose, x.t), ...reductionOf(choose) }]);
  },
  ghmcSoftmaxLoss: classLoss("ghmcSoftmaxLoss", (choose, x) => ({
    ...ofGHM(choose, x, x.shape.slice(0, -1)),
    ...maybe(choose, "gradientNorm", () => choose.one(["l1", "l2"])),
  })),
  ghmrLoss: regression("ghmrLoss", (choose, x) => ({
    ...ofGHM(choose, x),
    mu: choose.one([0.5, 2]),
  })),
  ghmcGradientNorm: (choose) => {
    // A constant, whatever x is: differences with respect to x would not be 0.
    const x = choose.value((t) => t.size > 0 && !t.requiresGrad);
    return x && new Call("ghmcGradientNorm", [x.ref, constants(choose, x.t, labels)]);
  },
  harmonize: (choose) => {
    const isFinite = (t: Tensor) => numbersOf(t).every(Number.isFinite);
    const x = choose.value((t) => t.size > 0 && t.requiresGrad && isFinite(t));
    if (x === null) return null;
    const losses = choose.one([
      new Call("softplus", [x.ref]),
      new Call("bceWithLogits", [x.ref, constants(choose, x.t, labels), { reduction: "none" }]),
    ]);
    return new Call("harmonize", [losses, x.ref]);
  },
};
