import { html, type Html } from "./html.js";

/** The findings in plain words; `null` if there are none. */
export function summarySection(sentences: readonly string[]): Html | null {
  if (sentences.length === 0) return null;
  return html`<section class="summary">
    <h2 id="summary">In plain words</h2>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;
}
