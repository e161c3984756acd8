/** A model class by class: what GHM-C makes of each, and what is taken for what. */
import { inDigits, shorten } from "../table/text.js";
import { formatCount, formatMetric, formatShare, formatWeight, isNumber } from "./format.js";
import { html, type Html } from "./html.js";

/** The rows with one label, for a report. */
export interface LensClass {
  /** The name of the class. */
  class: string;
  rows: number;
  /** Of the answers with this class, the share that is right. */
  precision: number;
  /** Of its rows, the share that is answered with it. */
  recall: number;
  /** The harmonic mean of precision and recall. */
  f1: number;
  /** The mean gradient norm; `null` if there are no rows. */
  g: number | null;
  /** The mean weight; `null` if there are no rows. */
  beta: number | null;
  /** Their share of the whole gradient without weights, from 0 to 1. */
  shareBefore: number;
  /** The same with weights. */
  shareAfter: number;
}

/** More do not fit side by side. */
const mostClasses = 30;
const longestName = 24;

/** All classes or, if they are many, those that carry most of the gradient; and what to say then. */
export function leadingClasses(classes: readonly LensClass[]): {
  leading: readonly LensClass[];
  note: string | null;
} {
  if (classes.length <= mostClasses) return { leading: classes, note: null };
  return {
    leading: [...classes]
      .sort((a, b) => b.shareBefore - a.shareBefore || b.rows - a.rows)
      .slice(0, mostClasses),
    note:
      `These are the ${mostClasses} of ${formatCount(classes.length)} classes that carry most of the ` +
      `gradient; --json has all.`,
  };
}

/** Precision, recall, F1, g and GHM-C's weight of each class. */
export function classSection(classes: readonly LensClass[]): Html {
  const { leading, note } = leadingClasses(classes);
  return html`<section>
    <h2 id="classes">Class by class</h2>
    <p class="lead">
      Precision: of the answers with this class, how many are right. Recall: of its rows, how many
      are found. Then how wrong the model is on them, and what GHM-C makes of that. If the model has
      learnt from these rows, all this flatters it.
    </p>
    <div class="scroll" role="region" aria-label="Each class" tabindex="0">
      <table class="named">
        <thead>
          <tr>
            <th scope="col">class</th>
            <th scope="col" class="number">rows</th>
            <th scope="col" class="number">precision</th>
            <th scope="col" class="number">recall</th>
            <th scope="col" class="number">F1</th>
            <th scope="col" class="number">mean g</th>
            <th scope="col" class="number">weight β</th>
            <th scope="col" class="number">share of the gradient before</th>
            <th scope="col" class="number">and after weighting</th>
          </tr>
        </thead>
        <tbody>
          ${leading.map(
            (each) =>
              html`<tr>
                <th scope="row">${shorten(each.class, longestName)}</th>
                <td class="number">${formatCount(each.rows)}</td>
                ${[each.precision, each.recall, each.f1].map(
                  (value) => html`<td class="number">${formatMetric(value)}</td>`,
                )}
                <td class="number">${isNumber(each.g) ? formatMetric(each.g) : "–"}</td>
                <td class="number">${isNumber(each.beta) ? formatWeight(each.beta) : "–"}</td>
                <td class="number">${formatShare(each.shareBefore)}</td>
                <td class="number">${formatShare(each.shareAfter)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${note === null ? null : html`<p class="note">${note}</p>`}
  </section>`;
}

/**
 * What the rows of each class are answered with.
 *
 * @param names - of the classes.
 * @param confusion - entry [i][j]: how many rows of class i are answered with class j, or the sum of
 * their weights.
 * @param isWeighted - whether it is the latter.
 */
export function confusionSection(
  names: readonly string[],
  confusion: readonly (readonly number[])[],
  isWeighted: boolean,
): Html {
  const unit = isWeighted
    ? { name: "weight", format: inDigits }
    : { name: "rows", format: formatCount };
  const isMatrix = names.length <= mostClasses;
  return html`<section>
    <h2 id="confusion">What is taken for what</h2>
    ${isMatrix ? matrix(names, confusion, unit) : mostFrequent(names, confusion, unit)}
  </section>`;
}

/** What a confusion matrix counts. */
interface Unit {
  name: string;
  format: (value: number) => string;
}

const isLong = (name: string) => name.length > 3;

function matrix(
  names: readonly string[],
  confusion: readonly (readonly number[])[],
  unit: Unit,
): Html {
  const isWide = names.length > 8;
  const kinds = ["confusion", isWide ? "wide" : "", isWide && names.some(isLong) ? "turned" : ""];
  const rows = confusion.map((counts, label) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, answer) => {
      // Not the part itself, so that a single wrong answer can be seen.
      const tint = count === 0 ? 0 : 0.3 + 0.7 * Math.sqrt(count / all);
      const kind = answer === label ? "right" : "wrong";
      return html`<td class="number ${kind}" style="--part:${tint.toFixed(2)}">
        ${count === 0 ? "" : unit.format(count)}
      </td>`;
    });
    return html`<tr>
      <th scope="row">${shorten(names[label], longestName)}</th>
      ${cells}
      <td class="number">${unit.format(all)}</td>
    </tr>`;
  });
  return html`<p class="lead">
      In rows the labels, in columns the model's answers. Blue: right. Orange: wrong; the stronger,
      the larger a part of the label's rows.
    </p>
    <div class="scroll fit" role="region" aria-label="Confusion matrix" tabindex="0">
      <table class="${kinds.join(" ").trim()}">
        <thead>
          <tr>
            <th scope="col">label</th>
            ${names.map(
              (name) =>
                html`<th scope="col" class="number">
                  <span>${shorten(name, longestName)}</span>
                </th>`,
            )}
            <th scope="col" class="number"><span>${unit.name}</span></th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function mostFrequent(
  names: readonly string[],
  confusion: readonly (readonly number[])[],
  unit: Unit,
): Html {
  const wrong = confusion
    .flatMap((counts, label) => {
      const all = counts.reduce((sum, count) => sum + count, 0);
      return counts.flatMap((count, answer) =>
        answer === label || count === 0 ? [] : [{ label, answer, count, part: count / all }],
      );
    })
    .sort((a, b) => b.count - a.count);
  if (wrong.length === 0) return html`<p class="lead">Every answer is right.</p>`;
  const shown = wrong.slice(0, mostClasses);
  return html`<p class="lead">
      The most frequent of ${formatCount(wrong.length)} different confusions of
      ${formatCount(names.length)} classes.
    </p>
    <div class="scroll fit" role="region" aria-label="Most frequent confusions" tabindex="0">
      <table class="named">
        <thead>
          <tr>
            <th scope="col">label</th>
            <th scope="col">answer</th>
            <th scope="col" class="number">${unit.name}</th>
            <th scope="col" class="number">of the label's rows</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            ({ label, answer, count, part }) =>
              html`<tr>
                <th scope="row">${shorten(names[label], longestName)}</th>
                <td>${shorten(names[answer], longestName)}</td>
                <td class="number">${unit.format(count)}</td>
                <td class="number">${formatShare(part)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
