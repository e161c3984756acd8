import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bceWithLogits, ghmcLoss, log, SGD, tensor, type Tensor } from "../src/index.js";

describe("a warning on the console", () => {
  const warn = vi.spyOn(console, "warn");
  beforeEach(() => {
    warn.mockClear().mockReturnValue();
  });
  afterEach(() => {
    warn.mockReset();
  });
  const leaf = (name: string) => tensor([1, 2], { requiresGrad: true, name });
  const warnings = () => warn.mock.calls.map(([message]) => String(message));

  it("tells of a backward pass that begins with a NaN, and how to find its source", () => {
    const loss = log(tensor(-1, { requiresGrad: true }));
    loss.name = "a loss of log(-1)";
    loss.backward();
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^ghmgrad: backward\(\) begins with a NaN: "a loss of log\(-1\)" of shape \[\].*detectAnomaly/,
      ),
    ]);
  });

  it("tells of a step before any backward", () => {
    class Descent extends SGD {}
    new Descent([leaf("w")], { lr: 1 }).step();
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^ghmgrad: Descent: step\(\) changes nothing.*loss\.backward\(\) before it/,
      ),
    ]);
  });

  it("tells, where the grad is read, that a leaf was replaced by what an op made", () => {
    let w: Tensor = leaf("w");
    w.sum().backward();
    w = w.sub(w.grad ?? 0);
    w.name = "the replaced leaf";
    w.sum().backward();
    expect(w.grad).toBe(null);
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^ghmgrad: "the replaced leaf" of shape \[2\] was made by Sub.*w\.assign/,
      ),
    ]);
  });

  it.each([["bceWithLogits"], ["ghmcLoss"]])(
    "tells of targets that are no labels, in %s",
    (name) => {
      // Another test may have called these already: each tells once.
      const { length } = warnings();
      const loss = name === "ghmcLoss" ? ghmcLoss : bceWithLogits;
      loss(tensor([0, 0]), tensor([0, 2]));
      loss(tensor([0, 0]), tensor([3, 0]));
      expect(warnings().length).toBeLessThanOrEqual(length + 1);
      for (const message of warnings()) {
        expect(message).toMatch(/a target is a label, 0 or 1.*but entry \[1\] is 2/);
      }
    },
  );

  it("comes once, however often the same is done", () => {
    const w = leaf("of a warning that comes once");
    const y = w.mul(2);
    y.name = "asked three times";
    for (let i = 0; i < 3; i++) expect(y.grad).toBe(null);
    expect(warnings()).toHaveLength(1);
  });

  it("does not come where all is well", () => {
    const w = leaf("w");
    bceWithLogits(w, [0, 0.5]).backward();
    new SGD([w], { lr: 1 }).step();
    ghmcLoss(w, [0, 1]).backward();
    expect(warnings()).toEqual([]);
  });
});
