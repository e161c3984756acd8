/** The rows of each preset: those of docs/science.md, where it has them; and a few to begin with. */
import {
  denseDetector,
  leverageCluster,
  oneSidedOutliers,
  phantomPositives,
  twoMoons,
  type Split,
} from "../../../src/index.js";
import type { PresetName } from "../presets.js";
import { snap, type Point } from "../state.js";

/** The functions of the package that draw rows. */
const functions = {
  denseDetector,
  leverageCluster,
  oneSidedOutliers,
  phantomPositives,
  twoMoons,
};

interface Sample {
  name: keyof typeof functions;
  options: Record<string, number>;
}

const moons: Sample = { name: "twoMoons", options: { noise: 0.25, flipped: 0.2 } };
const outliers = (share: number): Sample => ({
  name: "oneSidedOutliers",
  options: { outliers: share },
});

/** `null`: the rows are one's own. */
export const samples: Record<PresetName, Sample | null> = {
  heap: outliers(0.15),
  clean: outliers(0),
  few: outliers(0.02),
  one: outliers(0),
  phantoms: { name: "phantomPositives", options: {} },
  detector: { name: "denseDetector", options: { rows: 4000 } },
  early: moons,
  late: moons,
  leverage: { name: "leverageCluster", options: { apart: 4 } },
  saturated: { name: "leverageCluster", options: { outliers: 0 } },
  momentum: outliers(0.15),
  points: null,
  table: null,
};

/** Two small clouds, and a point that lies in the wrong one; on the grid of edits. */
export const firstPoints: readonly { x: Point; label: 0 | 1 }[] = [
  ...cloud([-1.5, 0.5], 0),
  ...cloud([1.5, -0.5], 1),
  { x: [-1.75, 1], label: 1 },
];

/** Twelve points on two rings. */
function cloud([x1, x2]: Point, label: 0 | 1): { x: Point; label: 0 | 1 }[] {
  return Array.from({ length: 12 }, (_, i) => {
    const [radius, turn] = i < 4 ? [0.5, i / 4] : [1.25, i / 8 + 0.06];
    const [sin, cos] = [Math.sin(2 * Math.PI * turn), Math.cos(2 * Math.PI * turn)];
    return { x: snap([x1 + radius * cos, x2 + radius * sin]), label };
  });
}

export function drawSample({ name, options }: Sample, seed: number): Split {
  return functions[name]({ ...options, seed });
}
