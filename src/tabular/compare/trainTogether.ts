/** Trains candidates that differ in their loss and learning rate only. */
import {
  affine,
  allFinite,
  concat,
  copy,
  dtypeOf,
  flat,
  Generator,
  matmul,
  mean,
  permute,
  reshape,
  sumTo,
  zeros,
  type NdArray,
} from "../../array/index.js";
import { gradients, Tensor } from "../../autograd/index.js";
import type { Sequential } from "../../nn/index.js";
import { Adam } from "../../optim/index.js";
import { shuffled } from "../../train/batches.js";
import { DivergenceError } from "../../train/divergence.js";
import type { Examples } from "../../train/index.js";
import { isOutOfProportion } from "../../train/trainer.js";
import type { NamedLoss } from "../model/lossParts.js";
import type { LossSpec } from "../model/lossSpec.js";
import { makeLoss } from "../model/namedLoss.js";
import { weighClasses } from "../model/outputs.js";
import { batchSeed, initialMlp, trainMlp, type Recipe } from "../model/trainMlp.js";
import { splitTargets, withTargets } from "../model/weights.js";

/** What candidates differ in. */
export type Setting = Pick<Recipe, "loss" | "learningRate">;

/** What they share. */
export type Shared = Omit<Recipe, keyof Setting> & { classes: number };

/** A trained model, or why there is none. */
export type Trained = Sequential | DivergenceError;

export interface Watch {
  /** Awaited before each step, so that other tasks can run; `false` stops the training. */
  goOn: () => Promise<boolean>;
  /** Called before the first step, and after each, of the candidate with this number. */
  onStep: (candidate: number, step: number, model: Sequential) => void;
  /** Called after each training. */
  onTrained: (candidate: number) => void;
}

/**
 * Trains the candidates. All have the same rows, initial weights, batches and number of steps, and
 * each becomes what {@link trainMlp} makes of it alone, to the bit.
 *
 * @returns one entry for each setting; `null` if `goOn` gave `false`.
 */
export async function trainTogether(
  data: Examples,
  shared: Shared,
  settings: readonly Setting[],
  watch: Watch,
): Promise<Trained[] | null> {
  // Hidden layers would have to be a batch of products; they are narrow, and gain less.
  const columns =
    shared.hidden.length === 0 ? await trainColumns(data, shared, settings, watch) : [];
  if (columns === null) return null;
  const trained: Trained[] = [];
  for (const [k, setting] of settings.entries()) {
    if (!(await watch.goOn())) return null;
    const model = columns.at(k) ?? (await trainAlone(data, { ...shared, ...setting }, k, watch));
    if (model === null) return null;
    trained.push(model);
    watch.onTrained(k);
  }
  return trained;
}

async function trainAlone(
  data: Examples,
  recipe: Recipe,
  candidate: number,
  { goOn, onStep }: Watch,
): Promise<Trained | null> {
  try {
    return await trainMlp(data, recipe, goOn, (step, model) => {
      onStep(candidate, step, model);
    });
  } catch (error) {
    if (error instanceof DivergenceError) return error;
    throw error;
  }
}

/**
 * Logistic regressions, or softmax regressions, as the columns of one product: the rows are read
 * once for all candidates, not once for each. Each has its own loss on its own logits, and its own
 * optimizer.
 *
 * @returns the models; `undefined` for one that diverged and left, without disturbing the others.
 * Trained alone, it says why.
 */
async function trainColumns(
  data: Examples,
  shared: Shared,
  settings: readonly Setting[],
  { goOn, onStep }: Watch,
): Promise<(Sequential | undefined)[] | null> {
  const { classes, steps } = shared;
  const counts = weighClasses(data, classes);
  const learners = settings.map(({ loss, learningRate }, candidate): Learner => {
    const model = initialMlp(data, shared);
    const [weight, bias] = model.parameters();
    const optimizer = new Adam([weight, bias], { lr: learningRate });
    onStep(candidate, 0, model);
    const named = makeLoss(loss, counts);
    return { candidate, model, weight, bias, optimizer, spec: loss, loss: named, firstLoss: null };
  });
  const nextBatch = endlessBatches(withTargets(data), shared);
  let going = learners;
  for (let step = 1; step <= steps && going.length > 0; step++) {
    if (!(await goOn())) return null;
    const batch = nextBatch();
    const groups = groupsOf(going);
    const products = batch.x.shape[1] > fewFeatures ? [groups] : groups.map((group) => [group]);
    going = products.flatMap((inOne) => backpropagate(inOne, batch));
    for (const { candidate, model, optimizer } of going) {
      optimizer.step();
      onStep(candidate, step, model);
    }
  }
  return learners.map((learner) => (going.includes(learner) ? learner.model : undefined));
}

/**
 * Gives each learner the gradients of its weight and bias.
 *
 * @param groups - neighbours, all of whose logits are computed as one product.
 * @returns those that have not diverged.
 */
function backpropagate(groups: Learner[][], { x, xT, targets }: Batch): Learner[] {
  const learners = groups.flat();
  const weights = learners.map(({ weight }) => weight.data);
  const biases = learners.map(({ bias }) => bias.data);
  const logits = affine(x, joined(weights, 1), joined(biases, 0)); // Z = X·[W₁ … W_K] + b
  let first = 0;
  const passes = groups.map((group) => {
    const outputs = group.length * group[0].bias.size;
    first += outputs;
    return passOf(group, columnsOf(logits, first - outputs, outputs), targets(group.length));
  });
  const gradient = joined(
    passes.map((pass) => pass.gradient),
    1,
  ); // Z̄
  const isFine = passes.flatMap((pass) => pass.isFine);
  const ofWeights = matmul(xT, gradient); // W̄ = Xᵀ·Z̄
  const ofBiases = sumTo(gradient, [1, gradient.shape[1]], dtypeOf(gradient)); // b̄ = ΣZ̄
  return learners.filter(({ weight, bias }, k) => {
    const outputs = bias.size;
    weight.grad = new Tensor(columnsOf(ofWeights, k * outputs, outputs));
    bias.grad = new Tensor(reshape(columnsOf(ofBiases, k * outputs, outputs), bias.shape));
    return isFine[k] && allFinite(weight.grad.data) && allFinite(bias.grad.data);
  });
}

/** A candidate whose logits are columns of the product. */
interface Learner {
  candidate: number;
  model: Sequential;
  weight: Tensor;
  bias: Tensor;
  optimizer: Adam;
  spec: LossSpec;
  loss: NamedLoss;
  /** `null` before the first step. */
  firstLoss: number | null;
}

/**
 * With more features, the rows are read for all groups at once; with so few, that would take less time
 * than to cut the logits into groups, and to join their gradients, does.
 */
const fewFeatures = 32;

/** So many logits of a row are computed with in one go, or those of one candidate. */
const mostLogits = 64;

/**
 * Neighbours whose losses are computed in one go: those with the same loss, if it is the mean of the
 * rows' own losses. A few only if there are many classes, whose logits take memory.
 */
function groupsOf(learners: readonly Learner[]): Learner[][] {
  const groups: Learner[][] = [];
  const hasRoom = (group: Learner[]) => (group.length + 1) * group[0].bias.size <= mostLogits;
  for (const learner of learners) {
    const last = groups.at(-1);
    if (last?.[0].spec === learner.spec && learner.loss.each !== null && hasRoom(last))
      last.push(learner);
    else groups.push([learner]);
  }
  return groups;
}

/**
 * The gradient of each learner's loss with respect to its logits.
 *
 * @param logits - of shape [N, K·outputs], for K learners with one loss.
 * @param targets - labels and weights of shape [N·K, 1], those of each row K times.
 */
function passOf(
  learners: Learner[],
  logits: NdArray,
  { labels, weights }: Targets,
): { gradient: NdArray; isFine: boolean[] } {
  const [{ loss }] = learners;
  const [rows] = logits.shape;
  const z = new Tensor(reshape(logits, [labels.shape[0], -1]), { requiresGrad: true });
  const each = loss.each?.(z, labels, weights);
  const total = each === undefined ? loss.loss(z, labels, weights) : each.sum().div(rows); // K means
  const [gradient] = gradients(total, [z]);
  const values = mean(reshape((each ?? total).data, [-1, learners.length]), [0], false);
  const isFine = learners.map((learner, k) => {
    const value = values.get(k);
    learner.firstLoss ??= value;
    return Number.isFinite(value) && !isOutOfProportion(value, learner.firstLoss);
  });
  return { gradient: reshape(gradient.data, logits.shape), isFine };
}

/** The arrays one after the other along an axis; of one, the array itself. */
const joined = (arrays: NdArray[], axis: number): NdArray =>
  arrays.length === 1 ? arrays[0] : concat(arrays, axis);

/** Some columns of a matrix, as an array of their own; of all, the matrix itself. */
function columnsOf(x: NdArray, start: number, size: number): NdArray {
  const [rows, columns] = x.shape;
  if (size === columns) return x;
  const values = flat(x);
  const out = zeros([rows, size], dtypeOf(x));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < size; j++) out.data[i * size + j] = values[i * columns + start + j];
  }
  return out;
}

type Targets = ReturnType<typeof splitTargets>;

/** Rows of a step. */
interface Batch {
  x: NdArray;
  /** As an array of its own: the products read whole rows fastest. */
  xT: NdArray;
  /** The labels and weights, each as many times as is asked for, of shape [N·times, 1]. */
  targets: (times: number) => Targets;
}

/** Makes a function that returns the next batch, in the order in which a `Trainer` takes them. */
function endlessBatches(data: Examples, shared: Shared): () => Batch {
  const [rows] = data.x.shape;
  const size = Math.min(shared.batchSize ?? rows, rows);
  const generator = new Generator(batchSeed(shared));
  const all = size === rows ? batchOf(data) : null;
  let epoch = shuffled(data, size, generator);
  return () => {
    if (all !== null) return all;
    let next = epoch.next();
    if (next.done) {
      epoch = shuffled(data, size, generator);
      next = epoch.next();
    }
    return batchOf(next.value as Examples);
  };
}

function batchOf({ x, y }: Examples): Batch {
  const { labels, weights } = splitTargets(y);
  const repeated = new Map<number, Targets>();
  return {
    x: x.data,
    xT: copy(permute(x.data, [1, 0])),
    targets: (times) => {
      const known = repeated.get(times);
      if (known !== undefined) return known;
      const repeat = ({ data }: Tensor) =>
        new Tensor(reshape(concat(Array<NdArray>(times).fill(data), 1), [-1, 1]));
      const targets = { labels: repeat(labels), weights: weights && repeat(weights) };
      repeated.set(times, targets);
      return targets;
    },
  };
}
