/** Where a point of the plane stands in its picture. */
import type { Window } from "../../engine/plane.js";
import type { Point } from "../../state.js";

/** Pixels for ticks and titles; in the ratio of the plane's sides, so that a unit is as long on both. */
export const margin = { left: 32, bottom: 28 } as const;

export interface Scale {
  /** Pixels of the part that is the plane: from `margin.left` on, and from the top on. */
  width: number;
  height: number;
  toX: (x1: number) => number;
  toY: (x2: number) => number;
  /** The nearest point of the window to a place in the picture. */
  pointAt: (x: number, y: number) => Point;
}

/** @param whole - the picture's width and height, with the margins. */
export function scaleOf({ x1, x2 }: Window, whole: readonly [number, number]): Scale {
  const width = Math.max(whole[0] - margin.left, 1);
  const height = Math.max(whole[1] - margin.bottom, 1);
  const within = (value: number, [low, high]: readonly [number, number]) =>
    Math.min(Math.max(value, low), high);
  return {
    width,
    height,
    toX: (value) => margin.left + ((value - x1[0]) / (x1[1] - x1[0])) * width,
    toY: (value) => ((x2[1] - value) / (x2[1] - x2[0])) * height,
    pointAt: (x, y) => [
      within(x1[0] + ((x - margin.left) / width) * (x1[1] - x1[0]), x1),
      within(x2[1] - (y / height) * (x2[1] - x2[0]), x2),
    ],
  };
}
