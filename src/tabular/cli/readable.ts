/** The rows of a CSV that a model can be used on. */
import { dropIncomplete, takeTableRows, type Table, type TableEncoder } from "../table/index.js";
import { checkColumns } from "../table/encoder.js";
import { labelProblems } from "../table/label.js";
import { checkCsv, type CsvText } from "../table/parseCsv.js";
import { dateReader, isoDate } from "../table/dates.js";
import { allRows, cellsOf, checkTable, misfitOf, placeOf, rowCount } from "../table/table.js";
import { show } from "../table/text.js";

/** Hears of a row that is left out, and why. */
type Tell = (problem: string) => void;

/**
 * The rows that have a cell for each column.
 *
 * @throws RangeError if there are none.
 */
export function withoutBroken(csv: CsvText, tell: Tell): Table {
  const rows = allRows(csv.table);
  const problems = new Map(csv.problems);
  for (const i of rows) {
    const misfit = misfitOf(csv.table, i);
    if (misfit !== null && !problems.has(i + 1)) problems.set(i + 1, misfit);
  }
  if (problems.size === rows.length) checkCsv(csv);
  for (const [row, problem] of problems) tell(`${csv.table.source}: row ${row} ${problem}`);
  const whole = rows.filter((i) => !problems.has(i + 1));
  const table = takeTableRows(csv.table, whole);
  checkTable(table);
  return table;
}

/**
 * The rows that can be encoded.
 *
 * @throws RangeError if dates are written in another order than the model was trained on.
 */
export function withoutUnreadable(table: Table, encoder: TableEncoder, tell: Tell): Table {
  for (const { name, type, dayFirst } of encoder.columns) {
    if (type === "date" && typeof dayFirst === "boolean") checkDateOrder(table, name, dayFirst);
  }
  /** Halves a range that holds an unreadable row until that row is alone. */
  const readable = (from: number, to: number): number[] => {
    const rows = Array.from({ length: to - from }, (_, i) => from + i);
    try {
      if (rows.length > 0) encoder.encode(takeTableRows(table, rows));
      return rows;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (to - from === 1) {
        tell(error.message);
        return [];
      }
      const middle = Math.floor((from + to) / 2);
      return [...readable(from, middle), ...readable(middle, to)];
    }
  };
  return takeTableRows(table, readable(0, rowCount(table)));
}

/** 04/03/2024 is a date in both orders: where 13/04/2024 tells that it is not the model's, it must not be read. */
function checkDateOrder(table: Table, name: string, dayFirst: boolean): void {
  const [own, other] = [dayFirst, !dayFirst].map((order) =>
    cellsOf(table, name).map(dateReader(order)),
  );
  const isOnlyOwn = own.some((days, i) => !Number.isNaN(days) && Number.isNaN(other[i]));
  const isMistakable = own.some(
    (days, i) => !Number.isNaN(days) && !Number.isNaN(other[i]) && days !== other[i],
  );
  const foreign = other.findIndex((days, i) => !Number.isNaN(days) && Number.isNaN(own[i]));
  if (isOnlyOwn || !isMistakable || foreign < 0) return;
  throw new RangeError(
    `${placeOf(table, foreign, name)}: ${show(cellsOf(table, name)[foreign])} has the ` +
      `${dayFirst ? "month" : "day"} first, but the dates that the model was trained on have the ` +
      `${dayFirst ? "day" : "month"} first, and others here may be both: write the dates of this column as ` +
      isoDate(other[foreign]),
  );
}

/**
 * The rows that have a label and can be encoded.
 *
 * @param tellLacking - hears how many rows lack a feature, if the model cannot use such rows.
 * @throws RangeError if a column is not there.
 */
export function labelledRows(
  csv: CsvText,
  encoder: TableEncoder,
  tell: Tell,
  tellLacking: (rows: number) => void,
): Table {
  const whole = withoutBroken(csv, tell);
  const problems = labelProblems(whole, encoder);
  checkColumns(whole, encoder);
  for (const problem of problems.values()) tell(problem);
  const labelled = takeTableRows(
    whole,
    allRows(whole).filter((i) => !problems.has(i)),
  );
  const complete = dropIncomplete(labelled, encoder);
  const lacking = rowCount(labelled) - rowCount(complete);
  if (lacking > 0) tellLacking(lacking);
  return withoutUnreadable(complete, encoder, tell);
}
