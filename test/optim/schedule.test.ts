import { describe, expect, it } from "vitest";
import { tensor } from "../../src/autograd/index.js";
import { CosineSchedule, Schedule, SGD, StepSchedule } from "../../src/optim/index.js";

const optimizer = (lr: number) => new SGD([tensor(1, { requiresGrad: true })], { lr });

/** The learning rates of the first `count` steps. */
function rates(schedule: Schedule, count: number): number[] {
  return Array.from({ length: count }, () => {
    const { lr } = schedule.optimizer;
    schedule.step();
    return lr;
  });
}

it("StepSchedule multiplies by γ every `size` steps", () => {
  const expected = [1, 1, 1, 0.5, 0.5, 0.5, 0.25];
  expect(rates(new StepSchedule(optimizer(1), { size: 3, gamma: 0.5 }), 7)).toEqual(expected);
  expect(rates(new StepSchedule(optimizer(1), { size: 1 }), 2)).toEqual([1, 0.1]);
});

it("CosineSchedule goes down to `min` in `steps`, and up again", () => {
  const found = rates(new CosineSchedule(optimizer(1), { steps: 4, min: 0.2 }), 9);
  const half = 0.4 * Math.SQRT1_2;
  const down = [1, 0.6 + half, 0.6, 0.6 - half, 0.2];
  [...down, ...down.toReversed().slice(1)].forEach((lr, t) => {
    expect(found[t]).toBeCloseTo(lr, 14);
  });
  expect(rates(new CosineSchedule(optimizer(1), { steps: 1 }), 2)).toEqual([1, 0]);
});

it("a schedule can be any function of time, and holds from the start", () => {
  const warmUp = new Schedule(optimizer(1), (t, start) => start * Math.min(1, (t + 1) / 4));
  expect(rates(warmUp, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
});

describe("load", () => {
  it("goes on with the first learning rate of the saved schedule, not of this optimizer", () => {
    const schedule = new StepSchedule(optimizer(1), { size: 2, gamma: 0.5 });
    for (let t = 0; t < 3; t++) schedule.step();
    const state = JSON.parse(JSON.stringify(schedule.state())) as ReturnType<Schedule["state"]>;
    const fresh = new StepSchedule(optimizer(9), { size: 2, gamma: 0.5 });
    fresh.load(state);
    expect(fresh.optimizer.lr).toBe(0.5);
    expect(rates(fresh, 3)).toEqual(rates(schedule, 3));
  });
});

it("the number of steps must be a whole number", () => {
  expect(() => new StepSchedule(optimizer(1), { size: 0 })).toThrow(
    "StepSchedule: size must be a whole number ≥ 1, not 0",
  );
  expect(() => new CosineSchedule(optimizer(1), { steps: 2.5 })).toThrow(
    "CosineSchedule: steps must be a whole number ≥ 1, not 2.5",
  );
});
