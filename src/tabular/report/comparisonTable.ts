import type { PairedInterval } from "../../train/metrics/index.js";
import type { ComparedLoss, Comparison, MetricInfo } from "../compare/comparison.js";
import { differenceIn } from "../compare/metrics.js";
import { resampledNote } from "../compare/phrases.js";
import {
  capitalize,
  decimalsFor,
  formatDifference,
  formatMetric,
  isNumber,
  notDefined,
  plural,
} from "./format.js";
import { html, type Html } from "./html.js";
import { chip } from "./palette.js";

export const tunedTitle = "BCE + tuned threshold";

/** A metric of BCE at the threshold that was tuned for it. */
export interface TunedReference {
  mean: number | null;
  /** From the same at 0.5. */
  difference: PairedInterval | null;
}

/** F1 and balanced accuracy of BCE with tuned thresholds; `null` for what no threshold moves. */
export function tunedReference(
  { losses: [bce], protocol }: Comparison,
  metric: MetricInfo,
): TunedReference | null {
  const { name } = metric;
  if (bce.tuned === null || (name !== "f1" && name !== "balancedAccuracy")) return null;
  const { values } = bce.tuned[name];
  const known = values.filter(isNumber);
  return {
    mean: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
    difference: differenceIn(metric, values, bce.metrics[name].values, protocol.overlap),
  };
}

/** For each loss and metric: the mean, and the difference from BCE with its interval. */
export function comparisonTable(comparison: Comparison): Html {
  const { losses, metrics, protocol } = comparison;
  const { seeds, overlap } = protocol;
  const [bce, ...others] = losses;
  const f1 = metrics.find(({ name }) => name === "f1")?.title ?? "F1";
  const head = metrics.map(({ title, isHighBetter }) => {
    return html`<th scope="col">
      ${capitalize(title)}
      <small>${isHighBetter ? "↑ higher is better" : "↓ lower is better"}</small>
    </th>`;
  });
  return html`<div class="scroll" role="region" aria-label="Comparison of the losses" tabindex="0">
      <table class="comparison">
        <thead>
          <tr>
            <th scope="col">Loss</th>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${rowOf(bce, metrics, (metric) =>
            cell(bce.metrics[metric.name].mean, null, metric, "reference"),
          )}
          ${bce.tuned ? tunedRow(comparison) : null}
          ${others.map((loss) =>
            rowOf(loss, metrics, (metric) => {
              const { mean, difference } = loss.metrics[metric.name];
              return cell(mean, difference, metric, isNumber(mean) ? "no interval" : "");
            }),
          )}
        </tbody>
      </table>
    </div>
    <p class="note">
      Large: the mean over ${plural(seeds.length, "seed")}, on the test rows. Small: the mean
      difference from ${bce.title} on the same seeds, and its 95 % interval (Student's t on paired
      differences). An interval that holds 0 is called no difference.
      ${overlap > 0 ? resampledNote : null}
    </p>
    ${
      bce.tuned
        ? html`<p class="note">
            ${tunedTitle}: BCE with the threshold that gives the best F1 on the validation rows, in
            the column “${f1}”, or the best balanced accuracy, in its column, compared with BCE at
            0.5: what another loss gains there, a threshold may give for free. It leaves AP, AUROC
            and Brier as they are.
          </p>`
        : html`<p class="note">
            The answer is the likeliest class. Macro: the mean over the classes, each against all
            others, whatever its number of rows. Brier is the sum over the classes, from 0 to 2.
          </p>`
    }
    ${lostNote(losses)}`;
}

function lostNote(losses: readonly ComparedLoss[]): Html | null {
  const lost = losses.filter((loss) => loss.lost.length > 0);
  if (lost.length === 0) return null;
  const named = lost.map((loss) => `${loss.title} ${plural(loss.lost.length, "time")}`);
  return html`<p class="note">
    Trainings that diverged, so that another learning rate took their place: ${named.join(", ")}.
  </p>`;
}

function rowOf(
  loss: ComparedLoss,
  metrics: readonly MetricInfo[],
  cellOf: (metric: MetricInfo) => Html,
): Html {
  return html`<tr>
    <th scope="row">${chip(loss.spec)}${loss.title}</th>
    ${metrics.map(cellOf)}
  </tr>`;
}

function tunedRow(comparison: Comparison): Html {
  const { losses, metrics } = comparison;
  const [bce] = losses;
  const cells = metrics.map((metric) => {
    const tuned = tunedReference(comparison, metric);
    return tuned === null
      ? html`<td class="same">as BCE</td>`
      : cell(tuned.mean, tuned.difference, metric, "no interval");
  });
  return html`<tr>
    <th scope="row">${chip(bce.spec, true)}${tunedTitle}</th>
    ${cells}
  </tr>`;
}

/** @param otherwise - the text if there is no difference. */
function cell(
  mean: number | null,
  difference: PairedInterval | null,
  { isHighBetter }: MetricInfo,
  otherwise: string,
): Html {
  if (!isNumber(mean)) return html`<td class="same">${notDefined}</td>`;
  return html`<td>
    <b>${formatMetric(mean)}</b>
    ${
      difference === null
        ? html`<span class="same">${otherwise}</span>`
        : differenceOf(difference, isHighBetter)
    }
  </td>`;
}

function differenceOf({ mean, low, high }: PairedInterval, isHigher: boolean): Html {
  const decimals = decimalsFor(high - low);
  const [from, to] = [low, high].map((value) => formatDifference(value, decimals));
  const interval = html`<span class="interval">${from} to ${to}</span>`;
  if (!(low > 0 || high < 0)) return html`<span class="same">no difference</span> ${interval}`;
  const word = mean > 0 === isHigher ? "better" : "worse";
  const sign = word === "better" ? "▲" : "▼";
  return html`<span class="${word}">${sign} ${formatDifference(mean, decimals)} ${word}</span>
    ${interval}`;
}
