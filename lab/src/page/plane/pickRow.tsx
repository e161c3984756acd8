import type { Answer } from "../../messages.js";
import { ask } from "../ask.js";

/** A row's number and signs, to pick it. */
export function pickRow(row: number, { frame, state }: Answer) {
  const { label, isSpoilt, isFlipped } = frame.points[frame.numbers.indexOf(row)];
  const isWrong = isSpoilt !== isFlipped;
  return (
    <button
      class="row"
      aria-label={`Pick point ${row}, label ${label}${isWrong ? ", wrong" : ""}`}
      aria-pressed={state.picked === row}
      onClick={() => void ask({ kind: "look", picked: row })}
    >
      {isWrong ? "◎ " : ""}
      {label === 0 ? "○" : "△"} {row}
    </button>
  );
}
