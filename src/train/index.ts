/** Training: the loop, losses by name, saved models, and the comparison of losses. */
export { parseCheckpoint, type Checkpoint } from "./checkpoint.js";
export { compare, type CompareOptions, type CompareProgress } from "./compare.js";
export * from "./comparison.js";
export { DivergenceError, type Origin } from "./divergence.js";
export * from "./fit.js";
export * from "./namedLoss.js";
export type { ProtocolOptions } from "./protocol.js";
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "./safetensors.js";
export { suspects, type Encode, type Suspect, type SuspectsOptions } from "./suspects.js";
export { encodeParts, labelledTable, tableSampler, type LabelledTable } from "./tableData.js";
export { probabilitiesOf } from "./outputs.js";
export {
  TabularModel,
  type Architecture,
  type Prediction,
  type SavedModel,
} from "./tabularModel.js";
export { Trainer } from "./trainer.js";
export * from "./trainerTypes.js";
export * from "./trainTable.js";
export type { Signal } from "./turns.js";
