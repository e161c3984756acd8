/** What is tried on a table: models, strengths of weight decay, and how Adam goes about it. */
import type { Setting } from "./crossValidate.js";
import { isSolvable } from "./lossSpec.js";
import type { FullPlan } from "./plan.js";
import type { ModelRecipe, Schedule } from "./training.js";

/** A model to try with several strengths. */
export interface Candidate {
  model: Setting["model"];
  recipe: ModelRecipe;
  /** From the strongest to the weakest. */
  strengths: readonly number[];
  /** How Adam trains it; `null`: it is solved. */
  schedule: Schedule | null;
}

/** None is tried that is above the number of rows: it would leave next to nothing of the weights. */
const solvedStrengths = [10_000, 3000, 1000, 300, 100, 30, 10, 3, 1, 0.3, 0.1, 0.01];
const descentStrengths = [30, 10, 3, 1, 0.3];
/**
 * On fewer rows an MLP is hardly ever better, and never for sure. `ofClass` are those that the classes but
 * for the largest have in the mean: of two, that is the rarer one's; of several, one may have hardly any.
 */
const enoughForMlp = { rows: 500, ofClass: 25 };

/** The models to try, by the plan and by how many rows each class has. */
export function candidatesOf(plan: FullPlan, counts: readonly number[]): Candidate[] {
  const { loss, activation, seed } = plan;
  const rows = counts.reduce((sum, count) => sum + count);
  const ofClass = (rows - Math.max(...counts)) / (counts.length - 1);
  const isEnough = rows >= enoughForMlp.rows && ofClass >= enoughForMlp.ofClass;
  const models: Setting["model"][] =
    plan.model !== "auto" ? [plan.model] : isEnough ? ["logistic", "mlp"] : ["logistic"];
  return models.map((model) => {
    const isSolved = model === "logistic" && isSolvable(loss);
    const path = isSolved ? solvedStrengths : descentStrengths;
    const strengths = plan.strengths ?? path.filter((strength) => strength <= rows);
    return {
      model,
      recipe: {
        loss,
        hidden: model === "mlp" ? plan.hidden : [],
        activation,
        classes: counts.length,
        seed,
      },
      strengths: [...new Set(strengths)].sort((a, b) => b - a),
      schedule: isSolved ? null : scheduleOf(plan, rows),
    };
  });
}

/** Batches of about a tenth of the rows; steps enough for what MLPs learn from tables. */
function scheduleOf({ learningRate, ...plan }: FullPlan, rows: number): Schedule {
  const tenth = 2 ** Math.floor(Math.log2(rows / 10));
  const batchSize = Math.min(plan.batchSize ?? Math.min(Math.max(tenth, 32), 256), rows);
  const steps = Math.ceil(rows / batchSize);
  return {
    learningRate,
    batchSize,
    epochs: plan.epochs ?? Math.max(Math.ceil(4000 / steps), 10),
    every: plan.patience === undefined ? Math.ceil(40 / steps) : 1,
    patience: plan.patience ?? Math.max(Math.ceil(300 / steps), 5),
  };
}
