import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Dtype } from "../../src/array/index.js";
import { tensor, type Tensor } from "../../src/autograd/index.js";
import { bceWithLogits } from "../../src/losses/index.js";
import { log, mul, square, sub, sum, where } from "../../src/ops/index.js";
import { LBFGS, type LBFGSOptions, type LBFGSState } from "../../src/optim/index.js";

/** What SciPy and scikit-learn answered: scripts/lbfgs.py. */
const reference = JSON.parse(
  readFileSync(new URL("lbfgs.json", import.meta.url), "utf8"),
) as Reference;
interface Reference {
  gtol: number;
  strength: number;
  problems: { name: string; evaluations: number; loss: number }[];
  x: number[][];
  y: number[];
  weights: number[];
  penalisedWeights: number[];
}

const leaf = (values: number[], dtype: Dtype = "float64") =>
  tensor(values, { dtype, requiresGrad: true, name: "w" });
const entries = (w: Tensor) => w.toArray() as number[];
const exact = (tolerance: number): LBFGSOptions => ({
  gradientTolerance: tolerance,
  lossTolerance: 0,
});

/** Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², whose minimum lies at the end of a bent valley, at 1. */
function rosenbrock(w: Tensor): Tensor {
  const [here, next] = [w.slice([[0, -1]]), w.slice([[1, null]])];
  return sum(
    square(sub(next, square(here)))
      .mul(100)
      .add(square(sub(1, here))),
  );
}

/** Powell's singular function: the Hessian at its minimum, 0, has rank 2. */
function powell(w: Tensor): Tensor {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => w.slice([i]));
  const fourth = (x: Tensor) => square(square(x));
  return square(a.add(b.mul(10)))
    .add(square(c.sub(d)).mul(5))
    .add(fourth(b.sub(c.mul(2))))
    .add(fourth(a.sub(d)).mul(10));
}

/** ½Σ scaleᵢwᵢ² with scales from 1 to `condition`. */
const quadratic = (condition: number) => (w: Tensor) => {
  const scale = Array.from({ length: w.size }, (_, i) => condition ** (i / (w.size - 1)));
  return sum(mul(tensor(scale, { dtype: w.dtype }), square(w))).mul(0.5);
};

/** Mean cross-entropy of x·w + b, whose w and b are one vector, and ½·strength·‖w‖². */
const logistic =
  (strength: number, rows: number[][] = reference.x, labels: number[] = reference.y) =>
  (wb: Tensor) => {
    const x = tensor(rows, { dtype: wb.dtype });
    const y = tensor(labels, { dtype: wb.dtype });
    const w = wb.slice([[0, -1]]);
    const loss = bceWithLogits(x.matmul(w).add(wb.slice([-1])), y);
    return loss.add(sum(square(w)).mul(0.5 * strength));
  };

const zeros = () => leaf(new Array<number>(reference.x[0].length + 1).fill(0));

describe("LBFGS beside SciPy's L-BFGS-B", () => {
  const problems: Record<string, [(w: Tensor) => Tensor, () => Tensor]> = {
    rosenbrock: [rosenbrock, () => leaf([-1.2, 1])],
    "rosenbrock of 10": [rosenbrock, () => leaf([-1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1])],
    powell: [powell, () => leaf([3, -1, 0, 1])],
    quadratic: [quadratic(1e4), () => leaf(new Array<number>(20).fill(1))],
    logistic: [logistic(0), zeros],
    "penalised logistic": [logistic(reference.strength), zeros],
  };

  it.each(reference.problems)(
    "finds the minimum of $name with at most 1.1 times the evaluations",
    ({ name, evaluations, loss }) => {
      const [f, start] = problems[name];
      const w = start();
      const result = new LBFGS([w], exact(reference.gtol)).minimize(() => f(w));
      expect(result).toMatchObject({ converged: true, reason: "gradient" });
      expect(result.gradientNorm).toBeLessThanOrEqual(reference.gtol);
      expect(Math.abs(result.loss - loss)).toBeLessThan(1e-10);
      expect(result.loss).toBe(f(w).item());
      expect(result.evaluations).toBeLessThanOrEqual(1.1 * evaluations);
    },
  );
});

describe("LBFGS", () => {
  it.each([
    ["without a penalty", 0, reference.weights],
    ["with one", reference.strength, reference.penalisedWeights],
  ])("fits scikit-learn's weights to ill-conditioned rows, %s", (_, strength, weights) => {
    const w = zeros();
    new LBFGS([w], exact(1e-10)).minimize(() => logistic(strength)(w));
    entries(w).forEach((value, i) => {
      expect(Math.abs(value - weights[i])).toBeLessThan(1e-6);
    });
  });

  it("ends on a quadratic after few steps, as exact as float64 is", () => {
    const round = leaf([3, -4, 5]);
    const result = new LBFGS([round], exact(1e-12)).minimize(() => sum(square(round)));
    expect(result.iterations).toBeLessThanOrEqual(3);
    const long = leaf([1, 1, 1, 1, 1]);
    const { iterations } = new LBFGS([long], exact(1e-12)).minimize(() => quadratic(100)(long));
    expect(iterations).toBeLessThanOrEqual(30);
    expect(Math.max(...entries(long).map(Math.abs))).toBeLessThan(1e-11);
  });

  it("stops at once at a minimum", () => {
    const w = leaf([0, 0]);
    expect(new LBFGS([w]).minimize(() => sum(square(w)))).toEqual({
      loss: 0,
      gradientNorm: 0,
      iterations: 0,
      evaluations: 1,
      converged: true,
      reason: "gradient",
    });
  });

  it("stops when the loss hardly changes, unless its tolerance is 0", () => {
    const minimize = (lossTolerance: number) => {
      const w = leaf([-1.2, 1]);
      const lbfgs = new LBFGS([w], { gradientTolerance: 0, lossTolerance });
      return lbfgs.minimize(() => rosenbrock(w).add(1));
    };
    const early = minimize(1e-3);
    expect(early).toMatchObject({ converged: true, reason: "loss" });
    const late = minimize(0);
    expect(late.reason).not.toBe("loss");
    expect(late.loss).toBeLessThan(early.loss);
  });

  it("separable rows: without a penalty the weights grow until the gradient is small", () => {
    const rows = [[-2], [-1], [1], [2]];
    const fit = (strength: number) => {
      const w = leaf([0, 0]);
      const f = logistic(strength, rows, [0, 0, 1, 1]);
      const result = new LBFGS([w], exact(1e-6)).minimize(() => f(w));
      return { ...result, weight: entries(w)[0] };
    };
    const free = fit(0);
    expect(free).toMatchObject({ converged: true, reason: "gradient" });
    expect(free.weight).toBeGreaterThan(10);
    expect(free.weight).toBeLessThan(100);
    const penalised = fit(0.1);
    expect(penalised).toMatchObject({ converged: true, reason: "gradient" });
    expect(penalised.weight).toBeLessThan(2);
    expect(penalised.evaluations).toBeLessThan(20);
  });

  it("finds float32 parameters as exactly as float32 can tell, and stops", () => {
    const w = leaf([-1.2, 1], "float32");
    const converged = new LBFGS([w]).minimize(() => rosenbrock(w));
    expect(converged.converged).toBe(true);
    entries(w).forEach((value) => {
      expect(Math.abs(value - 1)).toBeLessThan(1e-3);
    });

    for (const strength of [0, reference.strength]) {
      const wb = tensor(zeros(), { dtype: "float32", requiresGrad: true });
      const result = new LBFGS([wb], exact(0)).minimize(() => logistic(strength)(wb));
      expect(result).toMatchObject({ converged: false, reason: "stalled" });
      const best = reference.problems.find(
        ({ name }) => name === (strength === 0 ? "logistic" : "penalised logistic"),
      );
      expect(Math.abs(result.loss - (best?.loss ?? NaN))).toBeLessThan(2e-7);
      expect(result.gradientNorm).toBeLessThan(1e-4);
      expect(result.evaluations).toBeLessThan(1000);
    }
  });

  it("goes on to a small gradient where float32 losses no longer differ", () => {
    const w = tensor(zeros(), { dtype: "float32", requiresGrad: true });
    // The loss near its minimum is level to 1e-7 while the gradient is still 1e-4.
    const result = new LBFGS([w]).minimize(() => logistic(0.3)(w).add(1));
    expect(result).toMatchObject({ converged: true, reason: "gradient" });
  });

  it("takes float32 parameters with float64 data, and both dtypes at once", () => {
    const a = leaf([5], "float32");
    const b = leaf([5, 5]);
    const centre = tensor([0.1, 0.2, 0.3], { dtype: "float64" });
    const f = () =>
      sum(square(sub(a, centre.slice([0])))).add(sum(square(sub(b, centre.slice([[1, null]])))));
    const result = new LBFGS([a, b], exact(1e-7)).minimize(f);
    expect(result.converged).toBe(true);
    expect(a.dtype).toBe("float32");
    expect(entries(a)[0]).toBe(Math.fround(0.1));
    expect(Math.max(...entries(b).map((value, i) => Math.abs(value - [0.2, 0.3][i])))).toBeLessThan(
      1e-7,
    );
  });

  it("does the same at each run", () => {
    const run = () => {
      const w = zeros();
      return [new LBFGS([w]).minimize(() => logistic(0)(w)), w.toArray()];
    };
    expect(run()).toEqual(run());
  });

  it("goes on where it stopped, from its state in another object as well", () => {
    const run = (interrupt: boolean) => {
      const w = leaf([-1.2, 1]);
      const make = () => new LBFGS([w], { maxIterations: 7, historySize: 4 });
      let lbfgs = make();
      for (let i = 0; i < 3; i++) {
        expect(lbfgs.minimize(() => rosenbrock(w))).toMatchObject({
          iterations: 7,
          converged: false,
          reason: "iterations",
        });
        if (!interrupt) continue;
        const state = JSON.parse(JSON.stringify(lbfgs.state())) as LBFGSState;
        lbfgs = make();
        lbfgs.load(state);
      }
      return [w.toArray(), lbfgs.state()];
    };
    expect(run(true)).toEqual(run(false));

    const whole = leaf([-1.2, 1]);
    new LBFGS([whole], { maxIterations: 21, historySize: 4 }).minimize(() => rosenbrock(whole));
    expect(run(false)[0]).toEqual(whole.toArray());
  });

  it("backs off from NaN and infinity", () => {
    // −log(1 − w²): NaN beyond ±1, and the first step goes there; with two scales, also later ones.
    const w = leaf([0.9, -0.5]);
    const barrier = () => sum(log(sub(1, square(w.mul([1, 1.9])))).neg()).add(sum(w).mul(0.1));
    const result = new LBFGS([w], exact(1e-8)).minimize(barrier);
    expect(result.converged).toBe(true);

    const steep = leaf([300]);
    const cosh = () => sum(steep.exp().add(steep.neg().exp()));
    expect(new LBFGS([steep], exact(1e-8)).minimize(cosh).converged).toBe(true);
    expect(Math.abs(entries(steep)[0])).toBeLessThan(1e-8);

    // A loss that is finite, with a gradient that is not, and one that falls to −∞.
    const root = leaf([1]);
    new LBFGS([root]).minimize(() => sum(root.abs().sqrt()));
    expect(entries(root).every(Number.isFinite)).toBe(true);
    const endless = leaf([1]);
    const end = new LBFGS([endless], exact(1e-5)).minimize(() => sum(endless.mul(-1e300)));
    expect(end.converged).toBe(false);
    expect(entries(endless).every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(end.loss)).toBe(true);
  });

  it("takes gradients whose squares overflow or vanish", () => {
    for (const scale of [1e200, 1e-200]) {
      const w = leaf([3, -4]);
      new LBFGS([w], exact(0)).minimize(() => sum(square(w)).mul(scale));
      expect(Math.max(...entries(w).map(Math.abs))).toBeLessThan(1e-3);
    }
  });

  it("stops at a kink, and where the gradient is not the loss's own", () => {
    const kink = leaf([1, 0.3]);
    const atKink = new LBFGS([kink], exact(0)).minimize(() => sum(kink.abs().mul([1, 3])));
    expect(Math.max(...entries(kink).map(Math.abs))).toBeLessThan(1e-6);
    expect(atKink.evaluations).toBeLessThan(1000);

    const w = leaf([2]);
    const uphill = () => sum(w.detach().mul(2).sub(w));
    const result = new LBFGS([w]).minimize(uphill);
    expect(result).toMatchObject({ iterations: 0, converged: false, reason: "stalled" });
    expect(w.toArray()).toEqual([2]);
  });

  it("adds to no grad, and leaves arrays alone that were taken before", () => {
    const w = leaf([3, 4]);
    const { data } = w;
    w.grad = tensor([7, 7]);
    new LBFGS([w]).minimize(() => sum(square(w)));
    expect(w.grad.toArray()).toEqual([7, 7]);
    expect(Array.from(data.data)).toEqual([3, 4]);
  });

  it("leaves a parameter alone that the loss does not depend on", () => {
    const [a, b] = [leaf([3]), leaf([4])];
    new LBFGS([a, b]).minimize(() => sum(square(a)));
    expect(b.toArray()).toEqual([4]);
  });
});

describe("LBFGS.minimize, when it fails, changes nothing:", () => {
  const failing = (f: (w: Tensor, call: number) => unknown, start = [1, 2]) => {
    const w = leaf(start);
    const lbfgs = new LBFGS([w], { maxIterations: 3 });
    lbfgs.minimize(() => rosenbrock(w));
    const before = [w.toArray(), lbfgs.state()];
    let call = 0;
    const run = () => lbfgs.minimize(() => f(w, call++) as Tensor);
    return {
      run,
      unchanged: () => JSON.stringify([w.toArray(), lbfgs.state()]) === JSON.stringify(before),
    };
  };

  it.each<[string, (w: Tensor, call: number) => unknown, RegExp]>([
    [
      "a loss that is NaN at the start",
      (w) => sum(log(w.mul(0).sub(1))),
      /^LBFGS.minimize: the loss must be finite at the start, but it is NaN; nothing was changed/,
    ],
    [
      "a loss that is infinite at the start",
      (w) => sum(w.mul(1e308).mul(1e308)),
      /^LBFGS.minimize: the loss must be finite at the start, but it is Infinity; nothing/,
    ],
    [
      "a gradient that is not finite at the start",
      (w) => sum(where([1, 0], w.mul(0).sqrt(), w)),
      /^LBFGS.minimize: the loss must be finite .*, but an entry of its gradient is (NaN|Infin)/,
    ],
    [
      "a closure that throws in the middle",
      (w, call) => {
        if (call === 2) throw new Error("the disk is full");
        return rosenbrock(w);
      },
      /^the disk is full$/,
    ],
    [
      "a closure that returns a list of losses",
      (w) => square(w),
      /^LBFGS.minimize: the closure must return the loss, a tensor of one element, not a tensor of s/,
    ],
    [
      "a closure that returns a number",
      (w) => rosenbrock(w).item(),
      /^LBFGS.minimize: the closure must return the loss, a tensor of one element, not \d/,
    ],
    [
      "an async closure",
      (w) => Promise.resolve(rosenbrock(w)),
      /^LBFGS.minimize: the closure must return the loss, a tensor of one element, not a Promise/,
    ],
    ["a loss that depends on nothing", () => tensor(1), /requires no gradient: nothing it was/],
  ])("%s", (_, f, message) => {
    const { run, unchanged } = failing(f);
    expect(run).toThrow(message);
    expect(unchanged()).toBe(true);
  });
});

describe("LBFGS refuses", () => {
  it.each<[string, LBFGSOptions, string]>([
    ["no iterations", { maxIterations: 0 }, "maxIterations must be a whole number ≥ 1, not 0"],
    [
      "half an iteration",
      { maxIterations: 1.5 },
      "maxIterations must be a whole number ≥ 1, not 1.5",
    ],
    ["no history", { historySize: 0 }, "historySize must be a whole number ≥ 1, not 0"],
    [
      "a negative tolerance",
      { gradientTolerance: -1 },
      "gradientTolerance must be in [0, Infinity), not -1",
    ],
    [
      "a tolerance of NaN",
      { lossTolerance: NaN },
      "lossTolerance must be in [0, Infinity), not NaN",
    ],
  ])("%s", (_, options, message) => {
    expect(() => new LBFGS([leaf([1])], options)).toThrow(`LBFGS: ${message}`);
  });

  it("a state of other parameters, or a damaged one, and keeps its own", () => {
    const optimised = (w: Tensor) => {
      const lbfgs = new LBFGS([w]);
      lbfgs.minimize(() => quadratic(10)(w));
      return lbfgs;
    };
    const lbfgs = optimised(leaf([1, 2]));
    const before = lbfgs.state();
    expect(before.pairs.length).toBeGreaterThan(1);
    expect(() => {
      lbfgs.load(optimised(leaf([1, 2, 3])).state());
    }).toThrow(
      "LBFGS: the state does not fit, and nothing was loaded; s of pair 0 has shapes [3], where the " +
        "parameters have [2]",
    );
    const text = structuredClone(before);
    text.pairs[1].y[0].data[0] = "much";
    expect(() => {
      lbfgs.load(text);
    }).toThrow('LBFGS: y of pair 1, parameter 0[0] is "much", not a number');
    const turned = structuredClone(before);
    turned.pairs[1].y[0].data = [0, 0];
    expect(() => {
      lbfgs.load(turned);
    }).toThrow("LBFGS: the state is damaged: sᵀy of pair 1 is 0, not > 0");
    const noList = { pairs: [{ s: [null], y: 5 }] } as unknown as LBFGSState;
    expect(() => {
      lbfgs.load(noList);
    }).toThrow("s of pair 0 has shapes nothing, where the parameters have [2]");
    expect(() => {
      lbfgs.load({ pairs: [null] } as unknown as LBFGSState);
    }).toThrow("LBFGS: pair 0 has s and y, not null");
    expect(lbfgs.state()).toEqual(before);
  });
});
