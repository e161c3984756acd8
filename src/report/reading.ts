import { html, type Html } from "./html.js";

/** What the numbers say, in plain words. */
export function reading(sentences: readonly string[]): Html | null {
  if (sentences.length === 0) return null;
  return html`<section class="reading">
    <h2 id="reading">In plain words</h2>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;
}
