import { glossary, type Term } from "./glossary.js";
import { Html, html, prose } from "./html.js";
import { paletteStyle } from "./palette.js";
import { style } from "./style.js";

/** How a report was made. */
export interface Origin {
  /** The version of ghmgrad. */
  version?: string | undefined;
  /** The command line, as it was typed. */
  command?: string | undefined;
  /** The date, in the form to show. */
  date?: string | undefined;
}

/** Links to the sections, by the headings that have an address. */
function contents({ text }: Html): Html | null {
  const found = [...text.matchAll(/<h2 id="([^"]+)">\s*([^<]+)/g)];
  if (found.length < 3) return null;
  const links = [
    ...found.map(([, id, name]) => ({ id, name: new Html(name.split(":")[0].trim()) })),
    ownTerms,
  ];
  return html`<nav class="contents" aria-label="Contents">
    <ul>
      ${links.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}
    </ul>
  </nav>`;
}

const ownTerms = { id: "terms", name: new Html("How to read this") };

/**
 * The whole document around `content`.
 *
 * @param terms - those to explain at its end.
 */
export function page(
  title: string,
  content: Html,
  terms: readonly Term[],
  { version, command, date }: Origin,
): string {
  const styles = new Html(`<style>\n${paletteStyle()}\n${style}</style>`);
  const made = [`ghmgrad${version === undefined ? "" : ` ${version}`}`, date].filter(Boolean);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="ghmgrad" />
        <title>${title}</title>
        ${styles}
      </head>
      <body>
        <header>
          <h1>${prose(title)}</h1>
          ${contents(content)}
        </header>
        <main>${content}</main>
        <footer>
          ${glossary(terms)}
          <p class="made">
            Made by
            ${made.join(", ")}.${command === undefined ? null : html` <code>${command}</code>`}
          </p>
        </footer>
      </body>
    </html> `.text;
}
