/** What a training chose, and why, in words. */
import { count } from "../../array/index.js";
import { inDigits, shorten } from "../table/text.js";
import { lossTitle } from "./lossSpec.js";
import type { FullPlan } from "./plan.js";
import type { Setting } from "./crossValidate.js";
import type { SettingResult, TrainedTable } from "./trainTable.js";

/** A setting's name: `logistic regression with weight decay 3`. */
export function settingTitle({ model, strength, epochs }: Setting): string {
  const name = model === "mlp" ? "an MLP" : "logistic regression";
  const length = epochs === null ? "" : ` (${count(epochs, "epoch")})`;
  return `${name} with weight decay ${strength}${length}`;
}

/** What else the sentences speak of. */
interface Circumstances {
  folds: number;
  threshold: number;
  classes: number;
  /** Rows that were kept apart. */
  apart: number;
  /** How much smaller the log loss is than that of the classes' shares. */
  gain: { mean: number; standardError: number };
  /** The column of weights; `null`: rows count alike. */
  weight: string | null;
}

/** A few sentences: the setting, its rivals, the calibration, the threshold. */
export function summarizeTraining(
  { chosen, settings, outOfFold, uncalibrated }: Omit<TrainedTable, "summary" | "model" | "test">,
  { loss, hidden, folds: wanted }: FullPlan,
  { folds, threshold, classes, apart, gain, weight }: Circumstances,
): string[] {
  const title = lossTitle(loss, classes);
  const own = settings.filter(({ model }) => model === chosen.model);
  const others = settings.filter(({ model }) => model !== chosen.model);
  const size = chosen.model === "mlp" ? ` and ${hidden.join(", ")} hidden units` : "";
  const best = least(own);
  const level =
    best.strength === chosen.strength
      ? ""
      : `; that of weight decay ${best.strength} is ${digits(-best.behind)} smaller, which is level: less ` +
        `than its standard error, ${digits(best.standardError)}`;
  const rows =
    apart === 0 ? `all ${outOfFold.rows} rows` : `the ${outOfFold.rows} rows not kept apart`;
  const fewer =
    wanted === undefined || wanted === folds
      ? ""
      : ` (not ${wanted}: each holds out a row ${classes === 2 ? "of both classes" : "at least"})`;
  return [
    `Chosen of ${count(settings.length, "setting")}, by cross-validation with ${folds} folds${fewer}: ` +
      `${settingTitle(chosen)}${size}, loss ${title}. Its log loss on rows held out is ` +
      `${digits(chosen.logLoss)}${level}.`,
    ...(gain.mean > gain.standardError
      ? []
      : [
          `That predicts no better than the share of each class does (log loss ` +
            `${digits(Math.abs(gain.mean))} ± ${digits(gain.standardError)} ` +
            `${gain.mean < 0 ? "larger" : "smaller"}): nothing was learnt from these columns.`,
        ]),
    ...(others.length === 0 ? [] : [rival(least(others), best)]),
    ...(uncalibrated === null
      ? []
      : [
          `Probabilities are calibrated, ` +
            `${loss.name === "bce" ? "as was asked for" : `since ${title} distorts them`}: log loss ` +
            `${change(uncalibrated.logLoss, outOfFold.logLoss)}, calibration error ` +
            `${change(uncalibrated.ece, outOfFold.ece)}.`,
        ]),
    `Then it was trained on ${rows}. ` +
      (classes === 2
        ? `A row is called positive from a probability of ${threshold.toPrecision(4)} on, the threshold ` +
          `with the best F1.`
        : `Of ${classes} classes, the likeliest is the answer.`),
    ...(weight === null || outOfFold.weights === undefined
      ? []
      : [
          `Rows count by their weights, column ${shorten(weight, 40)}, in all of this: ${outOfFold.rows} ` +
            `rows with a sum of ${inDigits(outOfFold.weights.rows)}.`,
        ]),
  ];
}

/** The best of the model that was not chosen, beside the best of the one that was. */
function rival(other: SettingResult, best: SettingResult): string {
  const name = settingTitle(other);
  const title = name[0].toUpperCase() + name.slice(1);
  const by = other.logLoss - best.logLoss;
  if (by >= 0) return `${title} is not better: its log loss is ${digits(by)} larger.`;
  return (
    `${title} has a log loss that is ${digits(-by)} smaller, which is not clear: less than two standard ` +
    `errors.`
  );
}

function least(settings: readonly SettingResult[]): SettingResult {
  return settings.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
}

const digits = (value: number) => String(Number(value.toPrecision(3)));
const change = (from: number | null, to: number | null) =>
  [from, to].map((value) => (value === null ? "–" : digits(value))).join(" → ");
