import type { LossSpec } from "../model/lossSpec.js";
import { html, type Html } from "./html.js";

/**
 * Losses have colours that stay apart, by at least 0.1 in OKLab, for readers with deuteranopia,
 * protanopia or tritanopia; `test/tabular/report/palette.test.ts` simulates these. What is text has a
 * contrast of at least 4.5 with the page, what is drawn at least 3.
 */
export const colours: Record<string, { light: string; dark: string }> = {
  ink: { light: "#1b1f24", dark: "#e8eaed" },
  muted: { light: "#5a6270", dark: "#a3abb8" },
  line: { light: "#d9dde3", dark: "#343a43" },
  page: { light: "#fdfdfc", dark: "#14171b" },
  card: { light: "#f4f5f7", dark: "#1c2026" },
  better: { light: "#00695a", dark: "#3fcfae" },
  worse: { light: "#b03a06", dark: "#ff9166" },
  amplified: { light: "#c2450c", dark: "#f0824f" },
  suppressed: { light: "#0069a8", dark: "#5db4ea" },
  bce: { light: "#33363f", dark: "#dfe6ee" },
  "class-balanced": { light: "#2350b4", dark: "#4a8fff" },
  focal: { light: "#7a4a00", dark: "#f7d21e" },
  gce: { light: "#0f8a87", dark: "#0fc9bb" },
  ghmc: { light: "#dc6410", dark: "#f07d14" },
  ohem: { light: "#bc6bd4", dark: "#bd5a97" },
};

/** A sign for each loss beside its colour, by its name in Observable Plot, and as a path. */
const signs: Record<LossSpec["name"], { symbol: Symbol; path: string }> = {
  bce: { symbol: "circle", path: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z" },
  "class-balanced": { symbol: "square", path: "M-4.5-4.5h9v9h-9Z" },
  focal: { symbol: "triangle", path: "M0-5.5 5.5 4h-11Z" },
  gce: { symbol: "diamond", path: "M0-6 5 0 0 6-5 0Z" },
  ghmc: {
    symbol: "star",
    path: "M0-6 1.4-1.9 5.7-1.9 2.2.7 3.5 4.9 0 2.3-3.5 4.9-2.2.7-5.7-1.9-1.4-1.9Z",
  },
  ohem: { symbol: "cross", path: "M-2-5.5h4V-2h3.5v4H2v3.5h-4V2h-3.5v-4H-2Z" },
};

type Symbol = "circle" | "square" | "triangle" | "diamond" | "star" | "cross";

/** How a loss is drawn, whatever its options: the same in all charts and reports. */
export interface Look {
  colour: string;
  symbol: Symbol;
}

export function lookOf({ name }: Pick<LossSpec, "name">): Look {
  return { colour: `var(--${name})`, symbol: signs[name].symbol };
}

/** The sign of a loss before its name in a table. */
export function chip({ name }: Pick<LossSpec, "name">, isHollow = false): Html {
  const kind = isHollow ? "chip hollow" : "chip";
  return html`<svg
    class="${kind}"
    style="--c:var(--${name})"
    viewBox="-7 -7 14 14"
    aria-hidden="true"
  >
    <path d="${signs[name].path}" />
  </svg>`;
}

/** CSS that defines the colours: dark on screens in dark mode, otherwise light, as on paper. */
export function paletteStyle(): string {
  const define = (mode: "light" | "dark") =>
    Object.entries(colours)
      .map(([name, colour]) => `--${name}:${colour[mode]}`)
      .join(";");
  return (
    `:root{color-scheme:light dark;${define("light")}}\n` +
    `@media screen and (prefers-color-scheme:dark){:root{${define("dark")}}}`
  );
}
