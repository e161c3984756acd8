/**
 * What of ghmgrad needs Node: `import { loadModel } from "ghmgrad/node"`.
 *
 * @module ghmgrad/node
 */
export * from "./tabular/files/index.js";
export {
  renderReport,
  type LensReport,
  type Origin,
  type Report,
  type SuspectRow,
  type SuspectsReport,
} from "./tabular/report/index.js";
