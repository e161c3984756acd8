/**
 * For each public function and class, arguments that are right. `wrong-calls.test.ts` puts wrong
 * ones in their places.
 */
import * as core from "../../src/index.js";
import * as node from "../../src/node.js";
import * as tabular from "../../src/tabular/index.js";

const { array, bceWithLogits, tensor } = core;

/** What a call is made with; made anew for each, since calls may change it. */
type Arguments = () => unknown[];

export interface GoodClass {
  /** Makes an instance, or `null` for a class that only subclasses make. */
  make: Arguments | null;
  /** The class's own methods, static ones as `static name`. */
  methods?: Record<string, Arguments>;
  /** Makes an object whose methods are called; by default `new Class(...make())`. */
  instance?: () => object;
}

const table = () =>
  tabular.parseCsv(
    [
      "a,b,y",
      ...Array.from({ length: 20 }, (_, i) => `${(i * 7) % 20},${"uvw"[i % 3]},${i % 2}`),
    ].join("\n"),
  );
const schema = () => tabular.inferSchema(table(), { label: "y" });
const plan = (): tabular.TrainingPlan => ({ model: "logistic", strengths: [1], folds: 2 });
const data = () => tabular.labelledTable(table(), schema());
const trained = await tabular.trainTable(data(), plan());

const leaf = (name?: string) =>
  tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: "float64", requiresGrad: true, name },
  );
const x = () =>
  tensor([
    [1, 2],
    [3, 4],
  ]);
const known = leaf("known");
const logits = () => tensor([[0.5], [-1]], { requiresGrad: true });
const target = () => tensor([[0], [1]]);
const indices = () => tensor([0, 1]);
const examples = (n = 8) => ({
  x: tensor(Array.from({ length: n }, (_, i) => [i / n, 1 - i / n])),
  y: tensor(Array.from({ length: n }, (_, i) => [i % 2])),
});
const model = () => core.mlp([2, 1], { generator: new core.Generator(1) });
const training = (network = model()) => ({
  loss: bceWithLogits,
  optimizer: new core.SGD(network.parameters(), { lr: 0.1 }),
  epochs: 1,
  batchSize: 4,
  seed: 1,
  validation: examples(),
  score: (output: core.Tensor) => -output.sum().item(),
  patience: 1,
  stateful: { generator: new core.Generator(1) },
});
const signal = () => new AbortController().signal;
const labels = [0, 1, 1, 0, 1, 0];
const scores = [0.1, 0.9, 0.8, 0.3, 0.6, 0.4];
const weights = [1, 2, 0.5, 1, 1, 3];
const classLabels = [0, 2, 1, 2];
const classWeights = [1, 2, 0.5, 1];
const decisions = [0, 2, 2, 2];
const rows = () =>
  tensor([
    [0.5, 0.25, 0.25],
    [0.25, 0.25, 0.5],
    [0, 0, 1],
    [0.1, 0.2, 0.7],
  ]);
const g = () => tensor([0.1, 0.9]).data;
const ones = () => tensor([1, 1]).data;

const unary = (): unknown[] => [x()];
const binary = (): unknown[] => [x(), x()];
const reduced = (): unknown[] => [x(), 0, { keepdims: true }];
const unaryArray = (): unknown[] => [x().data];
const binaryArray = (): unknown[] => [x().data, x().data];
const reducedArray = (): unknown[] => [x().data, [0], true];
const rangeOf = (size: number) => ({ start: 0, step: 1, size });
const ofLoss = (): unknown[] => [x(), x(), { reduction: "sum" }];
const byThreshold = (): unknown[] => [labels, scores, 0.5, weights];
const byScore = (): unknown[] => [labels, scores, weights];
const byDecision = (): unknown[] => [classLabels, decisions, classWeights];
const byClass = (): unknown[] => [classLabels, decisions, 3, classWeights];
const byRow = (): unknown[] => [classLabels, rows(), classWeights];

export const functions: Record<string, Arguments> = {
  abs: unary,
  accuracy: byThreshold,
  add: binary,
  arange: () => [0, 5, 1, { dtype: "float64" }],
  asl1: ofLoss,
  auroc: byScore,
  averagePrecision: byScore,
  backward: () => [leaf().sum(), 1, { createGraph: true }],
  balancedAccuracy: byThreshold,
  batches: () => [examples(), { size: 4, shuffle: true, seed: 1, dropLast: true, stratify: true }],
  bceWithLogits: () => [logits(), target(), { reduction: "sum" }],
  bestF1: byScore,
  brier: byScore,
  broadcastTo: () => [x(), [2, 2, 2]],
  clamp: () => [x(), { min: 0, max: 1 }],
  classBalancedWeights: () => [[3, 4], 0.9],
  classificationReport: byClass,
  clipGradNorm: () => [[leaf()], 1],
  concat: () => [[x(), x()], 0],
  confusionMatrix: byThreshold,
  cos: unary,
  crossEntropy: () => [x(), indices(), { reduction: "sum" }],
  cumsum: () => [x(), 0],
  decodeSafetensors: () => [core.encodeSafetensors({ x: x().data }), "the file"],
  defaultGenerator: () => [],
  denseDetector: () => [{ seed: 1, rows: 900 }],
  detectAnomaly: () => [() => 1],
  div: binary,
  dropout: () => [x(), 0.5, { training: true, generator: new core.Generator(1) }],
  ece: () => [labels, scores, 10, weights],
  elu: () => [x(), 1],
  encodeSafetensors: () => [{ x: x().data }, { note: "text" }],
  equal: binary,
  erf: unary,
  exp: unary,
  expm1: unary,
  eye: () => [2, 2, { dtype: "float64" }],
  f1: byThreshold,
  fit: () => {
    const network = model();
    const resume = new core.Trainer(network, examples(), training(network)).state();
    const watch = { onEpoch: () => undefined, onStep: () => undefined, signal: signal() };
    return [network, examples(), { ...training(network), ...watch, resume }];
  },
  flip: () => [x(), 0],
  focalLoss: () => [logits(), target(), { gamma: 1 }],
  full: () => [[2], 1, { dtype: "float64" }],
  gather: () => [x(), [[0], [1]], 1],
  gelu: () => [x(), "tanh"],
  generalizedCrossEntropy: () => [logits(), target(), { q: 0.5 }],
  getDefaultDtype: () => [],
  getKernels: () => [],
  ghmcGradientNorm: () => [logits(), target()],
  ghmcLoss: () => [logits(), target(), { lossWeight: 2 }],
  ghmcSoftmaxLoss: () => [x(), indices(), { lossWeight: 2 }],
  ghmrLoss: () => [x(), x(), { mu: 0.1 }],
  glorotNormal: () => [[2, 3], { dtype: "float64" }],
  glorotUniform: () => [[2, 3], { dtype: "float64" }],
  grad: () => [(t: core.Tensor) => t.sum(), 0],
  gradcheck: () => [(t: core.Tensor) => t.sum(), [leaf()], { seed: 1 }],
  gradgradcheck: () => [(t: core.Tensor) => t.square().sum(), [leaf()], { seed: 1 }],
  gradients: () => {
    const w = leaf();
    return [w.sum(), [w], { createGraph: true }];
  },
  greater: binary,
  greaterEqual: binary,
  harmonize: () => {
    const output = logits();
    const loss = bceWithLogits(output, target(), { reduction: "none" });
    return [loss, output, new core.GradientDensity(), { reduction: "sum" }];
  },
  harmonizedGradient: () => [core.lens(logits(), target()).bins, [0.5]],
  heNormal: () => [[2, 3], { dtype: "float64" }],
  heUniform: () => [[2, 3], { dtype: "float64" }],
  hessian: () => [(t: core.Tensor) => t.square().sum(), 0],
  huber: ofLoss,
  indexSelect: () => [x(), [0, 1], 0],
  jacobian: () => [(t: core.Tensor) => t.square(), 0],
  l1: ofLoss,
  layerNorm: () => [x(), [2], { eps: 1e-3, weight: [1, 1], bias: [0, 0] }],
  leakyRelu: () => [x(), 0.1],
  lens: () => [logits(), target(), { mask: [[1], [1]] }],
  less: binary,
  lessEqual: binary,
  leverageCluster: () => [{ seed: 1 }],
  linspace: () => [0, 1, 5, { dtype: "float64" }],
  log: unary,
  log1p: unary,
  logLoss: byScore,
  logSigmoid: unary,
  logSoftmax: () => [x(), 1],
  logsumexp: reduced,
  loadWeights: () => [model(), core.saveWeights(model())],
  macroAuroc: byRow,
  macroAveragePrecision: byRow,
  macroF1: byDecision,
  manualSeed: () => [1],
  matmul: binary,
  max: reduced,
  maximum: binary,
  mcc: byThreshold,
  mean: reduced,
  min: reduced,
  minimum: binary,
  mlp: () => [
    [2, 3, 1],
    {
      ...{ activation: "tanh", priorPositive: 0.1, dtype: "float64" },
      generator: new core.Generator(1),
    },
  ],
  mse: ofLoss,
  mul: binary,
  multiclassAccuracy: byDecision,
  multiclassBalancedAccuracy: byDecision,
  multiclassBrier: byRow,
  multiclassConfusionMatrix: byClass,
  multiclassEce: () => [classLabels, rows(), 10, classWeights],
  multiclassLogLoss: byRow,
  neg: unary,
  nllLoss: () => [x().logSoftmax(), indices(), { reduction: "sum" }],
  noGrad: () => [() => 1],
  norm: reduced,
  ohem: () => [tensor([1, 2, 3]), 2, { reduction: "sum" }],
  oneSidedOutliers: () => [{ seed: 1 }],
  ones: () => [[2], { dtype: "float64" }],
  pad: () => [
    x(),
    [
      [1, 0],
      [0, 1],
    ],
    0,
  ],
  pairedInterval: () => [scores, scores, { level: 0.9 }],
  permute: () => [x(), [1, 0]],
  phantomPositives: () => [{ seed: 1 }],
  pow: () => [x(), 2],
  precision: byThreshold,
  precisionRecallCurve: byScore,
  priorBias: () => [0.1],
  prod: reduced,
  rand: () => [[2], { dtype: "float64" }],
  randn: () => [
    [2],
    {
      ...{ dtype: "float64", requiresGrad: true, name: "w" },
      generator: new core.Generator(1),
    },
  ],
  recall: byThreshold,
  reciprocal: unary,
  reformulatedGradient: () => [
    (a: core.Tensor, b: core.Tensor) => bceWithLogits(a, b, { reduction: "none" }),
    [0.5],
  ],
  reliabilityCurve: () => [labels, scores, 10, weights],
  relu: unary,
  reshape: () => [x(), [4]],
  rocCurve: byScore,
  rsqrt: unary,
  saveWeights: () => [model()],
  setDefaultDtype: () => ["float32"],
  setKernels: () => ["auto"],
  sigmoid: unary,
  silu: unary,
  sin: unary,
  slice: () => [x(), [0, [0, 1]]],
  smoothL1: ofLoss,
  softmax: () => [x(), 1],
  softmaxFocalLoss: () => [x(), indices(), { gamma: 1 }],
  softmaxLens: () => [x(), indices(), { gradientNorm: "l1" }],
  softplus: unary,
  sqrt: unary,
  square: unary,
  squeeze: () => [tensor([[1], [2]]), 1],
  stack: () => [[x(), x()], 0],
  std: reduced,
  stopGradient: unary,
  stratifiedFolds: () => [labels, 2, 1],
  stratifiedGroupFolds: () => [[0, 1, 0, 1], [1, 1, 2, 2], 2, 1],
  stratifiedGroupSplit: () => [[0, 1, 0, 1], [1, 1, 2, 2], [0.5, 0.5], 1],
  stratifiedSplit: () => [labels, [0.5, 0.5], 1],
  sub: binary,
  sum: reduced,
  takeRows: () => [examples(), [0, 1]],
  tanh: unary,
  tensor: () => [[1, 2], { dtype: "float64", shape: [2], requiresGrad: true, name: "w" }],
  topClass: () => [rows()],
  transpose: () => [x(), 0, 1],
  twoMoons: () => [{ seed: 1, rows: 60 }],
  unsqueeze: () => [x(), 0],
  valueAndGrad: () => [(t: core.Tensor) => t.sum(), 0],
  variance: reduced,
  where: () => [x(), x(), x()],
  zeros: () => [[2], { dtype: "float64" }],

  "array.abs": unaryArray,
  "array.add": binaryArray,
  "array.array": () => [[1, 2], { dtype: "float64", shape: [2] }],
  "array.broadcastShapes": () => [[2, 1], [3], "f"],
  "array.broadcastTo": () => [x().data, [2, 2, 2]],
  "array.concat": () => [[x().data, x().data], 0],
  "array.copy": () => [x().data, "float64"],
  "array.cos": unaryArray,
  "array.cumsum": () => [x().data, 0],
  "array.div": binaryArray,
  "array.dot": binaryArray,
  "array.dtypeOf": unaryArray,
  "array.equal": binaryArray,
  "array.erf": unaryArray,
  "array.exp": unaryArray,
  "array.expm1": unaryArray,
  "array.flat": unaryArray,
  "array.flip": () => [x().data, [0]],
  "array.full": () => [[2], 1, "float64"],
  "array.gather": () => [x().data, array.array([[0], [1]]), 1],
  "array.greater": binaryArray,
  "array.greaterEqual": binaryArray,
  "array.isNdArray": unaryArray,
  "array.less": binaryArray,
  "array.lessEqual": binaryArray,
  "array.log": unaryArray,
  "array.log1p": unaryArray,
  "array.logSoftmax": () => [x().data, [1]],
  "array.logsumexp": reducedArray,
  "array.map": () => [x().data, (value: number) => value],
  "array.matmul": binaryArray,
  "array.max": reducedArray,
  "array.maximum": binaryArray,
  "array.mean": reducedArray,
  "array.mul": binaryArray,
  "array.neg": unaryArray,
  "array.permute": () => [x().data, [1, 0]],
  "array.place": () => [x().data, [3, 2], [rangeOf(2), rangeOf(2)], 0],
  "array.positiveAxes": () => [[-1], 2, "f"],
  "array.positiveAxis": () => [-1, 2, "f"],
  "array.pow": binaryArray,
  "array.promote": () => [[x().data, x().data]],
  "array.reciprocal": unaryArray,
  "array.relu": unaryArray,
  "array.reshape": () => [x().data, [4]],
  "array.rsqrt": unaryArray,
  "array.sameShape": () => [[2], [3]],
  "array.scatterAdd": () => [array.array([[1], [2]]), array.array([[0], [1]]), 1, [2, 2]],
  "array.showShape": () => [[2, 3]],
  "array.sigmoid": unaryArray,
  "array.sign": unaryArray,
  "array.sin": unaryArray,
  "array.slice": () => [x().data, [rangeOf(1), rangeOf(2)]],
  "array.softmax": () => [x().data, [1]],
  "array.softplus": unaryArray,
  "array.sqrt": unaryArray,
  "array.sub": binaryArray,
  "array.sum": reducedArray,
  "array.sumTo": () => [x().data, [2, 1], "float64"],
  "array.tanh": unaryArray,
  "array.toNested": unaryArray,
  "array.total": unaryArray,
  "array.view": () => [new Float64Array(4), [2], [2], 1],
  "array.where": () => [x().data, x().data, x().data],
  "array.zeros": () => [[2], "float64"],

  comparedMetrics: () => [3],
  checkLoss: () => [tabular.parseLoss("focal")],
  compare: () => [
    () => {
      throw new Error("this is enough");
    },
    {
      ...{ steps: 1, seeds: [1], learningRates: [0.1], losses: [tabular.parseLoss("bce")] },
      ...{ batchSize: 10, hidden: [2], activation: "tanh", priorBias: true, selectBy: "ap" },
      ...{ resampled: true, source: "a table", onProgress: () => undefined, signal: signal() },
    },
  ],
  describeSchema: () => [schema()],
  dropIncomplete: () => [table(), schema()],
  encodeParts: () => [
    data(),
    [
      [0, 1, 2, 3],
      [4, 5],
    ],
  ],
  fitCalibration: () => [
    [[1], [2], [0]],
    [0, 1, 0],
    [1, 2, 1],
  ],
  inferSchema: () => [table(), { label: "y" }],
  labelledTable: () => [table(), schema()],
  lossTitle: () => [tabular.parseLoss("focal")],
  makeLoss: () => [tabular.parseLoss("focal"), [4, 3]],
  parseCsv: () => ["a,b\n1,2\n", { delimiter: "," }],
  parseLoss: () => ["focal:gamma=1"],
  probabilitiesOf: () => [logits()],
  readLabels: () => [table(), schema()],
  rowNumber: () => [table(), 0],
  suspects: () => [
    data().labels,
    () => {
      throw new Error("this is enough");
    },
    {
      ...{ steps: 1, folds: 2, hidden: [], seed: 1, loss: tabular.parseLoss("bce") },
      ...{ activation: "tanh", learningRate: 0.1, batchSize: 10 },
      ...{ onProgress: () => undefined, signal: signal() },
    },
  ],
  tableSampler: () => [data(), 100],
  takeTableRows: () => [table(), [0, 1]],
  trainTable: () => [data(), plan(), { notes: {} }],

  loadCheckpoint: () => ["no-such-folder"],
  loadDataset: () => ["penguins"],
  loadModel: () => ["no-such-folder"],
  readTable: () => ["data/wdbc.csv", { delimiter: "," }],
  renderReport: () => [{}],
  saveCheckpoint: () => ["no-such-folder/inside", {}],
  saveModel: () => ["no-such-folder/inside", trained.model],
};

class Twice extends core.Op<1> {
  forward(a: core.NdArray): core.NdArray {
    return array.add(a, a);
  }
  backward(gradY: core.Tensor): core.Gradients<1> {
    return [() => gradY.mul(2)];
  }
}

const optimizer = (options: unknown): GoodClass => ({
  make: () => [[leaf()], options],
  methods: { load: () => [new core.SGD([leaf()], { lr: 1 }).state()] },
});

export const classes: Record<string, GoodClass> = {
  Adam: optimizer({ lr: 0.1, betas: [0.5, 0.9] }),
  AdamW: optimizer({ lr: 0.1 }),
  RMSprop: optimizer({ lr: 0.1 }),
  SGD: optimizer({ lr: 0.1 }),
  LBFGS: {
    make: () => [[leaf()], { maxIterations: 3 }],
    methods: {
      minimize: () => [() => leaf().square().sum()],
      load: () => [{ pairs: [] }],
    },
  },
  Optimizer: { make: null },
  Module: {
    make: null,
    instance: model,
    methods: { modules: () => [], loadStateDict: () => [model().stateDict()] },
  },
  Schedule: {
    make: null,
    instance: () => new core.StepSchedule(new core.SGD([leaf()], { lr: 1 }), { size: 2 }),
    methods: { load: () => [{ step: 1, start: 1 }] },
  },
  StepSchedule: { make: () => [new core.SGD([leaf()], { lr: 1 }), { size: 2 }] },
  CosineSchedule: { make: () => [new core.SGD([leaf()], { lr: 1 }), { steps: 2 }] },
  Dropout: { make: () => [0.5, {}], methods: { forward: () => [x()] } },
  LayerNorm: {
    make: () => [2, { eps: 1e-3, dtype: "float64" }],
    methods: { forward: () => [x()] },
  },
  Linear: {
    make: () => [
      2,
      1,
      {
        ...{ bias: true, dtype: "float64", init: core.heNormal },
        generator: new core.Generator(1),
      },
    ],
    methods: { forward: () => [x()] },
  },
  Sequential: { make: () => [core.tanh, new core.Linear(2, 1)], methods: { forward: () => [x()] } },
  DivergenceError: { make: null }, // only a Trainer makes it
  Generator: {
    make: () => [1],
    methods: { permutation: () => [3], load: () => [new core.Generator(2).state()] },
  },
  GradientDensity: {
    make: () => [{ bins: 5 }],
    methods: {
      binOf: () => [g()],
      histogram: () => [g(), ones()],
      weigh: () => [g(), ones()],
      given: () => [new core.GradientDensity({ bins: 5 }).histogram(g(), ones())],
      load: () => [new core.GradientDensity({ bins: 5 }).state()],
      "static merge": () => [[new core.GradientDensity().histogram(g(), ones())]],
    },
  },
  WindowDensity: { make: () => [0.1], methods: { weigh: () => [g(), ones()] } },
  Standardizer: {
    make: () => [],
    methods: {
      fit: () => [x()],
      transform: () => [x()],
      load: () => [{ mean: [1, 2], std: [1, 1] }],
    },
  },
  Trainer: {
    make: () => {
      const network = model();
      return [network, examples(), training(network)];
    },
    methods: {
      load: () => {
        const network = model();
        return [new core.Trainer(network, examples(), training(network)).state()];
      },
    },
  },
  Op: { make: null, instance: () => new Twice(), methods: { apply: () => [x()] } },
  Tape: {
    make: null,
    instance: () => core.Tape.endingAt(known.sum()),
    methods: {
      rewind: () => [1, { createGraph: true, towards: [known] }],
      "static endingAt": () => [leaf().sum()],
    },
  },
  Tensor: { make: () => [x().data, { requiresGrad: true }], methods: { assign: () => [x()] } },
  TableEncoder: {
    make: () => [schema()],
    methods: {
      fit: () => [table(), [0, 1]],
      encode: () => [table(), [0, 1]],
      load: () => [new tabular.TableEncoder(schema()).fit(table()).state()],
      "static from": () => [new tabular.TableEncoder(schema()).fit(table()).state()],
    },
  },
  TabularModel: {
    make: () => {
      const { encoder, network, ...about } = trained.model;
      return [encoder, network, { ...about }];
    },
    methods: { predict: () => [table()] },
  },
};

/** Only their constructors' arguments are checked, by the functions that make them. */
export const isOpClass = (value: unknown): boolean =>
  typeof value === "function" && value.prototype instanceof core.Op;

const arrayFunctions = Object.entries(array).map(([name, f]) => [`array.${name}`, f] as const);

export const entryPoints = { core, array: Object.fromEntries(arrayFunctions), tabular, node };
