/** What the page knows: the last answer of the worker, and what only the page needs. */
import { computed, signal } from "@preact/signals";
import type { TableFile } from "../engine/ownTable.js";
import type { Window } from "../engine/plane.js";
import { linkOf, readLink } from "../link.js";
import type { Action, Answer, Exported, FromWorker, Pace, Question, Seeds } from "../messages.js";
import { presets } from "../presets.js";
import { grid, initialState, limits, tooLarge, type State } from "../state.js";
import type { LabOptions, LabTable } from "../../../src/tabular/table/forLab.js";
import packed from "virtual:worker";

/** The last answer; `null` until the first. */
export const answer = signal<Answer | null>(null);
/** How far the run with several seeds is; `null` before the first answer. */
export const seeds = signal<Seeds | null>(null);
/** What went wrong, or is to be known about the link. */
export const notice = signal<string | null>(null);
export const isPlaying = signal(false);
/** Steps in a frame of a run. */
export const speed = signal(1);
/** The bin whose points are lit up. */
export const brushed = signal<number | null>(null);
/** The part of the plane that is shown. */
export const plane = signal<Window>({ x1: [-4, 4], x2: [-4, 4], cells: [96, 84] });

export const shownTwin = computed(() => {
  const now = answer.value;
  return now === null ? null : now.frame.twins[now.state.shown];
});

/** Where the row that is looked at stands among the points of an answer; −1: it is not there. */
export const placeOfPicked = ({ state, frame }: Answer): number =>
  frame.numbers.indexOf(state.picked ?? -1);

/** The table of one's own that was opened last, and how it was to be read. */
export const opened = signal<{ file: string; options: LabOptions } | null>(null);
/** The state of a link, until its table is opened. */
let awaited: State | null = null;

let worker: Promise<Worker> | null = null;
let lastId = 0;
const waiting = new Map<number, (message: FromWorker) => void>();

async function start(): Promise<Worker> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const code = await new Response(unpacked).blob();
  const script = new Blob([code], { type: "text/javascript" });
  const started = new Worker(URL.createObjectURL(script));
  started.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if (!("id" in data)) {
      seeds.value = data.seeds;
      return;
    }
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  started.addEventListener("error", ({ message }) => {
    isPlaying.value = false;
    notice.value = explain(message);
  });
  return started;
}

/** Why a worker cannot run, in words for those who look at the page. */
function explain(message: string): string {
  if (/eval/i.test(message)) {
    return (
      "This page is shown under a policy that forbids WebAssembly or eval (Content-Security-Policy): " +
      "open the file itself, or allow 'wasm-unsafe-eval' for it."
    );
  }
  return `The worker that trains has stopped: ${message}. Your link still holds the last state: reload the page.`;
}

/** One question at a time: the next waits for the answer. */
let last: Promise<unknown> = Promise.resolve();

/** Asks the worker, and shows what it answers; a refusal is shown as a sentence. */
export function ask(action: Action): Promise<void> {
  const asked = last.then(async () => {
    worker ??= start();
    const started = await worker;
    const question: Question = { id: ++lastId, action, plane: plane.value };
    const message = await new Promise<FromWorker>((resolve) => {
      waiting.set(question.id, resolve);
      started.postMessage(question);
    });
    if ("error" in message) {
      isPlaying.value = false;
      notice.value = message.error;
      if (message.lacksTable && action.kind === "load") awaited = action.state;
    } else if ("frame" in message) {
      if (!message.frame.isPlane && message.window !== null) plane.value = message.window;
      answer.value = message;
      seeds.value = message.seeds;
      if (action.kind !== "look" && action.kind !== "advance") notice.value = null;
      keepLink(message.state);
    }
  });
  last = asked.catch(() => undefined);
  return asked;
}

/** Browsers allow few changes of the address in a time. */
let linkTimer: ReturnType<typeof setTimeout> | undefined;
function keepLink(state: State): void {
  clearTimeout(linkTimer);
  linkTimer = setTimeout(() => {
    history.replaceState(null, "", `#${linkOf(state)}`);
  }, 250);
}

/** Copies the script; saves the others as files. */
export async function take(what: Exported): Promise<void> {
  await ask({ kind: "export", what });
  const file = answer.value?.file ?? null;
  if (file === null) return;
  if (what === "script" && typeof file.content === "string") {
    await copy(file.content, "The script is copied: it gives these numbers in Node, to the bit.");
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file.content]));
  link.download = file.name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 1000);
}

/** Copies a text, or shows it where that is not allowed. */
export async function copy(text: string, told: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notice.value = told;
  } catch {
    notice.value = `This page may not copy; here it is: ${text}`;
  }
}

/** Takes a state over: of a preset, of a link, or one of one's own. */
export async function load(state: State): Promise<void> {
  isPlaying.value = false;
  brushed.value = null;
  await ask({ kind: "load", state });
  await fitPlane();
}

/** Looks at a part of the plane with all points in it. */
async function fitPlane(): Promise<void> {
  const now = answer.value;
  if (now?.frame.isPlane !== true) return;
  const wanted = windowOf(now);
  if (JSON.stringify(wanted) !== JSON.stringify(plane.value)) {
    plane.value = wanted;
    await ask({ kind: "look" });
  }
}

/** Changes the setup, and begins again with it. */
export function change(setup: Partial<State["setup"]>): Promise<void> {
  const state = answer.value?.state;
  if (state === undefined) return Promise.resolve();
  const initial = initialState(state.setup.preset, state.setup.table);
  return load({
    ...initial,
    shown: state.shown,
    across: state.across,
    setup: { ...state.setup, ...setup },
  });
}

/** The plane is so much wider than high. */
export const aspect = 8 / 7;

/** A part of the plane with all points in it. */
function windowOf({ frame }: Answer): Window {
  const most = frame.points.reduce(
    (size, { x1, x2 }) => Math.max(size, Math.abs(x1), aspect * Math.abs(x2)),
    2,
  );
  const edge = Math.min(Math.ceil(most * 1.05 * 2) / 2, grid.most);
  return { x1: [-edge, edge], x2: [-edge / aspect, edge / aspect], cells: [96, 84] };
}

/** Opens a file that was chosen, dropped or pasted. */
export async function openFile(file: File): Promise<void> {
  if (file.size > limits.tableBytes) {
    notice.value = tooLarge(file.name, file.size);
    return;
  }
  notice.value = `Reading ${file.name} …`;
  const bytes = await file.arrayBuffer().catch(() => null);
  if (bytes === null) {
    notice.value = `${file.name} cannot be read: it may be a folder, or have been moved`;
    return;
  }
  await openTable({ name: file.name, content: new Uint8Array(bytes) });
}

/** Begins with a table of one's own; or goes on with the link that waits for it. */
export async function openTable(file: TableFile, options: LabOptions = {}): Promise<void> {
  isPlaying.value = false;
  brushed.value = null;
  const before = answer.value;
  await ask({ kind: "open", file, options, waiting: awaited });
  const table = answer.value?.state.setup.table ?? null;
  if (answer.value === before || table === null) return; // it was refused
  const wanted = awaited?.setup.table ?? null;
  const isAwaited = wanted?.print === table.print;
  opened.value = { file: table.file, options: isAwaited ? table.read : options };
  await fitPlane();
  if (isAwaited) awaited = null;
  else if (wanted !== null) {
    notice.value =
      `This is another table than that of the link, ${wanted.file} with ${wanted.rows} rows: ` +
      `here it is from the beginning. The link still waits for its own.`;
  }
}

/** Reads the table that was opened last once more, and begins with it. */
export async function readAgain(): Promise<void> {
  await ask({ kind: "read", options: opened.value?.options ?? {} });
  await fitPlane();
}

/** Begins with the table that `ghmgrad lab` has written into the page, and with the address. */
export async function begin(): Promise<void> {
  const text = location.hash.slice(1);
  const written = JSON.parse(
    document.getElementById("table")?.textContent ?? "null",
  ) as LabTable | null;
  if (written !== null) await openTable(written.file, written.options);
  if (text === "" && answer.value !== null) return;
  const told = notice.value;
  await openLink(text);
  notice.value ??= told;
}

/** Opens what the address says; if that is nothing, the first preset. */
export async function openLink(text = location.hash.slice(1)): Promise<void> {
  let state = initialState("heap");
  let told: string | null = null;
  if (text !== "") {
    try {
      const read = readLink(text);
      state = read.state;
      told = read.warning;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      told = `This link cannot be opened: ${why}. Here is the first preset instead.`;
    }
  }
  await load(state);
  if (awaited === state && answer.value === null) {
    told = notice.value;
    await load(initialState("heap"));
    clearTimeout(linkTimer); // the address keeps the link until something is done
  }
  notice.value ??= told;
}

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
