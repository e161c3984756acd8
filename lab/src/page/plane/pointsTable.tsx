import type { Answer } from "../../messages.js";
import { fixed, scientific, Table } from "../Aside.js";
import { axesOf } from "./axes.js";
import { pickRow } from "./pickRow.js";

const shown = 20;

/** The points as the plane shows them, those that pull hardest first. */
export function pointsTable(now: Answer) {
  const { state, frame } = now;
  const { title, p, g, bin, beta, pull, bins } = frame.twins[state.shown];
  const order = [...pull.keys()].sort((a, b) => Math.abs(pull[b]) - Math.abs(pull[a]));
  const places = order.slice(0, shown);
  return (
    <Table
      caption={`The ${places.length} of ${pull.length} points that pull ${title} hardest`}
      head={[
        ...["point", ...axesOf(now), "label", "p", "g", "bin of g", "β of GHM-C", "∂L/∂logit"],
      ]}
      current={places.findIndex((i) => frame.numbers[i] === state.picked)}
      rows={places.map((i) => {
        const { x1, x2, label, isSpoilt, isFlipped } = frame.points[i];
        const its = bins.at(bin[i]);
        return [
          pickRow(frame.numbers[i], now),
          fixed(x1, 3),
          fixed(x2, 3),
          `${label}${isSpoilt === isFlipped ? "" : ", wrong"}`,
          fixed(p[i], 4),
          fixed(g[i], 4),
          bin[i] < 0 || its === undefined ? "none" : `${fixed(its.from, 2)}–${fixed(its.to, 2)}`,
          fixed(beta[i], 3),
          scientific(pull[i]),
        ];
      })}
    />
  );
}
