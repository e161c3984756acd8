import { answer, ask } from "../store.js";

/** A row's number and signs, to pick it. */
export function PickRow({ row }: { row: number }) {
  const { numbers = [], points = [] } = answer.value?.frame ?? {};
  const point = points.at(numbers.indexOf(row));
  if (point === undefined) return null;
  const { label, isSpoilt, isFlipped } = point;
  const isWrong = isSpoilt !== isFlipped;
  return (
    <button
      type="button"
      class="row"
      aria-label={`Pick point ${row}, label ${label}${isWrong ? ", wrong" : ""}`}
      aria-pressed={answer.value?.state.picked === row}
      onClick={() => void ask({ kind: "look", picked: row })}
    >
      {isWrong ? "◎ " : ""}
      {label === 0 ? "○" : "△"} {row}
    </button>
  );
}
