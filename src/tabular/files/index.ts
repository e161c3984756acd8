/** Files: tables, data sets and models. Node only. */
export { loadDataset } from "./datasets.js";
export { loadCheckpoint, loadModel, saveCheckpoint, saveModel } from "./modelDirectory.js";
export { readTable } from "./readTable.js";
