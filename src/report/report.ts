import { comparisonSections } from "./comparison.js";
import { html } from "./html.js";
import { lensSections, type LensReport } from "./lens.js";
import { page, type Origin } from "./page.js";
import { suspectsSection, type SuspectsReport } from "./suspects.js";
import type { Comparison } from "../train/comparison.js";

/** What a report shows; what is not given is left out. */
export interface Report {
  title: string;
  comparison?: Comparison | undefined;
  lens?: LensReport | undefined;
  suspects?: SuspectsReport | undefined;
  /** What made the report, for its last lines. */
  origin?: Origin | undefined;
}

/**
 * A report as one HTML file that needs nothing else: no script, no network. Charts are drawn by
 * Observable Plot as inline SVG. It suits light and dark screens, phones and paper, and is the same
 * for the same input.
 */
export function renderReport(report: Report): string {
  const { title, comparison, lens, suspects, origin } = report;
  return page(
    title,
    html`
      ${comparison ? comparisonSections(comparison) : null} ${lens ? lensSections(lens) : null}
      ${suspects ? suspectsSection(suspects) : null}
    `,
    origin ?? {},
  );
}
