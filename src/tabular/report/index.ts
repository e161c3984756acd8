import type { Report } from "./report.js";

export type { LensReport } from "./lens.js";
export type { Origin } from "./page.js";
export type { Report } from "./report.js";
export type { SuspectRow, SuspectsReport } from "./suspects.js";

/**
 * A report as one HTML file that needs nothing else: no script, no network. Charts are drawn by
 * Observable Plot as inline SVG. It suits light and dark screens, phones and paper, and is the same
 * for the same input.
 */
export async function renderReport(report: Report): Promise<string> {
  // Loaded only now: what draws charts takes longer to load than all the rest.
  const { drawReport } = await import("./report.js");
  return drawReport(report);
}
