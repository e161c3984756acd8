export { renderReport, type Report } from "./report.js";
export type { LensReport } from "./lens.js";
export type { Origin } from "./page.js";
export type { SuspectRow, SuspectsReport } from "./suspects.js";
