/** One of the two networks: it differs from its twin in its loss only. */
import {
  Adam,
  gradients,
  Tensor,
  type Examples,
  type OptimizerState,
  type Sequential,
} from "../../../src/index.js";
import { bce, focal, gce, ghmc } from "../../../src/tabular/model/lossesOfTwo.js";
import type { NamedLoss } from "../../../src/tabular/model/lossParts.js";
import { checkForClasses, readLoss, type LossSpec } from "../../../src/tabular/model/lossSpec.js";
import { initialMlp } from "../../../src/tabular/model/trainMlp.js";
import type { Setup } from "../state.js";

/** A network after a step, and all that the next step hangs on. */
export interface Snapshot {
  /** Arrays are replaced by a step, never written to. */
  parameters: readonly Tensor["data"][];
  optimizer: OptimizerState;
  /** The moving average of GHM-C's density. */
  density: ReturnType<NonNullable<NamedLoss["density"]>["state"]> | null;
}

/** The losses that the page shows. */
const shown = { bce, focal, gce, ghmc };

function makeLoss(spec: LossSpec): NamedLoss {
  const { name, options } = spec;
  if (!Object.hasOwn(shown, name)) {
    throw new RangeError(`the page shows bce, focal, gce and ghmc, not ${name}`);
  }
  checkForClasses(spec, 2);
  const make = shown[name as keyof typeof shown] as (options: LossSpec["options"]) => NamedLoss;
  return make(options);
}

export class Twin {
  readonly model: Sequential;
  readonly loss: NamedLoss;
  readonly #optimizer: Adam;
  /** The last forward pass over training rows; `null` once the weights have changed. */
  #pass: { x: Tensor; logits: Tensor } | null = null;

  /** @param examples - of the first step: the last bias starts from their log odds. */
  constructor({ seed, hidden, learningRate }: Setup, loss: string, examples: Examples) {
    this.model = initialMlp(examples, { hidden, activation: "tanh", priorBias: true, seed });
    this.loss = makeLoss(readLoss(loss));
    this.#optimizer = new Adam(this.model.parameters(), { lr: learningRate });
  }

  /**
   * The logits, with the tape that they were computed on: that of the next step, which is looked at
   * before it is taken.
   */
  forward(x: Tensor): Tensor {
    if (this.#pass?.x !== x) this.#pass = { x, logits: this.model.forward(x) };
    return this.#pass.logits;
  }

  step({ x, y }: Examples): void {
    this.#optimizer.zeroGrad();
    this.loss.loss(this.forward(x), y).backward();
    this.#optimizer.step();
    this.#pass = null;
  }

  snapshot(): Snapshot {
    return {
      parameters: this.model.parameters().map(({ data }) => data),
      optimizer: this.#optimizer.state(),
      density: this.loss.density?.state() ?? null,
    };
  }

  restore({ parameters, optimizer, density }: Snapshot): void {
    this.model.parameters().forEach((parameter, i) => parameter.assign(parameters[i]));
    this.#optimizer.load(optimizer);
    this.#pass = null;
    if (density !== null) this.loss.density?.load(density);
  }

  /** Runs `look`, in which the loss counts; the moving average is afterwards as it was before. */
  withoutCounting<T>(look: () => T): T {
    const { density } = this.loss;
    const before = density?.state();
    const result = look();
    if (before !== undefined) density?.load(before);
    return result;
  }

  /** The logits, and ∂L/∂logit of each row as the next step will have it. */
  look({ x, y }: Examples): { logits: Tensor; loss: number; pulls: Tensor } {
    return this.withoutCounting(() => {
      const logits = new Tensor(this.forward(x).data, { requiresGrad: true });
      const loss = this.loss.loss(logits, y);
      const [pulls] = gradients(loss, [logits]);
      return { logits: logits.detach(), loss: loss.item(), pulls };
    });
  }
}
