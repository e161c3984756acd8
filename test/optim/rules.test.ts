import { describe, expect, it } from "vitest";
import { tensor, type Tensor } from "../../src/autograd/index.js";
import { Adam, AdamW, RMSprop, SGD, type Optimizer } from "../../src/optim/index.js";

/** The values of a parameter that starts from 1, after a step with each of these gradients. */
function steps(make: (params: Tensor[]) => Optimizer, gradients: number[]): number[] {
  const p = tensor([1], { dtype: "float64", requiresGrad: true });
  const optimizer = make([p]);
  return gradients.map((g) => {
    p.grad = tensor([g], { dtype: "float64" });
    optimizer.step();
    return p.item();
  });
}

function expectClose(actual: number[], expected: number[]): void {
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 14);
  });
  expect(actual).toHaveLength(expected.length);
}

describe("SGD", () => {
  it("goes against the gradient", () => {
    expectClose(
      steps((p) => new SGD(p, { lr: 0.1 }), [2, 1]),
      [0.8, 0.7],
    );
  });

  it("with momentum starts its buffer from the first gradient", () => {
    expectClose(
      steps((p) => new SGD(p, { lr: 0.1, momentum: 0.9 }), [2, 1, 0]),
      [0.8, 0.8 - 0.1 * (0.9 * 2 + 1), 0.8 - 0.28 - 0.1 * (0.9 * 2.8)],
    );
  });

  it("with Nesterov's momentum looks one step ahead", () => {
    expectClose(
      steps((p) => new SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true }), [2, 1]),
      [1 - 0.1 * (2 + 0.9 * 2), 0.62 - 0.1 * (1 + 0.9 * 2.8)],
    );
  });

  it("adds the weight decay to the gradient, before the momentum", () => {
    const first = 1 - 0.1 * (2 + 0.5 * 1);
    expectClose(
      steps((p) => new SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.5 }), [2, 1]),
      [first, first - 0.1 * (0.9 * 2.5 + (1 + 0.5 * first))],
    );
  });
});

describe("Adam", () => {
  it("corrects both means for their start from 0, and adds eps outside the root", () => {
    const m = 0.9 * 0.2 + 0.1 * 1;
    const v = 0.999 * 0.004 + 0.001 * 1;
    const first = 1 - (0.1 * 2) / (2 + 0.5);
    const second = first - (0.1 * (m / (1 - 0.81))) / (Math.sqrt(v / (1 - 0.998001)) + 0.5);
    expectClose(
      steps((p) => new Adam(p, { lr: 0.1, eps: 0.5 }), [2, 1]),
      [first, second],
    );
  });

  it("has PyTorch's defaults", () => {
    expectClose(
      steps((p) => new Adam(p), [2]),
      [1 - 1e-3 / (1 + 0.5e-8)],
    );
  });

  it("adds the weight decay to the gradient", () => {
    expectClose(
      steps((p) => new Adam(p, { lr: 0.1, eps: 1, weightDecay: 0.5 }), [2]),
      [1 - (0.1 * 2.5) / (2.5 + 1)],
    );
  });
});

describe("AdamW", () => {
  it("shrinks the parameter first, and hides that from the gradient", () => {
    expectClose(
      steps((p) => new AdamW(p, { lr: 0.1, eps: 1, weightDecay: 0.5 }), [2]),
      [1 - 0.1 * 0.5 - (0.1 * 2) / (2 + 1)],
    );
  });

  it("decays by 0.01 unless told otherwise", () => {
    expectClose(
      steps((p) => new AdamW(p, { lr: 0.1 }), [0]),
      [1 - 0.001],
    );
  });

  it("without decay is Adam", () => {
    const options = { lr: 0.1, betas: [0.8, 0.9], eps: 0.1, weightDecay: 0 } as const;
    const gradients = [2, -1, 0, 3];
    expect(steps((p) => new AdamW(p, options), gradients)).toEqual(
      steps((p) => new Adam(p, options), gradients),
    );
  });
});

describe("RMSprop", () => {
  it("divides by the root of the running mean of g², plus eps", () => {
    const first = 1 - (0.1 * 2) / (Math.sqrt(0.04) + 0.5);
    const v = 0.99 * 0.04 + 0.01;
    expectClose(
      steps((p) => new RMSprop(p, { lr: 0.1, eps: 0.5 }), [2, 1]),
      [first, first - 0.1 / (Math.sqrt(v) + 0.5)],
    );
  });

  it("has PyTorch's defaults", () => {
    expectClose(
      steps((p) => new RMSprop(p), [2]),
      [1 - (0.01 * 2) / (0.2 + 1e-8)],
    );
  });

  it("with momentum gathers the quotients", () => {
    const first = (2 + 0.5) / (Math.sqrt(0.5 * 6.25) + 1);
    const p1 = 1 - 0.1 * first;
    const g2 = 1 + 0.5 * p1;
    const second = 0.9 * first + g2 / (Math.sqrt(0.5 * (0.5 * 6.25) + 0.5 * g2 * g2) + 1);
    expectClose(
      steps(
        (p) => new RMSprop(p, { lr: 0.1, alpha: 0.5, eps: 1, momentum: 0.9, weightDecay: 0.5 }),
        [2, 1],
      ),
      [p1, p1 - 0.1 * second],
    );
  });
});

it("options out of range are refused by name", () => {
  const params = [tensor([1], { requiresGrad: true })];
  const bad: [() => Optimizer, string][] = [
    [() => new SGD(params, { lr: -1 }), "SGD: lr must be in [0, Infinity), not -1"],
    [() => new SGD(params, { lr: NaN }), "SGD: lr must be in [0, Infinity), not NaN"],
    [
      () => new SGD(params, {} as { lr: number }),
      "SGD: lr must be in [0, Infinity), not undefined",
    ],
    [() => new SGD(params, { lr: 1, momentum: -1 }), "SGD: momentum must be in"],
    [() => new SGD(params, { lr: 1, weightDecay: -1 }), "SGD: weightDecay must be in"],
    [() => new SGD(params, { lr: 1, nesterov: true }), "SGD: nesterov needs a momentum > 0"],
    [() => new Adam(params, { lr: Infinity }), "Adam: lr must be in"],
    [() => new Adam(params, { betas: [1, 0.9] }), "Adam: betas[0] must be in [0, 1), not 1"],
    [() => new Adam(params, { betas: [0.9, -1] }), "Adam: betas[1] must be in [0, 1), not -1"],
    [() => new Adam(params, { eps: -1 }), "Adam: eps must be in"],
    [() => new AdamW(params, { weightDecay: -1 }), "AdamW: weightDecay must be in"],
    [() => new RMSprop(params, { alpha: 1 }), "RMSprop: alpha must be in [0, 1), not 1"],
    [() => new RMSprop(params, { momentum: NaN }), "RMSprop: momentum must be in"],
  ];
  for (const [make, message] of bad) expect(make).toThrow(message);
});
