/** The summary of all regimes, which README quotes. */
import type { ComparedMetric } from "../../src/tabular/index.js";
import type { Claims } from "./claims.js";
import { difference, number } from "./markdown.js";
import { sign, type Result } from "./result.js";

/** The results of all regimes, by id and setting. */
export type AllResults = Record<string, Record<string, Result>>;

export function summary(all: AllResults, claims: Claims): string {
  const [a, b, c, e, g, i] = ["A", "B", "C", "E", "G", "I"].map((id) => all[id]);
  const [dense, mlp, few] = [a["main"], a["mlp"], a["dose2"]];
  const [phantoms, sensors, cluster, digits] = [b["main"], c["main"], g["near"], i["main"]];
  const [early, late] = [e["early"], e["late"]];
  const accuracy = "balancedAccuracy";
  const ghm = (result: Result, metric: ComparedMetric) => result.difference("ghmc", metric);
  const level = (result: Result) =>
    sign(result.difference("ghmc", "f1", { metric: "tunedF1" })) < 1;
  const gain = (result: Result, metric: ComparedMetric) => difference(ghm(result, metric));
  const means = (result: Result, metric: ComparedMetric) =>
    `${number(result.mean("bce", metric))} → ${number(result.mean("ghmc", metric))}`;

  const lines = [
    claims.says(
      sign(ghm(dense, accuracy)) === 1 && sign(ghm(dense, "ap")) === 1,
      `**It helps a linear model against dense outliers on one side**, a little: balanced accuracy
${means(dense, accuracy)} (${gain(dense, accuracy)}), AP ${means(dense, "ap")} (${gain(dense, "ap")}).`,
    ),
    claims.says(
      sign(ghm(few, accuracy)) < 1 &&
        sign(ghm(mlp, accuracy)) < 1 &&
        mlp.mean("bce", accuracy) > dense.mean("ghmc", accuracy),
      `**Not if the outliers are few, nor with an MLP**: with 2 % of them ${gain(few, accuracy)}; an MLP has
${number(mlp.mean("bce", accuracy))} with plain BCE, and with GHM ${gain(mlp, accuracy)}.`,
    ),
    claims.says(
      sign(ghm(phantoms, "f1")) === 1 &&
        2 * sensors.countAbove("ghmc", "f1") > sensors.setting.seeds &&
        level(phantoms) &&
        level(sensors) &&
        sign(ghm(phantoms, "ap")) < 1 &&
        sign(ghm(sensors, "ap")) < 1,
      `**With a rare class it moves the operating point, not the ranking**: F1 at 0.5 goes from
${means(phantoms, "f1")} and, on real sensors, ${means(sensors, "f1")}
(${gain(sensors, "f1")}). BCE with a threshold tuned on
validation rows reaches ${number(phantoms.mean("bce", "tunedF1"))} and
${number(sensors.mean("bce", "tunedF1"))}, and AP is no better with GHM (${gain(phantoms, "ap")},
${gain(sensors, "ap")}).`,
    ),
    claims.says(
      sign(ghm(digits, "ap")) === -1 &&
        sign(ghm(early, accuracy)) === -1 &&
        sign(ghm(late, accuracy)) === 1 &&
        sign(ghm(i["fromPriorWide"], "ap")) === 0,
      `**Labels flipped at random hurt it more than BCE**: AP ${means(digits, "ap")} (${gain(digits, "ap")}) on \`digits8\` with
10 % flipped; an MLP on two moons with 20 % flipped ${means(early, accuracy)} in balanced accuracy after 100
steps. Not always: after 1500 steps, when BCE has learnt wrong labels by heart, it is ${means(late, accuracy)},
and on the digits small steps from weights of 0 leave no difference.`,
    ),
    claims.says(
      sign(ghm(cluster, accuracy)) === -1,
      `**Outliers with leverage hurt it most**: balanced accuracy ${means(cluster, accuracy)} (${gain(cluster, accuracy)}).`,
    ),
    claims.says(
      sign(cluster.difference("gce", accuracy)) === 1 &&
        sign(late.difference("gce", accuracy)) === 1 &&
        sign(late.difference("gce", accuracy, { loss: "ghmc" })) === 1 &&
        sign(digits.difference("gce", "ap", { loss: "ghmc" })) === 1,
      `**Against wrong labels, generalised cross-entropy is the better choice** in these regimes:
${number(cluster.mean("gce", accuracy))} in the last one, ${number(late.mean("gce", accuracy))} on the moons
after 1500 steps; on the digits it ranks as BCE does, AP ${number(digits.mean("gce", "ap"))}.`,
    ),
    claims.says(
      [dense, phantoms, sensors, early, late, digits, mlp].every(
        (r) => sign(ghm(r, "brier")) === 1,
      ),
      `**It costs calibration**: the Brier score is worse in every one of these regimes, by
${number(ghm(phantoms, "brier").mean)} for the rare class and ${number(ghm(dense, "brier").mean)} for the
dense outliers. Recalibrate before you read its outputs as probabilities.`,
    ),
    `**Look at β of the worst errors before you trust it** (\`ghmgrad lens\`): above 1, GHM amplifies them. That
is right if they are hard, and wrong if their labels are.`,
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}
