import type { LossSpec } from "../model/namedLoss.js";

/**
 * Based on the palette of Okabe & Ito, which is safe for colour-blind readers; darker on white and
 * lighter on black, so that text in them has a contrast of at least 4.5.
 */
const colours: Record<string, { light: string; dark: string }> = {
  ink: { light: "#1b1f24", dark: "#e8eaed" },
  muted: { light: "#5a6270", dark: "#a3abb8" },
  line: { light: "#d9dde3", dark: "#343a43" },
  page: { light: "#fdfdfc", dark: "#14171b" },
  card: { light: "#f4f5f7", dark: "#1c2026" },
  better: { light: "#00695a", dark: "#3fcfae" },
  worse: { light: "#b03a06", dark: "#ff9166" },
  amplified: { light: "#c2450c", dark: "#f0824f" },
  suppressed: { light: "#0069a8", dark: "#5db4ea" },
  bce: { light: "#59616d", dark: "#a9b1bd" },
  "class-balanced": { light: "#0069a8", dark: "#5db4ea" },
  focal: { light: "#8f6200", dark: "#e3ac3b" },
  gce: { light: "#007a5e", dark: "#35c79b" },
  ghmc: { light: "#c2450c", dark: "#f9885a" },
  ohem: { light: "#9c4a86", dark: "#dd9bc8" },
};

/** The colour of a loss, whatever its options. It is the same in all charts and reports. */
export function colourOf({ name }: Pick<LossSpec, "name">): string {
  return `var(--${name})`;
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
