/** What is to be seen, in words, at most once a second. */
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../messages.js";
import { digits } from "./Harmonizer.js";
import { answer, placeOfPicked } from "./store.js";

export function Words() {
  const [said, say] = useState("");
  useEffect(() => {
    let last = -Infinity;
    return effect(() => {
      const now = answer.value;
      if (now === null) return undefined;
      const timer = setTimeout(
        () => {
          say(sentenceOf(now));
          last = performance.now();
        },
        last + 1000 - performance.now(),
      );
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
  /** Other losses than GHM-C know no β. */
  const weight = (beta: number | null, words: string) =>
    twin.isHarmonized && beta !== null ? words + digits(beta) : "";
  const worst = twin.bins.findLast(({ rows }) => rows > 0);
  const parts = [`Step ${state.step}.`];
  if (worst !== undefined) {
    const { from, to, rows, beta } = worst;
    parts.push(
      `The worst bin that holds any, ${digits(from)} to ${digits(Math.min(to, 1))}, holds ${rows} of ` +
        `${frame.numbers.length} points${weight(beta, " and weighs ")}.`,
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
      `Point ${state.picked ?? ""}${source}: p = ${digits(twin.p[place])}, g = ${digits(twin.g[place])}` +
        `${weight(twin.beta[place], ", β = ")}; it pulls with ${digits(twin.pull[place])}.`,
    );
  }
  // Lines may break after a hyphen, but not after a minus.
  return parts.join(" ").replaceAll(/-(?=\d)/g, "−");
}
