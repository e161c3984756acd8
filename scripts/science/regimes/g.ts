import type { Setting } from "../cell.js";
import type { Claims } from "../claims.js";
import { comparisonTable, lensTable, number, percent, table, titleOf } from "../markdown.js";
import { learningRates, type Regime } from "../regime.js";
import { sign, type Result } from "../result.js";

const apart = (distance: number): Setting => ({
  sample: { name: "leverageCluster", apart: distance },
  losses: ["bce", "class-balanced", "gce", "ghmc"],
  hidden: [],
  steps: 300,
  learningRates,
  selectBy: "balancedAccuracy",
  priorBias: true,
  seeds: 20,
});
const settings = {
  near: apart(4),
  far: apart(8),
  fromZero: { ...apart(4), losses: ["bce", "ghmc"], priorBias: false, start: "zero" },
} satisfies Record<string, Setting>;

export const regimeG: Regime<keyof typeof settings> = {
  id: "G",
  settings,
  write({ near, far, fromZero }, claims) {
    return `
## G. Outliers with leverage: GHM hurts

600 training, 300 validation and 2000 test rows, as many of each class: N(0, I₂), the classes 4 apart
on x₁; in training and validation a random 10 % become outliers, N((−8, 0), 0.5² I) labelled 1, far
behind class 0. Logistic regression, ${near.setting.steps} steps, learning rate from
${learningRates.join(", ")} by balanced accuracy, ${near.setting.seeds} seeds.

${comparisonTable(near, ["balancedAccuracy", "ap"], {
  balancedAccuracy: { bce: 0.811, "class-balanced": 0.932, gce: 0.976, ghmc: 0.62 },
})}

${lensTable(near)}

The same with the classes 8 apart:

${farTable(far)}

${explain(near, far, fromZero, claims)}
`;
  },
};

function farTable(far: Result): string {
  const rows = far.setting.losses.map((loss) => [
    titleOf(loss),
    number(far.mean(loss, "balancedAccuracy")),
    number(far.outliers(loss).beta, 2),
  ]);
  return table(["loss", "balanced accuracy", "β_out"], rows);
}

function explain(near: Result, far: Result, fromZero: Result, claims: Claims): string {
  const [bce, gce, ghm] = [near.outliers("bce"), near.outliers("gce"), near.outliers("ghmc")];
  const metric = "balancedAccuracy";
  const turned = near.values("ghmc", "ap").filter((ap) => ap < 0.5).length;
  return [
    claims.says(
      sign(near.difference("ghmc", metric)) === -1 &&
        bce.beta > 1 &&
        ghm.beta > 1 &&
        ghm.shareAfter > ghm.shareBefore,
      `To a model trained with BCE the outliers are a sparse bin, with β_out = ${number(bce.beta, 2)}, so GHM
amplifies them, and in its own models it still does: they carry ${percent(ghm.shareAfter)} of the gradient, where
they would carry ${percent(ghm.shareBefore)} without weights. They lie so far out that a linear model can please
them only by flattening or by turning around, and the clean rows pay for it. With ${turned} of
${near.setting.seeds} seeds it has turned around (AP below 0.5).`,
    ),
    claims.says(
      gce.shareAfter < bce.shareAfter &&
        near.mean("gce", metric) > near.mean("class-balanced", metric),
      `Generalised cross-entropy does what is needed here: a row that stays wrong loses its weight, and the
outliers keep ${percent(gce.shareAfter)} of the gradient. Balanced accuracy is then
${number(near.mean("gce", metric))}; the best border, half-way, has 0.977.`,
    ),
    claims.says(
      far.mean("bce", metric) > 0.98 &&
        sign(far.difference("ghmc", metric)) < 0 &&
        near.agrees("bce", metric, 0.811) &&
        near.agrees("class-balanced", metric, 0.932) &&
        near.agrees("gce", metric, 0.976),
      `The earlier recipe says "classes at ±4 on x₁". With centres at −4 and 4, 8 apart, BCE has
${number(far.mean("bce", metric))}, and no protocol can make 0.811 of it: the loss is convex, and nearly every
learning rate ends at its minimum. With the classes 4 apart BCE, class-balanced BCE and GCE agree with the earlier
values, and the earlier β_out of 2.5 is that of BCE's models. So we read it as 4 apart. GHM hurts in both.`,
    ),
    claims.says(
      sign(fromZero.difference("ghmc", metric)) === -1,
      `GHM's own value hangs on the start, since its loss is not convex: from weights of 0 it is
${number(fromZero.mean("ghmc", metric))} (AP ${number(fromZero.mean("ghmc", "ap"))}), from random ones
${number(near.mean("ghmc", metric))}, and earlier 0.620.`,
    ),
  ].join("\n");
}
