import { comparisonSections } from "./comparison.js";
import { html } from "./html.js";
import { lensSections, type LensReport } from "./lens.js";
import { page, type Origin } from "./page.js";
import { suspectsSection, type SuspectsReport } from "./suspects.js";
import type { Comparison } from "../compare/comparison.js";

/** What a report shows; what is not given is left out. */
export interface Report {
  title: string;
  comparison?: Comparison | undefined;
  lens?: LensReport | undefined;
  suspects?: SuspectsReport | undefined;
  /** What made the report, for its last lines. */
  origin?: Origin | undefined;
}

/** What `renderReport` promises; drawn at once. */
export function drawReport(report: Report): string {
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
