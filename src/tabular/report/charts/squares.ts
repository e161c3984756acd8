import type * as Plot from "@observablehq/plot";
import type { Html } from "../html.js";
import { drawChart } from "./draw.js";
import { panels, panelWidth, place, xTicksInside, yTicks, type Subject } from "./panels.js";

export interface Axis {
  domain: [number, number];
  ticks: number[];
  format: (tick: number) => string;
}

/** The axis of a share. */
export const shares: Axis = { domain: [0, 1], ticks: [0, 0.5, 1], format: String };

export interface Labels {
  title: string;
  caption: string;
  description: string;
  x: string;
  y: string;
}

/** Draws panels that are nearly square. */
export function drawSquares(
  subjects: readonly Subject[],
  { title, caption, description, x, y }: Labels,
  [xAxis, yAxis]: [Axis, Axis],
  marksIn: (inPanel: ReturnType<typeof place>) => Plot.Markish[],
): Html {
  const columns = subjects.length > 1 ? 2 : 1;
  const base = panels(subjects, { columns, height: columns > 1 ? 124 : 240, x, y });
  return drawChart({
    title,
    caption,
    description: `${description}, for ${subjects.map((subject) => subject.title).join(", ")}.`,
    plot: {
      ...base,
      x: { domain: xAxis.domain, label: null, axis: null },
      y: { domain: yAxis.domain, label: null, axis: null },
      marks: [
        ...yTicks(yAxis.ticks, yAxis.format),
        ...xTicksInside(xAxis.ticks, xAxis.format, panelWidth(columns)),
        ...base.marks,
        ...marksIn(place(columns)),
      ],
    },
  });
}
