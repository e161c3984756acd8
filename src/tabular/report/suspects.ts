import { marginCharts, type SuspectMargins } from "./charts/margins.js";
import { formatCount, formatLogit, formatProbability, isNumber, plural } from "./format.js";
import { shorten } from "../table/text.js";
import { html, type Html } from "./html.js";

/** A row that may have the wrong label, or neighbouring ones that are shown as one. */
export interface SuspectRow {
  /** Its number in the source, as by `rowNumber`; of several rows, that of the first. */
  row: number;
  /** The number of the last one, if there are several. */
  lastRow?: number | undefined;
  /** Its label, as the source has it. */
  label: string | number;
  /** The class that models that have not seen it hold for likeliest. */
  likelier: string | number;
  /** The calibrated probability of that class. */
  probability: number;
  /** The logit of the label minus the largest of the others: below 0 if another class is likelier. */
  margin: number;
  /** The columns that speak against the label, with their cells, the weightiest first. */
  reasons: readonly { column: string; value: string; contribution: number }[];
}

/** About how many rows of a class have another label, with a 95 % interval. */
export interface SuspectPair {
  /** The label that they have. */
  label: string | number;
  /** Their likelier class. */
  likelier: string | number;
  count: number;
  low: number;
  high: number;
}

/** The rows of a table that may have the wrong label, for a report. */
export interface SuspectsReport {
  /** How many labels look wrong, in sentences. */
  summary: readonly string[];
  /** The pairs of classes that are mixed up, the most frequent first. */
  pairs: readonly SuspectPair[];
  /** The margins of all rows, for histograms: one for each title. */
  margins: readonly SuspectMargins[];
  /** The most suspicious first. */
  rows: readonly SuspectRow[];
  /** A sentence that says how they were found. */
  note: string;
}

const mostRows = 100;
const mostPairs = 10;
const longestCell = 32;

/** How many labels look wrong, of which classes, and the rows that are likeliest mislabelled. */
export function suspectsSection(report: SuspectsReport): Html {
  const { summary, pairs, margins, rows, note } = report;
  const shown = rows.slice(0, mostRows);
  const left = rows.length - shown.length;
  return html`<section>
    <h2 id="suspects">Suspects: rows that may have the wrong label</h2>
    ${summary.map((sentence, i) => html`<p ${i === 0 ? html`class="answer"` : null}>${sentence}</p>`)}
    ${
      pairs.length > 1 || margins.length > 0
        ? html`<div class="charts pair">
            ${pairs.length > 1 ? pairTable(pairs) : null} ${marginCharts(margins)}
          </div>`
        : null
    }
    <p class="lead">
      ${note}
      ${
        rows.some(({ lastRow }) => lastRow !== undefined)
          ? html`Neighbouring rows with the same label and likelier class are one line, with the
              figures of the most suspicious of them; <code>ghmgrad suspects --no-runs</code> lists
              them one by one.`
          : null
      }
    </p>
    ${rows.length === 0 ? html`<p>There are none.</p>` : table(shown)}
    ${
      left > 0
        ? html`<p class="note">These are the first ${mostRows}; ${leftOut(left, "more line")}</p>`
        : null
    }
  </section>`;
}

function leftOut(count: number, noun: string): string {
  return `${plural(count, noun)} ${count === 1 ? "is" : "are"} left out.`;
}

function pairTable(pairs: readonly SuspectPair[]): Html {
  const left = pairs.length - mostPairs;
  return html`<div>
    <div class="scroll fit" role="region" aria-label="Pairs of classes" tabindex="0">
      <table class="pairs">
        <thead>
          <tr>
            <th scope="col">labelled</th>
            <th scope="col">looks like</th>
            <th scope="col" class="number">about rows</th>
            <th scope="col">95 % interval</th>
          </tr>
        </thead>
        <tbody>
          ${pairs.slice(0, mostPairs).map(
            ({ label, likelier, count, low, high }) =>
              html`<tr>
                <td>${label}</td>
                <td>${likelier}</td>
                <td class="number">${formatCount(count)}</td>
                <td>${formatCount(low)} to ${formatCount(high)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="note">${leftOut(left, "rarer pair")}</p>` : null}
  </div>`;
}

function table(rows: readonly SuspectRow[]): Html {
  const widest = Math.max(...rows.map(({ margin }) => -margin), 0);
  const body = rows.map(({ row, lastRow, label, likelier, probability, margin, reasons }) => {
    const part = widest > 0 && isNumber(margin) ? Math.max(-margin, 0) / widest : 0;
    return html`<tr>
      <th scope="row">
        ${row}${
          lastRow === undefined
            ? null
            : html`–${lastRow} <small>${plural(lastRow - row + 1, "row")}</small>`
        }
      </th>
      <td>${label}${likelier === label ? null : html` <br />→ ${likelier}`}</td>
      <td class="gauge number" style="--part:${part.toFixed(2)}">
        ${formatLogit(margin)} <small>${formatProbability(probability)}</small>
      </td>
      <td>
        ${
          reasons.length === 0
            ? "–"
            : html`<ul>
                ${reasons.map(
                  ({ column, value, contribution }) =>
                    html`<li>
                      ${column} = <b ${fullText(value)}>${shorten(value, longestCell)}</b>
                      <small>${formatLogit(contribution)}</small>
                    </li>`,
                )}
              </ul>`
        }
      </td>
    </tr>`;
  });
  return html`<div class="scroll" role="region" aria-label="Suspects" tabindex="0">
    <table class="suspects">
      <thead>
        <tr>
          <th scope="col">row</th>
          <th scope="col">label <small>→ likelier</small></th>
          <th scope="col" class="number">margin <small>p of the likelier</small></th>
          <th scope="col">because of</th>
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

/** A tooltip with the full text, or most of it, if the cell shows it shortened. */
function fullText(cell: string): Html | null {
  return shorten(cell, longestCell) === cell ? null : html` title="${shorten(cell, 400)}"`;
}
