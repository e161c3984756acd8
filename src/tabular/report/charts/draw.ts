import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { Html, html } from "../html.js";

const { document } = parseHTML("<!doctype html><html></html>");

/** In pixels. Fits a phone; on larger screens several charts are side by side. */
export const chartWidth = 340;

export interface Chart {
  title: string;
  /** What the chart shows, and how to read it. */
  caption: string;
  /** The alternative text, for readers who do not see the picture. */
  description: string;
  plot: Plot.PlotOptions;
}

/**
 * A chart as inline SVG, with its title and caption. The page defines colours and fonts. What the parts
 * of the picture show under the mouse is a list, too, for keyboards, touch screens and screen readers.
 */
export function drawChart({ title, caption, description, plot }: Chart): Html {
  const svg = Plot.plot({
    document,
    className: "plot",
    width: chartWidth,
    color: { type: "identity" },
    ...plot,
  });
  // Each plot has its own copy of rules that the page already has.
  svg.querySelector("style")?.remove();
  // Plot names its groups by the kind of mark; what a picture shows is in its own label.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  roundNumbers(svg);
  const values = Array.from(svg.querySelectorAll("title"), (part) => part.textContent);
  // Not set by linkedom, which does not escape "<" in attributes.
  const label = html` role="img" aria-label="${title}. ${description}"`;
  const name = html`<title>${title}</title>`;
  return html`<figure>
    <figcaption>
      <strong>${title}</strong>${caption === "" ? null : html` <span>${caption}</span>`}
    </figcaption>
    ${new Html(
      svg.outerHTML.replace(/<svg([^>]*)>/, (_, rest) => `<svg${label.text}${rest}>${name.text}`),
    )}
    ${values.length === 0 ? null : valueList(title, values)}
  </figure>`;
}

function valueList(title: string, values: readonly string[]): Html {
  return html`<details class="values">
    <summary aria-label="Values of ${title}">Values</summary>
    <ul>
      ${values.map((value) => html`<li>${value}</li>`)}
    </ul>
  </details>`;
}

const geometry = [
  "x",
  "y",
  "x1",
  "x2",
  "y1",
  "y2",
  "width",
  "height",
  "cx",
  "cy",
  "transform",
  "d",
];

/** Rounds coordinates to a hundredth of a pixel, which is enough for any screen. */
function roundNumbers(svg: Element): void {
  for (const element of svg.querySelectorAll("*")) {
    for (const name of geometry) {
      const value = element.getAttribute(name);
      if (value === null) continue;
      const short = value.replace(/-?\d+\.\d{3,}/g, (number) => String(+(+number).toFixed(2)));
      element.setAttribute(name, short);
    }
  }
}
