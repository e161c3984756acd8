/** The one script of the page, and of its worker: what both need is in the file once. */
// In an order for gzip, which looks back 32 kB: first the kernels, 25 kB of digits, that would part what
// is alike; then what computes.
import "../../../src/array/kernels/module.js";
import { beWorker } from "../worker.js";
import { linkOf, readLink } from "../link.js";
import { options, render } from "preact";
import type { Pace } from "../messages.js";
import type { State } from "../state.js";
import { App } from "./App.js";
import { ask } from "./ask.js";
import { begin, load, openAddress } from "./open.js";
import { answer, isPlaying, parts } from "./store.js";

/** For scripts, teachers and tests. */
const ghmLab = {
  /** What a link holds. */
  state: (): State | null => answer.value?.state ?? null,
  /** Takes over a state, or what stands behind # in a link. */
  load: (wanted: State | string): Promise<void> =>
    load(typeof wanted === "string" ? readLink(wanted.replace(/^.*#/, "")).state : wanted),
  /** Goes on by an op of the tape, a phase, or a whole step, so many times. */
  step: (by: Pace = "step", times = 1): Promise<void> => ask({ kind: "advance", by, times }),
  /** All that is shown, as JSON. */
  numbers: () => {
    const now = answer.value;
    return now && { ...now, planes: now.planes?.map((p) => Array.from(p)) };
  },
  /** The link's part behind #. */
  link: (): string | null => answer.value && linkOf(answer.value.state, parts.value),
};

declare global {
  interface Window {
    ghmLab: typeof ghmLab;
  }
}

function openPage(): void {
  const place = document.getElementById("lab");
  if (place === null) return;
  place.replaceChildren();
  // In a run, just after a frame: so no frame is late, whenever an answer comes.
  options.debounceRendering = (render) => {
    if (isPlaying.peek()) requestAnimationFrame(() => setTimeout(render));
    else queueMicrotask(render);
  };
  render(<App />, place);
  window.ghmLab = ghmLab;
  addEventListener("hashchange", () => void openAddress());
  void begin();
}

if (typeof document === "undefined") beWorker();
else openPage();
