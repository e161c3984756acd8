import type { Answer } from "../../messages.js";
import { fixed, scientific, Table } from "../Aside.js";
import { shortTitles } from "../titles.js";
import { pickRow } from "./pickRow.js";

/** The rows that move the shown twin's border most. */
export function movedMost({ movers, state }: Answer): number[] {
  return movers?.[state.shown].largest.map(({ row }) => row) ?? [];
}

/** Each point's part of the gradient of the weights, for both twins beside each other. */
export function moversTable(now: Answer) {
  const { movers } = now;
  if (movers === null) return null;
  const titles = shortTitles(now);
  return (
    <>
      {movers.map(({ gradient, sum, wrongShare }, k) => (
        <p class="hint" key={k}>
          {titles[k]}: |w̄| = {scientific(gradient)}, Σ|w̄ᵢ| = {scientific(sum)}; points with a wrong
          label have {wrongShare === null ? "no part" : `${fixed(100 * wrongShare, 1)} %`} of the
          sum.
        </p>
      ))}
      <Table
        caption={`The largest parts w̄ᵢ of w̄, the gradient of all weights and biases at the next step. In the plane, those of ${titles[now.state.shown]} stand between corners.`}
        head={movers.flatMap((_, k) => [`${titles[k]}: point`, "% of Σ|w̄ᵢ|", "w̄ᵢ along w̄"])}
        rows={movers[0].largest.map((_, rank) =>
          movers.flatMap(({ largest, sum }) => {
            const { row, size, along } = largest[rank];
            return [
              pickRow(row, now),
              fixed(sum === 0 ? null : (100 * size) / sum, 2),
              scientific(along),
            ];
          }),
        )}
      />
    </>
  );
}
