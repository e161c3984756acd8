/** Goes on by a step, or runs. */
import type { Pace } from "../messages.js";
import { presets } from "../presets.js";
import { ask } from "./ask.js";
import { answer, isPlaying, speed } from "./store.js";

export function advance(by: Pace): Promise<void> {
  isPlaying.value = false;
  return ask({ kind: "advance", by, times: 1 });
}

/** Runs until the preset's last step, or until it is stopped. */
export async function play(): Promise<void> {
  if (isPlaying.value) {
    isPlaying.value = false;
    return;
  }
  isPlaying.value = true;
  const from = answer.value;
  if (from === null) return;
  const { steps } = presets[from.state.setup.preset];
  // Past the preset's last step, a run goes on for as many steps again.
  const end = from.state.step < steps ? steps : from.state.step + steps;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  while (isPlaying.peek()) {
    const left = end - (answer.value?.state.step ?? end);
    if (left <= 0) break;
    const times = isStill ? Math.min(left, Math.ceil(steps / 6)) : Math.min(left, speed.value);
    await ask({ kind: "advance", by: "step", times });
    await new Promise((resolve) => {
      if (isStill) setTimeout(resolve, 700);
      else requestAnimationFrame(resolve);
    });
  }
  isPlaying.value = false;
}
