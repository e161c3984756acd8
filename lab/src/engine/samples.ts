/** The rows of each preset: those of docs/science.md, where it has them. */
import {
  denseDetector,
  leverageCluster,
  oneSidedOutliers,
  phantomPositives,
  twoMoons,
  type Split,
} from "../../../src/index.js";
import type { PresetName } from "../presets.js";

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

export const samples: Record<PresetName, Sample> = {
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
};

export function drawSample({ name, options }: Sample, seed: number): Split {
  return functions[name]({ ...options, seed });
}
