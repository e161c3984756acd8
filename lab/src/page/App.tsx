import type { FunctionComponent } from "preact";
import { viewNames, type Parts } from "../link.js";
import { Controls } from "./Controls.js";
import { Harmonizer } from "./Harmonizer.js";
import { DropTable } from "./OwnTable.js";
import { Plane } from "./Plane.js";
import { Seeds } from "./Seeds.js";
import { stop } from "./ask.js";
import { startAgain } from "./open.js";
import { isSlow, isStopped, lasting, missing, notice, parts } from "./store.js";
import { TapePanel } from "./TapePanel.js";
import { Time } from "./Time.js";
import { Words } from "./Words.js";

const all: Record<Parts["views"][number], FunctionComponent> = {
  plane: Plane,
  harmonizer: Harmonizer,
  tape: TapePanel,
  time: Time,
  seeds: Seeds,
  words: Words,
};

export function App() {
  const { views } = parts.value;
  const isWhole = views.length === viewNames.length;
  return (
    <>
      <DropTable />
      <Controls />
      <Notices />
      <main aria-busy={lasting.value === null} class={isWhole ? "" : "embedded"}>
        {views.map((name) => {
          const View = all[name];
          return <View key={name} />;
        })}
      </main>
      {missing.value.length > 0 && (
        <footer class="hint">
          {missing.value.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </footer>
      )}
    </>
  );
}

function Notices() {
  return (
    <>
      {notice.value !== null && (
        <p class="notice" role="alert">
          {notice.value}{" "}
          {isStopped.value && <button onClick={() => void startAgain()}>Start again</button>}{" "}
          <button onClick={() => (notice.value = null)}>Close</button>
        </p>
      )}
      {isSlow.value && (
        <p class="notice" role="status">
          This takes a while. <button onClick={() => void stop()}>Stop</button>
        </p>
      )}
    </>
  );
}
