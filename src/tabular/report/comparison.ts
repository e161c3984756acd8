import { inDigits } from "../table/text.js";
import type { ComparedLoss, Comparison, MetricInfo } from "../compare/comparison.js";
import { seedsForAClaim } from "../compare/summary.js";
import { curveCharts } from "./charts/curves.js";
import { contributionChart, histogramChart, reformulatedChart } from "./charts/gradient.js";
import { intervalChart } from "./charts/intervals.js";
import { outlierChart } from "./charts/outliers.js";
import type { Subject } from "./charts/panels.js";
import { weightCharts } from "./charts/weights.js";
import { comparisonTable, tunedReference, tunedTitle } from "./comparisonTable.js";
import { formatCount, formatShare, plural } from "./format.js";
import { html, type Html } from "./html.js";
import { lookOf } from "./palette.js";
import { summarySection } from "./summary.js";

type Loss = ComparedLoss & Subject;

/** A whole comparison: data and method, the findings in sentences, the table and the charts. */
export function comparisonSections(comparison: Comparison): Html {
  const losses = comparison.losses.map((loss) => ({ ...loss, ...lookOf(loss.spec) }));
  const isLook = comparison.protocol.seeds.length < seedsForAClaim;
  return html`
    ${summarySection(comparison.advice, comparison.summary)} ${factsSection(comparison)}
    <section>
      <h2 id="comparison">
        The comparison ${isLook ? html`<span class="look">a look, not a claim</span>` : null}
      </h2>
      ${
        isLook
          ? html`<p class="lead">
              ${plural(comparison.protocol.seeds.length, "seed")} only: differences may be luck.
              From ${seedsForAClaim} seeds on they can carry a claim.
            </p>`
          : null
      }
      ${comparisonTable(comparison)}
    </section>
    ${intervalSection(comparison, losses)} ${gradientSection(losses, comparison)}
    ${weightSection(losses)} ${outlierSection(losses)} ${curveSection(losses, comparison)}
  `;
}

function factsSection({ data, protocol, losses, metrics }: Comparison): Html {
  const { seeds, plannedSeeds, learningRates, selectBy, steps, batchSize, sizes, activation } =
    protocol;
  const { priorBias } = protocol;
  const stopped =
    plannedSeeds > seeds.length ? ` (of ${formatCount(plannedSeeds)}: it was stopped)` : "";
  const shares = data.positives === null ? "the shares of the classes" : "the share of positives";
  const batch = batchSize === null ? "all rows at once" : `batches of ${formatCount(batchSize)}`;
  return html`<section>
    <h2 id="data">Data and method</h2>
    <dl class="facts">
      <div class="wide">
        <dt>Data</dt>
        <dd>${data.source}</dd>
      </div>
      <div>
        <dt>Rows used</dt>
        <dd>${formatCount(data.rows)}</dd>
      </div>
      ${
        data.positives === null
          ? html`<div>
              <dt>Classes</dt>
              <dd>${formatCount(data.classes.length)}</dd>
            </div>`
          : html`<div>
              <dt>Positives</dt>
              <dd>
                ${formatCount(data.positives)}
                <small>${formatShare(data.rows > 0 ? data.positives / data.rows : null)}</small>
              </dd>
            </div>`
      }
      ${
        data.weights === undefined
          ? null
          : html`<div>
              <dt>Sum of weights</dt>
              <dd>${inDigits(data.weights)}</dd>
            </div>`
      }
      <div>
        <dt>Features</dt>
        <dd>${formatCount(data.features)}</dd>
      </div>
      <div>
        <dt>Training</dt>
        <dd>${formatCount(data.training)}</dd>
      </div>
      <div>
        <dt>Validation</dt>
        <dd>${formatCount(data.validation)}</dd>
      </div>
      <div>
        <dt>Test</dt>
        <dd>${formatCount(data.test)}</dd>
      </div>
    </dl>
    <p class="protocol">
      <strong>How it was done.</strong> ${plural(losses.length, "loss", "losses")} with
      ${plural(seeds.length, "seed")}${stopped} and ${plural(learningRates.length, "learning rate")}
      (${learningRates.map(String).join(", ")}) each; in every training ${plural(steps, "step")} of
      Adam on ${batch}. The layers of the model have sizes
      ${sizes.join(" → ")}${sizes.length > 2 ? `, with ${activation} between them` : null}. All
      losses get the same initial weights, batches and
      budget${priorBias ? `, and their last bias starts from ${shares}` : null}.
      ${selection(metrics.find(({ name }) => name === selectBy))}; the test rows are used once.
    </p>
  </section>`;
}

function selection(selectBy: MetricInfo | undefined): string {
  return selectBy === undefined
    ? "For each metric, the learning rate is the one that is best in that same metric on the validation rows"
    : `For all metrics, the learning rate is the one that is best in ${selectBy.title} on the validation rows`;
}

function intervalSection(comparison: Comparison, losses: readonly Loss[]): Html | null {
  const [reference] = losses;
  const charts = comparison.metrics.flatMap((metric) => {
    const tuned = tunedReference(comparison, metric)?.difference;
    const rows = losses.flatMap(({ title, colour, symbol, metrics }) => {
      const { difference } = metrics[metric.name];
      return difference === null ? [] : [{ title, colour, symbol, interval: difference }];
    });
    const all = tuned ? [{ ...reference, title: tunedTitle, interval: tuned }, ...rows] : rows;
    return all.length === 0 ? [] : [intervalChart(metric, reference.title, all)];
  });
  if (charts.length === 0) return null;
  return html`<section>
    <h2 id="differences">Differences from ${reference.title}</h2>
    <p class="lead">
      Dots are mean differences over the seeds, lines their 95 % intervals. Filled: the interval is
      clear of 0. Hollow: no difference. Each metric has a scale of its own.
    </p>
    <div class="charts">${charts}</div>
  </section>`;
}

function gradientSection(losses: readonly Loss[], { data }: Comparison): Html {
  const panelsOf = (pick: (loss: Loss) => (number | null)[]) =>
    losses.map((loss, i) => ({
      ...{ title: loss.title, colour: loss.colour, symbol: loss.symbol },
      parts: pick(loss),
      reference: i === 0 ? null : pick(losses[0]),
    }));
  return html`<section>
    <h2 id="gradients">What each loss does with easy and hard rows</h2>
    <p class="lead">
      The gradient norm
      ${
        data.positives === null
          ? "g = 1 − p of a row is what the model's probability of its class lacks"
          : "g of a row is how far the model's probability is from its label"
      }:
      0 is right beyond doubt, 1 is wrong beyond doubt. Seen in the trained models, as means over
      the seeds; ${losses[0].title} is the dashed line in all charts.
    </p>
    <div class="charts">
      ${histogramChart(
        panelsOf(({ profile }) => profile.histogram).map((panel, i) => ({
          ...panel,
          positives: losses[i].profile.positives,
          referencePositives: i === 0 ? null : losses[0].profile.positives,
        })),
        "Training rows by their g. Easy ones at the left; a tower at 1: outliers.",
      )}
      ${reformulatedChart(
        panelsOf(({ profile }) => profile.reformulated),
        `Above the dashed line: harder than under ${losses[0].title}. At the foot: less than the axis shows.`,
        data.positives === null
          ? "one row pulls on the logit of its class"
          : "one positive row pulls",
      )}
      ${contributionChart(
        panelsOf(({ profile }) => profile.contribution),
        "Their share of the whole gradient: these rows decide what is learnt.",
        losses[0].title,
      )}
    </div>
  </section>`;
}

function weightSection(losses: readonly Loss[]): Html {
  const weights = losses.map(({ title, profile: { beta, histogram } }) => {
    const width = histogram.length / beta.length;
    const rows = beta.map((_, bin) =>
      histogram.slice(bin * width, (bin + 1) * width).reduce((sum, count) => sum + count, 0),
    );
    return { title, beta, rows };
  });
  return html`<section>
    <h2 id="weights">Amplified or suppressed: GHM-C's weight of each bin</h2>
    <p class="lead">
      What GHM-C would do to the rows of each trained model, whatever it was trained with. Bars up
      from 1: amplified. Bars down: suppressed. A dash: no rows. At the foot: how many training rows
      a bin has, as a mean over the seeds. Look at the last bin: a few outliers get a large weight
      there, and only many of them get a small one.
    </p>
    <div class="charts">${weightCharts(weights, "")}</div>
  </section>`;
}

function outlierSection(losses: readonly Loss[]): Html | null {
  const shares = losses.flatMap(({ title, colour, symbol, profile: { outlierShare } }) =>
    outlierShare === null ? [] : [{ title, colour, symbol, ...outlierShare }],
  );
  if (shares.length === 0) return null;
  return html`<section>
    <h2 id="outliers">The known outliers</h2>
    <p class="lead">
      Rows that are known to be outliers or to have the wrong label: how much of the whole gradient
      is theirs, and what the weights of each loss make of it.
    </p>
    <div class="charts pair">
      ${outlierChart(shares)}
      <div>
        <div class="scroll" role="region" aria-label="The outliers' share" tabindex="0">
          <table>
            <thead>
              <tr>
                <th scope="col">Loss</th>
                <th scope="col" class="number">before</th>
                <th scope="col" class="number">after</th>
              </tr>
            </thead>
            <tbody>
              ${shares.map(
                ({ title, before, after }) =>
                  html`<tr>
                    <th scope="row">${title}</th>
                    <td class="number">${formatShare(before)}</td>
                    <td class="number">${formatShare(after)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </div>
    </div>
  </section>`;
}

function curveSection(losses: readonly Loss[], { data, protocol }: Comparison): Html {
  const { seeds, overlap } = protocol;
  return html`<section>
    <h2 id="curves">Learning, ranking, calibration</h2>
    <div class="charts">${curveCharts(losses, data.classes.length, seeds.length, overlap > 0)}</div>
  </section>`;
}
