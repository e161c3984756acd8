/** GHM's losses and densities, from options with mmdetection's names. */
import * as g from "../../src/index.js";
import type { Density, NdArray, Reduction, Tensor } from "../../src/index.js";
import { number, type Fields } from "./fields.js";

/** Wraps a density, and records the last arguments and the weights that it returned. */
export class Recorder implements Density {
  g!: NdArray;
  mask!: NdArray;
  weights!: NdArray;

  constructor(readonly density: Density) {}

  weigh(g: NdArray, mask: NdArray): NdArray {
    this.weights = this.density.weigh(g, mask);
    this.g = g;
    this.mask = mask;
    return this.weights;
  }

  /** N: the sum of the mask, at least 1. */
  get numLabels(): number {
    return Math.max(g.array.total(this.mask), 1);
  }
}

export interface Ghm {
  newDensity: () => g.GradientDensity | g.WindowDensity;
  loss: (
    output: Tensor,
    target: Tensor,
    options: { density: Density; mask?: Tensor | undefined; reduction?: Reduction },
  ) => Tensor;
  /** The loss of single elements, without weights. */
  elements: (output: Tensor, target: Tensor) => Tensor;
  lossWeight: number;
}

export const ghmKinds = ["ghmc", "ghmr", "ghmc-seed", "ghmc-exact", "ghmr-exact"] as const;

export function readGhm(kind: (typeof ghmKinds)[number], options: Fields): Ghm {
  const lossWeight = options.optional("loss_weight", number) ?? 1;
  const newDensity = readDensity(kind, options);
  if (kind.startsWith("ghmc")) {
    return {
      newDensity,
      loss: (output, target, given) => g.ghmcLoss(output, target, { ...given, lossWeight }),
      elements: (output, target) => g.bceWithLogits(output, target, { reduction: "none" }),
      lossWeight,
    };
  }
  const mu = options.optional("mu", number) ?? 0.02;
  return {
    newDensity,
    loss: (output, target, given) => g.ghmrLoss(output, target, { ...given, mu, lossWeight }),
    elements: (output, target) => g.asl1(output, target, { mu, reduction: "none" }),
    lossWeight,
  };
}

function readDensity(kind: string, options: Fields): Ghm["newDensity"] {
  if (kind.endsWith("-exact")) {
    const epsilon = options.required("epsilon", number);
    return () => new g.WindowDensity(epsilon);
  }
  const bins = options.optional("bins", number) ?? 10;
  if (kind === "ghmc-seed") {
    return () => new g.GradientDensity({ ...g.densityPresets.article, bins });
  }
  const momentum = options.optional("momentum", number) ?? 0;
  return () => new g.GradientDensity({ bins, momentum });
}
