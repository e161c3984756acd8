import type { Plugin } from "vite";
import { paletteStyle } from "../src/tabular/report/palette.js";

/** Colours of reports that nothing in the page has. */
const unused = ["amplified", "better", "class-balanced", "gce", "ohem"];

/** Puts the colours of reports into the page, light and dark. */
export function palette(): Plugin {
  const left = new RegExp(`--(${unused.join("|")}):#\\w+;?`, "g");
  const children = paletteStyle().replaceAll(left, "");
  return {
    name: "palette",
    transformIndexHtml: () => [{ tag: "style", children, injectTo: "head-prepend" }],
  };
}
