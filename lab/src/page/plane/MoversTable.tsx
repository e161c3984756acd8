import { answer } from "../store.js";
import { fixed, scientific, Table } from "../Aside.js";
import { PickRow } from "./PickRow.js";

/** The rows that move the shown twin's border most. */
export function movedMost(): number[] {
  const now = answer.value;
  return now?.movers?.[now.state.shown].largest.map(({ row }) => row) ?? [];
}

/** Each point's part of the gradient of the weights, for both twins beside each other. */
export function MoversTable() {
  const now = answer.value;
  if (now?.movers == null) return null;
  const { movers, frame } = now;
  const titles = frame.twins.map(({ title }) => title);
  const signOf = (row: number) => {
    const { label, isSpoilt, isFlipped } = frame.points[frame.numbers.indexOf(row)];
    return `${label === 0 ? "○" : "△"}${isSpoilt === isFlipped ? "" : " wrong"}`;
  };
  return (
    <>
      {movers.map(({ gradient, sum, wrongShare }, k) => (
        <p class="hint" key={k}>
          {titles[k]}: |w̄| = {scientific(gradient)}, Σ|w̄ᵢ| = {scientific(sum)}; points with a wrong
          label are {wrongShare === null ? "no part" : `${fixed(100 * wrongShare, 1)} %`} of it.
        </p>
      ))}
      <Table
        caption="The largest parts w̄ᵢ of the gradient of all weights; in the plane, those of the shown twin have corners"
        head={movers.flatMap((_, k) => [
          `${titles[k]}: point`,
          "its label",
          "part of Σ|w̄ᵢ|, %",
          "along w̄",
        ])}
        rows={movers[0].largest.map((_, rank) =>
          movers.flatMap(({ largest, sum }) => {
            const { row, size, along } = largest[rank];
            return [
              <PickRow row={row} />,
              signOf(row),
              fixed(sum === 0 ? null : (100 * size) / sum, 2),
              scientific(along),
            ];
          }),
        )}
      />
    </>
  );
}
