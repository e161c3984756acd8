/** What is to be seen, in words, at most once a second. */
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../messages.js";
import { digits } from "./Harmonizer.js";
import { answer, placeOfPicked } from "./store.js";

export function Words() {
  const [said, say] = useState("");
  useEffect(() => {
    let wait = 0;
    return effect(() => {
      const now = answer.value;
      if (now === null) return undefined;
      const timer = setTimeout(() => {
        say(sentenceOf(now));
        wait = 1000;
      }, wait);
      return () => {
        clearTimeout(timer);
      };
    });
  }, []);
  return (
    <section class="words" aria-labelledby="words-title">
      <h2 id="words-title">In words</h2>
      <p aria-live="polite">{said}</p>
    </section>
  );
}

function sentenceOf(now: Answer): string {
  const { state, frame } = now;
  const twin = frame.twins[state.shown];
  const last = twin.bins.at(-1);
  const parts = [`Step ${state.step}.`];
  if (last !== undefined) {
    const { from, rows, beta } = last;
    parts.push(
      `Bin ${from.toFixed(1)} to 1 holds ${rows} of ${frame.numbers.length} points` +
        (beta === null ? "." : ` and weighs ${digits(beta)}.`),
    );
  }
  const [first, second] = frame.twins;
  const [a, b] = [first, second].map(({ quality }) => quality.balancedAccuracy?.toFixed(3) ?? "–");
  parts.push(
    `Balanced accuracy on ${frame.measuredOn}: ${first.title} ${a}, ${second.title} ${b}.`,
  );
  const place = placeOfPicked(now);
  if (place >= 0) {
    const { inFile } = frame.points[place];
    const source = inFile === null ? "" : ` (row ${inFile} of ${state.setup.table?.file ?? ""})`;
    parts.push(
      `Point ${state.picked ?? ""}${source}: p = ${digits(twin.p[place])}, g = ${digits(twin.g[place])}, ` +
        `β = ${digits(twin.beta[place])}; it pulls with ${digits(twin.pull[place])}.`,
    );
  }
  // Lines may break after a hyphen, but not after a minus.
  return parts.join(" ").replaceAll(/-(?=\d)/g, "−");
}
