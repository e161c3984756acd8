import { formatMetric, isNumber, plural } from "./format.js";
import { shorten } from "../table/text.js";
import { html, type Html } from "./html.js";

/** A row that may have the wrong label. */
export interface SuspectRow {
  /** Its number in the source, as by `rowNumber`. */
  row: number;
  /** Its gradient norm, 1 − the probability of its label, by a model that has not seen it. */
  g: number;
  /** Its label, as the source has it. */
  label: string | number;
  /** With three classes or more, the one that the same model holds for right. */
  likelier?: string | undefined;
  /** The probability of that class; of two, of the positive one. */
  probability: number;
  /** One for each column. */
  cells: readonly string[];
}

/** The rows of a table that may have the wrong label, for a report. */
export interface SuspectsReport {
  /** The names of the columns. */
  columns: readonly string[];
  /** The most suspicious first. */
  rows: readonly SuspectRow[];
  /** A sentence that says how they were found. */
  note: string;
}

const mostRows = 100;
const longestCell = 32;
/** How many columns fit on paper; style.ts hides the others in print. */
const columnsOnPaper = 6;

/** The rows that are most likely mislabelled, with their cells. */
export function suspectsSection({ columns, rows, note }: SuspectsReport): Html {
  const shown = rows.slice(0, mostRows);
  const left = rows.length - shown.length;
  return html`<section>
    <h2 id="suspects">Suspects: rows that may have the wrong label</h2>
    <p class="lead">${note}</p>
    ${rows.length === 0 ? html`<p>There are none.</p>` : table(columns, shown)}
    ${
      left > 0
        ? html`<p class="note">
            These are the first ${mostRows}; ${plural(left, "more row")} are left out.
          </p>`
        : null
    }
    ${
      columns.length > columnsOnPaper
        ? html`<p class="note paper">
            On paper, only the first ${columnsOnPaper} of ${columns.length} columns are shown.
          </p>`
        : null
    }
  </section>`;
}

function table(columns: readonly string[], rows: readonly SuspectRow[]): Html {
  const isNumeric = columns.map((_, column) => rows.every(({ cells }) => isNumeral(cells[column])));
  const number = html` class="number"`;
  const isOfSeveral = rows.some(({ likelier }) => likelier !== undefined);
  const head = columns.map((name, column) => {
    const className = isNumeric[column] ? number : null;
    return html`<th scope="col" ${className}${fullText(name)}>${shorten(name, longestCell)}</th>`;
  });
  const body = rows.map(({ row, g, label, likelier, probability, cells }) => {
    const part = isNumber(g) ? Math.min(Math.max(g, 0), 1).toFixed(2) : 0;
    const values = cells.map((cell, column) => {
      const className = isNumeric[column] ? number : null;
      return html`<td ${className}${fullText(cell)}>${shorten(cell, longestCell)}</td>`;
    });
    return html`<tr>
      <th scope="row" class="number">${row}</th>
      <td class="gauge" style="--part:${part}">${formatMetric(g)}</td>
      <td>${shorten(String(label), longestCell)}</td>
      ${isOfSeveral ? html`<td>${shorten(likelier ?? "", longestCell)}</td>` : null}
      <td class="number">${formatMetric(probability)}</td>
      ${values}
    </tr>`;
  });
  return html`<div class="scroll" role="region" aria-label="Suspects" tabindex="0">
    <table class="suspects">
      <thead>
        <tr>
          <th scope="col" class="number">row</th>
          <th scope="col">g</th>
          <th scope="col">label</th>
          ${isOfSeveral ? html`<th scope="col">likelier</th>` : null}
          <th scope="col" class="number">
            <abbr title="probability of the ${isOfSeveral ? "likelier" : "positive"} class">p</abbr>
          </th>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function isNumeral(cell: string | undefined): boolean {
  return cell === undefined || cell.trim() === "" || Number.isFinite(Number(cell));
}

/** A tooltip with the full text, or most of it, if the cell shows it shortened. */
function fullText(cell: string): Html | null {
  return shorten(cell, longestCell) === cell ? null : html` title="${shorten(cell, 400)}"`;
}
