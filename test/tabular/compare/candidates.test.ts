import { describe, expect, it } from "vitest";
import { choose, isOnEdge, type Candidate } from "../../../src/tabular/compare/candidates.js";
import { comparedMetrics, type ComparedMetric } from "../../../src/tabular/compare/index.js";

/** Candidates that have come to these values on the validation rows. */
function candidates(metric: ComparedMetric, values: Record<number, number | null>): Candidate[] {
  return Object.entries(values).map(([rate, value]) => ({
    learningRate: Number(rate),
    validation: { [metric]: value },
  })) as unknown as Candidate[];
}

/** The learning rate chosen, and whether it is on the edge of a grid from 0.01 to 0.5. */
function chosen(metric: ComparedMetric, values: Record<number, number | null>) {
  const all = candidates(metric, values);
  const best = choose(all, infoOf(metric));
  return [best.learningRate, isOnEdge(best, all, infoOf(metric), [0.01, 0.1, 0.5])];
}

function infoOf(metric: ComparedMetric) {
  const found = [2, 3].flatMap(comparedMetrics).find(({ name }) => name === metric);
  if (found === undefined) throw new Error(`no ${metric}`);
  return found;
}

describe("a candidate on the edge of the learning rates", () => {
  it("is the first or the last one, if it is better than the next", () => {
    expect(chosen("ap", { 0.01: 0.9, 0.1: 0.8, 0.5: 0.7 })).toEqual([0.01, true]);
    expect(chosen("ap", { 0.01: 0.7, 0.1: 0.8, 0.5: 0.9 })).toEqual([0.5, true]);
    expect(chosen("ap", { 0.01: 0.7, 0.1: 0.9, 0.5: 0.8 })).toEqual([0.1, false]);
    expect(chosen("brier", { 0.01: 0.1, 0.1: 0.2, 0.5: 0.3 })).toEqual([0.01, true]);
    expect(chosen("logLoss", { 0.01: 0.1, 0.1: 0.2, 0.5: 0.3 })).toEqual([0.01, true]);
  });

  it("is none where the next one is as good, or nothing is defined", () => {
    expect(chosen("ap", { 0.01: 1, 0.1: 1, 0.5: 0.9 })).toEqual([0.01, false]);
    expect(chosen("brier", { 0.01: 0, 0.1: 0, 0.5: 0 })).toEqual([0.01, false]);
    expect(chosen("ap", { 0.01: null, 0.1: null, 0.5: null })).toEqual([0.01, false]);
  });

  it("looks past trainings that diverged", () => {
    expect(chosen("ap", { 0.01: 0.9, 0.5: 0.8 })).toEqual([0.01, true]);
    expect(chosen("ap", { 0.1: 0.9, 0.5: 0.8 })).toEqual([0.1, false]);
    expect(chosen("ap", { 0.01: 0.9 })).toEqual([0.01, true]);
    expect(chosen("ap", { 0.5: 0.9 })).toEqual([0.5, true]);
  });

  it("does not exist with a single learning rate", () => {
    const [only] = candidates("ap", { 0.1: 0.9 });
    expect(isOnEdge(only, [only], infoOf("ap"), [0.1])).toBe(false);
  });
});
