import { parseHTML } from "linkedom";
import { drawReport, type Report } from "../../../src/tabular/report/report.js";

/** The report as a document. */
export function open(report: Partial<Report>): Document {
  return parseHTML(drawReport({ title: "A title", ...report })).document;
}

/** What the elements that `selector` finds say, in single spaces. */
export const textsOf = (root: Document | Element, selector: string) =>
  [...root.querySelectorAll(selector)].map((e) => e.textContent.replace(/\s+/g, " ").trim());
