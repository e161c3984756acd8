import type { Answer } from "../messages.js";
import { chartsIn, saveCharts, type Sign } from "./save.js";

interface SaveChartsProps {
  view: string;
  title: string;
  signs: (now: Answer) => readonly Sign[];
}

/** Saves the charts of the view that it stands in. */
export function SaveCharts({ view, title, signs }: SaveChartsProps) {
  return (
    <button
      class="small"
      onClick={({ currentTarget }) => {
        const section = currentTarget.closest("section");
        if (section !== null) saveCharts(view, title, chartsIn(section), signs);
      }}
    >
      Save picture
    </button>
  );
}
