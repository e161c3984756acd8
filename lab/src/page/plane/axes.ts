/** What the axes of the plane stand for. */
import type { Answer } from "../../messages.js";

/** The horizontal and the vertical axis, with their units. */
export function axesOf({ frame, state }: Answer): [string, string] {
  const { features, isPlane, points } = frame;
  const named = (feature: number, values: readonly number[]) => {
    // Numbers are standardised; a category is a feature of 0 and 1.
    const isCategory = values.every((value) => value === 0 || value === 1);
    return `${features[feature]}${isCategory ? "" : ", in standard deviations"}`;
  };
  const across = named(
    isPlane ? 0 : state.across,
    points.map(({ x1 }) => x1),
  );
  if (!isPlane) return [across, "logit: △ above 0"];
  const upwards = points.map(({ x2 }) => x2);
  return [across, named(1, upwards)];
}
