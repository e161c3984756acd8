/** What is trained, and how fast the page goes through it. */
import { lossTitle, readLoss } from "../../../src/tabular/model/lossSpec.js";
import { linkOf } from "../link.js";
import { presetNames, presets, type PresetName } from "../presets.js";
import { initialState, limits } from "../state.js";
import type { Exported } from "../messages.js";
import { Choice, NumberField } from "./Field.js";
import { OpenTable, TableChoices } from "./OwnTable.js";
import {
  advance,
  answer,
  ask,
  change,
  copy,
  isPlaying,
  lasting,
  lastVisit,
  load,
  opened,
  openLink,
  parts,
  play,
  readAgain,
  speed,
  take,
} from "./store.js";

/** The losses to choose from; a link may name others. */
const losses = [
  "bce",
  "ghmc",
  "ghmc:bins=30",
  "ghmc:momentum=0.75",
  "ghmc:lastEdge=1",
  "focal:alpha=0.5",
  "gce",
];
const networks = ["none", "8", "16", "16,16"];

export function Controls() {
  const { controls } = parts.value;
  const name = lasting.value?.setup.preset ?? "heap";
  if (controls.length === 0) return <h1 class="unseen">GHM Lab: {presets[name].title}</h1>;
  return (
    <header class={controls.includes("title") ? "" : "bare"}>
      {controls.includes("title") ? <Title name={name} /> : <h1 class="unseen">GHM Lab</h1>}
      {controls.includes("setup") && <TableChoices />}
      {controls.includes("transport") && <Transport />}
      {controls.includes("setup") && <SetupControls />}
    </header>
  );
}

function Title({ name }: { name: PresetName }) {
  const leftOff = lastVisit.value;
  const own =
    opened.value === null
      ? []
      : [["table", `${presets.table.title}, ${opened.value.file.name}`] as const];
  return (
    <div class="line title">
      <h1>GHM Lab</h1>
      <span class="preset">
        <Choice
          title="Preset"
          isUnseen
          value={name}
          options={[...presetNames.map((each) => [each, presets[each].title] as const), ...own]}
          choose={(chosen) =>
            chosen === "table" ? readAgain() : load(initialState(chosen as PresetName))
          }
        />
      </span>
      <p class="question">{presets[name].question}</p>
      {leftOff !== null && (
        <button type="button" class="quiet" onClick={() => void openLink(leftOff)}>
          Go on where you left off
        </button>
      )}
      <button type="button" onClick={copyLink}>
        Copy link
      </button>
      <OpenTable />
      <p class="lead">
        Two networks, alike but for their loss. GHM, the Gradient Harmonizing Mechanism, gives a
        point little weight if many are as wrong. Press Run; Op goes back.
      </p>
    </div>
  );
}

function copyLink(): void {
  const state = answer.value?.state;
  if (state === undefined) return;
  const link = `${location.href.replace(/#.*/, "")}#${linkOf(state, parts.value)}`;
  void copy(link, "The link is copied: it holds all that you see.");
}

/** What can be taken along. */
const exported: Record<Exported, string> = {
  script: "Copy as TypeScript",
  rows: "Save rows as CSV",
  weights: "Save weights",
};

function Transport() {
  const now = answer.value;
  const step = now?.state.step ?? 0;
  const preset = presets[now?.state.setup.preset ?? "heap"];
  const last = Math.max(preset.steps, now?.frame.furthest ?? 0);
  return (
    <div class="line transport" role="group" aria-label="Time">
      <div class="line pace">
        <button type="button" class="main" onClick={() => void play()}>
          {isPlaying.value ? "❚❚ Pause" : "▶ Run"}
        </button>
        <button type="button" onClick={() => void advance("step")}>
          Step
        </button>
        <button type="button" onClick={() => void advance("phase")}>
          Phase
        </button>
        <button type="button" onClick={() => void advance("op")}>
          Op
        </button>
        <button
          type="button"
          onClick={() => void ask({ kind: "seek", step: 0 })}
          disabled={step === 0}
        >
          Start
        </button>
      </div>
      <label class="slider">
        <span class="unseen">Step</span>
        <input
          type="range"
          min={0}
          max={last}
          value={step}
          onInput={(event) => {
            isPlaying.value = false;
            void ask({ kind: "seek", step: Number(event.currentTarget.value) });
          }}
        />
        <output>
          step {step} of {last}
        </output>
      </label>
      <div class="line">
        <label>
          Steps a frame{" "}
          <select
            value={String(speed.value)}
            onChange={(event) => (speed.value = Number(event.currentTarget.value))}
          >
            {[1, 2, 5, 20].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <button
          type="button"
          onClick={() => void ask({ kind: "undo" })}
          disabled={(now?.state.edits.length ?? 0) === 0}
        >
          Undo
        </button>
      </div>
    </div>
  );
}

function SetupControls() {
  const setup = lasting.value?.setup;
  const titles = setup?.losses.map(titleOf) ?? ["", ""];
  const hidden = setup?.hidden.join(",") || "none";
  const choose = (k: 0 | 1, loss: string) => {
    const [first, second] = setup?.losses ?? ["bce", "ghmc"];
    return change({ losses: k === 0 ? [loss, second] : [first, loss] });
  };
  return (
    <details class="setup">
      <summary>
        {titles[0]} beside {titles[1]} · {networkTitle(setup?.hidden ?? [])} · learning rate{" "}
        {setup?.learningRate} · seed {setup?.seed}
      </summary>
      <div class="line">
        {([0, 1] as const).map((k) => (
          <Choice
            key={k}
            title={k === 0 ? "First loss" : "Second loss"}
            value={setup?.losses[k] ?? "bce"}
            options={listed([...losses, setup?.losses[k] ?? "bce"], titleOf)}
            choose={(loss) => choose(k, loss)}
          />
        ))}
        <Choice
          title="Hidden layers"
          value={hidden}
          options={listed([...networks, hidden])}
          choose={(text) => change({ hidden: text === "none" ? [] : text.split(",").map(Number) })}
        />
        <NumberField
          title="Learning rate"
          value={setup?.learningRate}
          min={0.001}
          max={10}
          choose={(learningRate) => change({ learningRate })}
        />
        <NumberField
          title="Seed"
          value={setup?.seed}
          min={0}
          max={2 ** 32 - 1}
          choose={(seed) => change({ seed })}
        />
        <span class="line exports">
          {(Object.keys(exported) as Exported[]).map((what) => (
            <button type="button" key={what} onClick={() => void take(what)}>
              {exported[what]}
            </button>
          ))}
        </span>
        <p class="hint">A change begins again at step 0. At most {limits.steps} steps.</p>
      </div>
    </details>
  );
}

const titleOf = (loss: string) => lossTitle(readLoss(loss));

const listed = (values: readonly string[], titled = (value: string) => value) =>
  [...new Set(values)].map((value) => [value, titled(value)] as const);

function networkTitle(hidden: readonly number[]): string {
  return hidden.length === 0 ? "logistic regression" : `hidden layers of ${hidden.join(" and ")}`;
}
