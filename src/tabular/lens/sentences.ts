/** What a lens shows, in words. */
import type { Lens } from "../../losses/index.js";
import { formatCount } from "../report/format.js";

/** What to do, in one sentence that names the worst rows. */
export function advise({ top }: Pick<Lens, "top">, worst: readonly number[]): string {
  const range = `g from ${top.from.toFixed(2)} on`;
  if (top.effect === "empty") {
    return `Nothing needs a look: the model is sure of no wrong answer (no row has ${range}).`;
  }
  const more = top.count - worst.length;
  const named =
    `${worst.length === 1 ? "row" : "rows"} ${worst.join(", ")}` +
    (more > 0 ? ` and ${formatCount(more)} more` : "");
  const isLess = top.shareAfter < top.shareBefore;
  const { labels, are, them, they } = pronouns(top.count);
  const then = {
    leaves: `GHM leaves ${them} about as ${they} ${are}`,
    amplifies: isLess
      ? `check ${labels}; GHM gives other rows still larger weights`
      : `if ${labels} ${are} wrong, do not train with GHM, which amplifies ${them}`,
    suppresses: isLess
      ? `if ${labels} ${are} right, do not train with GHM, which suppresses ${them}`
      : `check ${labels}; GHM gives other rows still smaller weights`,
    empty: "",
  }[top.effect];
  return `Look at ${named} (${range}), which the model gets most wrong: ${then}.`;
}

/** Words for one row, or for several. */
const pronouns = (rows: number) =>
  rows === 1
    ? { labels: "its label", are: "is", they: "it", them: "it" }
    : { labels: "their labels", are: "are", they: "they", them: "them" };

/** A share, always with one decimal: these are read side by side. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The findings in sentences. */
export function findingsOf({
  top,
  effectiveSampleSize,
  numLabels,
}: Pick<Lens, "top" | "effectiveSampleSize" | "numLabels">): string[] {
  const shares = `${percent(top.shareBefore)} of the gradient without weights, ${percent(top.shareAfter)} with them`;
  const rows = top.count === 1 ? "row" : `${formatCount(top.count)} rows`;
  const worst = `the ${rows} that the model gets most wrong (g from ${top.from.toFixed(2)} on)`;
  const { labels, are, they, them } = pronouns(top.count);
  const effects = {
    empty: `No row has its g in the last bin: the model is sure of no wrong answer.`,
    leaves: `GHM leaves ${worst} about as ${they} ${are}: ${shares}.`,
    amplifies:
      top.shareAfter < top.shareBefore
        ? `GHM gives ${worst} weights above 1, but others larger ones: ${shares}.`
        : `GHM amplifies ${worst}, for ${they} ${are} rare: ${shares}. If ${labels} ${are} wrong, that does harm.`,
    suppresses:
      top.shareAfter > top.shareBefore
        ? `GHM gives ${worst} weights below 1, but others smaller ones: ${shares}.`
        : `GHM suppresses ${worst}, for many are like ${them}: ${shares}.`,
  };
  return [
    effects[top.effect],
    `With GHM's weights, the ${formatCount(numLabels)} rows say as much as ${formatCount(effectiveSampleSize)} of equal weight.`,
  ];
}
