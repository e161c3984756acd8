/** The lines of the border. */
import { describe, expect, it } from "vitest";
import { isolines } from "../src/page/plane/isolines.js";

/** A grid of a function of the middles of its cells. */
const grid = (columns: number, rows: number, f: (x: number, y: number) => number) =>
  Array.from({ length: columns * rows }, (_, i) =>
    f((i % columns) + 0.5, Math.floor(i / columns) + 0.5),
  );

describe("isolines", () => {
  it("of a slope are one straight line, from edge to edge", () => {
    const [line, ...others] = isolines(
      grid(6, 4, (x, y) => x + y / 4),
      [6, 4],
      3,
    );
    expect(others).toEqual([]);
    for (const [x, y] of line) expect(x + y / 4).toBeCloseTo(3, 12);
    const ends = [line[0], line[line.length - 1]].map(([, y]) => y);
    expect(ends.sort()).toEqual([0.5, 3.5]);
    const steps = line.slice(1).map(([, y], i) => Math.sign(y - line[i][1]));
    expect(Math.abs(steps.reduce((sum, step) => sum + step, 0))).toBe(steps.length);
  });

  it("of a hill are closed, and go once around it", () => {
    const [line, ...others] = isolines(
      grid(20, 20, (x, y) => Math.hypot(x - 10, y - 10)),
      [20, 20],
      6,
    );
    expect(others).toEqual([]);
    expect(line[line.length - 1]).toEqual(line[0]);
    const turned = line.slice(1).reduce((sum, [x, y], i) => {
      const [fromX, fromY] = line[i];
      const turn = Math.atan2(y - 10, x - 10) - Math.atan2(fromY - 10, fromX - 10);
      return sum + Math.atan2(Math.sin(turn), Math.cos(turn));
    }, 0);
    expect(Math.abs(turned)).toBeCloseTo(2 * Math.PI, 9);
    for (const [x, y] of line) expect(Math.hypot(x - 10, y - 10)).toBeCloseTo(6, 1);
  });

  it.each([
    ["high", 0.4, [1.5, 0.5]],
    ["low", 0.6, [0.5, 0.5]],
  ])("of a saddle cut off the other corners where its middle is %s", (_, level, [x1, y1]) => {
    const lines = isolines([1, 0, 0, 1], [2, 2], level);
    expect(lines).toHaveLength(2);
    const isAround = ([x, y]: readonly [number, number]) => Math.abs(x - x1) + Math.abs(y - y1) < 1;
    expect(lines.filter((line) => line.every(isAround))).toHaveLength(1);
  });

  it("of a grid that nowhere passes the level are none", () => {
    expect(isolines([1, 1, 1, 1], [2, 2], 0.5)).toEqual([]);
    expect(isolines([1], [1, 1], 0.5)).toEqual([]);
  });
});
