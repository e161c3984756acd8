import type { Plugin } from "vite";
import { paletteStyle } from "../src/tabular/report/palette.js";

/** Puts the colours of reports into a page, light and dark. */
export function palette(): Plugin {
  return {
    name: "palette",
    transformIndexHtml: () => [
      { tag: "style", children: paletteStyle(), injectTo: "head-prepend" },
    ],
  };
}
