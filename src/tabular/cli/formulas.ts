/** Cells that a spreadsheet would run. */

const formula = /^[\s"]*[=+\-@＝＋－＠][^]/;
const number = /^[\s"]*[-+][\d.,]*\d[\d.,]*(e[-+]?\d+)?\s*%?[\s"]*$/i;

/** Whether a spreadsheet would take a cell for a formula, and run it. */
export function isFormula(cell: string): boolean {
  return formula.test(cell) && !number.test(cell);
}

/** The cell with an apostrophe in front of its text, which tells a spreadsheet that it is text. */
export function asText(cell: string): string {
  return cell.replace(/^\s*"?/, "$&'");
}
