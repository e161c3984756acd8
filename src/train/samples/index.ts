/** Seeded data whose truth is known. Each part is unscaled, and `outlier` marks what was spoilt. */
export { denseDetector, type DenseDetectorOptions } from "./denseDetector.js";
export { leverageCluster } from "./leverageCluster.js";
export { oneSidedOutliers, type OneSidedOutliersOptions } from "./oneSidedOutliers.js";
export { phantomPositives } from "./phantomPositives.js";
export { twoMoons, type TwoMoonsOptions } from "./twoMoons.js";
