/**
 * ghmgrad/node: the parts of ghmgrad that need Node. Reads and writes files of tables, models and
 * checkpoints, and renders HTML reports. `import { loadModel } from "ghmgrad/node"`.
 *
 * @module ghmgrad/node
 */
export * from "./tabular/files/index.js";
export {
  renderReport,
  type LensClass,
  type LensReliability,
  type LensReport,
  type Origin,
  type Report,
  type SuspectMargins,
  type SuspectPair,
  type SuspectRow,
  type SuspectsReport,
} from "./tabular/report/index.js";
