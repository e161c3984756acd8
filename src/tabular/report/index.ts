import { checkType, isPlainObject } from "../../array/index.js";
import type { Report } from "./report.js";

export type { LensReliability, LensReport } from "./lens.js";
export type { LensClass } from "./lensClasses.js";
export type { Origin } from "./page.js";
export type { Report } from "./report.js";
export type { SuspectMargins } from "./charts/margins.js";
export type { SuspectPair, SuspectRow, SuspectsReport } from "./suspects.js";

/**
 * Renders a report as one self-contained HTML file, without scripts and network requests. Charts
 * are inline SVG, drawn by Observable Plot. It adapts to light and dark screens, phones and paper.
 * The same input gives the same text.
 *
 * @param report - the title and the parts to show; parts that are not given are left out.
 * @returns the HTML document.
 */
export async function renderReport(report: Report): Promise<string> {
  const isReport = isPlainObject(report) && typeof report.title === "string";
  checkType(isReport, "renderReport takes a report, such as { title: … }", report);
  // Loaded only when needed: the code for charts takes longer to load than all the rest.
  const { drawReport } = await import("./report.js");
  return drawReport(report);
}
