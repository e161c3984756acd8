import { html, prose, type Html } from "./html.js";

/** What to do, in a sentence, and folded below it the findings; `null` if there is neither. */
export function summarySection(advice: string, findings: readonly string[]): Html | null {
  if (advice === "" && findings.length === 0) return null;
  return html`<section class="summary">
    <h2 id="summary">What to do</h2>
    <p class="advice">${prose(advice)}</p>
    ${
      // The list is beside the details, not in them, for paper, where nobody can unfold them.
      findings.length === 0
        ? null
        : html`<details>
              <summary>What was found, in plain words</summary>
            </details>
            <ul>
              ${findings.map((sentence) => html`<li>${prose(sentence)}</li>`)}
            </ul>`
    }
  </section>`;
}
