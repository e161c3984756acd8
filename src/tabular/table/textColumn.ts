import { canonical, compareCells } from "./cells.js";
import { dateProposal, findDates } from "./dateColumn.js";
import {
  constantColumn,
  isNameOfId,
  mostCategories,
  nameIt,
  type Inspected,
  type RawColumn,
} from "./rawColumn.js";
import { shorten, show } from "./text.js";

/** Why the cells of a column of numbers are names, and the numbers, NaN where a cell is none. */
interface Names {
  why: string;
  numbers: Float64Array;
}

/**
 * A column of categories; or, if it is free to be left out, of what identifies rows.
 *
 * @param names - if its texts are numbers that are names.
 * @throws RangeError if there are too many categories in a column that the user wants.
 */
export function inspectTexts(column: RawColumn, names: Names | null = null): Inspected {
  const { name, missing, present, declared, isFree, isFlagged } = column;
  const categories = [...new Set([...new Set(present)].map(canonical))].sort(compareCells);
  const distinct = categories.length;
  if (distinct === 1 && !isFlagged) return constantColumn(column);

  const dates = declared === undefined ? findDates(categories) : null;
  const most = mostCategories(present.length);
  if (distinct > most && !isFree) {
    throw new RangeError(
      `${column.table.source}: column ${shorten(name, 40)} has ${distinct} categories in ` +
        `${present.length} rows, such as ${show(categories[0])}; at most ${most} can be learned from, ` +
        `half as many as rows and no more than 1000: leave it out, group its texts into fewer, or make ` +
        `numbers of it` +
        (dates === null ? "" : `; or, since it holds dates, declare it a date (types, --types)`),
    );
  }
  const isId = distinct > most || (isFree && isNameOfId(name) && distinct > present.length / 2);
  const found = { distinct, isId, whyNames: names?.why, hasDates: dates !== null };
  const warnings = declared === undefined ? doubtTexts(column, found) : [];
  if (!isId) return { column: { name, missing, type: "categorical", categories }, warnings };
  if (dates !== null) return { column: { name, missing, type: "date-like", ...dates }, warnings };
  const areNumbers = names !== null && !names.numbers.some(Number.isNaN);
  const keep = distinct <= most ? "categorical" : areNumbers ? "numeric" : null;
  return { column: { name, missing, type: "id-like", distinct, keep }, warnings };
}

/** What a user should check in a column that is not declared. */
function doubtTexts(
  { name, present }: RawColumn,
  found: { distinct: number; isId: boolean; hasDates: boolean; whyNames: string | undefined },
): string[] {
  const { distinct, isId, hasDates, whyNames } = found;
  const shown = shorten(name, 40);
  if (hasDates) {
    const what = isId
      ? "is left out, for it holds"
      : `is categorical: each of its ${distinct} texts is one. It holds`;
    return [`Column ${shown} ${what} dates. ${dateProposal(name)}`];
  }
  if (whyNames !== undefined) {
    return [
      `Column ${shown} is ${isId ? "left out" : "categorical"}: ${whyNames}, so its ${distinct} different ` +
        `numbers are taken for names. If they are amounts, declare it numeric (types, --types).`,
    ];
  }
  const identifier =
    `Column ${shown} is left out: ${distinct} different texts in ${present.length} rows look like an ` +
    `identifier or free text. To use it, make numbers or fewer texts of it.`;
  return [...(isId ? [identifier] : []), ...whyTexts(shown, present)];
}

/** Matches digits with a few other characters before, between and behind them. */
const withDigits = /^(\D{0,8}?)[-+]?(\d[\d.,\s'’_]{0,30}\d|\d)(\D{0,8})$/;

/** A warning if a column of texts would be one of numbers but for some cells or characters. */
function whyTexts(name: string, present: readonly string[]): string[] {
  const obstacles = findObstacles(present);
  if (obstacles === null) return [];
  const { words, beside, inside, others } = obstacles;
  const why = `Column ${name} is read as text, for`;
  const inWords = [...words.values()].reduce((a, b) => a + b, 0);
  if (inWords > 0.2 * present.length) {
    if (words.size > 2 || inWords + others > 0.5 * present.length) return [];
    return [
      `${why} ${[...words.keys()].map(show).join(" or ")} stands in ${inWords} of its ${present.length} ` +
        `cells. If that means missing, ${nameIt}; if 0, write 0.`,
    ];
  }
  // Of addresses and ordinals, each has something else beside its number.
  if (beside.size > 3 || inside.size > 3) return [];
  if (beside.size > 0) {
    const mark = mostFrequent(beside);
    const advice = /^'[<>≤≥~≈]/.test(mark)
      ? `A bound or an estimate is no number: write one in its place.`
      : `If they are numbers, take it out.`;
    return [`${why} ${mark} stands beside digits. ${advice}`];
  }
  if (inside.size === 0) return [];
  return [
    `${why} ${mostFrequent(inside)} stands between its digits. If they are numbers, take it out, or say ` +
      `what it does in them (decimal, thousands; --decimal, --thousands).`,
  ];
}

/** In how many cells each text stands. */
type Counts = Map<string, number>;

/** What keeps cells from being numbers. */
interface Obstacles {
  /** Cells without a digit. */
  words: Counts;
  /** What stands before and behind digits. */
  beside: Counts;
  /** The characters between digits. */
  inside: Counts;
  /** How many cells are otherwise no numbers, as A12 is. */
  others: number;
}

/** `null`: more than a fifth of the cells are otherwise no numbers. */
function findObstacles(present: readonly string[]): Obstacles | null {
  const [words, beside, inside] = Array.from({ length: 3 }, (): Counts => new Map());
  const add = (counts: Counts, text: string) => counts.set(text, (counts.get(text) ?? 0) + 1);
  let others = 0;
  for (const cell of present) {
    const [, before, digits, behind] = withDigits.exec(cell) ?? ["", "", "", ""];
    const between = [...new Set(digits.replace(/\d/g, ""))].sort().join("");
    if (!/\d/.test(cell)) add(words, cell);
    else if (digits === "" || (between === "" && /\p{L}$/u.test(before))) others += 1;
    else if (before + behind !== "") add(beside, before + behind);
    else if (between !== "") add(inside, between);
    if (others > 0.2 * present.length) return null;
  }
  return { words, beside, inside, others };
}

const mostFrequent = (counts: Counts) => show([...counts].sort((a, b) => b[1] - a[1])[0][0]);
