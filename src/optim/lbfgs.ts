import * as array from "../array/index.js";
import type { NdArray, SavedArray } from "../array/index.js";
import { checkFunction, describe, gradients, Tensor, type Stateful } from "../autograd/index.js";
import { lineSearch } from "./lineSearch.js";
import { checkParams } from "./optimizer.js";

export interface LBFGSOptions {
  /** The largest number of iterations of one `minimize`, ≥ 1. Default 1000. */
  maxIterations?: number | undefined;
  /** m, ≥ 1: how many steps the curvature is estimated from. Default 10. */
  historySize?: number | undefined;
  /**
   * Stop when no entry of the gradient is larger in size, ≥ 0: max |gᵢ| ≤ `gradientTolerance`, as
   * SciPy's `gtol`. Default 1e-5.
   */
  gradientTolerance?: number | undefined;
  /**
   * Stop when an iteration lowers the loss by no more than this part of it, ≥ 0:
   * f − f′ ≤ `lossTolerance`·max(|f|, |f′|, 1), as SciPy's `ftol`. Where that is less than the
   * rounding error of a loss, as with float32 it usually is, only the gradient decides.
   * Default 2.2e-9; 0 leaves it to the gradient altogether.
   */
  lossTolerance?: number | undefined;
}

/** What came of a minimisation. */
export interface LBFGSResult {
  /** The loss at the parameters that were found. */
  readonly loss: number;
  /** The largest entry of its gradient, in size: max |gᵢ|. */
  readonly gradientNorm: number;
  /** How many steps were taken. */
  readonly iterations: number;
  /** How often the closure was called. */
  readonly evaluations: number;
  /** Whether a tolerance was reached: `reason` is `"gradient"` or `"loss"`. */
  readonly converged: boolean;
  /**
   * Why it ended:
   *
   * - `"gradient"`: `gradientTolerance` was reached;
   * - `"loss"`: `lossTolerance` was reached;
   * - `"iterations"`: `maxIterations` were done, and calling `minimize` again goes on;
   * - `"stalled"`: no step makes loss or gradient smaller. Usually this is the minimum as exactly as
   *   the dtype can tell it; if the gradient is still large, the gradient may not be the loss's own
   *   (see {@link gradcheck}), or the loss has a kink.
   */
  readonly reason: "gradient" | "loss" | "iterations" | "stalled";
}

/** The curvature that LBFGS has seen, as plain JSON. */
export interface LBFGSState {
  /** For each remembered step, the oldest first: s and y, an array for each parameter. */
  pairs: { s: SavedArray[]; y: SavedArray[] }[];
}

/** A step s, the change y of the gradient along it, and sᵀy > 0. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly sy: number;
}

/** The parameters as one vector x, the loss, its rounding error, and its gradient g. */
interface Point {
  readonly x: Float64Array;
  readonly loss: number;
  readonly noise: number;
  readonly g: Float64Array;
}

/** How far apart neighbouring numbers are, relative to their size. */
const resolution = { float32: 2 ** -23, float64: 2 ** -52 };
/** How many of these a loss, made by many ops, may be off. */
const roundings = 4;
/** Iterations that make neither the loss nor the gradient smaller than ever before. */
const patience = 20;

/**
 * L-BFGS, limited-memory BFGS (Nocedal 1980; Liu & Nocedal 1989), a quasi-Newton method: for losses
 * that are smooth and the same at each call, such as logistic regression on all rows, it takes tens
 * of steps where gradient descent takes thousands, and needs no learning rate.
 *
 * ```ts
 * const lbfgs = new LBFGS(model.parameters());
 * const { loss, converged } = lbfgs.minimize(() => bceWithLogits(model.forward(x), y));
 * ```
 *
 * Each iteration goes along d = −H·g, where H estimates the inverse of the Hessian from the last m
 * steps s = x′ − x and the changes of the gradient y = g′ − g on them (the two-loop recursion,
 * Nocedal & Wright 2006, algorithms 7.4 and 7.5), as far as the strong Wolfe conditions ask for, as
 * in `torch.optim.LBFGS` with `line_search_fn="strong_wolfe"`. Everything but the loss is computed
 * in float64.
 *
 * It is no {@link Optimizer}, since it must see the loss several times for one step: it takes a
 * function that computes it, calls it as often as it needs to, and differentiates it itself.
 * Penalties, such as weight decay, belong in that function. For mini-batches, dropout, and losses
 * that change from call to call, use {@link Adam}; likewise for GHM, whose gradient, by design, is
 * not that of its loss.
 */
export class LBFGS implements Stateful<LBFGSState> {
  readonly params: readonly Tensor[];
  readonly maxIterations: number;
  readonly historySize: number;
  readonly gradientTolerance: number;
  readonly lossTolerance: number;
  /** That of the coarsest parameter. */
  readonly #resolution: number;
  #pairs: readonly Pair[] = [];

  /**
   * @param params - the tensors to find: leaves that require a gradient, each listed once.
   * @param options - when to stop, and how much to remember.
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter is listed twice, requires no gradient, or is not a leaf.
   */
  constructor(params: readonly Tensor[], options: LBFGSOptions = {}) {
    const { maxIterations, historySize, ...tolerances } = array.checkOptions("LBFGS", options, {
      maxIterations: 1000,
      historySize: 10,
      gradientTolerance: 1e-5,
      lossTolerance: 2.2e-9,
    });
    checkParams("LBFGS", params);
    array.checkCount("LBFGS: maxIterations", maxIterations);
    array.checkCount("LBFGS: historySize", historySize);
    for (const [name, value] of Object.entries(tolerances)) {
      if (value >= 0 && value < Infinity) continue;
      throw new RangeError(`LBFGS: ${name} must be in [0, Infinity), not ${value}`);
    }
    this.params = [...params];
    this.#resolution = Math.max(...params.map(({ dtype }) => resolution[dtype]));
    this.maxIterations = maxIterations;
    this.historySize = historySize;
    this.gradientTolerance = tolerances.gradientTolerance;
    this.lossTolerance = tolerances.lossTolerance;
  }

  /**
   * Changes the parameters until the loss is at a minimum, or `maxIterations` are done. Calling it
   * again goes on from there, with the curvature that it has seen: with few iterations a call, a
   * program can show its progress in between, or stop.
   *
   * Where the loss or its gradient is NaN or infinite, shorter steps are taken. No `grad` changes.
   *
   * @param closure - computes the loss, a tensor of one element, from the parameters as they are. It
   * need not call `backward`.
   * @throws Error if the loss or its gradient is not finite at the start, the loss depends on no
   * parameter, or the closure throws. Then the parameters are what they were before.
   * @throws TypeError or RangeError if the closure returns no tensor of one element.
   */
  minimize(closure: () => Tensor): LBFGSResult {
    checkFunction("LBFGS.minimize", closure);
    const before = this.params.map(({ data }) => data);
    try {
      return this.#minimize(closure);
    } catch (error) {
      this.params.forEach((param, k) => {
        if (param.data !== before[k]) param.adopt(before[k]);
      });
      throw error;
    }
  }

  #minimize(closure: () => Tensor): LBFGSResult {
    const { maxIterations, historySize, gradientTolerance, lossTolerance } = this;
    let point = this.#evaluate(closure);
    this.#checkStart(point);
    let pairs = this.#pairs;
    let iterations = 0;
    let evaluations = 1;
    const least = { loss: point.loss, gradientNorm: largest(point.g) };
    let idle = 0;

    const end = (reason: LBFGSResult["reason"]): LBFGSResult => {
      this.#place(point.x);
      this.#pairs = pairs;
      const converged = reason === "gradient" || reason === "loss";
      const { loss } = point;
      const gradientNorm = largest(point.g);
      return { loss, gradientNorm, iterations, evaluations, converged, reason };
    };

    for (;;) {
      if (largest(point.g) <= gradientTolerance) return end("gradient");
      if (iterations === maxIterations) return end("iterations");

      const { x, loss, noise, g } = point;
      let d = direction(g, pairs);
      if (!(dot(g, d) < 0)) {
        pairs = [];
        d = direction(g, pairs);
      }
      const at = (a: number) => {
        evaluations += 1;
        this.#place(x.map((value, i) => value + a * d[i]));
        const found = this.#evaluate(closure);
        const slope = dot(found.g, d);
        const isFinite = Number.isFinite(found.loss) && Number.isFinite(slope);
        return { ...found, a, slope, loss: isFinite ? found.loss : Infinity };
      };
      const leastWidth = (this.#resolution * largest(x)) / largest(d);
      const found = lineSearch(at, { ...point, a: 0, slope: dot(g, d) }, noise, leastWidth);
      if (found === null) {
        if (pairs.length === 0) return end("stalled");
        pairs = []; // they may be what misleads: once more, straight down
        continue;
      }
      iterations += 1;
      point = found;
      const s = point.x.map((value, i) => value - x[i]);
      const y = point.g.map((value, i) => value - g[i]);
      const sy = dot(s, y);
      // H must stay positive definite, also after rounding.
      if (sy > 2 ** -52 * dot(y, y)) pairs = [...pairs, { s, y, sy }].slice(-historySize);

      const tolerated = lossTolerance * Math.max(Math.abs(loss), Math.abs(point.loss), 1);
      if (loss - point.loss <= tolerated && noise <= tolerated) return end("loss");
      const gradientNorm = largest(point.g);
      const isLess = point.loss < least.loss - noise || gradientNorm < least.gradientNorm;
      idle = isLess ? 0 : idle + 1;
      if (idle === patience) return end("stalled");
      if (point.loss < least.loss - noise) least.loss = point.loss;
      least.gradientNorm = Math.min(least.gradientNorm, gradientNorm);
    }
  }

  /** The loss, and its gradient, at the parameters as they are. */
  #evaluate(closure: () => Tensor): Point {
    const loss = closure();
    if (!(loss instanceof Tensor && loss.size === 1)) {
      const got = loss instanceof Tensor ? describe(loss) : array.show(loss);
      const message = "LBFGS.minimize: the closure must return the loss, a tensor of one element";
      throw new TypeError(`${message}, not ${got}`);
    }
    const x = join(this.params.map(({ data }) => data));
    const g = join(gradients(loss, this.params).map(({ data }) => data));
    const rounding = roundings * resolution[loss.dtype] * Math.abs(loss.item());
    const displaced = this.#resolution * g.reduce((sum, gi, i) => sum + Math.abs(gi * x[i]), 0);
    return { x, loss: loss.item(), noise: rounding + displaced, g };
  }

  /** Gives the parameters the values in x, rounded to their dtypes. */
  #place(x: Float64Array): void {
    split(x, this.params).forEach((data, k) => {
      this.params[k].adopt(array.copy(data, this.params[k].dtype));
    });
  }

  state(): LBFGSState {
    const saved = (x: Float64Array) => split(x, this.params).map(array.save);
    return { pairs: this.#pairs.map(({ s, y }) => ({ s: saved(s), y: saved(y) })) };
  }

  /**
   * Restores a state. Loads all or nothing.
   *
   * @param state - what `state()` returned, for the same parameters.
   * @throws RangeError if the state belongs to other parameters, or is damaged.
   */
  load(state: LBFGSState): void {
    const isState = array.hasFields(state, "pairs") && Array.isArray(state.pairs);
    array.checkType(isState, "LBFGS.load takes what state() returned", state);
    const restored = state.pairs.map((pair, i): Pair => {
      array.checkType(array.hasFields(pair, "s", "y"), `LBFGS: pair ${i} has s and y`, pair);
      const [s, y] = (["s", "y"] as const).map((name) => this.#restore(pair[name], name, i));
      const sy = dot(s, y);
      if (sy > 0 && sy < Infinity) return { s, y, sy };
      throw new RangeError(`LBFGS: the state is damaged: sᵀy of pair ${i} is ${sy}, not > 0`);
    });
    this.#pairs = restored.slice(-this.historySize);
  }

  #restore(saved: SavedArray[], name: string, i: number): Float64Array {
    const isList = Array.isArray(saved) && saved.every((part) => array.hasFields(part, "shape"));
    const [here, there] = [this.params, isList ? saved : []].map((arrays) =>
      arrays.map(({ shape }) => array.show(shape)).join(", "),
    );
    if (here !== there) {
      throw new RangeError(
        `LBFGS: the state does not fit, and nothing was loaded; ${name} of pair ${i} has shapes ` +
          `${there || "nothing"}, where the parameters have ${here}`,
      );
    }
    const label = (k: number) => `LBFGS: ${name} of pair ${i}, parameter ${k}`;
    return join(saved.map((part, k) => array.restore(part, "float64", label(k))));
  }

  /** @throws Error if the loss or its gradient is not finite. */
  #checkStart({ loss, g }: Point): void {
    const at = g.findIndex((value) => !Number.isFinite(value));
    if (Number.isFinite(loss) && at < 0) return;
    const what = Number.isFinite(loss) ? `an entry of its gradient is ${g[at]}` : `it is ${loss}`;
    throw new Error(
      `LBFGS.minimize: the loss must be finite at the start, but ${what}; nothing was changed. ` +
        `Are the data and the parameters finite? detectAnomaly(closure) names the op that made ` +
        `the first NaN or Infinity`,
    );
  }
}

/** −H·g, by the two-loop recursion; before there are pairs, down the gradient by a length of 1. */
function direction(g: Float64Array, pairs: readonly Pair[]): Float64Array {
  const last = pairs.at(-1);
  if (last === undefined) {
    const most = largest(g); // whose square may overflow
    const unit = g.map((value) => value / most);
    const length = Math.sqrt(dot(unit, unit));
    return unit.map((value) => -value / length);
  }
  const d = g.map((value) => -value);
  const alphas = pairs.toReversed().map(({ s, y, sy }) => {
    const alpha = dot(s, d) / sy;
    addTo(d, -alpha, y);
    return alpha;
  });
  const gamma = last.sy / dot(last.y, last.y); // H starts from γ·I
  for (let i = 0; i < d.length; i++) d[i] *= gamma;
  for (const { s, y, sy } of pairs) {
    addTo(d, (alphas.pop() ?? 0) - dot(y, d) / sy, s);
  }
  return d;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** a += factor·b */
function addTo(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}

/** max |xᵢ|; NaN if one is NaN. */
function largest(x: Float64Array): number {
  let most = 0;
  for (const value of x) most = Math.max(most, Math.abs(value));
  return most;
}

/** The elements of all arrays, one after the other. */
function join(arrays: readonly NdArray[]): Float64Array {
  const x = new Float64Array(arrays.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const part of arrays) {
    x.set(array.flat(part), at);
    at += part.size;
  }
  return x;
}

/** The parts of x that `join` made of arrays with the parameters' shapes. */
function split(x: Float64Array, params: readonly Tensor[]): NdArray[] {
  let at = 0;
  return params.map(({ shape, size }) => {
    const part = array.view(x.subarray(at, at + size), shape);
    at += size;
    return part;
  });
}
