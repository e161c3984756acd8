/** Splits that leave groups of rows whole. */
import { checkCount, count, Generator } from "../array/index.js";
import { ascending, checkShares, rowsByClass, type Fold } from "./split.js";

/**
 * Cuts the rows into k folds, as {@link stratifiedFolds} does, but leaves groups whole: rows that
 * belong together, such as those of one patient, are never both learnt from and held out.
 *
 * Groups are dealt one by one, those with the largest shares of a class first, each to the fold that
 * has least of its classes so far: it makes Σ (n_fc/n_c)² least, where n_fc of the n_c rows of class c
 * are in fold f. The seed decides between equals.
 *
 * Source: scikit-learn's `StratifiedGroupKFold`, which takes standard deviations for squares.
 *
 * @param labels - the class of each row, any finite number.
 * @param groups - the group of each row, any finite number.
 * @param k - the number of folds, ≥ 2.
 * @param seed - an integer of 32 bits; the same seed gives the same folds.
 * @returns one entry for each fold.
 * @throws RangeError if k is not a whole number ≥ 2 or there are fewer groups, or if a class is in a
 * single one, or in no other fold than one.
 */
export function stratifiedGroupFolds(
  labels: readonly number[],
  groups: readonly number[],
  k: number,
  seed: number,
): Fold[] {
  const caller = "stratifiedGroupFolds";
  checkCount(`${caller}: k`, k, 2);
  const grouped = groupRows(caller, labels, groups);
  if (grouped.groups.length < k) {
    const many = count(grouped.groups.length, "group");
    throw new RangeError(`${caller}: ${many} cannot make ${k} folds`);
  }
  const single = grouped.classes.find((one) => one.groups < 2);
  if (single !== undefined) {
    throw new RangeError(
      `${caller}: class ${single.label} is in one group only, which cannot be both learnt from and held out`,
    );
  }
  const parts = dealGroups(grouped, Array<number>(k).fill(1 / k), seed, {
    isSorted: true,
    covered: 0,
    isGood: (rowsIn, rows) => rowsIn.every((inFold) => inFold < rows),
  });
  if (parts === null) {
    throw new RangeError(
      `${caller}: a class would be in one fold only, and so never both learnt from and held out: its ` +
        `groups are few, and large; take another number of folds`,
    );
  }
  return parts.map((heldOut, fold) => {
    const training = parts.flatMap((rows, other) => (other === fold ? [] : rows));
    return { training: ascending(training), heldOut };
  });
}

/**
 * Splits the rows at random into parts with these shares, as {@link stratifiedSplit} does, but leaves
 * groups whole: all rows of a group come into one part. Each part has rows of each class, and shares
 * as near as the groups allow, which are dealt one by one in random order, each to the part that
 * has least of its classes so far for its share.
 *
 * @param labels - the class of each row, any finite number.
 * @param groups - the group of each row, any finite number.
 * @param shares - the share of the rows for each part, above 0, with a sum of at most 1.
 * @param seed - an integer of 32 bits; the same seed gives the same split.
 * @returns for each share its rows, counted from 0, in ascending order.
 * @throws RangeError if a share is not above 0, they add up to more than 1, or a class is in too few
 * groups for one in each part.
 */
export function stratifiedGroupSplit(
  labels: readonly number[],
  groups: readonly number[],
  shares: readonly number[],
  seed: number,
): number[][] {
  const caller = "stratifiedGroupSplit";
  const sum = checkShares(caller, shares);
  const grouped = groupRows(caller, labels, groups);
  const few = grouped.classes.find((one) => one.groups < shares.length);
  if (few !== undefined) {
    throw new RangeError(
      `${caller}: class ${few.label} is in ${count(few.groups, "group")}, too few to have one in each of ` +
        `${shares.length} parts`,
    );
  }
  const all = sum < 1 - 1e-9 ? [...shares, 1 - sum] : shares;
  const parts = dealGroups(grouped, all, seed, {
    isSorted: false,
    covered: shares.length,
    isGood: (rowsIn) => shares.every((_, part) => rowsIn[part] > 0),
  });
  if (parts === null) {
    throw new RangeError(
      `${caller}: no split was found that has each class in each of ${shares.length} parts: the groups ` +
        `are too few, or too large`,
    );
  }
  return parts.slice(0, shares.length);
}

/** Rows that stay together. */
interface Group {
  rows: number[];
  /** How many rows it has of each of its classes, by their place in {@link Grouped.classes}. */
  counts: Map<number, number>;
  /** Σ (n_gc/n_c)², where n_gc of the n_c rows of class c are in this group g. */
  size: number;
}

interface Grouped {
  groups: Group[];
  classes: { label: number; rows: number; groups: number }[];
}

function groupRows(caller: string, labels: readonly number[], groups: readonly number[]): Grouped {
  const ofClasses = rowsByClass(caller, labels);
  const ofGroups = rowsByClass(caller, groups, "group");
  if (groups.length !== labels.length) {
    throw new RangeError(
      `${caller}: ${count(groups.length, "group")} for ${count(labels.length, "label")}, where each row ` +
        `has one`,
    );
  }
  const classOf = new Map(ofClasses.map(([label], c) => [label, c]));
  const classes = ofClasses.map(([label, rows]) => ({ label, rows: rows.length, groups: 0 }));
  const found = ofGroups.map(([, rows]): Group => {
    const counts = new Map<number, number>();
    for (const row of rows) {
      const c = classOf.get(labels[row]) ?? 0;
      counts.set(c, (counts.get(c) ?? 0) + 1);
    }
    let size = 0;
    for (const [c, own] of counts) {
      classes[c].groups += 1;
      size += (own / classes[c].rows) ** 2;
    }
    return { rows, counts, size };
  });
  return { groups: found, classes };
}

/** Where groups are few, the first order need not give each part what it needs. */
const mostOrders = 100;

/**
 * Deals groups to parts.
 *
 * @param rules - `isSorted`: whether groups are dealt by size, rather than in random order. `isGood`:
 * whether a class may have so many of its rows in each part. `covered`: so many parts get a group with
 * each class before all others are dealt, if it is not good otherwise.
 * @returns the rows of each part, ascending; `null` if no order was good for all classes.
 */
function dealGroups(
  { groups, classes }: Grouped,
  shares: readonly number[],
  seed: number,
  rules: {
    isSorted: boolean;
    covered: number;
    isGood: (rowsIn: readonly number[], rows: number) => boolean;
  },
): number[][] | null {
  const generator = new Generator(seed);
  for (let tries = 0; tries < mostOrders; tries++) {
    const isFirst = tries === 0;
    const order = Array.from(generator.permutation(groups.length), (i) => groups[i]);
    if (isFirst && rules.isSorted) order.sort((a, b) => b.size - a.size);
    const covered = isFirst ? 0 : rules.covered;
    const { parts, rowsIn } = dealInOrder(order, classes, shares, covered);
    if (rowsIn.every((ofClass, c) => rules.isGood(ofClass, classes[c].rows))) {
      return parts.map(ascending);
    }
  }
  return null;
}

/**
 * Deals groups one by one, each to the part that has least of its classes so far for its share.
 *
 * @param covered - so many parts first get a group with each class, the one in the fewest groups first.
 * @returns the rows of each part; and of each class, how many rows each part has.
 */
function dealInOrder(
  order: readonly Group[],
  classes: Grouped["classes"],
  shares: readonly number[],
  covered: number,
): { parts: number[][]; rowsIn: number[][] } {
  const parts = shares.map((): number[] => []);
  const rowsIn = classes.map(() => shares.map(() => 0));
  const left = new Set(order);
  const deal = (group: Group, part: number) => {
    left.delete(group);
    for (const [c, own] of group.counts) rowsIn[c][part] += own;
    for (const row of group.rows) parts[part].push(row);
  };
  const rarest = [...classes.keys()].sort((a, b) => classes[a].groups - classes[b].groups);
  for (const c of rarest) {
    for (let part = 0; part < covered; part++) {
      if (rowsIn[c][part] > 0) continue;
      const group = order.find((one) => one.counts.has(c) && left.has(one));
      if (group !== undefined) deal(group, part);
    }
  }
  const costOf = ({ counts }: Group, part: number) => {
    let cost = 0;
    for (const [c, own] of counts) {
      cost += ((2 * rowsIn[c][part] + own) * own) / classes[c].rows ** 2 / shares[part];
    }
    return cost;
  };
  const fullness = (part: number) => parts[part].length / shares[part];
  for (const group of left) {
    const costs = shares.map((_, part) => costOf(group, part));
    const [part] = [...costs.keys()].sort(
      (a, b) => costs[a] - costs[b] || fullness(a) - fullness(b),
    );
    deal(group, part);
  }
  return { parts, rowsIn };
}
