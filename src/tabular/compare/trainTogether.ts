/** Trains candidates that differ in their loss and learning rate only. */
import {
  affine,
  allFinite,
  concat,
  copy,
  dtypeOf,
  Generator,
  matmul,
  permute,
  reshape,
  slice,
  sumTo,
  zeros,
  type NdArray,
} from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import type { Sequential } from "../../nn/index.js";
import { Adam } from "../../optim/index.js";
import { shuffled } from "../../train/batches.js";
import { DivergenceError } from "../../train/divergence.js";
import type { Examples } from "../../train/index.js";
import { isOutOfProportion } from "../../train/trainer.js";
import { makeLoss } from "../model/namedLoss.js";
import { countClasses } from "../model/outputs.js";
import { batchSeed, initialMlp, trainMlp, type Recipe } from "../model/trainMlp.js";

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
  const columns = shared.hidden.length === 0 ? await trainColumns(data, shared, settings, watch) : [];
  if (columns === null) return null;
  const trained: Trained[] = [];
  for (const [k, setting] of settings.entries()) {
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
  const counts = countClasses(data, classes);
  const learners = settings.map(({ loss, learningRate }, candidate) => {
    const model = initialMlp(data, shared);
    const [weight, bias] = model.parameters();
    const optimizer = new Adam([weight, bias], { lr: learningRate });
    onStep(candidate, 0, model);
    return { candidate, model, weight, bias, optimizer, loss: makeLoss(loss, counts).loss };
  });
  const firstLosses = learners.map((): number | null => null);
  const nextBatch = endlessBatches(data, shared);
  let going = learners;
  for (let step = 1; step <= steps && going.length > 0; step++) {
    if (!(await goOn())) return null;
    const { x, xT, y } = nextBatch();
    const weights = going.map(({ weight }) => weight.data);
    const biases = going.map(({ bias }) => bias.data);
    const logits = affine(x, concat(weights, 1), concat(biases, 0)); // Z = X·[W₁ … W_K] + b
    const gradients = going.map(({ candidate, loss }, k) => {
      const own = new Tensor(part(logits, k, going.length), { requiresGrad: true });
      const value = loss(own, y);
      const first = (firstLosses[candidate] ??= value.item());
      if (!Number.isFinite(value.item()) || isOutOfProportion(value.item(), first)) return null;
      value.backward();
      return own.grad;
    });
    const none = new Tensor(zeros(part(logits, 0, going.length).shape, dtypeOf(logits)));
    const gradient = concat(
      gradients.map((own) => (own ?? none).data),
      1,
    );
    const ofWeights = matmul(xT, gradient); // W̄ = Xᵀ·Z̄
    const ofBiases = sumTo(gradient, [1, gradient.shape[1]], dtypeOf(gradient)); // b̄ = ΣZ̄
    going = going.filter(({ candidate, model, weight, bias, optimizer }, k, { length }) => {
      weight.grad = new Tensor(part(ofWeights, k, length, weight));
      bias.grad = new Tensor(reshape(part(ofBiases, k, length, bias), bias.shape));
      const isFinite = allFinite(weight.grad.data) && allFinite(bias.grad.data);
      if (gradients[k] === null || !isFinite) return false;
      optimizer.step();
      onStep(candidate, step, model);
      return true;
    });
  }
  return learners.map((learner) => (going.includes(learner) ? learner.model : undefined));
}

/** The columns of one of `count` equal parts, as an array of its own. */
function part(x: NdArray, k: number, count: number, like?: Tensor): NdArray {
  const [rows, columns] = x.shape;
  const size = columns / count;
  const own = slice(x, [
    { start: 0, step: 1, size: rows },
    { start: k * size, step: 1, size },
  ]);
  return copy(own, like?.dtype);
}

/** Makes a function that returns the next batch, in the order in which a {@link Trainer} takes them. */
function endlessBatches(data: Examples, shared: Shared) {
  const [rows] = data.x.shape;
  const size = Math.min(shared.batchSize ?? rows, rows);
  const generator = new Generator(batchSeed(shared));
  let epoch = shuffled(data, size, generator);
  let last: { x: NdArray; xT: NdArray; y: Tensor; of: Examples } | null = null;
  return () => {
    let next = epoch.next();
    if (next.done) {
      epoch = shuffled(data, size, generator);
      next = epoch.next();
    }
    const batch = next.value as Examples;
    if (last?.of !== batch) {
      const { data: x } = batch.x;
      // The kernel reads whole rows fastest.
      last = { x, xT: copy(permute(x, [1, 0])), y: batch.y, of: batch };
    }
    return last;
  };
}
