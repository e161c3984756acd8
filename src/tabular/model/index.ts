/** Models of tables: losses by name, training, saved models and checkpoints. */
export { parseCheckpoint, type Checkpoint } from "./checkpoint.js";
export * from "./namedLoss.js";
export { probabilitiesOf } from "./outputs.js";
export {
  TabularModel,
  type Architecture,
  type Prediction,
  type SavedModel,
} from "./tabularModel.js";
export type { TrainingPlan } from "./trainingPlan.js";
export * from "./trainTable.js";
