/** What the page knows: the last answer of the worker, and what only the page needs. */
import { computed, signal } from "@preact/signals";
import type { TableFile } from "../engine/ownTable.js";
import type { Window } from "../engine/plane.js";
import { allParts, type Parts } from "../link.js";
import type { Answer } from "../messages.js";
import type { State } from "../state.js";
import type { LabOptions } from "../../../src/tabular/table/forLab.js";
import { shortTitles } from "./titles.js";

/** The last answer; `null` until the first. */
export const answer = signal<Answer | null>(null);
/** What went wrong, or is to be known about the link. */
export const notice = signal<string | null>(null);
export const isPlaying = signal(false);
/** Steps in a frame of a run. */
export const speed = signal(1);
/** The bin whose points are lit up. */
export const brushed = signal<number | null>(null);
/** Whether the points that move the border most are listed. */
export const wantsMovers = signal(false);
/** A cell is about 7 pixels wide: the picture is smoothed, and both twins answer at each cell. */
export const cells = [64, 56] as const;
/** The part of the plane that is shown. */
export const plane = signal<Window>({ x1: [-4, 4], x2: [-4, 4], cells });

/** The plane is so much wider than high. */
export const aspect = 8 / 7;

/** What of the page is there. */
export const parts = signal<Parts>(allParts);

/** What of an answer stays while a run goes on. */
const lastingOf = (now: Answer) => {
  const { state, frame, table, seeds } = now;
  const titles = frame.twins.map(({ title }) => title);
  return {
    ...{ setup: state.setup, shown: state.shown, across: state.across, features: frame.features },
    ...{ titles, names: shortTitles(now), table, seeds },
  };
};
const lastingText = computed(() => JSON.stringify(answer.value && lastingOf(answer.value)));
/** The same object until something in it changes: who shows it is not drawn again at each step. */
export const lasting = computed(
  () => JSON.parse(lastingText.value) as ReturnType<typeof lastingOf> | null,
);

export const shownTwin = computed(() => {
  const now = answer.value;
  return now === null ? null : now.frame.twins[now.state.shown];
});

/** Where the row that is looked at stands among the points of an answer; −1: it is not there. */
export const placeOfPicked = ({ state, frame }: Answer): number =>
  frame.numbers.indexOf(state.picked ?? -1);

/** The table of one's own that was opened last, and how it was to be read. */
export const opened = signal<{ file: TableFile; options: LabOptions } | null>(null);
/** The state of a link, until its table is opened. */
export const awaited = signal<State | null>(null);
/** The link of the last visit, to be offered. */
export const lastVisit = signal<string | null>(null);

/** What this browser, or the page around this one, does not allow, in sentences. */
export const missing = signal<readonly string[]>([]);
export const lack = (sentence: string) => {
  if (!missing.value.includes(sentence)) missing.value = [...missing.value, sentence];
};

/** Whether the last question takes its time. */
export const isSlow = signal(false);
/** Whether the worker was stopped, or has died. */
export const isStopped = signal(false);
