import { html, type Html } from "./html.js";

/** What the numbers say, in plain words. */
export function summarySection(sentences: readonly string[]): Html | null {
  if (sentences.length === 0) return null;
  return html`<section class="summary">
    <h2 id="summary">In plain words</h2>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;
}
