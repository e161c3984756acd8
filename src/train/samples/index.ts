/**
 * Generated data, seeded, whose truth is known. The features are not scaled, and `outlier` marks
 * the rows that were spoilt.
 */
export { denseDetector, type DenseDetectorOptions } from "./denseDetector.js";
export { leverageCluster, type LeverageClusterOptions } from "./leverageCluster.js";
export { oneSidedOutliers, type OneSidedOutliersOptions } from "./oneSidedOutliers.js";
export { phantomPositives } from "./phantomPositives.js";
export { twoMoons, type TwoMoonsOptions } from "./twoMoons.js";
