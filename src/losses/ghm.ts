/** What the GHM losses share. */
import { recycle } from "../array/allocate.js";
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { isOwn, Op, Tensor, type TensorLike } from "../autograd/index.js";
import { weightsOf, type Density } from "./density.js";
import { GradientDensity } from "./gradientDensity.js";
import type { LossOptions, Reduction } from "./reduction.js";

export interface GHMOptions extends LossOptions {
  /** What weighs the examples. Default: `new GradientDensity()`, 10 bins without momentum. */
  density?: Density | undefined;
  /**
   * 0 for what is left out, positive for what counts (mmdetection's `label_weight`); of the shape of
   * the loss, or of its rows. What is left out may hold NaN: it changes nothing.
   */
  mask?: TensorLike | undefined;
  /** A factor on the loss. Default 1. */
  lossWeight?: number | undefined;
}

/** What the forward pass finds for each element. */
export interface GHMElements {
  /** The gradient norm. */
  g: NdArray;
  loss: NdArray;
  /** p − p*, where it comes out on the way: backward then need not work it out again. */
  residual?: NdArray;
}

/** An op (output, target) → loss that weighs each element by the density of its gradient norm. */
export abstract class GHMLoss extends Op<2> {
  /** β of each element, found in the forward pass; 0 where it does not count. */
  weight!: Tensor;
  /** p − p* of each element, if `elements` gave it. */
  protected residual: NdArray | null = null;
  /** N: the sum of the mask, at least 1. */
  readonly numLabels: number;

  constructor(
    readonly density: Density,
    readonly mask: Tensor,
    readonly reduction: Reduction,
  ) {
    super();
    this.numLabels = Math.max(array.total(mask.data), 1);
  }

  protected abstract elements(output: NdArray, target: NdArray): GHMElements;

  forward(output: NdArray, target: NdArray): NdArray {
    const run = () => {
      const { g, loss, residual = null } = this.elements(output, target);
      this.residual = residual;
      return this.harmonize(g, loss);
    };
    // A density of somebody else's may keep the gradient norms it is given.
    if (!isOwn(this) || !isOwnWeigh(this.density)) return run();
    return recycle(run, (loss) => [loss, this.weight.data, this.residual ?? loss]);
  }

  /** Weighs and reduces the losses. */
  protected harmonize(g: NdArray, loss: NdArray): NdArray {
    const weight = weightsOf(this.density, g, this.mask.data);
    this.weight = new Tensor(weight);
    if (this.reduction === "none") return array.mul(weight, loss);
    return array.full([], array.dot(weight, loss) / this.divisor, array.dtypeOf(loss));
  }

  /** What the sum of the weighted losses is divided by. */
  protected get divisor(): number {
    return this.reduction === "mean" ? this.numLabels : 1;
  }
}

function isOwnWeigh(density: Density): boolean {
  const own: { weigh: unknown } = GradientDensity.prototype;
  return (density as { weigh: unknown }).weigh === own.weigh;
}
