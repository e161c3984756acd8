import { describe, expect, it, vi } from "vitest";
import {
  Adam,
  bceWithLogits,
  Generator,
  ghmcLoss,
  GradientDensity,
  harmonize,
  mlp,
  rand,
  randn,
  SGD,
  Schedule,
  Sequential,
  Dropout,
  Linear,
  tensor,
  type Tensor,
} from "../../src/index.js";
import { DivergenceError, fit, Trainer, type TrainerOptions } from "../../src/train/index.js";
import { Module } from "../../src/index.js";

function rows(count: number, seed = 1) {
  const generator = new Generator(seed);
  const x = randn([count, 2], { generator });
  const y = x.slice([null, [0, 1]]).greater(0.7);
  return { x, y };
}

/** A training with everything that has a state: a density, dropout, a schedule. */
function make(options: Partial<TrainerOptions> = {}) {
  const generator = new Generator(5);
  const model = new Sequential(
    new Linear(2, 8, { generator }),
    (x: Tensor) => x.tanh(),
    new Dropout(0.2, { generator }),
    new Linear(8, 1, { generator }),
  );
  const optimizer = new Adam(model.parameters(), { lr: 0.02 });
  const density = new GradientDensity({ momentum: 0.75 });
  const schedule = new Schedule(optimizer, (t, start) => start / (1 + t));
  return new Trainer(model, rows(50), {
    loss: (logits, y) => ghmcLoss(logits, y, { density }),
    optimizer,
    epochs: 6,
    batchSize: 16,
    validation: rows(30, 2),
    seed: 3,
    stateful: { density, generator, schedule },
    ...options,
  });
}

const finish = (trainer: Trainer) => {
  while (!trainer.done) trainer.step();
  return trainer;
};

describe("Trainer", () => {
  it("takes as many steps as batches fit into the rows, the last one smaller, and records each epoch", () => {
    const trainer = finish(make());
    expect(trainer.steps).toBe(6 * 4);
    expect(trainer.history.map(({ epoch, step }) => [epoch, step])).toEqual(
      [1, 2, 3, 4, 5, 6].map((epoch) => [epoch, 4 * epoch]),
    );
    expect(() => trainer.step()).toThrow("training is done after 6 epochs");
  });

  it.each<[what: string, options: object, message: string]>([
    ["a number", { loss: () => 5 }, "what the loss function returns must be a Tensor, not 5"],
    ["a promise", { loss: () => Promise.resolve(tensor(1)) }, "must be a Tensor, not a Promise"],
    ["nothing", { loss: () => undefined }, "must be a Tensor, not undefined"],
    [
      "a loss of each row",
      { loss: (z: Tensor, y: Tensor) => bceWithLogits(z, y, { reduction: "none" }) },
      "the loss must be one number, but its shape is [16, 1]: reduce it (sum(), mean())",
    ],
  ])("says what a loss function must return, if that is %s", (_, options, message) => {
    expect(() => make(options).step()).toThrow(message);
  });

  it.each<[what: string, options: object, message: string]>([
    [
      "a class for a loss",
      { loss: Linear },
      "loss must be a function, (output, y) => …, not the class",
    ],
    [
      "a text for a score",
      { score: "auroc" },
      'score must be a function, (output, y) => …, not "auroc"',
    ],
    [
      "a part without a state",
      { stateful: { rate: 5 } },
      "stateful.rate must have state() and load(state), not 5",
    ],
    ["a list of parts", { stateful: [] }, "stateful must be an object, not []"],
    ["epochs in words", { epochs: "3" }, 'epochs must be a whole number ≥ 1, not "3"'],
  ])("refuses %s", (_, options, message) => {
    expect(() => make(options)).toThrow(message);
  });

  it("refuses a score that is no number", () => {
    const options = { validation: rows(10), score: () => "high" as never };
    expect(() => finish(make(options))).toThrow('score of the validation rows is "high", not a');
  });

  it("names the class of a model that lacks forward, or gives no tensor", () => {
    const training = (model: Module) => {
      const optimizer = new SGD(model.parameters(), { lr: 0.1 });
      return new Trainer(model, rows(10), { loss: bceWithLogits, optimizer, epochs: 1 });
    };
    class Half extends Module {
      w = tensor([[1], [1]], { requiresGrad: true });
      forward = undefined as never;
    }
    expect(() => training(new Half())).toThrow("must be a Module, but a Half lacks forward(x)");
    class Numbers extends Half {
      override forward = (() => [1, 2]) as never;
    }
    expect(() => training(new Numbers()).step()).toThrow(
      "Trainer: what the model's forward returns must be a Tensor, not [1, 2]",
    );
  });

  it("takes all rows in each step if no batch size is given", () => {
    const trainer = make({ batchSize: undefined });
    expect(trainer.step()).toMatchObject({ epoch: 1, step: 1 });
  });

  it("does what the loop written by hand does", () => {
    const data = rows(40);
    const byHand = mlp([2, 4, 1], { generator: new Generator(1) });
    const sgd = new SGD(byHand.parameters(), { lr: 0.5 });
    const losses = [0, 1, 2].map(() => {
      sgd.zeroGrad();
      const loss = bceWithLogits(byHand.forward(data.x), data.y);
      loss.backward();
      sgd.step();
      return loss.item();
    });
    const model = mlp([2, 4, 1], { generator: new Generator(1) });
    const optimizer = new SGD(model.parameters(), { lr: 0.5 });
    const trainer = finish(new Trainer(model, data, { loss: bceWithLogits, optimizer, epochs: 3 }));
    expect(model.stateDict()).toEqual(byHand.stateDict());
    const recorded = trainer.history.map(({ loss }) => loss);
    recorded.forEach((loss, i) => {
      expect(loss).toBeCloseTo(losses[i], 12);
    });
  });

  it("sees every row once in an epoch, in an order that is new in each and follows from the seed", () => {
    const order = (seed: number) => {
      const data = rows(10);
      const seen: number[] = [];
      const model = mlp([2, 1]);
      const trainer = new Trainer(model, data, {
        loss: (output, y) => {
          return bceWithLogits(output, y);
        },
        optimizer: new SGD(model.parameters(), { lr: 0 }),
        epochs: 2,
        batchSize: 3,
        seed,
      });
      const forward = model.forward.bind(model);
      model.forward = (x) => {
        seen.push(
          ...(tensor(x)
            .slice([null, [0, 1]])
            .reshape([-1])
            .toArray() as number[]),
        );
        return forward(x);
      };
      finish(trainer);
      return seen;
    };
    const seen = order(1);
    const sorted = (list: number[]) => [...list].sort((a, b) => a - b);
    expect(sorted(seen.slice(0, 10))).toEqual(sorted(seen.slice(10)));
    expect(seen.slice(0, 10)).not.toEqual(seen.slice(10));
    expect(order(1)).toEqual(seen);
    expect(order(2)).not.toEqual(seen);
  });

  it.each([0, 1, 3, 4, 10, 17, 23, 24])(
    "goes on from its state after %i steps bit for bit, as JSON and in another trainer",
    (steps) => {
      const whole = finish(make());
      const first = make();
      for (let i = 0; i < steps; i++) first.step();
      const state = JSON.parse(JSON.stringify(first.state())) as ReturnType<Trainer["state"]>;
      const second = make();
      second.load(state);
      finish(second);
      expect(second.state()).toEqual(whole.state());
      expect(second.history).toEqual(whole.history);
    },
  );

  it("goes on for longer from the state of a finished training", () => {
    const longer = make({ epochs: 9 });
    longer.load(finish(make()).state());
    expect(finish(longer).state()).toEqual(finish(make({ epochs: 9 })).state());
  });

  it("stops after so many epochs without a better score, and puts the best parameters back", () => {
    const scores = [1, 3, 2, 2.5, 2.9, 9];
    const states: unknown[] = [];
    const trainer = make({ patience: 3, epochs: 100, score: () => scores.shift() ?? 0 });
    while (!trainer.done) {
      const record = trainer.step();
      if (record !== null) states.push(trainer.model.stateDict());
    }
    expect(trainer.history).toHaveLength(5);
    expect(trainer.best).toEqual({ epoch: 2, score: 3 });
    expect(trainer.model.stateDict()).toEqual(states[1]);
  });

  it("puts the best parameters back also after the last epoch, and across a resume", () => {
    const score = (epoch: number) => [0, 5, 4, 3, 2, 1, 0][epoch];
    const run = (stopAt: number) => {
      let epoch = 0;
      const options = { patience: 10, score: () => score(++epoch) };
      const first = make(options);
      while (first.steps < stopAt) first.step();
      const second = make(options);
      second.load(first.state());
      return finish(second);
    };
    expect(run(9).model.stateDict()).toEqual(run(0).model.stateDict());
    expect(run(9).best).toEqual({ epoch: 1, score: 5 });
  });

  it("keeps the first of epochs with equal scores", () => {
    const trainer = finish(make({ patience: 2, epochs: 100, score: () => 1 }));
    expect(trainer.best).toEqual({ epoch: 1, score: 1 });
    expect(trainer.history).toHaveLength(3);
  });

  it("measures in evaluation mode and trains in training mode", () => {
    const modes: boolean[] = [];
    const trainer = make({
      score: () => {
        modes.push(trainer.model.training);
        return 0;
      },
    });
    finish(trainer);
    expect(modes).toEqual(Array(6).fill(false));
  });

  it("leaves no trace in the density or the generator when it measures", () => {
    const withRows = make();
    const without = make({ validation: undefined });
    finish(withRows);
    finish(without);
    expect(withRows.model.stateDict()).toEqual(without.model.stateDict());
    expect(withRows.state().stateful).toEqual(without.state().stateful);
    expect(withRows.model.training).toBe(true);
    expect(without.history[0]).toMatchObject({ validationLoss: null, score: null });
  });

  it("scores by minus the loss unless told otherwise", () => {
    const [record] = finish(make()).history;
    expect(record.score).toBe(-(record.validationLoss ?? NaN));
  });

  it("has finished its epoch if measuring fails, and can go on and be saved", () => {
    let isBroken = true;
    const trainer = make({ score: () => (isBroken ? NaN : 1) });
    for (let step = 1; step < 4; step++) trainer.step();
    expect(() => trainer.step()).toThrow("the score of the validation rows is NaN");
    expect(trainer.history).toMatchObject([{ epoch: 1, step: 4, validationLoss: null }]);
    isBroken = false;
    const resumed = make({ score: () => 1 });
    resumed.load(trainer.state());
    expect(finish(trainer).model.stateDict()).toEqual(finish(resumed).model.stateDict());
    expect(trainer.history.map(({ step }) => step)).toEqual([4, 8, 12, 16, 20, 24]);
  });

  it("names the validation rows where their targets spoil the loss", () => {
    const { x } = rows(30, 2);
    const validation = { x, y: tensor(new Float32Array(30).fill(NaN), { shape: [30, 1] }) };
    const trainer = make({ validation, loss: bceWithLogits });
    expect(() => finish(trainer)).toThrow(
      /after step 4, the last of epoch 1: the loss of the validation rows is NaN.* The targets of the validation rows are not all finite$/,
    );
  });

  it("can measure a harmonized loss, which needs the tape", () => {
    const loss = (logits: Tensor, y: Tensor) =>
      harmonize(bceWithLogits(logits, y, { reduction: "none" }), logits);
    expect(finish(make({ loss })).history).toHaveLength(6);
  });

  it.each([
    ["no epochs", { epochs: 0 }, "epochs must be a whole number ≥ 1, not 0"],
    ["half a row", { batchSize: 0.5 }, "batchSize must be a whole number ≥ 1, not 0.5"],
    ["negative patience", { patience: -1 }, "patience must be a whole number ≥ 1, not -1"],
    [
      "patience without validation",
      { patience: 1, validation: undefined },
      "needs validation rows",
    ],
    ["a NaN score", { score: () => NaN }, "the score of the validation rows is NaN"],
    ["no score", { score: () => null }, "the score of the validation rows is null"],
    [
      "an optimizer of another model",
      {
        optimizer: new SGD(
          [rand([2]).detach()].map((p) => tensor(p, { requiresGrad: true })),
          { lr: 1 },
        ),
      },
      "none of the model's parameters",
    ],
    [
      "validation without rows",
      { validation: { x: rand([0, 2]), y: rand([0, 1]) } },
      "one at least",
    ],
  ])("refuses %s", (_, options, message) => {
    expect(() => finish(make(options))).toThrow(message);
  });

  it.each([
    [{ x: rand([3, 2]), y: rand([2, 1]) }, "x is [3, 2], y [2, 1]"],
    [
      {
        x: tensor([
          [1, 2],
          [3, NaN],
        ]),
        y: rand([2, 1]),
      },
      "the training rows hold NaN at [1, 1]",
    ],
  ])("refuses rows that cannot be trained on", (data, message) => {
    const model = mlp([2, 1]);
    const optimizer = new SGD(model.parameters(), { lr: 1 });
    expect(() => new Trainer(model, data, { loss: bceWithLogits, optimizer, epochs: 1 })).toThrow(
      message,
    );
  });

  it.each([
    ["of other parts", { stateful: {} }, "[density, generator, schedule], but `stateful` has []"],
    ["of other batches", { batchSize: 25 }, "here an epoch has 2 steps"],
  ])("refuses a state %s", (_, options, message) => {
    const first = make();
    for (let i = 0; i < 6; i++) first.step();
    expect(() => {
      make(options).load(first.state());
    }).toThrow(message);
  });
});

class Exploding extends Module {
  first = new Linear(2, 4);
  second = new Linear(4, 1);
  constructor(readonly between: (x: Tensor) => Tensor) {
    super();
  }
  forward(x: Tensor): Tensor {
    return this.second.forward(this.between(this.first.forward(x)));
  }
}

describe("a training that leaves the numbers", () => {
  const failure = (model: Module, loss: TrainerOptions["loss"], lr = 0.1, epochs = 50) => {
    const optimizer = new SGD(model.parameters(), { lr });
    const trainer = new Trainer(model, rows(20), { loss, optimizer, epochs });
    const before = [model.stateDict()];
    try {
      while (!trainer.done) {
        trainer.step();
        before.push(model.stateDict());
      }
    } catch (error) {
      return { error: error as DivergenceError, before, after: model.stateDict() };
    }
    throw new Error("it went well");
  };

  it("stops naming the step, the layer and the op, and keeps the parameters from before", () => {
    let calls = 0;
    const model = new Exploding((h) => (++calls === 3 ? h.mul(1e30).exp() : h));
    const { error, before, after } = failure(model, bceWithLogits);
    expect(error).toBeInstanceOf(DivergenceError);
    expect(error).toMatchObject({
      step: 3,
      origin: { op: "Exp", layer: "first", pass: "forward" },
    });
    expect(error.message).toContain("at step 3, in epoch 3: the loss is");
    expect(error.message).toContain("Exp, in layer first, made it");
    expect(after).toEqual(before[2]);
  });

  it("can go on after a divergence, with the same rows", () => {
    const model = mlp([2, 1], { generator: new Generator(1) });
    const optimizer = new SGD(model.parameters(), { lr: 0.1 });
    let scale = Infinity;
    const loss = (output: Tensor, y: Tensor) => bceWithLogits(output, y).mul(scale);
    const trainer = new Trainer(model, rows(20), { loss, optimizer, epochs: 2, batchSize: 10 });
    expect(() => trainer.step()).toThrow(DivergenceError);
    scale = 1;
    finish(trainer);
    expect(trainer.history.at(-1)).toMatchObject({ epoch: 2, step: 4 });
  });

  it("names the targets where these are not finite", () => {
    const model = mlp([2, 1]);
    const optimizer = new SGD(model.parameters(), { lr: 0.1 });
    const data = { x: rand([2, 2]), y: tensor([[1], [NaN]]) };
    const trainer = new Trainer(model, data, { loss: bceWithLogits, optimizer, epochs: 1 });
    expect(() => trainer.step()).toThrow("The targets of this step are not all finite");
  });

  it("names a parameter that is in no layer, and what comes before the first", () => {
    class Scaled extends Module {
      scale = tensor([1], { requiresGrad: true });
      constructor(readonly before: (x: Tensor) => Tensor) {
        super();
      }
      forward(x: Tensor): Tensor {
        return this.before(x)
          .slice([null, [0, 1]])
          .mul(this.scale)
          .mul(1e30)
          .exp();
      }
    }
    const { error } = failure(new Scaled((x) => x), bceWithLogits);
    expect(error.origin).toMatchObject({ op: "Exp", layer: "scale" });
    const early = failure(
      new Scaled((x) => tensor(x, { requiresGrad: true }).mul(0).log()),
      bceWithLogits,
    );
    expect(early.error.origin).toMatchObject({ op: "Log", layer: "" });
    expect(early.error.message).toContain("Log, before the first layer, made it");
  });

  it("knows the ops of the loss from those of the model", () => {
    const { error } = failure(mlp([2, 3, 1]), (output) => output.mul(0).log().sum());
    expect(error.origin).toEqual({ op: "Log", layer: null, pass: "forward" });
  });

  it("finds what only the backward pass made", () => {
    const model = new Exploding((h) => h.mul(0).pow(0.5)); // 0, with an infinite slope
    const { error } = failure(model, bceWithLogits);
    expect(error.origin).toMatchObject({ layer: "first", pass: "backward" });
    expect(error.message).toContain("the gradient of first.");
  });

  it("stops when the loss grows out of all proportion", () => {
    const model = mlp([2, 1]);
    const { error } = failure(model, (output, y) => output.sub(y).square().mean(), 10);
    expect(error.message).toContain("the loss has grown from");
    expect(error.origin).toBeNull();
  });
});

describe("fit", () => {
  const options = () => {
    const model = mlp([2, 1], { generator: new Generator(1) });
    return {
      model,
      loss: bceWithLogits,
      optimizer: new SGD(model.parameters(), { lr: 1 }),
      epochs: 5,
    };
  };

  it.each([
    [{ onEpoch: "log" }, 'fit: onEpoch must be a function, not "log"'],
    [{ onStep: {} }, "fit: onStep must be a function, not an object"],
    [{ signal: 5 }, "fit: signal must be that of an AbortController, not 5"],
    [{ signal: new AbortController() }, "signal must be that of an AbortController, not a Abort"],
  ])("refuses the option %o", async (options, message) => {
    const model = mlp([2, 1]);
    const optimizer = new SGD(model.parameters(), { lr: 0.1 });
    const others = { loss: bceWithLogits, optimizer, epochs: 1 };
    await expect(fit(model, rows(10), { ...others, ...options } as never)).rejects.toThrow(message);
  });

  it("trains to the end, and reports each epoch", async () => {
    const { model, ...rest } = options();
    const epochs: number[] = [];
    const trainer = await fit(model, rows(20), {
      ...rest,
      onEpoch: ({ epoch }) => epochs.push(epoch),
    });
    expect(trainer.done).toBe(true);
    expect(epochs).toEqual([1, 2, 3, 4, 5]);
  });

  it("stops after the step during which the signal came, and resumes to the same end", async () => {
    const signal = { aborted: false };
    const { model, ...rest } = options();
    const stopped = await fit(model, rows(20), {
      ...rest,
      signal,
      onStep: ({ steps }) => {
        signal.aborted = steps === 2;
      },
    });
    expect([stopped.done, stopped.steps]).toEqual([false, 2]);
    const { model: again, ...others } = options();
    await fit(again, rows(20), { ...others, resume: stopped.state() });
    const { model: whole, ...same } = options();
    await fit(whole, rows(20), same);
    expect(again.stateDict()).toEqual(whole.stateDict());
  });

  it("gives timers a turn while it works", async () => {
    // A clock by which every look takes 50 ms.
    let now = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 50));
    let hadTurn = false;
    setTimeout(() => (hadTurn = true), 0);
    const seen: boolean[] = [];
    const { model, ...rest } = options();
    const onStep = () => seen.push(hadTurn);
    await fit(model, rows(20), { ...rest, onStep }).finally(() => {
      clock.mockRestore();
    });
    expect(seen.slice(0, 3)).toContain(true);
  });
});
