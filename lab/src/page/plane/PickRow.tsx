import { ask } from "../store.js";

/** A row's number, to pick it. */
export function PickRow({ row }: { row: number }) {
  return (
    <button
      type="button"
      class="small"
      aria-label={`Pick point ${row}`}
      onClick={() => void ask({ kind: "look", picked: row })}
    >
      {row}
    </button>
  );
}
