import type { Encoded } from "../table/index.js";
import { shorten, show } from "../table/text.js";
import { say } from "./terminal.js";

/** Warns about missing and unknown cells in a table that a model was given. */
export function tellNotices({ filled, unseen }: Pick<Encoded, "filled" | "unseen">): void {
  const cells = (count: number) => `${count} ${count === 1 ? "cell" : "cells"}`;
  const warn = (text: string) => {
    say(`! ${text}`, "yellow");
  };
  for (const { column, cells: count } of filled) {
    warn(
      `Column ${shorten(column, 40)}: ${cells(count)} missing, filled with the training rows' median.`,
    );
  }
  for (const { column, cells: count, categories } of unseen) {
    const names = categories.map((name) => (name === null ? "missing" : show(name)));
    warn(
      `Column ${shorten(column, 40)}: ${cells(count)} with what the training rows do not have ` +
        `(${names.join(", ")}); they count as none of the known categories.`,
    );
  }
}
