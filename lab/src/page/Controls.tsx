/** What is trained, and how fast the page goes through it. */
import { linkOf } from "../link.js";
import { presetNames, presets, type PresetName } from "../presets.js";
import { initialState, limits } from "../state.js";
import type { Exported } from "../messages.js";
import { OpenTable, TableChoices } from "./OwnTable.js";
import {
  advance,
  answer,
  ask,
  change,
  copy,
  isPlaying,
  load,
  opened,
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
const networks: Record<string, readonly number[]> = {
  none: [],
  "8": [8],
  "16": [16],
  "16,16": [16, 16],
};

export function Controls() {
  const state = answer.value?.state;
  const name = state?.setup.preset ?? "heap";
  const { question } = presets[name];
  return (
    <header>
      <div class="line">
        <h1>GHM Lab</h1>
        <label class="preset">
          <span class="unseen">Preset</span>
          <select
            value={name}
            onChange={(event) => {
              const chosen = event.currentTarget.value as PresetName;
              void (chosen === "table" ? readAgain() : load(initialState(chosen)));
            }}
          >
            {presetNames.map((each) => (
              <option value={each} key={each}>
                {presets[each].title}
              </option>
            ))}
            {opened.value !== null && (
              <option value="table">
                {presets.table.title}, {opened.value.file}
              </option>
            )}
          </select>
        </label>
        <p class="question">{question}</p>
        <button type="button" onClick={copyLink}>
          Copy link
        </button>
        <OpenTable />
      </div>
      <TableChoices />
      <Transport />
      <SetupControls />
    </header>
  );
}

function copyLink(): void {
  const state = answer.value?.state;
  if (state === undefined) return;
  const link = `${location.href.replace(/#.*/, "")}#${linkOf(state)}`;
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
      <button
        type="button"
        onClick={() => void ask({ kind: "seek", step: 0 })}
        disabled={step === 0}
      >
        Start
      </button>
      <button type="button" onClick={() => void advance("op")}>
        Op
      </button>
      <button type="button" onClick={() => void advance("phase")}>
        Phase
      </button>
      <button type="button" onClick={() => void advance("step")}>
        Step
      </button>
      <button type="button" class="main" onClick={() => void play()}>
        {isPlaying.value ? "⏸ Pause" : "▶ Run"}
      </button>
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
  );
}

function SetupControls() {
  const now = answer.value;
  const setup = now?.state.setup;
  const titles = now?.frame.twins.map(({ title }) => title) ?? ["", ""];
  const choose = (k: 0 | 1, loss: string) => {
    if (setup === undefined) return;
    const [first, second] = setup.losses;
    void change({ losses: k === 0 ? [loss, second] : [first, loss] });
  };
  return (
    <details class="setup">
      <summary>
        {titles[0]} beside {titles[1]} · {networkTitle(setup?.hidden ?? [])} · learning rate{" "}
        {setup?.learningRate} · seed {setup?.seed}
      </summary>
      <div class="line">
        {([0, 1] as const).map((k) => (
          <label key={k}>
            {k === 0 ? "First loss" : "Second loss"}{" "}
            <select
              value={setup?.losses[k]}
              onChange={(event) => {
                choose(k, event.currentTarget.value);
              }}
            >
              {[...new Set([...losses, setup?.losses[k] ?? "bce"])].map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        ))}
        <label>
          Hidden layers{" "}
          <select
            value={setup?.hidden.join(",") || "none"}
            onChange={(event) => {
              const text = event.currentTarget.value;
              void change({ hidden: text === "none" ? [] : text.split(",").map(Number) });
            }}
          >
            {[...new Set([...Object.keys(networks), setup?.hidden.join(",") || "none"])].map(
              (each) => (
                <option key={each}>{each}</option>
              ),
            )}
          </select>
        </label>
        <label>
          Learning rate{" "}
          <input
            type="number"
            min={0.001}
            max={10}
            step="any"
            value={setup?.learningRate}
            onChange={(event) => void change({ learningRate: Number(event.currentTarget.value) })}
          />
        </label>
        <label>
          Seed{" "}
          <input
            type="number"
            min={0}
            max={2 ** 32 - 1}
            value={setup?.seed}
            onChange={(event) => void change({ seed: Number(event.currentTarget.value) })}
          />
        </label>
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

function networkTitle(hidden: readonly number[]): string {
  return hidden.length === 0 ? "logistic regression" : `hidden layers of ${hidden.join(" and ")}`;
}
