import { pairedInterval, type PairedInterval } from "../../train/metrics/index.js";
import type { ComparedLoss, Comparison, MetricInfo } from "../compare/comparison.js";
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
import { colourOf } from "./palette.js";

export const tunedTitle = "BCE + tuned threshold";

/** The difference in BCE's F1 between a tuned threshold and 0.5; `null` if there are no thresholds. */
export function tunedDifference({ losses, metrics, protocol }: Comparison): PairedInterval | null {
  if (!metrics.some(({ name }) => name === "tunedF1")) return null;
  const { f1, tunedF1 } = losses[0].metrics;
  const pairs = tunedF1.values
    .map((value, i) => [value, f1.values.at(i)] as const)
    .filter((pair): pair is [number, number] => pair.every(isNumber));
  return pairedInterval(
    pairs.map(([tuned]) => tuned),
    pairs.map(([, fixed]) => fixed),
    { overlap: protocol.overlap },
  );
}

/** For each loss and metric: the mean, and the difference from BCE with its interval. */
export function comparisonTable(comparison: Comparison): Html {
  const { losses, metrics, protocol } = comparison;
  const { seeds, overlap } = protocol;
  const [bce, ...others] = losses;
  const f1 = metrics.find(({ name }) => name === "f1")?.title ?? "F1";
  const hasTuned = metrics.some(({ name }) => name === "tunedF1");
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
          ${hasTuned ? tunedRow(bce, metrics, tunedDifference(comparison)) : null}
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
      hasTuned
        ? html`<p class="note">
            ${tunedTitle}: the models of BCE with the threshold that gives the best F1 on the
            validation rows. Its F1 stands in the column “${f1}” and is compared with BCE's: what
            another loss gains there, a threshold may give for free. It leaves AP, AUROC and Brier
            as they are.
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
    <th scope="row"><i class="chip" style="--c:${colourOf(loss.spec)}"></i>${loss.title}</th>
    ${metrics.map(cellOf)}
  </tr>`;
}

function tunedRow(
  bce: ComparedLoss,
  metrics: readonly MetricInfo[],
  difference: PairedInterval | null,
): Html {
  const cells = metrics.map((metric) => {
    if (metric.name === "f1") {
      return cell(bce.metrics.tunedF1.mean, difference, metric, "no interval");
    }
    return html`<td class="same">
      ${metric.name === "balancedAccuracy" ? "not measured" : "as BCE"}
    </td>`;
  });
  return html`<tr>
    <th scope="row"><i class="chip hollow" style="--c:${colourOf(bce.spec)}"></i>${tunedTitle}</th>
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
