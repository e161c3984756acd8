/** The rows of each preset, by their seed. */
import {
  denseDetector,
  leverageCluster,
  oneSidedOutliers,
  phantomPositives,
  twoMoons,
  type Split,
} from "../../../src/index.js";
import type { PresetName } from "../presets.js";

const moons = (seed: number) => twoMoons({ noise: 0.25, flipped: 0.2, seed });

/** Those of docs/science.md, where it has them. */
export const samples: Record<PresetName, (seed: number) => Split> = {
  heap: (seed) => oneSidedOutliers({ outliers: 0.15, seed }),
  clean: (seed) => oneSidedOutliers({ outliers: 0, seed }),
  few: (seed) => oneSidedOutliers({ outliers: 0.02, seed }),
  one: (seed) => oneSidedOutliers({ outliers: 0, seed }),
  phantoms: (seed) => phantomPositives({ seed }),
  detector: (seed) => denseDetector({ rows: 4000, seed }),
  early: moons,
  late: moons,
  leverage: (seed) => leverageCluster({ apart: 4, seed }),
  saturated: (seed) => leverageCluster({ outliers: 0, seed }),
  momentum: (seed) => oneSidedOutliers({ outliers: 0.15, seed }),
};
