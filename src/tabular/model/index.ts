/** Models of tables: losses by name, training, saved models and checkpoints. */
export { fitCalibration, type Calibration } from "./calibration.js";
export type { Checkpoint } from "./checkpoint.js";
export type { Setting, Tried } from "./crossValidate.js";
export type { LossOfRows, NamedLoss } from "./lossParts.js";
export { lossNames, lossTitle, type LossName, type LossOption, type LossSpec } from "./lossSpec.js";
export { checkLoss, makeLoss, parseLoss } from "./namedLoss.js";
export { probabilitiesOf } from "./outputs.js";
export {
  TabularModel,
  type Architecture,
  type Prediction,
  type SavedModel,
} from "./tabularModel.js";
export type { ModelName, TrainingPlan } from "./plan.js";
export type { Scores, SeveralClassScores, TwoClassScores } from "./scores.js";
export * from "./trainTable.js";
