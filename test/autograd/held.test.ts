/** Whatever a user can get hold of while a model is trained stays what it was. */
import { describe, expect, it } from "vitest";
import {
  add,
  array,
  bceWithLogits,
  clipGradNorm,
  Generator,
  ghmcLoss,
  GradientDensity,
  gradients,
  mlp,
  mul,
  Op,
  randn,
  SGD,
  sum,
  Tape,
  Tensor,
  type Density,
  type Dtype,
  type Gradients,
  type Inputs,
  type NdArray,
} from "../../src/index.js";

/** What somebody keeps, and what it was when they got it. */
class Shelf {
  readonly #kept = new Map<ArrayLike<number>, { what: string; values: number[] }>();

  keep(what: string, x: Tensor | NdArray | null): void {
    if (x === null) return;
    const { data } = x instanceof Tensor ? x.data : x;
    if (!this.#kept.has(data)) this.#kept.set(data, { what, values: Array.from(data) });
  }

  /** All that a tensor's history leads to, and what the ops on it keep. */
  keepHistory(end: Tensor): void {
    for (const { op, inputs, output } of Tape.endingAt(end).steps) {
      this.keep(`an output of ${op.name}`, output);
      for (const input of inputs) this.keep(`an input of ${op.name}`, input);
      for (const field of Object.values(op)) {
        if (field instanceof Tensor || array.isNdArray(field)) this.keep(`in ${op.name}`, field);
      }
    }
  }

  get size(): number {
    return this.#kept.size;
  }

  changed(): string[] {
    return [...this.#kept]
      .filter(([data, { values }]) => !values.every((value, i) => Object.is(value, data[i])))
      .map(([, { what }]) => what);
  }
}

/** y = 1.5·x, and all that it sees and makes goes on the shelf. */
class Stash extends Op<1> {
  constructor(readonly shelf: Shelf) {
    super();
  }
  forward(x: NdArray): NdArray {
    const y = array.mul(x, array.full([], 1.5, array.dtypeOf(x)));
    this.shelf.keep("what a forward got", x);
    this.shelf.keep("what a forward made", y);
    return y;
  }
  backward(gradY: Tensor, [x]: Inputs<1>, y: Tensor): Gradients<1> {
    this.shelf.keep("what a backward got", gradY);
    this.shelf.keep("the input of a backward", x);
    this.shelf.keep("the output of a backward", y);
    return [
      () => {
        const half = mul(gradY, 0.5);
        this.shelf.keep("what a backward made on its way", half);
        return add(gradY, half);
      },
    ];
  }
}

/** A density that keeps what it is given. */
class StashingDensity implements Density {
  readonly #density = new GradientDensity({ momentum: 0.5 });
  constructor(readonly shelf: Shelf) {}
  weigh(g: NdArray, mask: NdArray): NdArray {
    const weight = this.#density.weigh(g, mask);
    this.shelf.keep("gradient norms", g);
    this.shelf.keep("a mask", mask);
    this.shelf.keep("weights", weight);
    return weight;
  }
}

/** Trains a model with two losses a step, and keeps what comes up on the way. */
function train(shelf: Shelf, dtype: Dtype): void {
  const generator = new Generator(1);
  const model = mlp([3, 20, 1], { activation: "tanh", dtype, generator });
  const optimizer = new SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  const density = new StashingDensity(shelf);
  for (let step = 0; step < 6; step++) {
    const x = randn([30, 3], { dtype, generator });
    const y = x.slice([null, [0, 1]]).greater(0);
    if (step % 3 !== 2) optimizer.zeroGrad();
    const output = new Stash(shelf).apply(model.forward(x));
    const losses = [ghmcLoss(output, y, { density }), bceWithLogits(output, y)];
    for (const loss of losses) {
      const norms = gradients(loss, model.parameters());
      for (const g of norms) shelf.keep("gradients", g);
      for (const { gradOutput, gradInputs } of Tape.endingAt(loss).rewind()) {
        shelf.keep("the gradient of an output", gradOutput);
        for (const g of gradInputs) shelf.keep("the gradient of an input", g);
      }
      loss.backward();
      shelf.keepHistory(loss);
      for (const p of model.parameters()) shelf.keep("a grad", p.grad);
    }
    clipGradNorm(model.parameters(), 0.5);
    for (const p of model.parameters()) {
      shelf.keep("a clipped grad", p.grad);
      shelf.keep("a parameter", p);
    }
    optimizer.step();
  }
}

describe.each(["float32", "float64"] as const)("while a model of %s is trained,", (dtype) => {
  it("nothing that somebody keeps is overwritten", () => {
    const shelf = new Shelf();
    train(shelf, dtype);
    expect(shelf.size).toBeGreaterThan(200);
    expect(shelf.changed()).toEqual([]);
  });

  it("nor what a tracer keeps, which has replaced Op's apply", () => {
    const shelf = new Shelf();
    const results: { tensor: Tensor; values: unknown }[] = [];
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with a this
    const { apply } = Op.prototype;
    Op.prototype.apply = function (...inputs) {
      const tensor = apply.apply(this, inputs);
      results.push({ tensor, values: tensor.toArray() });
      return tensor;
    };
    try {
      train(shelf, dtype);
    } finally {
      Op.prototype.apply = apply;
    }
    expect(results.length).toBeGreaterThan(500);
    expect(results.map(({ tensor }) => tensor.toArray())).toEqual(
      results.map(({ values }) => values),
    );
    expect(shelf.changed()).toEqual([]);
  });

  it("nor a grad that the next backward pass adds to", () => {
    const w = randn([8], { dtype, requiresGrad: true });
    sum(mul(w, w)).backward();
    const { grad } = w;
    const before = grad?.toArray();
    sum(mul(w, 3)).backward();
    expect(grad?.toArray()).toEqual(before);
    expect(w.grad).not.toBe(grad);
  });
});
