/** What is trained, and how fast the page goes through it. */
import { lossTitle, readLoss } from "../../../src/tabular/model/lossSpec.js";
import { linkOf } from "../link.js";
import { presetNames, presets, type PresetName } from "../presets.js";
import type { Answer, Exported, Pace } from "../messages.js";
import { initialState, limits, type Setup } from "../state.js";
import { Choice, NumberField } from "./Field.js";
import { OpenTable, TableChoices } from "./OwnTable.js";
import { ask } from "./ask.js";
import { change, load, openLink, readAgain } from "./open.js";
import { advance, play } from "./run.js";
import { answer, isPlaying, lasting, lastVisit, opened, parts, speed } from "./store.js";
import { copy, take } from "./take.js";

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
        <button class="quiet" onClick={() => void openLink(leftOff)}>
          Go on where you left off
        </button>
      )}
      <button onClick={copyLink}>Copy link</button>
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
  return (
    <div class="line transport" role="group" aria-label="Time">
      {paceButtons()}
      {stepSlider()}
      <div class="line">
        {speedChoice()}
        <button
          onClick={() => void ask({ kind: "undo" })}
          disabled={(answer.value?.state.edits.length ?? 0) === 0}
        >
          Undo
        </button>
      </div>
    </div>
  );
}

const stepOf = (now: Answer | null) => now?.state.step ?? 0;

/** Three speeds, and back to the start. */
function paceButtons() {
  const paces = { step: "Step", phase: "Phase", op: "Op" } satisfies Record<Pace, string>;
  return (
    <div class="line pace">
      <button class="main" onClick={() => void play()}>
        {isPlaying.value ? "❚❚ Pause" : "▶ Run"}
      </button>
      {(Object.keys(paces) as Pace[]).map((pace) => (
        <button key={pace} onClick={() => void advance(pace)}>
          {paces[pace]}
        </button>
      ))}
      <button
        onClick={() => void ask({ kind: "seek", step: 0 })}
        disabled={stepOf(answer.value) === 0}
      >
        Start
      </button>
    </div>
  );
}

/** Goes to any step of the preset's run, and of what was trained beyond it. */
function stepSlider() {
  const now = answer.value;
  const step = stepOf(now);
  const last = Math.max(presets[now?.state.setup.preset ?? "heap"].steps, now?.frame.furthest ?? 0);
  return (
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
  );
}

function speedChoice() {
  return (
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
  );
}

function SetupControls() {
  // Until the first answer, what most visits begin with.
  const { setup } = lasting.value ?? initialState("heap");
  return (
    <details class="setup">
      <summary>{summaryOf(setup)}</summary>
      <div class="line">
        {lossChoices(setup)}
        {networkChoice(setup)}
        <NumberField
          title="Learning rate"
          value={setup.learningRate}
          min={0.001}
          max={10}
          choose={(learningRate) => change({ learningRate })}
        />
        <NumberField
          title="Seed"
          value={setup.seed}
          min={0}
          max={2 ** 32 - 1}
          choose={(seed) => change({ seed })}
        />
        <span class="line exports">
          {(Object.keys(exported) as Exported[]).map((what) => (
            <button key={what} onClick={() => void take(what)}>
              {exported[what]}
            </button>
          ))}
        </span>
        <p class="hint">A change begins again at step 0. At most {limits.steps} steps.</p>
      </div>
    </details>
  );
}

function summaryOf({ losses, hidden, learningRate, seed }: Setup): string {
  const network =
    hidden.length === 0 ? "logistic regression" : `hidden layers of ${hidden.join(" and ")}`;
  return `${losses.map(titleOf).join(" beside ")} · ${network} · learning rate ${learningRate} · seed ${seed}`;
}

function lossChoices(setup: Setup) {
  const [first, second] = setup.losses;
  const choice = (title: string, chosen: string, paired: (loss: string) => Setup["losses"]) => (
    <Choice
      title={title}
      value={chosen}
      options={listed([...losses, chosen], titleOf)}
      choose={(loss) => change({ losses: paired(loss) })}
    />
  );
  return (
    <>
      {choice("First loss", first, (loss) => [loss, second])}
      {choice("Second loss", second, (loss) => [first, loss])}
    </>
  );
}

function networkChoice(setup: Setup) {
  const hidden = setup.hidden.join(",") || "none";
  return (
    <Choice
      title="Hidden layers"
      value={hidden}
      options={listed([...networks, hidden])}
      choose={(text) => change({ hidden: text === "none" ? [] : text.split(",").map(Number) })}
    />
  );
}

const titleOf = (loss: string) => lossTitle(readLoss(loss));

const listed = (values: readonly string[], titled = (value: string) => value) =>
  [...new Set(values)].map((value) => [value, titled(value)] as const);
