import { html, type Html } from "./html.js";

/** What to do, in a sentence, and folded below it the findings; `null` if there is neither. */
export function summarySection(advice: string, findings: readonly string[]): Html | null {
  if (advice === "" && findings.length === 0) return null;
  return html`<section class="summary">
    <h2 id="summary">What to do</h2>
    <p class="advice">${advice}</p>
    ${
      findings.length === 0
        ? null
        : html`<details>
            <summary>What was found, in plain words</summary>
            <ul>
              ${findings.map((sentence) => html`<li>${sentence}</li>`)}
            </ul>
          </details>`
    }
  </section>`;
}
