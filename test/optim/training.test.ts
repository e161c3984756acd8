import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Generator } from "../../src/array/index.js";
import { tensor, type Tensor } from "../../src/autograd/index.js";
import { Dropout, LayerNorm, Linear, mlp, Sequential } from "../../src/nn/index.js";
import { randn, tanh } from "../../src/ops/index.js";
import { AdamW, clipGradNorm, CosineSchedule } from "../../src/optim/index.js";

const bce = (x: Tensor, y: Tensor) => x.softplus().sub(x.mul(y)).mean();

interface Values {
  shape: number[];
  data: number[];
}

interface Run {
  name: string;
  model: { sizes: number[]; activation: "tanh" };
  optimizer: { lr: number; betas: [number, number]; eps: number; weight_decay: number };
  steps: number;
  data: { x: Values; y: Values };
  params_init: Values[];
  grad_step0: Values[];
  params_final: Values[];
  loss_per_step: number[];
  pred_final: number[];
}

it("an MLP trains as in PyTorch, step by step", () => {
  const file = new URL("../vectors/mlp-open.json", import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Run[] };
  const [run] = cases.filter(({ name }) => name === "mlp-tanh-bce-adamw");
  const f64 = ({ shape, data }: Values) => tensor(Float64Array.from(data), { shape });
  const expectClose = (actual: Tensor, expected: readonly number[], tolerance: number) => {
    const errors = actual.data.data.map((value, i) => Math.abs(value - expected[i]));
    expect(errors).toHaveLength(expected.length);
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  };

  const model = mlp(run.model.sizes, { activation: run.model.activation, dtype: "float64" });
  const params = model.parameters();
  params.forEach((p, i) => p.assign(f64(run.params_init[i])));
  const { weight_decay: weightDecay, lr, betas, eps } = run.optimizer;
  const optimizer = new AdamW(params, { lr, betas, eps, weightDecay });
  const [x, y] = [f64(run.data.x), f64(run.data.y)];
  for (let step = 0; step < run.steps; step++) {
    optimizer.zeroGrad();
    const loss = bce(model.forward(x), y);
    expectClose(loss, [run.loss_per_step[step]], 1e-12);
    loss.backward();
    if (step === 0) {
      params.forEach((p, i) => {
        expectClose(p.grad ?? p, run.grad_step0[i].data, 1e-12);
      });
    }
    optimizer.step();
  }
  params.forEach((p, i) => {
    expectClose(p, run.params_final[i].data, 1e-9);
  });
  expectClose(model.forward(x), run.pred_final, 1e-9);
});

/** All that a training run carries from step to step. */
function training(seed: number) {
  const generator = new Generator(seed);
  const model = new Sequential(
    new Linear(3, 8, { generator }),
    new LayerNorm(8),
    tanh,
    new Dropout(0.3, { generator }),
    new Linear(8, 1, { generator }),
  );
  const optimizer = new AdamW(model.parameters(), { lr: 0.05 });
  const schedule = new CosineSchedule(optimizer, { steps: 10, min: 0.001 });
  const data = new Generator(99);
  const x = randn([20, 3], { generator: data });
  const y = randn([20, 1], { generator: data }).greater(0);
  return {
    train(steps: number) {
      for (let step = 0; step < steps; step++) {
        optimizer.zeroGrad();
        bce(model.forward(x), y).backward();
        clipGradNorm(optimizer.params, 0.5);
        optimizer.step();
        schedule.step();
      }
    },
    save: () => ({
      model: model.stateDict(),
      optimizer: optimizer.state(),
      schedule: schedule.state(),
      generator: generator.state(),
    }),
    load(state: ReturnType<typeof this.save>) {
      model.loadStateDict(state.model);
      optimizer.load(state.optimizer);
      schedule.load(state.schedule);
      generator.load(state.generator);
    },
  };
}

it("a run that is saved as JSON, and loaded into fresh objects, goes on bit for bit", () => {
  const whole = training(1);
  whole.train(10);

  const first = training(1);
  first.train(5);
  const saved = JSON.stringify(first.save());
  const second = training(2);
  second.load(JSON.parse(saved) as ReturnType<typeof second.save>);
  second.train(5);

  expect(second.save()).toEqual(whole.save());
});
