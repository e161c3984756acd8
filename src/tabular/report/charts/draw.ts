import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { Html, html } from "../html.js";

const { document } = parseHTML("<!doctype html><html></html>");

/** How wide a chart is drawn. It fits a phone; on larger screens several stand side by side. */
const chartWidth = 340;

export interface Chart {
  title: string;
  /** What is to be seen, and how to read it. */
  caption: string;
  /** For those who do not see the picture: what it shows. */
  description: string;
  plot: Plot.PlotOptions;
}

/** A chart as inline SVG with its title and caption. Colours and fonts are left to the page. */
export function drawChart({ title, caption, description, plot }: Chart): Html {
  const svg = Plot.plot({
    document,
    className: "plot",
    width: chartWidth,
    color: { type: "identity" },
    ...plot,
  });
  // Each plot brings its own copy of rules that the page has.
  svg.querySelector("style")?.remove();
  roundNumbers(svg);
  // linkedom leaves "<" in attributes.
  const label = html` role="img" aria-label="${title}. ${description}"`;
  return html`<figure>
    <figcaption>
      <strong>${title}</strong>${caption === "" ? null : html` <span>${caption}</span>`}
    </figcaption>
    ${new Html(svg.outerHTML.replace("<svg", () => `<svg${label.text}`))}
  </figure>`;
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

/** A hundredth of a pixel is enough for any screen. */
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
