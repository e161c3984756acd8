import { describe, expect, it } from "vitest";
import { Pace } from "../../../src/tabular/cli/progress.js";

describe("the time that is left", () => {
  it("is not told before there is something to go by", () => {
    const pace = new Pace(0, 0);
    expect(pace.left(60_000, 100)).toBeNull();
    pace.update(60_000, 0);
    expect(pace.left(60_000, 100)).toBeNull();
  });

  it("is that of the whole so far, though trainings end in bursts", () => {
    const pace = new Pace(1000, 0);
    for (let done = 1; done <= 20; done++) pace.update(11_000, done); // 20 in 10 s, all at its end
    expect(pace.left(11_000, 100)).toBe(40);
  });

  it("is counted down between bursts, and not told when the time is up", () => {
    const pace = new Pace(0, 0);
    pace.update(10_000, 50);
    expect([10_000, 14_000, 19_000].map((now) => pace.left(now, 100))).toEqual([10, 6, 1]);
    expect(pace.left(25_000, 100)).toBeNull();
    pace.update(30_000, 100);
    expect(pace.left(30_000, 100)).toBeNull();
  });

  it("does not count what was done before, by a training that is resumed", () => {
    const pace = new Pace(0, 30);
    pace.update(0, 30);
    expect(pace.left(5000, 40)).toBeNull();
    pace.update(8000, 34);
    expect(pace.left(8000, 40)).toBe(12);
  });
});
