/** The points, what the network answers everywhere, and the twins' borders. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { signal } from "@preact/signals";
import type { Answer } from "../messages.js";
import { Aside } from "./Aside.js";
import { Axes } from "./OwnTable.js";
import { axesOf } from "./plane/axes.js";
import { drawPlane, type Look } from "./plane/draw.js";
import {
  carried,
  cross,
  editChosen,
  hasPlane,
  inLoop,
  loop,
  isOff,
  pointerHandlers,
  tool,
  tools,
  type Tool,
} from "./plane/hand.js";
import { giveUp, keys, keysId, onKey } from "./plane/keys.js";
import { movedMost, moversTable } from "./plane/moversTable.js";
import { pointsTable } from "./plane/pointsTable.js";
import { saveDrawing, twinSigns, type Sign } from "./save.js";
import { ask } from "./ask.js";
import { answer, brushed, lasting, plane, wantsMovers } from "./store.js";
import { take } from "./take.js";

const lookAt = (now: Answer): Look => ({
  ...{ window: plane.value, lit: brushed.value, cross: cross.value, loop: loop.value },
  marked: new Set(wantsMovers.value ? movedMost(now) : []),
  inLoop: inLoop.value,
  axes: axesOf(now),
});

/** What a browser takes its time to say, kept until it changes: the canvas's size, and the palette. */
let size: readonly [number, number] = [0, 0];
const colours = new Map<string, string>();
function colour(name: string): string {
  const known =
    colours.get(name) ?? getComputedStyle(document.body).getPropertyValue(`--${name}`).trim();
  colours.set(name, known);
  return known;
}

function draw(canvas: HTMLCanvasElement, now: Answer): void {
  const density = Math.min(devicePixelRatio, 2);
  const [width, height] = size.map((side) => Math.round(side * density));
  const context = canvas.getContext("2d");
  if (context === null || width === 0) return;
  if (canvas.width !== width || canvas.height !== height) {
    [canvas.width, canvas.height] = [width, height];
  }
  context.setTransform(density, 0, 0, density, 0, 0);
  drawPlane(context, size, colour, now, lookAt(now));
}

export function Plane() {
  // Long titles take a line of their own.
  const isTall = (lasting.value?.names ?? []).join("").length > 18;
  return (
    <section class={`plane ${isTall ? "tall" : ""}`} aria-labelledby="plane-title">
      <div class="line legend">
        <h2 id="plane-title">{title()}</h2>
        {pointSigns.map(({ sign, colour, says }) => (
          <small key={says}>
            <b style={{ color: `var(--${colour})` }}>{sign}</b> {says}
          </small>
        ))}
      </div>
      {toolBar()}
      <Picture />
      <Axes />
      <Chosen />
      <div class="asides">
        <Aside title="Which points move the border?" onOpen={askForMovers}>
          {moversTable}
        </Aside>
        <Aside title="Table and picture">{tableAndPicture}</Aside>
        <Aside title="Keys" id={keysId}>
          {keysList}
        </Aside>
      </div>
    </section>
  );
}

/** What a click does, and whose answers are shown. */
function toolBar() {
  const chosen = isOff(tool.value) ? "pick" : tool.value;
  return (
    <div class="tools" role="group" aria-label="What a click does">
      {(Object.keys(tools) as Tool[]).map((each) => (
        <button
          key={each}
          aria-pressed={chosen === each}
          aria-label={tools[each].name}
          title={tools[each].does}
          disabled={isOff(each)}
          onClick={() => (tool.value = each)}
        >
          {tools[each].title}
        </button>
      ))}
      {twinChoice()}
    </div>
  );
}

function Picture() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const now = answer.value;
  const { setup, features, across } = lasting.value ?? {};
  useLayoutEffect(() => {
    if (canvas.current !== null && now !== null) draw(canvas.current, now);
  }, [now, brushed.value, cross.value, loop.value, wantsMovers.value]);
  useEffect(() => {
    // What was drawn belongs to other axes.
    loop.value = [];
    cross.value = null;
  }, [setup?.preset, String(features), across]);
  useEffect(() => {
    const { current } = canvas;
    if (current === null) return;
    const again = () => {
      size = [current.clientWidth, current.clientHeight];
      colours.clear();
      const latest = answer.peek();
      if (latest !== null) draw(current, latest);
    };
    const observer = new ResizeObserver(again);
    observer.observe(current);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", again);
    return () => {
      observer.disconnect();
      scheme.removeEventListener("change", again);
    };
  }, []);
  return (
    <canvas
      ref={canvas}
      class={hasPlane.value ? "" : "flat"}
      tabIndex={0}
      role="img"
      aria-label={describe(now)}
      {...pointerHandlers}
      onKeyDown={onKey}
      onBlur={giveUp}
    />
  );
}

const title = () => (hasPlane.value ? "The plane" : "Logit against a column");

const pointSigns: readonly Sign[] = [
  { sign: "●", colour: "class0", says: "class 0" },
  { sign: "▲", colour: "class1", says: "class 1" },
  { sign: "◎", colour: "ink", says: "label is wrong" },
  { sign: "⬤", colour: "muted", says: "area: pull" },
];

function save(): void {
  const size = [640, 560] as const;
  void saveDrawing(
    "plane",
    title(),
    size,
    (context, now) => {
      drawPlane(context, size, colour, now, { ...lookAt(now), cross: null });
    },
    (now) => [
      ...pointSigns,
      ...twinSigns(now).map((sign) => ({ ...sign, says: `border of ${sign.says}` })),
    ],
  );
}

function askForMovers(isOpen: boolean): void {
  wantsMovers.value = isOpen;
  if (isOpen) void ask({ kind: "look" });
}

function twinChoice() {
  const now = lasting.value;
  return (
    <span class="twins" role="group" aria-label="Whose answers are shown">
      {([0, 1] as const).map((k) => (
        <button
          key={k}
          class={`twin-${k}`}
          aria-pressed={now?.shown === k}
          title={now?.titles[k]}
          onClick={() => void ask({ kind: "look", shown: k })}
        >
          {now?.names[k] ?? "…"}
        </button>
      ))}
    </span>
  );
}

/** What is done to more than one point, or about to be done to one. */
function Chosen() {
  return carriedHint() ?? loopButtons() ?? flipForm();
}

/** What to do with the point that the keyboard takes along. */
function carriedHint() {
  if (carried.value === null) return null;
  return (
    <p class="line chosen" role="status">
      Point {carried.value} goes along with the arrows; Enter puts it down, Esc puts it back.
    </p>
  );
}

/** What to do with all points in the loop. */
function loopButtons() {
  if (loop.value.length === 0) return null;
  return (
    <div class="line chosen">
      <span role="status">{inLoop.value.size} points in the loop:</span>
      <button class="small" onClick={() => void editChosen("flip")}>
        Flip all
      </button>
      <button class="small" onClick={() => void editChosen("erase")}>
        Erase all
      </button>
      <button class="small" onClick={() => (loop.value = [])}>
        Drop the loop
      </button>
    </div>
  );
}

const percent = signal(10);
const flipped = signal<0 | 1>(0);

/** Flips a part of a class. */
function flipForm() {
  return (
    <form
      class="line chosen"
      onSubmit={(event) => {
        event.preventDefault();
        void ask({ kind: "flip", percent: percent.value, label: flipped.value });
      }}
    >
      <label>
        Flip{" "}
        <input
          type="number"
          min={0}
          max={100}
          step="any"
          value={percent.value}
          onInput={(event) => (percent.value = event.currentTarget.valueAsNumber)}
        />{" "}
        %
      </label>
      <label>
        of{" "}
        <select
          value={String(flipped.value)}
          onChange={(event) => (flipped.value = event.currentTarget.value === "1" ? 1 : 0)}
        >
          <option value="0">○ class 0</option>
          <option value="1">△ class 1</option>
        </select>
      </label>
      <button type="submit">Flip them</button>
    </form>
  );
}

function tableAndPicture(now: Answer) {
  return (
    <>
      <span class="line">
        <button class="small" onClick={save}>
          Save picture
        </button>
        <button class="small" onClick={() => void take("rows")}>
          Save all {now.frame.numbers.length} rows as CSV
        </button>
      </span>
      {pointsTable(now)}
    </>
  );
}

function keysList() {
  return (
    <dl class="keys">
      {keys.map(({ shown, does }) => (
        <div key={shown}>
          <dt>
            <kbd>{shown}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}

function describe(now: Answer | null): string {
  if (now === null) return "The plane, empty so far";
  const { points, twins } = now.frame;
  const positives = points.filter(({ label }) => label === 1).length;
  const accuracy = twins.map(
    ({ title, quality }) => `${title} ${quality.balancedAccuracy?.toFixed(3) ?? "unknown"}`,
  );
  return (
    `${points.length} points, ${positives} of them triangles; ` +
    `balanced accuracy on ${now.frame.measuredOn}: ${accuracy.join(", ")}. Keys are listed below.`
  );
}
