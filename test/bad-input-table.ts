/**
 * What `bad-input.test.ts` calls, as from JavaScript: rows of `[what is wrong, the call, the message]`.
 * A message is the whole of it, or an expression with its essential words, the wrong values and
 * shapes among them.
 */
import ndarray from "ndarray";
import {
  Adam,
  AdamW,
  add,
  arange,
  asl1,
  auroc,
  averagePrecision,
  bceWithLogits,
  bestF1,
  broadcastTo,
  clamp,
  classBalancedWeights,
  clipGradNorm,
  concat,
  CosineSchedule,
  crossEntropy,
  cumsum,
  detectAnomaly,
  div,
  Dropout,
  dropout,
  elu,
  equal,
  exp,
  eye,
  flip,
  focalLoss,
  full,
  gather,
  gelu,
  Generator,
  ghmcGradientNorm,
  ghmcLoss,
  ghmcSoftmaxLoss,
  ghmrLoss,
  glorotUniform,
  grad,
  gradcheck,
  GradientDensity,
  gradients,
  harmonize,
  harmonizedGradient,
  heNormal,
  hessian,
  huber,
  indexSelect,
  jacobian,
  l1,
  layerNorm,
  LayerNorm,
  leakyRelu,
  Linear,
  linspace,
  log,
  logSoftmax,
  logsumexp,
  manualSeed,
  matmul,
  MatMul,
  max,
  maximum,
  mean,
  min,
  mlp,
  mse,
  mul,
  neg,
  nllLoss,
  noGrad,
  norm,
  ohem,
  ones,
  Op,
  pad,
  permute,
  pow,
  priorBias,
  prod,
  rand,
  randn,
  recall,
  reformulatedGradient,
  reshape,
  RMSprop,
  Schedule,
  setDefaultDtype,
  SGD,
  slice,
  smoothL1,
  softmax,
  softmaxFocalLoss,
  squeeze,
  stack,
  Standardizer,
  std,
  StepSchedule,
  sub,
  sum,
  Tape,
  tensor,
  transpose,
  unsqueeze,
  valueAndGrad,
  variance,
  where,
  WindowDensity,
  zeros,
  reliabilityCurve,
  ece,
  twoMoons,
  Module,
  Sequential,
  square,
  tanh,
  Tensor,
  type Gradients,
  type NdArray,
} from "../src/index.js";

type Row = readonly [wrong: string, call: () => unknown, message: string | RegExp];

const x = tensor([1, 2, 3]);
const matrix = tensor([
  [1, 2],
  [3, 4],
]);
const leaf = () => tensor([0.5, -1, 2], { requiresGrad: true, name: "w" });
const scalarLeaf = () => tensor(1, { requiresGrad: true, name: "w" });
const labels = [0, 1, 1];
const each = { reduction: "none" } as const;

/** A density, and what it would save. */
function savedDensity() {
  const density = new GradientDensity();
  return { density, state: density.state() };
}

/** An op whose backward gives what it is told to. */
class Broken extends Op<1> {
  constructor(readonly gives: unknown) {
    super();
  }
  forward(a: NdArray): NdArray {
    return a;
  }
  backward(): Gradients<1> {
    return this.gives as Gradients<1>;
  }
}
/** An op whose forward gives what it is told to. */
class Given extends Broken {
  override forward(): NdArray {
    return this.gives as NdArray;
  }
}
const column = zeros([1e6, 1]);
const row = zeros([1, 1e6]);
const tooLarge = "an array of shape [1000000, 1000000] takes 4000 GB: more than there is";
const runBroken = (gives: unknown) => {
  sum(new Broken(gives).apply(leaf())).backward();
};

export const table: Readonly<Record<string, readonly Row[]>> = {
  "A tensor is made of numbers:": [
    ["undefined", () => tensor(undefined as never), "tensor: data is undefined, not a number"],
    ["null", () => tensor(null as never), "tensor: data is null, not a number"],
    ["a string of digits", () => tensor("3" as never), 'tensor: data is "3", not a number'],
    [
      "a function",
      () => tensor((() => 1) as never),
      /^tensor: data is the function, not a number$/,
    ],
    ["a string in a list", () => tensor([1, "2"] as never), 'tensor: data[1] is "2", not a number'],
    [
      "null deep in a list",
      () => tensor([[[1], [null]]] as never),
      "tensor: data[0][1][0] is null, not a number",
    ],
    [
      "a hole in a list",
      // eslint-disable-next-line no-sparse-arrays
      () => tensor([1, , 3] as never),
      "tensor: data[1] is undefined, not a number",
    ],
    [
      "rows of different length",
      () => tensor([[1, 2], [3]]),
      /^tensor: data\[1\] has length 1, .*2$/,
    ],
    [
      "a number among rows",
      () => tensor([[1, 2], 3]),
      "tensor: data[1] is 3, where a list of 2 belongs",
    ],
    [
      "a row among numbers",
      () => tensor([1, [2]]),
      "tensor: data[1] is a list, where a number belongs",
    ],
    [
      "64-bit integers",
      () => tensor(new BigInt64Array(2) as never),
      "tensor: data is a BigInt64Array, not an array of numbers",
    ],
    [
      "bytes without a type",
      () => tensor(new DataView(new ArrayBuffer(8)) as never),
      "tensor: data is a DataView, not an array of numbers",
    ],
    [
      "an ndarray that reaches outside its memory",
      () => tensor({ ...x.data, shape: [4], stride: [1], offset: 0, size: 4 }),
      /ndarray of shape \[4\], stride \[1\] and offset 0 that reaches outside its 3 values/,
    ],
    [
      "an ndarray between two numbers",
      () => tensor({ ...x.data, shape: [2], stride: [0.5], offset: 0, size: 2 }),
      /ndarray of shape \[2\], stride \[0\.5\] and offset 0 that reaches outside its 3 values/,
    ],
    [
      "an ndarray whose list holds a text",
      () => tensor(ndarray([1, "2"] as never)),
      `tensor: data: the ndarray's data[1] is "2", not a number`,
    ],
    [
      "an ndarray of 64-bit integers",
      () => tensor(ndarray(new BigInt64Array(2) as never, [2])),
      "tensor: data: the ndarray's data is a BigInt64Array, not an array of numbers",
    ],
    [
      "an ndarray to wrap that reaches outside its memory",
      () => new Tensor(ndarray(new Float32Array(3), [2, 2])),
      /takes an ndarray of floats, not an ndarray of shape \[2, 2\], stride \[2, 1\] and offset 0 that reaches outside its 3 values$/,
    ],
    [
      "an ndarray to wrap that begins before its memory",
      () => new Tensor(ndarray(new Float32Array(3), [3], [-1], 1)),
      /offset 1 that reaches outside its 3 values$/,
    ],
    [
      "an ndarray of a list to wrap",
      () => new Tensor(ndarray([1, 2]) as never),
      /takes an ndarray of floats, not an ndarray of \[1, 2\]$/,
    ],
    [
      "an ndarray of integers to wrap",
      () => new Tensor(ndarray(new Int32Array(2)) as never),
      /takes an ndarray of floats, not an ndarray of a Int32Array$/,
    ],
    [
      "an op that makes integers",
      () => new Given(ndarray(new Int32Array(2))).apply(1),
      "Given.forward must return an ndarray of floats, not an ndarray of a Int32Array; that of a tensor is its data", // prettier-ignore
    ],
    [
      "an op that reaches outside its memory",
      () => new Given(ndarray(new Float32Array(2), [3])).apply(1),
      /^Given\.forward must return .*\[3\], stride \[1\] and offset 0 that reaches outside its 2 values/,
    ],
    [
      "a list with a hole to join",
      () => concat(Object.assign(new Array<Tensor>(2), { 1: x })),
      /^concat takes a list, .* not \[undefined, a Tensor\]$/,
    ],
    [
      "an op without an instance",
      // @ts-expect-error: no inputs
      () => Broken.apply(x),
      "one instance of an op is one call: new Broken().apply(…)",
    ],
    ["a tape of a list", () => new (Tape as never as new (end: unknown) => Tape)([]), "the end of a tape must be a Tensor, not []"], // prettier-ignore
    [
      "a class to run",
      () => noGrad(Linear as never),
      "noGrad takes a function, not the class Linear",
    ],
    [
      "a class as a layer",
      () => new Sequential(Linear as never),
      "Sequential: layer 0 must be a Module, made with new, or a function, not the class Linear",
    ],
    [
      "a module without a forward pass as a layer",
      () =>
        new Sequential(
          new (class Half extends (Module as never as new () => object) {})() as never,
        ),
      "Sequential: layer 0 must be a Module, made with new, or a function, but a Half lacks forward(x)",
    ],
    [
      "a layer that gives no tensor",
      () => new Sequential(tanh, () => 5 as never).forward([1]),
      "Sequential: what layer 1 returns must be a Tensor, not 5",
    ],
    [
      "initial values that are none",
      () => new Linear(1, 1, { init: () => [[1]] as never }),
      "Linear: what init returns must be a Tensor, not [[…]]",
    ],
    [
      "axes one by one",
      () => {
        (zeros([2, 2]) as never as { flip(...axes: number[]): void }).flip(0, 1);
      },
      "flip takes its axes as in x.flip([0, 1]), not [0, 1]",
    ],
    [
      "an order of all axes",
      () => {
        (zeros([2, 2, 2]) as never as { transpose(...axes: number[]): void }).transpose(0, 2, 1);
      },
      "transpose takes its axes as in x.transpose(0, 1), or permute([0, 2, 1]) for an order of all axes, not [0, 2, 1]",
    ],
    [
      "a text for whether a gradient is required",
      () => new Tensor(zeros([2]).data, { requiresGrad: "false" as never }),
      'new Tensor: requiresGrad must be a boolean, not "false"',
    ],
    [
      "no tensors to rewind towards",
      () =>
        Tape.endingAt(ones([], { requiresGrad: true }).exp())
          .rewind(1, { towards: [5] as never })
          .next(),
      "rewind: entry 0 of the list must be a Tensor, not 5",
    ],
    [
      "a tensor without a gradient to rewind towards",
      () =>
        Tape.endingAt(ones([], { requiresGrad: true }).exp())
          .rewind(1, { towards: [ones([])] })
          .next(),
      "rewind: tensor 0, a tensor of shape [], requires no gradient, so what was made of it is not known; make it with { requiresGrad: true }",
    ],
    [
      "a name that is none",
      () => tensor(1, { name: 5 as never }),
      "new Tensor: name must be a string, not 5",
    ],
  ],

  "A shape is a list of whole numbers:": [
    [
      "too few data for it",
      () => tensor([1, 2], { shape: [3] }),
      "tensor: data: 2 values do not fill shape [3], which holds 3",
    ],
    ["a number instead", () => zeros(3 as never), "zeros takes a list, such as [2, 3], not 3"],
    ["none", () => ones(undefined as never), "ones takes a list, such as [2, 3], not undefined"],
    [
      "null",
      () => tensor([1], { shape: null as never }),
      /takes a list, such as \[2, 3\], not null$/,
    ],
    [
      "a negative size",
      () => zeros([2, -1]),
      "zeros: axis 1 of shape [2, -1] is -1; sizes are whole numbers ≥ 0",
    ],
    ["half a size", () => ones([1.5]), /^ones: axis 0 of shape \[1\.5\] is 1\.5; .*whole numbers/],
    ["NaN", () => rand([NaN]), /^rand: axis 0 of shape \[NaN\] is NaN; .*whole numbers/],
    [
      "an infinite size",
      () => randn([2, Infinity]),
      /^randn: axis 1 .* is Infinity; .*whole numbers/,
    ],
    ["half an identity", () => eye(2.5), /^eye: axis 0 of shape \[2\.5, 2\.5\] is 2\.5/],
    ["half a count", () => linspace(0, 1, 2.5), /^linspace: axis 0 of shape \[2\.5\] is 2\.5/],
    ["full without a list", () => full(2 as never, 1), "full takes a list, such as [2, 3], not 2"],
  ],

  "A value is a number:": [
    ["one that is missing", () => full([2], undefined as never), "full: undefined is not a number"],
    ["null", () => full([2], null as never), "full: null is not a number"],
    ["a list", () => full([2], [1, 2] as never), "full: [1, 2] is not a number"],
    [
      "a word, to go to",
      () => linspace(0, "a" as never),
      /^linspace: cannot go from 0 to "a": .*finite/,
    ],
    ["NaN, to go to", () => linspace(0, NaN), /^linspace: cannot go from 0 to NaN: .*finite/],
  ],

  "A dtype is float32 or float64:": [
    [
      "int32",
      () => tensor([1], { dtype: "int32" as never }),
      'unknown dtype "int32": use "float32" or "float64"',
    ],
    ["null", () => zeros([1], { dtype: null as never }), /^unknown dtype null: use "float32" or/],
    [
      "a name that every object has",
      () => tensor([1], { dtype: "constructor" as never }),
      /^unknown dtype "constructor": use "float32"/,
    ],
    [
      "as default",
      () => {
        setDefaultDtype("float16" as never);
      },
      /^unknown dtype "float16": use/,
    ],
  ],

  "A range ends:": [
    ["steps of 0", () => arange(0, 1, 0), "arange: cannot go from 0 to 1 in steps of 0"],
    ["NaN", () => arange(NaN), "arange: cannot go from 0 to NaN in steps of 1"],
    ["∞", () => arange(2, Infinity), "arange: cannot go from 2 to Infinity in steps of 1"],
    ["nowhere", () => arange(undefined as never), /^arange: cannot go from 0 to undefined/],
  ],

  "A seed is an integer:": [
    [
      "half a seed",
      () => new Generator(1.5),
      "Generator: the seed must be an integer of 32 bits, not 1.5",
    ],
    ["none", () => new Generator(undefined as never), /seed must be an integer .*, not undefined$/],
    [
      "NaN",
      () => {
        manualSeed(NaN);
      },
      /seed must be an integer of 32 bits, not NaN$/,
    ],
    [
      "2³²",
      () => {
        manualSeed(2 ** 32);
      },
      /seed must be an integer of 32 bits, not 4294967296$/,
    ],
  ],

  "Elements of a tensor:": [
    ["item() of three", () => x.item(), "item() needs exactly one element; shape [3] has 3"],
    [
      "assigning another shape",
      () => leaf().assign([1, 2]),
      /^assign: an array of shape \[2\] cannot take the place of "w" of shape \[3\]: .*equal$/,
    ],
    [
      "assigning to what an op made",
      () => mul(leaf(), 2).assign([1, 2, 3]),
      /^cannot assign to a tensor of shape \[3\], which Mul made: only a leaf .*; detach\(\)/,
    ],
    [
      "setting requiresGrad of what an op made",
      () => (mul(leaf(), 2).requiresGrad = false),
      /^cannot set requiresGrad of a tensor of shape \[3\], which Mul made: only a leaf/,
    ],
  ],

  "Arguments of an op are tensors or numbers:": [
    ["a string", () => add(x, "1" as never), 'Add: input 1 is "1", not a number'],
    ["nothing", () => add(x, undefined as never), "Add: input 1 is undefined, not a number"],
    ["null", () => div(null as never, x), "Div: input 0 is null, not a number"],
    ["no argument", () => exp(undefined as never), "Exp: input 0 is undefined, not a number"],
    ["a method without one", () => x.add(undefined as never), /^Add: input 1 is undefined/],
    ["a power that is a string", () => pow(x, "2" as never), 'Pow: input 1 is "2", not a number'],
    [
      "a slope that is a string",
      () => leakyRelu(x, "a" as never),
      'leakyRelu: slope must be a finite number, not "a"',
    ],
    ["one of several", () => concat([x, "a" as never]), 'concat: input 1 is "a", not a number'],
    [
      "a matrix that is missing",
      () => matmul(matrix, undefined as never),
      /^matmul: input 1 is und/,
    ],
    ["what is compared", () => equal(x, null as never), "equal: input 1 is null, not a number"],
    ["what is chosen", () => where(x, "a" as never, 0), 'Where: input 0 is "a", not a number'],
    [
      "an instance that was used before",
      () => {
        const op = new MatMul();
        op.apply(matrix, matrix);
        op.apply(matrix, matrix);
      },
      "MatMul: one Op instance is one call; make a new one for each",
    ],
  ],

  "Shapes must broadcast:": [
    [
      "[3] and [2]",
      () => add(x, [1, 2]),
      "add: shapes [3] and [2] do not broadcast: counted from the end, axis -1 is 3 in one and 2 " +
        "in the other; sizes must be equal, or one of them 1",
    ],
    [
      "[2, 1] and [3, 2]",
      () => sub([[1], [2]], zeros([3, 2])),
      /^sub: shapes \[2, 1\] and \[3, 2\] do not .* axis -2 is 2 in one and 3 in the other/,
    ],
    ["a condition", () => where([1, 0], x, 0), /^where: shapes \[2\] and \[3\] do not broadcast/],
    ["what is compared", () => equal(x, [1, 2]), /^equal: shapes \[3\] and \[2\] do not broadcast/],
    ["the larger of two", () => maximum(x, [1, 2]), /^maximum: shapes \[3\] and \[2\] do not/],
    [
      "to a smaller shape",
      () => broadcastTo(matrix, [2]),
      /^broadcastTo: shape \[2, 2\] does not broadcast to \[2\]: .*equal or 1$/,
    ],
    [
      "to a number",
      () => broadcastTo(x, 3 as never),
      "broadcastTo takes a list, such as [2, 3], not 3",
    ],
    [
      "batches of matrices",
      () => matmul(zeros([2, 3, 4]), zeros([3, 4, 5])),
      /^matmul \(batch axes\): shapes \[2\] and \[3\] do not broadcast/,
    ],
  ],

  "Matrices must fit:": [
    [
      "columns and rows",
      () => matmul(matrix, [[1, 2, 3]]),
      /^matmul: shapes \[2, 2\] and \[1, 3\] do not fit: A has 2 columns and B has 1 rows/,
    ],
    [
      "a number",
      () => matmul(matrix, 3),
      /^matmul: shapes \[2, 2\] and \[\]: a single number .*use mul$/,
    ],
    ["a vector to transpose", () => transpose(x), /^transpose: there is no axis -2 in 1 dim/],
  ],

  "An axis exists:": [
    ["too large", () => sum(x, 1), "sum: there is no axis 1 in 1 dimensions: axes are -1 to 0"],
    [
      "too small",
      () => max(matrix, -3),
      /^max: there is no axis -3 in 2 dimensions: axes are -2 to 1$/,
    ],
    ["half of one", () => prod(x, 0.5), /^prod: there is no axis 0\.5 in 1 dimensions/],
    ["NaN", () => sum(x, NaN), /^sum: there is no axis NaN in 1 dimensions/],
    ["of a number", () => sum(5, 0), /^sum: there is no axis 0 in 0 dim.*a 0-d array has no axes$/],
    ["one of several", () => sum(matrix, [0, 2]), /^sum: there is no axis 2 in 2 dimensions/],
    [
      "a word",
      () => logSoftmax(x, "last" as never),
      /^logSoftmax: there is no axis "last" in 1 dim/,
    ],
    ["for a softmax", () => softmax(x, 1), /^softmax: there is no axis 1 in 1 dimensions/],
    ["for a logsumexp", () => logsumexp(x, 2), /^logsumexp: there is no axis 2 in 1 dimensions/],
    ["for running sums", () => cumsum(x, 1), /^cumsum: there is no axis 1 in 1 dimensions/],
    ["to flip", () => flip(x, [1]), /^flip: there is no axis 1 in 1 dimensions/],
    ["to put in", () => unsqueeze(matrix, 3), /^unsqueeze: there is no axis 3 in 3 dimensions/],
    ["none", () => unsqueeze(matrix, undefined as never), /^unsqueeze: there is no axis undefined/],
    ["to join along", () => concat([x, x], 1), /^concat: there is no axis 1 in 1 dimensions/],
    ["to gather along", () => gather(x, [0], 1), /^gather: there is no axis 1 in 1 dimensions/],
    ["named twice", () => sum(matrix, [0, -2]), "sum: the axes [0, -2] name one axis twice"],
    [
      "to squeeze, but too long",
      () => squeeze(matrix, 0),
      "squeeze: axis 0 of shape [2, 2] has size 2; only axes of size 1 can go",
    ],
    [
      "without elements, of which to take the largest",
      () => max(zeros([2, 0]), 1),
      /^max.*: shape \[2, 0\] has no elements along axis \[1\]$/,
    ],
    [
      "not permuted",
      () => permute(matrix, [0]),
      /^permute: \[0\] does not name each axis of shape \[2, 2\] once$/,
    ],
    [
      "permuted, but too small",
      () => permute(matrix, [1, -4]),
      /^permute: there is no axis -4 in 2/,
    ],
    [
      "in no list, to permute",
      () => permute(matrix, 1 as never),
      /^permute takes a list, .*, not 1$/,
    ],
    ["of a mean", () => mean(x, 3), /^mean: there is no axis 3 in 1 dimensions/],
    ["of a variance", () => variance(x, 2), /^variance: there is no axis 2 in 1 dimensions/],
    ["of a standard deviation", () => std(x, -2), /^std: there is no axis -2 in 1 dimensions/],
    ["of a norm", () => norm(x, 2), /^norm: there is no axis 2 in 1 dimensions/],
    ["of a minimum", () => min(matrix, 5), /^min: there is no axis 5 in 2 dimensions/],
    ["to stack along", () => stack([x, x], 3), /^stack: there is no axis 3 in 2 dimensions/],
    ["permuted twice", () => permute(matrix, [0, 0]), /^permute: \[0, 0\] does not name each axis/],
    ["permuted, but too large", () => permute(matrix, [0, 2]), /^permute: there is no axis 2 in 2/],
  ],

  "Elements fill a shape:": [
    [
      "four of three",
      () => reshape(x, [2, 2]),
      "reshape: shape [3] holds 3 elements, which do not fill [2, 2]",
    ],
    [
      "odd ones",
      () => reshape(x, [2, -1]),
      /^reshape: shape \[3\] holds 3 .*do not fill \[2, -1\]$/,
    ],
    ["in no list", () => reshape(x, 3 as never), "reshape takes a list, such as [2, 3], not 3"],
    ["half a size", () => reshape(x, [1.5, 2]), /^reshape: axis 0 of shape \[1\.5, 2\] is 1\.5/],
  ],

  "Parts of a tensor exist:": [
    ["an entry", () => slice(x, [3]), "slice: there is no entry 3 along axis 0, which has size 3"],
    ["from the end", () => slice(x, [-4]), /^slice: there is no entry -4 along axis 0, .*size 3$/],
    [
      "in no list",
      () => slice(x, 0 as never),
      /^slice takes a list, .* entry for each axis, not 0$/,
    ],
    ["an axis", () => slice(x, [0, 0]), "slice: 2 slices for shape [3], which has 1 axes"],
    ["a step of 0", () => slice(x, [[0, 2, 0]]), "slice: the step along axis 0 is 0"],
    ["half an entry", () => slice(x, [[0, 1.5]]), /^slice: \[0,1\.5\] of axis 0 .*whole numbers$/],
    [
      "an entry in quotes",
      () => slice(x, ["0" as never]),
      /^slice: "0" of axis 0 .*whole numbers$/,
    ],
    [
      "too large an index",
      () => gather(x, [3], 0),
      "gather: index 3 is none of the 3 places along axis 0 (whole numbers from 0 to 2)",
    ],
    ["a negative index", () => gather(x, [-1], 0), /^gather: index -1 is none of the 3 places/],
    ["half an index", () => gather(x, [0.5], 0), /^gather: index 0\.5 is none of the 3 places/],
    [
      "an index with too few axes",
      () => gather(matrix, [0, 1], 0),
      /^gather: an index of shape \[2\] does not fit \[2, 2\] along axis 0/,
    ],
    [
      "an index that is too long",
      () => gather(matrix, [[0], [1], [0]], 1),
      /^gather: an index of shape \[3, 1\] does not fit \[2, 2\] along axis 1/,
    ],
    [
      "a selection that is no list",
      () => indexSelect(x, 0),
      "indexSelect: the index must be a list, not of shape []",
    ],
    [
      "padding of too many axes",
      () =>
        pad(x, [
          [1, 1],
          [1, 1],
        ]),
      /^pad: \[\[1,1\],\[1,1\]\] does not hold .*each of the 1 axes of shape \[3\]$/,
    ],
    [
      "negative padding",
      () => pad(x, [[-1, 1]]),
      /^pad: \[\[-1,1\]\] does not .*whole numbers ≥ 0/,
    ],
    [
      "padding on one side",
      () => pad(x, [[1]] as never),
      /^pad: \[\[1\]\] does not hold \[before, aft/,
    ],
  ],

  "What is joined must fit:": [
    ["nothing", () => concat([]), "concat: there are no tensors to join"],
    ["nothing, side by side", () => stack([]), "stack: there are no tensors to join"],
    [
      "[2, 2] and [1, 3]",
      () => concat([matrix, [[1, 2, 3]]]),
      "concat: shapes [2, 2] and [1, 3] may differ along axis 0 only",
    ],
    ["[2, 2] and [3]", () => stack([matrix, x]), "stack: shapes [2, 2] and [3] differ"],
    [
      "numbers",
      () => concat([1, 2]),
      /^concat: there is no axis 0 in 0 dim.* 0-d array has no axes$/,
    ],
  ],

  "Options of ops are in their range:": [
    ["clamp, upside down", () => clamp(x, { min: 2, max: 1 }), "clamp: min 2 is not ≤ max 1"],
    ["clamp to NaN", () => clamp(x, { max: NaN }), "clamp: min -Infinity is not ≤ max NaN"],
    ["dropout above 1", () => dropout(x, 1.5), "dropout: p is a probability, not 1.5"],
    ["dropout below 0", () => dropout(x, -0.1), "dropout: p is a probability, not -0.1"],
    ["dropout of NaN", () => dropout(x, NaN), "dropout: p is a probability, not NaN"],
    [
      "gelu by another name",
      () => gelu(x, "erf" as never),
      'gelu: approximate is "none" or "tanh", not "erf"',
    ],
    [
      "layerNorm of another shape",
      () => layerNorm(matrix, [3]),
      "layerNorm: shape [2, 2] does not end with [3]",
    ],
  ],

  "backward() needs": [
    [
      "one number to start from",
      () => {
        leaf().backward();
      },
      /^only one number can be differentiated, .* "w" of shape \[3\]: reduce it \(sum\(\), mean\(\)\), or pass/,
    ],
    [
      "one number, and says what made the others",
      () => {
        exp(leaf()).backward();
      },
      /this is a tensor of shape \[3\], made by Exp: reduce it/,
    ],
    [
      "something that requires a gradient",
      () => {
        sum(x).backward();
      },
      /^a tensor of shape \[\] requires no gradient: .*make its leaves with \{ requiresGrad: true \}$/,
    ],
    [
      "something that was recorded",
      () => {
        noGrad(() => sum(leaf())).backward();
      },
      /requires no gradient: .*inside noGrad/,
    ],
    [
      "a gradient of the right shape",
      () => {
        mul(leaf(), 2).backward([1, 2]);
      },
      /^a gradient of shape \[2\] cannot be that of a tensor of shape \[3\]: .*equal$/,
    ],
    [
      "a gradient of numbers",
      () => {
        sum(leaf()).backward("1" as never);
      },
      'the gradient is "1", not a number',
    ],
    [
      "leaves that are what they were",
      () => {
        const w = leaf();
        const y = sum(mul(w, w));
        w.assign([1, 1, 1]);
        y.backward();
      },
      /^"w" of shape \[3\] was changed, by assign\(\) or an optimizer's step, after Mul used it: .*before changing it/,
    ],
    [
      "as many gradients as inputs",
      () => {
        runBroken([]);
      },
      "Broken.backward gave 0 gradients for 1 inputs; give null for an input that has none",
    ],
    [
      "gradients that are tensors",
      () => {
        runBroken([() => 5]);
      },
      "Broken.backward must give a Tensor for input 0, not 5",
    ],
    [
      "gradients of the inputs' shapes",
      () => {
        runBroken([() => matrix]);
      },
      /^Broken\.backward gave a gradient of shape \[2, 2\] for input 0, "w" of shape \[3\]: axis 0 /,
    ],
    [
      "gradients with all axes",
      () => {
        runBroken([() => tensor(1)]);
      },
      /^Broken\.backward gave a gradient of shape \[\] for input 0, .*too few axes/,
    ],
  ],

  "Derivatives are taken": [
    [
      "of one number",
      () => grad((t) => t)(x),
      "a gradient needs an f that gives a tensor of one element, not a tensor of shape [3]",
    ],
    [
      "of a tensor",
      () => grad((() => 5) as never)(x),
      /^a gradient needs an f that gives a tensor .*, not 5$/,
    ],
    [
      "of something",
      () => valueAndGrad((() => undefined) as never)(x),
      /one element, not undefined$/,
    ],
    [
      "by an argument that is given",
      () => grad((t) => sum(t), 1)(x),
      /^there is no argument 1 .*: 1 were given, and argnum counts from 0$/,
    ],
    ["by a whole argument", () => grad((t) => sum(t), 0.5)(x), /^there is no argument 0\.5 /],
    ["with arguments", () => grad((t) => sum(t))(), /^there is no argument 0 .*: 0 were given/],
    ["by a given argument, row by row", () => jacobian(exp, 2)(x), /^there is no argument 2 /],
    [
      "twice, of one number",
      () => hessian((t) => t)(x),
      /one element, not a tensor of shape \[3\]$/,
    ],
    [
      "of a sum, or with a gradient to start from",
      () => gradients(leaf(), [leaf()]),
      /^only one number can be differentiated, but this is "w" of shape \[3\]/,
    ],
    [
      "along a tape with a gradient of its end's shape",
      () => [...Tape.endingAt(sum(leaf())).rewind(x)],
      "a gradient of shape [3] cannot be that of a tensor of shape []: the shapes must be equal",
    ],
    [
      "along a tape that was recorded",
      () => [...Tape.endingAt(x).rewind(x)],
      /^a tensor of shape \[3\] requires no gradient/,
    ],
  ],

  "A mode is for functions that are done when they return:": [
    [
      "noGrad of an async one",
      () => noGrad(async () => Promise.resolve(1)),
      /^noGrad needs a function that is done when it returns: .*after its first await/,
    ],
    [
      "noGrad of a generator",
      () => noGrad(() => Tape.endingAt(sum(leaf())).rewind(tensor(1))),
      /^noGrad needs a function that is done when it returns: .*generator/,
    ],
    [
      "detectAnomaly of an async one",
      () => detectAnomaly(async () => Promise.resolve(1)),
      /^detectAnomaly needs a function that is done when it returns: .*after its first await/,
    ],
  ],

  "detectAnomaly names": [
    [
      "the op that made an infinity",
      () => detectAnomaly(() => log([1, 0])),
      /^Log made -Infinity at \[1\] of its output, shape \[2\]: its inputs are finite; .*called/,
    ],
    [
      "the input that held a NaN before",
      () => detectAnomaly(() => neg(tensor([[1, NaN]], { name: "data" }))),
      /^Neg made NaN at \[0, 1\] .*input 0, "data" of shape \[1, 2\], already holds NaN at \[0, 1\]/,
    ],
    [
      "the op whose backward pass made an infinity",
      () => {
        detectAnomaly(() => {
          const w = tensor([0, 1], { requiresGrad: true, name: "w" });
          sum(w.sqrt()).backward();
        });
      },
      /^the backward pass of Sqrt made Infinity at \[0\] in the gradient of its input 0, "w"/,
    ],
  ],

  "gradcheck needs": [
    [
      "float64",
      () => gradcheck((t) => t, [x]),
      /^gradcheck: input 0, a tensor of shape \[3\], is float32, too coarse .*allowFloat32: true/,
    ],
    [
      "a function that gives the same for the same",
      () => gradcheck((t) => t.mul(rand([2])), [[1, 2]]),
      /^gradcheck: .*same inputs.*seed what is random in it/s,
    ],
    [
      "a function that leaves its inputs alone",
      () =>
        gradcheck(
          (t) => {
            t.data.data[0] = 7;
            return t;
          },
          [[1, 2]],
        ),
      /^gradcheck: f wrote into its input 0/,
    ],
    [
      "a whole seed",
      () => gradcheck((t) => t, [[1, 2]], { seed: 1.5 }),
      /seed must be an integer of 32 bits, not 1\.5$/,
    ],
    [
      "the right gradient",
      () => gradcheck((t) => t.mul(t.detach()), [[1, 2]]),
      /2 of 2 entries are wrong.*input 0,\s+shape \[2\],.*x = .*backward .*finite difference/s,
    ],
  ],

  "A loss compares what has one shape:": [
    [
      "bceWithLogits",
      () => bceWithLogits(x, [0, 1]),
      "bceWithLogits: the output, a tensor of shape [3], and the target, a tensor of shape [2], " +
        "must have the same shape",
    ],
    [
      "columns with rows",
      () => bceWithLogits(x, [[0], [1], [1]]),
      /shape \[3\],.* shape \[3, 1\],/,
    ],
    [
      "focalLoss",
      () => focalLoss(x, [0, 1]),
      /^focalLoss: the output,.* \[3\],.* \[2\], must have/,
    ],
    ["mse", () => mse(leaf(), [1, 2]), /^mse: the output, "w" of shape \[3\],.* shape \[2\], must/],
    [
      "mse with a number",
      () => mse(x, 5),
      /^mse: the output,.* \[3\], and the target,.* shape \[\]/,
    ],
    ["l1", () => l1(x, [1]), /^l1: the output,.* \[3\],.* \[1\], must have the same shape$/],
    [
      "huber",
      () => huber(x, [1]),
      /^huber: the output,.* \[3\],.* \[1\], must have the same shape$/,
    ],
    ["smoothL1", () => smoothL1(x, [1]), /^smoothL1: the output,.* \[3\],.* \[1\], must have/],
    ["asl1", () => asl1(x, [1]), /^asl1: the output,.* \[3\],.* \[1\], must have the same shape$/],
    ["ghmcLoss", () => ghmcLoss(x, [0, 1]), /^ghmcLoss: the output,.* \[3\],.* \[2\], must have/],
    [
      "ghmcLoss of class indices",
      () => ghmcLoss(matrix, [0, 1, 0]),
      /^ghmcLoss: the output,.* \[2, 2\],.* \[3\], must have the same shape$/,
    ],
    [
      "ghmcLoss of a number",
      () => ghmcLoss(x, 1),
      /^ghmcLoss: the output,.* \[3\],.* \[\], must have the same shape$/,
    ],
    [
      "ghmcLoss of a column",
      () => ghmcLoss([[1], [2]], [0, 1]),
      /^ghmcLoss: .* \[2, 1\], a target of shape \[2\] would be class indices.*reshape it to \[2, 1\]/,
    ],
    [
      "ghmcGradientNorm",
      () => ghmcGradientNorm(x, [[0], [1]]),
      /^ghmcGradientNorm: the output,.* \[3\],.* \[2, 1\], must have the same shape$/,
    ],
    [
      "ghmcSoftmaxLoss of one row",
      () => ghmcSoftmaxLoss(matrix, [[0, 1]]),
      /^ghmcSoftmaxLoss: the output,.* \[2, 2\],.* \[1, 2\], must have the same shape$/,
    ],
    [
      "nllLoss of probabilities",
      () => nllLoss(matrix, matrix),
      /^nllLoss: for scores of .* \[2, 2\] the target holds class indices, .* shape \[2, 2\]$/,
    ],
    ["ghmrLoss", () => ghmrLoss(x, [0, 1]), /^ghmrLoss: the output,.* \[3\],.* \[2\], must have/],
    [
      "ghmcSoftmaxLoss",
      () => ghmcSoftmaxLoss(matrix, zeros([2, 3])),
      /^ghmcSoftmaxLoss: the output,.* \[2, 2\],.* \[2, 3\], must have the same shape$/,
    ],
    [
      "crossEntropy",
      () => crossEntropy(matrix, [0, 1, 1]),
      /^crossEntropy: for scores of .* \[2, 2\] the target holds class indices, .* shape \[3\]$/,
    ],
    [
      "crossEntropy of probabilities",
      () => crossEntropy(matrix, zeros([2, 3])),
      /\[2, 2\],.* \[2, 3\],/,
    ],
    [
      "class weights",
      () => crossEntropy(matrix, [0, 1], { weight: [1, 2, 3] }),
      "crossEntropy: weight, a tensor of shape [3], needs the shape [2], with a factor for each class",
    ],
  ],

  'A reduction is "none", "mean" or "sum":': [
    [
      "avg",
      () => bceWithLogits(x, labels, { reduction: "avg" as never }),
      'bceWithLogits: reduction is "none", "mean" or "sum", not "avg"',
    ],
    [
      "null",
      () => mse(x, x, { reduction: null as never }),
      /^mse: reduction must be a string, not null$/,
    ],
    [
      "a number",
      () => ghmcLoss(x, labels, { reduction: 0 as never }),
      /^ghmcLoss: reduction must be a string, not 0$/,
    ],
    ["in another case", () => ghmrLoss(x, x, { reduction: "Mean" as never }), /"sum", not "Mean"$/],
    [
      "in ghmcSoftmaxLoss",
      () => ghmcSoftmaxLoss(matrix, [0, 1], { reduction: "x" as never }),
      /not "x"$/,
    ],
    [
      "in crossEntropy",
      () => crossEntropy(matrix, [0, 1], { reduction: "x" as never }),
      /not "x"$/,
    ],
    ["in focalLoss", () => focalLoss(x, labels, { reduction: "x" as never }), /not "x"$/],
    ["in ohem", () => ohem(x, 2, { reduction: "x" as never }), /"sum", not "x"$/],
    [
      "in harmonize",
      () => {
        const w = leaf();
        return harmonize(mse(w, x, each), w, undefined, { reduction: "x" as never });
      },
      /not "x"$/,
    ],
  ],

  "Options of losses are in their range:": [
    ["huber's δ = 0", () => huber(x, x, { delta: 0 }), /^huber: delta must be .*> 0.*, not 0$/],
    ["huber's δ < 0", () => huber(x, x, { delta: -1 }), /^huber: delta must be .*> 0.*, not -1$/],
    ["huber's δ = ∞", () => huber(x, x, { delta: Infinity }), /^huber: .*finite, not Infinity$/],
    ["smoothL1's β = ∞", () => smoothL1(x, x, { beta: Infinity }), /^smoothL1: .*finite, not Inf/],
    [
      "bceWithLogits's weight, of another shape",
      () => bceWithLogits(x, labels, { weight: [1, 2] }),
      "bceWithLogits: weights of shape [2] do not broadcast to the losses, of shape [3]",
    ],
    [
      "bceWithLogits's weight, of a column",
      () => bceWithLogits(x, labels, { weight: [[1], [2]] }),
      "bceWithLogits: weights of shape [2, 1] do not broadcast to the losses, of shape [3]",
    ],
    [
      "bceWithLogits's posWeight, of another shape",
      () => bceWithLogits(x, labels, { posWeight: [1, 2] }),
      /^bceWithLogits: .*shape \[2\] do not broadcast to the losses, of shape \[3\]$/,
    ],
    [
      "softmaxFocalLoss's α, of other classes",
      () => softmaxFocalLoss(matrix, [0, 1], { alpha: [1, 2, 3] }),
      "softmaxFocalLoss: alpha, a tensor of shape [3], needs the shape [2], with a factor for each class",
    ],
    [
      "softmaxFocalLoss's α, of no class",
      () => softmaxFocalLoss(matrix, [0, 1], { alpha: 0.25 }),
      "softmaxFocalLoss: alpha, a tensor of shape [], needs the shape [2], with a factor for each class",
    ],
    [
      "softmaxFocalLoss's γ = NaN",
      () => softmaxFocalLoss(matrix, [0, 1], { gamma: NaN }),
      /^softmaxFocalLoss: gamma must be ≥ 0 and finite, not NaN$/,
    ],
    [
      "smoothL1's β < 0",
      () => smoothL1(x, x, { beta: -1 }),
      /^smoothL1: beta must be .*≥ 0.*, not -1$/,
    ],
    ["asl1's μ = 0", () => asl1(x, x, { mu: 0 }), /^asl1: mu must be .*> 0.*, not 0$/],
    [
      "ghmrLoss's μ = NaN",
      () => ghmrLoss(x, x, { mu: NaN }),
      /^ghmrLoss: mu must be .*> 0.*, not NaN$/,
    ],
    [
      "focalLoss's α > 1",
      () => focalLoss(x, labels, { alpha: 2 }),
      "focalLoss: alpha must be in [0, 1], or null, not 2",
    ],
    [
      "focalLoss's α = NaN",
      () => focalLoss(x, labels, { alpha: NaN }),
      /^focalLoss: alpha .*, not NaN$/,
    ],
    [
      "focalLoss's γ < 0",
      () => focalLoss(x, labels, { gamma: -1 }),
      /^focalLoss: gamma must be ≥ 0 and finite, not -1$/,
    ],
    [
      "crossEntropy's smoothing > 1",
      () => crossEntropy(matrix, [0, 1], { labelSmoothing: 2 }),
      "crossEntropy: labelSmoothing must be in [0, 1], not 2",
    ],
    [
      "crossEntropy's smoothing of NaN",
      () => crossEntropy(matrix, [0, 1], { labelSmoothing: NaN }),
      "crossEntropy: labelSmoothing must be in [0, 1], not NaN",
    ],
    [
      "a gradient norm by another name",
      () => ghmcSoftmaxLoss(matrix, [0, 1], { gradientNorm: "L1" as never }),
      'ghmcSoftmaxLoss: gradientNorm is "1-p", "l1", "l2", not "L1"',
    ],
    [
      "a gradient norm by a name that every object has",
      () => ghmcSoftmaxLoss(matrix, [0, 1], { gradientNorm: "toString" as never }),
      /^ghmcSoftmaxLoss: gradientNorm is .*, not "toString"$/,
    ],
    [
      "no hard examples",
      () => ohem(x, 0),
      "ohem: k must be a whole number from 1 to the number of losses, not 0; the losses are a " +
        "tensor of shape [3]",
    ],
    ["−1 hard examples", () => ohem(x, -1), /^ohem: k must be .*, not -1; .*shape \[3\]$/],
    ["more hard examples than there are", () => ohem(x, 4), /^ohem: k must be .*, not 4; .*\[3\]$/],
    ["half a hard example", () => ohem(x, 1.5), /^ohem: k must be a whole number .*, not 1\.5;/],
    [
      "no number of hard examples",
      () => ohem(x, undefined as never),
      /^ohem: k .*, not undefined;/,
    ],
    [
      "an empty class",
      () => classBalancedWeights([10, 0]),
      "classBalancedWeights: class 1 has 0 examples; each needs a finite number > 0",
    ],
    [
      "examples without end",
      () => classBalancedWeights([Infinity]),
      /^classBal.*: class 0 has Infinity examples/,
    ],
    [
      "β = 1",
      () => classBalancedWeights([1, 2], 1),
      /^classBal.*: beta must be in \[0, 1\), not 1$/,
    ],
    ["β = NaN", () => classBalancedWeights([1, 2], NaN), /beta must be in \[0, 1\), not NaN$/],
  ],

  "A class is one that there is:": [
    [
      "too large",
      () => crossEntropy(matrix, [0, 2]),
      "crossEntropy: entry 1 of the target is 2; classes are 0 to 1",
    ],
    [
      "negative",
      () => nllLoss(matrix, [-1, 0]),
      "nllLoss: entry 0 of the target is -1; classes are 0 to 1",
    ],
    [
      "NaN",
      () => crossEntropy(matrix, [0, NaN]),
      /^crossEntropy: entry 1 of the target is NaN; cl/,
    ],
    [
      "half of one",
      () => crossEntropy(matrix, [0, 0.5]),
      /class indices are whole numbers; entry 1 of the target is 0\.5$/,
    ],
    [
      "half of one, in GHM-C",
      () => ghmcLoss(matrix, [0.5, 0]),
      /whole numbers; entry 0 .* is 0\.5$/,
    ],
    ["NaN, in GHM-C", () => ghmcLoss(matrix, [0, NaN]), /whole numbers; entry 1 .* is NaN$/],
    [
      "to be ignored, where none is",
      () => softmaxFocalLoss(matrix, [0, -100]),
      /entry 1 of the target is -100; classes are 0 to 1$/,
    ],
    [
      "negative, in a distribution",
      () =>
        ghmcSoftmaxLoss(matrix, [
          [2, -1],
          [0, 1],
        ]),
      /^ghmcSoftmaxLoss: the target of example 0 .*\[2, -1\] sums to 1; .*probabilities ≥ 0/,
    ],
    [
      "background, in a softmax",
      () => ghmcSoftmaxLoss(matrix, [0, 2]),
      /^ghmcSoftmaxLoss: the target of example 1 .*\[0, 0\] sums to 0; an index .*from 0 to 1,.*mask/,
    ],
    [
      "parts of some, that do not add up",
      () =>
        ghmcSoftmaxLoss(
          matrix,
          tensor([
            [0.5, 0.25],
            [0, 1],
          ]),
        ),
      /^ghmcSoftmaxLoss: the target of example 0 .*\[0\.5, 0\.25\] sums to 0\.75;.* with sum 1/,
    ],
    [
      "NaN, in a softmax",
      () =>
        ghmcSoftmaxLoss(matrix, [
          [NaN, 1],
          [0, 1],
        ]),
      /^ghmcSoftmaxLoss: the target of example 0 .*\[NaN, 1\] sums to NaN; .*with sum 1/,
    ],
  ],

  "A mask fits, and holds 0 or positive numbers:": [
    [
      "too short",
      () => ghmcLoss(x, labels, { mask: [1, 1] }),
      "ghmcLoss: the mask, a tensor of shape [2], does not fit losses of shape [3]: it needs the same " +
        "shape, or that without the last axis",
    ],
    [
      "of columns",
      () => ghmcLoss(matrix, matrix, { mask: [[1], [1]] }),
      /shape \[2, 1\], .* shape \[2, 2\]:/,
    ],
    [
      "of classes",
      () => ghmcSoftmaxLoss(matrix, [0, 1], { mask: matrix }),
      /shape \[2, 2\], .* shape \[2\]:/,
    ],
    [
      "of another batch",
      () => ghmrLoss(x, x, { mask: [1, 1, 1, 1] }),
      /shape \[4\], .* shape \[3\]:/,
    ],
    [
      "negative",
      () => ghmcLoss(x, labels, { mask: [1, -1, 1] }),
      /^ghmcLoss: a mask holds 0 for what is left out and positive .*; entry 1 \(row-major\) is -1$/,
    ],
    ["a number for all", () => ghmcLoss(x, labels, { mask: 1 }), /shape \[\], .* shape \[3\]:/],
    [
      "infinite",
      () => ghmrLoss(x, x, { mask: [1, Infinity, 1] }),
      /^ghmrLoss: a mask holds 0 .*entry 1 .* is Infinity$/,
    ],
    [
      "NaN",
      () => ghmrLoss(x, x, { mask: [1, 1, NaN] }),
      /^ghmrLoss: a mask holds 0 .*entry 2 .* is NaN$/,
    ],
    [
      "in harmonize",
      () => {
        const w = leaf();
        return harmonize(mse(w, x, each), w, undefined, { mask: [1, 1] });
      },
      /^harmonize: the mask, a tensor of shape \[2\], does not fit losses of shape \[3\]/,
    ],
  ],

  "harmonize needs": [
    [
      "losses that were made of the output",
      () => harmonize(mse(leaf(), x, each), leaf()),
      /^harmonize: the losses were not made of "w" of shape \[3\]: give the output itself, not a copy/,
    ],
    [
      "an output that requires a gradient",
      () => harmonize(mse(x, x, each), x),
      /^harmonize: the losses were not made of .*, and one that requires a gradient$/,
    ],
    [
      "finite gradients of what is masked",
      () => {
        const w = tensor([1, NaN], { requiresGrad: true });
        return harmonize(bceWithLogits(w, [1, 0], each), w, undefined, { mask: [1, 0] });
      },
      /^harmonize: example 1 is masked, .*gradient NaN, .*where\(mask, output, 0\)$/,
    ],
    [
      "one loss for each example",
      () => harmonize(mse(leaf(), x, each), tensor([1, 2])),
      /^harmonize needs one loss for each example: .* \[3\], the output is .* \[2\]; use reduction: "none"$/,
    ],
  ],

  "Options of a density are in their range:": [
    [
      "no bins",
      () => new GradientDensity({ bins: 0 }),
      "GradientDensity: bins must be a whole number ≥ 1, not 0",
    ],
    [
      "half a bin",
      () => new GradientDensity({ bins: 2.5 }),
      /bins must be a whole number .*, not 2\.5$/,
    ],
    [
      "NaN bins",
      () => new GradientDensity({ bins: NaN }),
      /bins must be a whole number .*, not NaN$/,
    ],
    [
      "a momentum of 1, for which S would stay 0",
      () => new GradientDensity({ momentum: 1 }),
      "GradientDensity: momentum must be in [0, 1), not 1",
    ],
    [
      "a negative momentum",
      () => new GradientDensity({ momentum: -0.1 }),
      /momentum .*, not -0\.1$/,
    ],
    ["a momentum of NaN", () => new GradientDensity({ momentum: NaN }), /momentum .*, not NaN$/],
    [
      "another start",
      () => new GradientDensity({ emaStart: "warm" as never }),
      /^GradientDensity: emaStart must be one of "zero", "first-batch", "debiased", not "?warm"?$/,
    ],
    [
      "other empty bins",
      () => new GradientDensity({ emptyBins: "drop" as never }),
      /^GradientDensity: emptyBins must be one of "keep", "decay", not "?drop"?$/,
    ],
    [
      "another normaliser",
      () => new GradientDensity({ normalizer: "Bins" as never }),
      /^GradientDensity: normalizer must be one of "nonempty", "bins", not "?Bins"?$/,
    ],
    [
      "a last edge below 1",
      () => new GradientDensity({ lastEdge: 0.5 }),
      "GradientDensity: lastEdge must be ≥ 1, not 0.5",
    ],
    [
      "a last edge of NaN",
      () => new GradientDensity({ lastEdge: NaN }),
      /lastEdge must be ≥ 1, not NaN$/,
    ],
    [
      "a largest weight of 0",
      () => new GradientDensity({ maxWeight: 0 }),
      "GradientDensity: maxWeight must be > 0, not 0",
    ],
    [
      "half a class",
      () => new GradientDensity({ classes: 1.5 }),
      /classes must be a whole .*, not 1\.5$/,
    ],
    [
      "classes that g does not have",
      () => ghmcLoss(matrix, matrix, { density: new GradientDensity({ classes: 3 }) }),
      /with 3 classes the last axis must have size 3, but the shape is \[2, 2\]$/,
    ],
    [
      "a state of other bins",
      () => {
        new GradientDensity({ bins: 5 }).load(new GradientDensity({ bins: 10 }).state());
      },
      /^GradientDensity: a state for 1 × 10 bins does not fit 1 × 5/,
    ],
    [
      "a state of other classes",
      () => {
        new GradientDensity({ bins: 5, classes: 2 }).load(new GradientDensity().state());
      },
      /^GradientDensity: a state for 1 × 10 bins does not fit 2 × 5/,
    ],
    [
      "a state with a NaN",
      () => {
        const { state, density } = savedDensity();
        density.load({ ...state, sums: state.sums.with(3, NaN) });
      },
      /^GradientDensity: .*does not hold 10 sums and 10 updates ≥ 0$/,
    ],
    [
      "a state without sums",
      () => {
        const { state, density } = savedDensity();
        density.load({ ...state, sums: undefined as never });
      },
      /^GradientDensity: .*does not hold 10 sums and 10 updates ≥ 0$/,
    ],
    [
      "no histograms to merge",
      () => GradientDensity.merge([]),
      /^GradientDensity\.merge needs histograms of one size, not \[\]/,
    ],
    [
      "histograms of different bins to merge",
      () =>
        GradientDensity.merge([
          new GradientDensity().histogram(x.data),
          new GradientDensity({ bins: 5 }).histogram(x.data),
        ]),
      /^GradientDensity\.merge needs histograms of one size, not \[1 × 10, 1 × 5\]/,
    ],
    [
      "a histogram of other bins",
      () =>
        new GradientDensity({ classes: 3 }).given(
          new GradientDensity({ bins: 5 }).histogram(x.data),
        ),
      "GradientDensity: a histogram of 1 classes and 5 bins in all does not fit 3 × 10 bins",
    ],
    [
      "one that gives a weight too few",
      () => ghmcLoss(x, labels, { density: { weigh: () => tensor([1, 2]).data } }),
      "a density must give one weight for each gradient norm: shape [3], not [2]",
    ],
    [
      "a window of no width",
      () => new WindowDensity(0),
      "WindowDensity: epsilon must be in (0, 1], not 0",
    ],
    [
      "a window wider than [0, 1]",
      () => new WindowDensity(2),
      /epsilon must be in \(0, 1\], not 2$/,
    ],
    ["a window of NaN", () => new WindowDensity(NaN), /epsilon must be in \(0, 1\], not NaN$/],
    ["no window", () => new WindowDensity(undefined as never), /\(0, 1\], not undefined$/],
    [
      "a gradient norm above 1, where no window has a length",
      () => new WindowDensity(0.1).weigh(tensor([0.5, 2]).data, ones([2]).data),
      "WindowDensity: gradient norms lie in [0, 1], but element 1 (row-major) has 2",
    ],
    [
      "a negative gradient norm",
      () => new WindowDensity(0.1).weigh(tensor([-0.5]).data, ones([1]).data),
      "WindowDensity: gradient norms lie in [0, 1], but element 0 (row-major) has -0.5",
    ],
    [
      "a gradient norm of NaN",
      () => ghmcLoss([0.5, NaN], [1, 0], { density: new WindowDensity(0.1) }),
      "WindowDensity: gradient norms lie in [0, 1], but element 1 (row-major) has NaN",
    ],
  ],

  "A network:": [
    ["of one size", () => mlp([2]), "mlp: sizes [2] lack an input or an output"],
    [
      "with an unknown activation",
      () => mlp([2, 1], { activation: "swish" as never }),
      /^mlp: activation is one of relu, .*, tanh, not "swish"$/,
    ],
    ["with half a neuron", () => mlp([2, 0.5, 1]), /axis 1 of shape \[2, 0\.5\] is 0\.5; .*whole/],
    [
      "with a prior of 1",
      () => mlp([2, 1], { priorPositive: 1 }),
      /pi is the probability of a positive, in \(0, 1\), not 1$/,
    ],
    ["with a prior of NaN", () => priorBias(NaN), /^priorBias: pi .*in \(0, 1\), not NaN$/],
    [
      "given too many features",
      () => new Linear(2, 1).forward(zeros([3, 4])),
      /shapes \[3, 4\] and \[2, 1\] do not fit: A has 4 columns and B has 2 rows/,
    ],
    ["with half a weight", () => new Linear(2.5, 1), /axis 0 of shape \[2\.5, 1\] is 2\.5/],
    [
      "in another dtype",
      () => new Linear(2, 1, { dtype: "f64" as never }),
      /^unknown dtype "f64": use/,
    ],
    ["that drops more than all", () => new Dropout(1.5), "Dropout: p is a probability, not 1.5"],
    [
      "that normalises other axes",
      () => new LayerNorm(2).forward(zeros([2, 3])),
      /\[2, 3\] .*end with \[2\]$/,
    ],
    [
      "with a weight that is no matrix",
      () => glorotUniform([2]),
      "glorotUniform: a weight has shape [fanIn, fanOut], not [2]",
    ],
    ["with a cubic weight", () => heNormal([2, 3, 4]), /\[fanIn, fanOut\], not \[2, 3, 4\]$/],
    [
      "loaded from nothing",
      () => {
        mlp([2, 1]).loadStateDict({});
      },
      /^loadStateDict: .*does not fit this module, and nothing was loaded; missing: 0\.weight, 0\.bias$/,
    ],
    [
      "loaded from another network",
      () => {
        mlp([2, 1]).loadStateDict(mlp([3, 1, 1]).stateDict());
      },
      /unexpected: 2\.weight, 2\.bias; .*0\.weight \(here \[2, 1\], in the state \[3, 1\]\)$/,
    ],
    [
      "loaded from words",
      () => {
        const state = new Linear(1, 1).stateDict();
        new Linear(1, 1).loadStateDict({ ...state, bias: { ...state["bias"], data: ["a"] } });
      },
      /^loadStateDict: bias\[0\] is "a", not a number$/,
    ],
  ],

  "An optimizer:": [
    ["without parameters", () => new AdamW([]), "AdamW: there are no parameters to change"],
    [
      "of what requires no gradient",
      () => new SGD([x], { lr: 0.1 }),
      /^SGD: parameter 0, a tensor of shape \[3\], requires no gradient: make it with \{ req/,
    ],
    [
      "of what an op made",
      () => new Adam([leaf(), mul(leaf(), 2)]),
      /^Adam: parameter 1, a tensor of shape \[3\], was made by Mul: only a leaf/,
    ],
    [
      "of a parameter twice",
      () => {
        const w = leaf();
        return new SGD([w, w], { lr: 0.1 });
      },
      'SGD: parameter 1, "w" of shape [3], is listed twice',
    ],
    [
      "with a negative lr",
      () => new SGD([leaf()], { lr: -0.1 }),
      /^SGD: lr must be .*, not -0\.1$/,
    ],
    ["with an lr of NaN", () => new Adam([leaf()], { lr: NaN }), /^Adam: lr must be .*, not NaN$/],
    [
      "with an infinite lr",
      () => new SGD([leaf()], { lr: Infinity }),
      /^SGD: lr .*, not Infinity$/,
    ],
    ["without an lr", () => new SGD([leaf()], {} as never), /^SGD: lr must be .*, not undefined$/],
    [
      "with a number for options",
      () => new SGD([leaf()], 0.1 as never),
      /^SGD takes its options as an object.*, not 0.1$/,
    ],
    [
      "with a negative momentum",
      () => new SGD([leaf()], { lr: 0.1, momentum: -1 }),
      /^SGD: momentum must be in \[0, .*, not -1$/,
    ],
    [
      "with Nesterov's look ahead, but no momentum",
      () => new SGD([leaf()], { lr: 0.1, nesterov: true }),
      "SGD: nesterov needs a momentum > 0",
    ],
    [
      "with a negative decay",
      () => new AdamW([leaf()], { weightDecay: -1 }),
      /^AdamW: weightDecay must be in \[0, .*, not -1$/,
    ],
    [
      "with a β of 1",
      () => new Adam([leaf()], { betas: [1, 0.9] }),
      "Adam: betas[0] must be in [0, 1), not 1",
    ],
    [
      "with one β",
      () => new Adam([leaf()], { betas: [0.9] as never }),
      "Adam: betas are two numbers, not [0.9]",
    ],
    [
      "with an α of 1",
      () => new RMSprop([leaf()], { alpha: 1 }),
      /alpha must be in \[0, 1\), not 1$/,
    ],
    [
      "at a gradient of another shape",
      () => {
        const w = leaf();
        w.grad = tensor([1]);
        new SGD([w], { lr: 0.1 }).step();
      },
      /^a gradient of shape \[1\] cannot be the grad of "w" of shape \[3\]/,
    ],
    [
      "loaded from one of another kind",
      () => {
        new SGD([leaf()], { lr: 0.1 }).load(new Adam([leaf()]).state());
      },
      /^SGD: the state does not fit, and nothing was loaded; for parameter 0 .*m of shape \[3\], v/,
    ],
    [
      "whose lr becomes NaN",
      () => (new SGD([leaf()], { lr: 0.1 }).lr = NaN),
      /^SGD: lr must be .*, not NaN$/,
    ],
    [
      "scheduled to a negative lr",
      () => new Schedule(new SGD([leaf()], { lr: 1 }), () => -1),
      /^SGD: lr must be .*, not -1$/,
    ],
    [
      "scheduled by no steps",
      () => new StepSchedule(new SGD([leaf()], { lr: 1 }), { size: 0 }),
      "StepSchedule: size must be a whole number ≥ 1, not 0",
    ],
    [
      "scheduled by half a step",
      () => new CosineSchedule(new SGD([leaf()], { lr: 1 }), { steps: 1.5 }),
      "CosineSchedule: steps must be a whole number ≥ 1, not 1.5",
    ],
    [
      "of gradients clipped to a negative norm",
      () => clipGradNorm([leaf()], -1),
      /^clipGradNorm: maxNorm must be .*≥ 0, not -1$/,
    ],
    [
      "of gradients that are NaN, clipped",
      () => {
        const w = scalarLeaf();
        w.grad = tensor(NaN);
        clipGradNorm([w], 1);
      },
      /^clipGradNorm: the gradient of "w" of shape \[\] has norm NaN: nothing was clipped; detectAn/,
    ],
  ],

  "A metric compares a 0 or 1 with a score:": [
    [
      "a score too few",
      () => averagePrecision([0, 1], [0.5]),
      "averagePrecision: 2 targets do not match 1 scores",
    ],
    ["a target of 2", () => auroc([0, 2], [0.5, 0.1]), "auroc: targets are 0 or 1; target 1 is 2"],
    ["half a target", () => bestF1([0.5], [0.5]), "bestF1: targets are 0 or 1; target 0 is 0.5"],
    ["a score of NaN", () => recall([0, 1], [0.5, NaN]), /^recall: score 1 is NaN/],
    [
      "a score in words",
      () => auroc([0, 1], [0.5, "a" as never]),
      'auroc: score 1 is "a", not a number',
    ],
    [
      "a score that is missing",
      () => recall([0, 1], [undefined as never, 1]),
      /^recall: score 0 is undefined/,
    ],
  ],
  "Options are an object, not what other languages take by position:": [
    [
      "sum's keepdims",
      () => leaf().sum(null, true as never),
      /^sum takes its options as an object.*, not true$/,
    ],
    [
      "mean, mean's keepdims",
      () => leaf().mean(null, true as never),
      /^mean takes its options as an object.*, not true$/,
    ],
    [
      "clamp's borders",
      () => leaf().clamp(0 as never),
      /^clamp takes its options as an object.*, not 0$/,
    ],
    [
      "dropout's mode",
      () => leaf().dropout(0.5, false as never),
      /^dropout takes its options .*, not false$/,
    ],
    [
      "a loss's reduction",
      () => mse([1], [2], "sum" as never),
      /^mse takes its options .*, not "sum"$/,
    ],
    [
      "a density's bins",
      () => new GradientDensity(30 as never),
      /^GradientDensity takes its options .*, not 30$/,
    ],
    [
      "a tensor's dtype",
      () => tensor([1], "float64" as never),
      /^tensor takes its options .*, not "float64"$/,
    ],
    [
      "zeros' dtype",
      () => zeros([1], "float64" as never),
      /^zeros takes its options .*, not "float64"$/,
    ],
    ["Adam's lr", () => new Adam([leaf()], 0.1 as never), /^Adam takes its options .*, not 0.1$/],
    [
      "a loss's density",
      () => ghmcLoss([1], [1], new WindowDensity(0.1) as never),
      /^ghmcLoss takes its options as an object/,
    ],
    [
      "nllLoss's reduction",
      () => nllLoss([[0, 0]], [0], "sum" as never),
      'nllLoss takes its options as an object, such as { weight: … }, not "sum"',
    ],
    [
      "sum's options in the place of its axis",
      () => leaf().sum({ axis: 1 } as never),
      "sum: the axis comes before the options, as in sum(0, { … }), or null for all",
    ],
  ],
  "An option exists:": [
    [
      "a letter short",
      () => tensor([1], { requireGrad: true } as never),
      'tensor has no option "requireGrad"; did you mean requiresGrad, of ' +
        "its options dtype, shape, requiresGrad, name?",
    ],
    [
      "spelt as in Python",
      () => bceWithLogits([1], [1], { pos_weight: 3 } as never),
      'bceWithLogits has no option "pos_weight"; did you mean posWeight, of ' +
        "its options weight, posWeight, reduction?",
    ],
    [
      "of NumPy",
      () => leaf().variance(0, { ddof: 0 } as never),
      'variance has no option "ddof"; its options are correction, keepdims',
    ],
    [
      "in full",
      () => new Adam([leaf()], { learningRate: 0.1 } as never),
      'Adam has no option "learningRate"; its options are lr, betas, eps, weightDecay',
    ],
    [
      "of the density",
      () => ghmcLoss([1], [1], { bins: 30 } as never),
      'ghmcLoss has no option "bins"; its options are density, mask, reduction, lossWeight',
    ],
    [
      "of another loss",
      () => crossEntropy([[0, 0]], [0], { mask: [1] } as never),
      'crossEntropy has no option "mask"; its options are weight, ignoreIndex, reduction, labelSmoothing',
    ],
    [
      "of scikit-learn",
      () => twoMoons({ samples: 100 } as never),
      'twoMoons has no option "samples"; its options are rows, noise, flipped, seed',
    ],
    [
      "of a later call",
      () => {
        leaf()
          .sum()
          .backward(1, { retainGraph: true } as never);
      },
      'backward has no option "retainGraph"; did you mean createGraph, of its options createGraph?',
    ],
  ],
  "An option is of the kind of its default:": [
    [
      "lr as text",
      () => new Adam([leaf()], { lr: "0.1" as never }),
      'Adam: lr must be a number, not "0.1"',
    ],
    [
      "SGD's lr as text",
      () => new SGD([leaf()], { lr: "0.1" as never }),
      'SGD: lr must be in [0, Infinity), not "0.1"',
    ],
    [
      "a probability",
      () => leaf().dropout("0.5" as never),
      'dropout: p is a probability, not "0.5"',
    ],
    [
      "betas",
      () => new Adam([leaf()], { betas: 0.9 as never }),
      "Adam: betas must be a list, not 0.9",
    ],
    [
      "keepdims",
      () => leaf().sum(0, { keepdims: 1 as never }),
      "sum: keepdims must be a boolean, not 1",
    ],
    [
      "requiresGrad",
      () => tensor([1], { requiresGrad: "yes" as never }),
      'tensor: requiresGrad must be a boolean, not "yes"',
    ],
    [
      "a generator",
      () => randn([2], { generator: 5 as never }),
      "randn: generator must be a Generator, not 5",
    ],
    [
      "a density",
      () => ghmcLoss([1], [1], { density: {} as never }),
      /^ghmcLoss: a density is .*, not an object$/,
    ],
    [
      "eps < 0",
      () => layerNorm(x, [3], { eps: -1 }),
      "layerNorm: eps must be a finite number ≥ 0, not -1",
    ],
    [
      "eps < 0 of a layer",
      () => new LayerNorm(3, { eps: -1 }),
      /^LayerNorm: eps must be .*, not -1$/,
    ],
    [
      "eps < 0 of an optimizer",
      () => new Adam([leaf()], { eps: -1 }),
      /^Adam: eps must be in .*, not -1$/,
    ],
  ],
  "A number is a number, wherever it is given:": [
    ["elu's α as text", () => elu(x, "1" as never), 'elu: alpha must be a finite number, not "1"'],
    ["elu's α, NaN", () => elu(x, NaN), "elu: alpha must be a finite number, not NaN"],
    [
      "leakyRelu's slope as a list",
      () => leakyRelu(x, [1] as never),
      "leakyRelu: slope must be a finite number, not [1]",
    ],
    [
      "layerNorm's eps, ∞",
      () => layerNorm(matrix, [2], { eps: Infinity }),
      /^layerNorm: eps .* finite/,
    ],
    [
      "a mask for an index",
      () => indexSelect(x, [true, false, true]),
      /^indexSelect: an index is a whole number, not true or false; of a mask, take the places: /,
    ],
    [
      "a mask for indices",
      () => gather(x, [true], 0),
      /^gather: an index is a whole number, not true/,
    ],
    ["no index", () => gather(x, [undefined as never], 0), /\[0\] is undefined, not a number$/],
    [
      "g of harmonizedGradient as text",
      () => harmonizedGradient([], ["0.5" as never]),
      'harmonizedGradient: g must be numbers; entry 0 is "0.5"',
    ],
    [
      "g of harmonizedGradient, a hole",
      // eslint-disable-next-line no-sparse-arrays
      () => harmonizedGradient([], [0.5, , 0.5] as number[]),
      "harmonizedGradient: g must be numbers; entry 1 is undefined",
    ],
    [
      "a bin of harmonizedGradient as text",
      () => harmonizedGradient([{ from: "0" as never, to: 1, beta: 1 }], [0.5]),
      'harmonizedGradient: from, to and beta of bin 0 must be numbers ≥ 0; entry 0 is "0"',
    ],
    [
      "a bin without a weight",
      () => harmonizedGradient([{ from: 0, to: 1 } as never], [0.5]),
      "harmonizedGradient: bin 0 has from, to and beta, not an object",
    ],
    [
      "g of reformulatedGradient as text",
      () => reformulatedGradient((a, b) => bceWithLogits(a, b), ["0.5" as never]),
      /^reformulatedGradient: g must be strictly between 0 and 1.*; entry 0 is "0\.5"$/,
    ],
    [
      "focalLoss's α as a list",
      () => focalLoss(x, labels, { alpha: [0.25] as never }),
      "focalLoss: alpha must be in [0, 1], or null, not [0.25]",
    ],
    [
      "focalLoss's γ, ∞",
      () => focalLoss(x, labels, { gamma: Infinity }),
      "focalLoss: gamma must be ≥ 0 and finite, not Infinity",
    ],
    [
      "softmaxFocalLoss's α < 0",
      () => softmaxFocalLoss(matrix, [0, 1], { alpha: [1, -1] }),
      "softmaxFocalLoss: alpha must be ≥ 0 and finite, but entry 1 (row-major) is -1",
    ],
    [
      "posWeight < 0",
      () => bceWithLogits(x, labels, { posWeight: -1 }),
      "bceWithLogits: posWeight must be ≥ 0 and finite, but is -1",
    ],
    [
      "a weight of NaN",
      () => bceWithLogits(x, labels, { weight: [1, NaN, 1] }),
      "bceWithLogits: weight must be ≥ 0 and finite, but entry 1 (row-major) is NaN",
    ],
    [
      "an infinite class weight",
      () => crossEntropy(matrix, [0, 1], { weight: [1, Infinity] }),
      "crossEntropy: weight must be ≥ 0 and finite, but entry 1 (row-major) is Infinity",
    ],
    [
      "a class weight < 0",
      () => nllLoss(matrix, [0, 1], { weight: [-1, 1] }),
      "nllLoss: weight must be ≥ 0 and finite, but entry 0 (row-major) is -1",
    ],
    [
      "half an index to ignore",
      () => crossEntropy(matrix, [0, 1], { ignoreIndex: 1.5 }),
      "crossEntropy: ignoreIndex must be a whole number, not 1.5",
    ],
    [
      "no index to ignore",
      () => nllLoss(matrix, [0, 1], { ignoreIndex: NaN }),
      "nllLoss: ignoreIndex must be a whole number, not NaN",
    ],
    [
      "three betas",
      () => new Adam([leaf()], { betas: [0.9, 0.999, 0.9] as never }),
      "Adam: betas are two numbers, not [0.9, 0.999, 0.9]",
    ],
  ],
  "What is set is of the kind of what was there:": [
    [
      "requiresGrad",
      () => (leaf().requiresGrad = "false" as never),
      'requiresGrad must be true or false, not "false"',
    ],
    [
      "frozen",
      () => (new GradientDensity().frozen = "no" as never),
      'GradientDensity: frozen must be true or false, not "no"',
    ],
    [
      "training",
      () => (new Dropout().training = 1 as never),
      "training must be true or false, not 1",
    ],
    [
      "Dropout's generator",
      () => new Dropout(0.5, { generator: 3 as never }),
      "Dropout: generator must be a Generator, not 3",
    ],
    [
      "Linear's generator",
      () => new Linear(1, 1, { generator: 3 as never }),
      "Linear: generator must be a Generator, not 3",
    ],
    [
      "options of a Standardizer",
      () => new Standardizer({} as never),
      "Standardizer takes no options; fit takes rows, not an object",
    ],
  ],
  "A state holds numbers, as many as it should:": [
    ...(["1", NaN, true, [1], null, Infinity, -1, undefined] as never[]).flatMap((bad) =>
      (["counts", "numLabels"] as const).flatMap((field): [string, () => unknown, RegExp][] => {
        const message = new RegExp(`^GradientDensity: ${field} must be .*; entry 0 is `);
        const histogram = {
          counts: [1, 0],
          numLabels: [1],
          [field]: [bad, ...(field === "counts" ? [0] : [])],
        };
        const name = `${field} of a histogram, ${String(bad)}`;
        return [
          [`${name}, given`, () => new GradientDensity({ bins: 2 }).given(histogram), message],
          [`${name}, merged`, () => GradientDensity.merge([histogram]), message],
        ];
      }),
    ),
    ...(["1", NaN, true, [1], null, Infinity, -1, undefined] as never[]).map(
      (bad): [string, () => unknown, RegExp] => [
        `a sum of a density, ${String(bad)}`,
        () => {
          new GradientDensity({ bins: 2 }).load({ sums: [bad, 0], updates: [0, 0], shape: [1, 2] });
        },
        /^GradientDensity: a state .* does not hold 2 sums and 2 updates ≥ 0$/,
      ],
    ),
    ...(["1", true, [1], null, undefined, NaN, "NaN", "Infinity"] as never[]).map(
      (bad): [string, () => unknown, RegExp] => [
        `a mean of Adam, ${String(bad)}`,
        () => {
          const adam = new Adam([tensor([1], { requiresGrad: true })]);
          const state = adam.state();
          state.params[0].memory["m"].data = [bad];
          adam.load(state);
        },
        /^Adam: m of parameter 0(\[0\] is .*, not a number| must be finite numbers; entry 0 is .*)$/,
      ],
    ),
    ...(
      [
        null,
        5,
        "Adam",
        { steps: 1 },
        { steps: 1, memory: [] },
        { steps: 1, memory: { m: null } },
      ] as never[]
    ).map((bad): [string, () => unknown, RegExp] => [
      `a parameter of Adam, ${JSON.stringify(bad)}`,
      () => {
        new Adam([leaf()]).load({ lr: 0.1, params: [bad] });
      },
      /^Adam: (parameter 0 of a state has steps and memory|m of parameter 0 must be \{ dtype)/,
    ]),
    ...([0.5, -1, NaN, "1", null] as never[]).map((bad): [string, () => unknown, RegExp] => [
      `the steps of Adam, ${String(bad)}`,
      () => {
        const adam = new Adam([leaf()]);
        const state = adam.state();
        state.params[0].steps = bad;
        adam.load(state);
      },
      /^Adam: the number of steps of parameter 0 must be a whole number ≥ 0, not /,
    ]),
    ...([{ t: 0.5 }, { t: "1" }, { start: NaN }, { start: "0.1" }] as never[]).map(
      (bad): [string, () => unknown, RegExp] => [
        `a schedule's ${JSON.stringify(bad)}`,
        () => {
          const schedule = new StepSchedule(new SGD([leaf()], { lr: 1 }), { size: 2 });
          schedule.load({ ...schedule.state(), ...(bad as object) });
        },
        /^a schedule's (t must be a whole number|start must be a number) ≥ 0(; entry 0 is |, not )/,
      ],
    ),
    [
      "a list of lists in a saved array",
      () => {
        const layer = new Linear(1, 1);
        const state = layer.stateDict();
        state["bias"].data = [[1] as never];
        layer.loadStateDict(state);
      },
      "loadStateDict: bias[0] is [1], not a number",
    ],
    [
      "a hole in the means of a Standardizer",
      () => {
        // eslint-disable-next-line no-sparse-arrays
        new Standardizer().load({ mean: [, 1] as number[], std: [1, 1] });
      },
      /^Standardizer: a state has a finite mean/,
    ],
  ],
  "Nothing is endless, or as large as a slip of the finger makes it:": [
    [
      "a list that contains itself",
      () => {
        const list: never[] = [];
        list.push(list as never);
        return tensor(list);
      },
      "tensor: data: lists are nested more than 64 deep, or without end",
    ],
    [
      "bins",
      () => new GradientDensity({ bins: 1e9 }),
      /classes × bins must be at most 1048576, not 1000000000$/,
    ],
    [
      "bins of a curve",
      () => reliabilityCurve([1], [1], 1e9),
      /bins must be .* to 2²⁰, not 1000000000$/,
    ],
    ["bins of an error", () => ece([1], [1], 1e9), /^ece: bins must be .* to 2²⁰, not 1000000000$/],
    [
      "a shape",
      () => zeros([1e6, 1e6]),
      "an array of shape [1000000, 1000000] takes 4000 GB: more than there is",
    ],
    ["a sum of a column and a row", () => add(column, row), tooLarge],
    ["a product of a column and a row", () => matmul(column, row), tooLarge],
    ["a power of a column and a row", () => pow(column, row), tooLarge],
    ["a comparison of a column and a row", () => equal(column, row), tooLarge],
    [
      "a sum of three axes",
      () => add(zeros([1000, 1000, 1]), zeros([1, 1, 1e6])),
      "an array of shape [1000, 1000, 1000000] takes 4000 GB: more than there is",
    ],
    ["a copy of one number", () => exp(broadcastTo(1, [1e6, 1e6])), tooLarge],
    [
      "axes of a new tensor",
      () => zeros(Array(65).fill(1)),
      "an array has 64 axes at most, not 65",
    ],
    [
      "axes to broadcast to",
      () => broadcastTo(1, Array(65).fill(2)),
      "an array has 64 axes at most, not 65",
    ],
    [
      "axes that are added one by one",
      () => Array.from({ length: 65 }).reduce<Tensor>((x) => unsqueeze(x, 0), tensor(1)),
      "an array has 64 axes at most, not 65",
    ],
    [
      "second derivatives",
      () => hessian((x) => square(x).sum())(zeros([1e5])),
      /^jacobian and hessian: derivatives of shape \[100000, 100000\] take 40 GB, and 100000 backward passes: /,
    ],
    ["a range", () => arange(1e15), /^an array of shape \[1000000000000000\] takes .* GB/],
    [
      "a permutation",
      () => new Generator(1).permutation(1e12),
      /^permutation: n must be .*, not 1000000000000$/,
    ],
    [
      "rows",
      () => twoMoons({ seed: 1, rows: 1e12 }),
      /^twoMoons: rows must be .*, not 1000000000000$/,
    ],
  ],
  "Classes are on the last axis, and class indices beside them:": [
    [
      "scores of [N, C, H, W]",
      () => ghmcLoss(zeros([2, 3, 4, 5]), zeros([2, 4, 5])),
      /; for class indices, the classes belong on the last axis of the output: output.permute\(\[0, 2, 3, 1\]\)$/,
    ],
    [
      "in softmax",
      () => ghmcSoftmaxLoss(zeros([2, 3, 4]), zeros([2, 4])),
      /output.permute\(\[0, 2, 1\]\)$/,
    ],
    [
      "in cross-entropy",
      () => crossEntropy(zeros([2, 3, 4]), zeros([2, 4])),
      /output.permute\(\[0, 2, 1\]\)$/,
    ],
  ],
  "An op has its methods and its inputs:": [
    [
      "no backward",
      () => {
        // @ts-expect-error: no backward
        class Half extends Op<1> {
          forward(a: NdArray): NdArray {
            return a;
          }
        }
        new Half().apply(leaf()).sum().backward();
      },
      "Half lacks backward(gradY, [...inputs], y)",
    ],
    [
      "no input",
      () => (new MatMul() as Op).apply(),
      "MatMul: forward takes 2 inputs, but apply was given 0",
    ],
  ],
};
