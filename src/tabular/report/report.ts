import { comparisonSections } from "./comparison.js";
import type { Term } from "./glossary.js";
import { html } from "./html.js";
import { lensSections, type LensReport } from "./lens.js";
import { page, type Origin } from "./page.js";
import { suspectsSection, type SuspectsReport } from "./suspects.js";
import type { Comparison } from "../compare/comparison.js";

/** The content of a report. Parts that are not given are left out. */
export interface Report {
  title: string;
  comparison?: Comparison | undefined;
  lens?: LensReport | undefined;
  suspects?: SuspectsReport | undefined;
  /** How the report was made, for its last lines. */
  origin?: Origin | undefined;
}

/** The synchronous part of `renderReport`. */
export function drawReport(report: Report): string {
  const { title, comparison, lens, suspects, origin } = report;
  return page(
    title,
    html`
      ${comparison ? comparisonSections(comparison) : null} ${lens ? lensSections(lens) : null}
      ${suspects ? suspectsSection(suspects) : null}
    `,
    termsOf(report),
    origin ?? {},
  );
}

/** The terms that these parts use, in words that are right for their number of classes. */
function termsOf({ comparison, lens, suspects }: Report): Term[] {
  const metrics: Term[] =
    comparison?.data.classes.length === 2
      ? ["bce", "ap", "auroc", "f1"]
      : ["crossEntropy", "macroAp", "macroAuroc", "macroF1"];
  return [
    ...(comparison ? (["g", "weight", ...metrics, "brier", "paired"] as const) : []),
    ...(lens ? (["g", "weight", "effective"] as const) : []),
    ...(lens?.reliability ? (["ece"] as const) : []),
    ...(suspects ? (["margin", "because", "calibrated"] as const) : []),
  ];
}
