/** What a training chose, and why, in words. */
import { count } from "../../array/index.js";
import { lossTitle } from "./namedLoss.js";
import type { FullPlan } from "./plan.js";
import type { Setting } from "./crossValidate.js";
import type { SettingResult, TrainedTable } from "./trainTable.js";

/** A setting's name: `logistic regression with weight decay 3`. */
export function settingTitle({ model, strength, epochs }: Setting): string {
  const name = model === "mlp" ? "an MLP" : "logistic regression";
  const length = epochs === null ? "" : `, after ${count(epochs, "epoch")}`;
  return `${name} with weight decay ${strength}${length}`;
}

/** Three or four sentences: the setting, its rivals, the calibration, the threshold. */
export function summarizeTraining(
  { chosen, settings, outOfFold, uncalibrated }: Omit<TrainedTable, "summary" | "model" | "test">,
  { loss, hidden }: FullPlan,
  threshold: number,
  classes: number,
): string[] {
  const title = lossTitle(loss, classes);
  const own = settings.filter(({ model }) => model === chosen.model);
  const others = settings.filter(({ model }) => model !== chosen.model);
  const size = chosen.model === "mlp" ? ` of ${hidden.join(", ")} hidden units` : "";
  const first =
    `Chosen of ${count(settings.length, "setting")} by cross-validation: ${settingTitle(chosen)}` +
    `${size}, loss ${title}; log loss ${digits(chosen.logLoss)}`;
  const best = least(own);
  const level =
    best.strength === chosen.strength
      ? ""
      : `; weight decay ${best.strength} is ${digits(-best.behind)} better, less than half of the ` +
        `standard error of that, ${digits(best.standardError)}`;
  return [
    `${first}${level}.`,
    ...(others.length === 0 ? [] : [rival(least(others))]),
    ...(uncalibrated === null
      ? []
      : [
          `Probabilities are calibrated, since ${title} distorts them: log loss ` +
            `${change(uncalibrated.logLoss, outOfFold.logLoss)}, calibration error ` +
            `${change(uncalibrated.ece, outOfFold.ece)}.`,
        ]),
    `Then it was trained on all ${outOfFold.rows} rows. ` +
      (classes === 2
        ? `A row is called positive from a probability of ${threshold.toPrecision(4)} on, the threshold ` +
          `with the best F1.`
        : `Of ${classes} classes, the likeliest is the answer.`),
  ];
}

/** The best of the kind that was not chosen. */
function rival(best: SettingResult): string {
  const difference = `${digits(Math.abs(best.behind))} ± ${digits(best.standardError)}`;
  const name = settingTitle(best);
  const title = name[0].toUpperCase() + name.slice(1);
  return best.behind > 0
    ? `${title} is worse: its log loss is larger by ${difference}.`
    : `${title} is not clearly better: its log loss is smaller by ${difference}, where two standard errors ` +
        `are asked for.`;
}

function least(settings: readonly SettingResult[]): SettingResult {
  return settings.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
}

const digits = (value: number) => value.toFixed(4);
const change = (from: number | null, to: number | null) =>
  [from, to].map((value) => value?.toFixed(3) ?? "–").join(" → ");
