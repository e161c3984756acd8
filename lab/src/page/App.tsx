import { Controls } from "./Controls.js";
import { Harmonizer } from "./Harmonizer.js";
import { Plane } from "./Plane.js";
import { Seeds } from "./Seeds.js";
import { answer, notice } from "./store.js";
import { TapePanel } from "./TapePanel.js";
import { Time } from "./Time.js";
import { Words } from "./Words.js";

export function App() {
  return (
    <>
      <Controls />
      {notice.value !== null && (
        <p class="notice" role="alert">
          {notice.value}{" "}
          <button type="button" onClick={() => (notice.value = null)}>
            Close
          </button>
        </p>
      )}
      <main aria-busy={answer.value === null}>
        <Plane />
        <Harmonizer />
        <TapePanel />
        <Time />
        <Seeds />
        <Words />
      </main>
    </>
  );
}
