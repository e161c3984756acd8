/** What the page knows: the last answer of the worker, and what only the page needs. */
import { computed, signal } from "@preact/signals";
import type { TableFile } from "../engine/ownTable.js";
import type { Window } from "../engine/plane.js";
import { allParts, linkOf, readLink, type Parts } from "../link.js";
import type { Action, Answer, Exported, FromWorker, Pace, Refusal } from "../messages.js";
import { presets } from "../presets.js";
import { grid, initialState, limits, tooLarge, type State } from "../state.js";
import type { LabOptions, LabTable } from "../../../src/tabular/table/forLab.js";
import { startEngine, type Engine } from "./engine.js";
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
const cells = [64, 56] as const;
/** The part of the plane that is shown. */
export const plane = signal<Window>({ x1: [-4, 4], x2: [-4, 4], cells });

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
let awaited: State | null = null;

/** What this browser, or the page around this one, does not allow, in sentences. */
export const missing = signal<readonly string[]>([]);
const lack = (sentence: string) => {
  if (!missing.value.includes(sentence)) missing.value = [...missing.value, sentence];
};

/** Whether the last question takes its time. */
export const isSlow = signal(false);
const slow = 3000; // milliseconds
/** Whether the worker was stopped, or has died. */
export const isStopped = signal(false);

let engine: Promise<Engine> | null = null;
let lastId = 0;
/** Takes the answer to the question that was asked. */
let waiting: (message: Answer | Refusal) => void = () => undefined;

function receive(message: FromWorker): void {
  if ("id" in message) {
    if (message.id === lastId) waiting(message);
  } else if ("seeds" in message) {
    if (answer.value !== null) answer.value = { ...answer.value, seeds: message.seeds };
  } else if (message.kernels === "plain") {
    lack(
      "WebAssembly with SIMD cannot be used here: the browser is an old one, or a policy " +
        "(Content-Security-Policy without 'wasm-unsafe-eval') forbids it. Plain JavaScript takes its " +
        "place: it is slower, and the last digits may differ from Node's.",
    );
  }
}

async function start(): Promise<Engine> {
  const started = await startEngine(receive, (why) => {
    fail(`The worker that trains has died (${why}); what you see is kept.`);
  });
  if (!started.isWorker) {
    lack(
      "No worker can be started here: the browser has none, or a policy (Content-Security-Policy " +
        "without worker-src blob:) forbids it. The page trains by itself, and may stutter.",
    );
  }
  return started;
}

/** Answers the waiting question in place of a worker that will not. */
function fail(error: string): void {
  engine = null;
  isStopped.value = true;
  isPlaying.value = false;
  notice.value = error;
  waiting({ id: lastId, error, lacksTable: false });
}

/** Ends a worker that takes too long. */
export async function stop(): Promise<void> {
  (await engine)?.stop();
  fail("Stopped. What you see is what was there before.");
}

/** Goes on after a stop from the last state, or from the first preset where there was none. */
export function startAgain(): Promise<void> {
  return load(answer.value?.state ?? initialState("heap"));
}

/** One question at a time: the next waits for the answer. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Asks, and shows what is answered; a refusal is shown as a sentence. An engine that is started anew is
 * first told what the one before knew.
 */
export function ask(action: Action): Promise<void> {
  const asked = last.then(async () => {
    const lost = engine === null ? whatIsShown(action) : [];
    for (const each of [...lost, action]) {
      const message = await question(each);
      if ("error" in message) {
        isPlaying.value = false;
        notice.value = message.error;
        if (message.lacksTable && action.kind === "load") awaited = action.state;
        return;
      }
      if (each === action) show(action, message);
    }
  });
  last = asked.catch(() => undefined);
  return asked;
}

/** What gives an engine the table that is open, and the state that is shown. */
function whatIsShown(before: Action): Action[] {
  const state = answer.value?.state;
  return [
    ...(opened.value === null ? [] : [{ kind: "open", ...opened.value, waiting: null } as const]),
    ...(state === undefined || (before.kind === "load" && before.state === state)
      ? []
      : [{ kind: "load", state } as const]),
  ];
}

async function question(action: Action): Promise<Answer | Refusal> {
  engine ??= start();
  const started = await engine;
  const timer = setTimeout(() => (isSlow.value = true), slow);
  const message = await new Promise<Answer | Refusal>((resolve) => {
    waiting = resolve;
    started.ask({ id: ++lastId, action, plane: plane.value, movers: wantsMovers.value });
  });
  clearTimeout(timer);
  isSlow.value = false;
  return message;
}

function show(action: Action, message: Answer): void {
  if (!message.frame.isPlane && message.window !== null) plane.value = message.window;
  answer.value = message;
  isStopped.value = false;
  if (action.kind !== "look" && action.kind !== "advance") notice.value = null;
  keep(message.state);
}

/** Browsers allow few changes of the address in a time. */
let linkTimer: ReturnType<typeof setTimeout> | undefined;
/** Keeps a state in the address and, for the next visit, in the browser. */
function keep(state: State): void {
  clearTimeout(linkTimer);
  linkTimer = setTimeout(() => {
    const link = linkOf(state, parts.value);
    try {
      history.replaceState(null, "", `#${link}`);
    } catch {
      lack("The address cannot be changed here: “Copy link” gives you what you see.");
    }
    // A lesson's embedded view is no visit, and a preset as it begins is nothing to come back to.
    const isVisit = link === linkOf(state);
    if (isVisit && link !== linkOf(initialState(state.setup.preset, state.setup.table))) {
      shelf.put(link);
      lastVisit.value = null;
    }
  }, 250);
}

const shelfKey = "ghm-lab: last state";
/** What the browser keeps for this page, where it keeps anything. */
const shelf = {
  get: (): string | null => {
    try {
      return localStorage.getItem(shelfKey);
    } catch {
      return null;
    }
  },
  put: (link: string) => {
    try {
      localStorage.setItem(shelfKey, link);
    } catch {
      // The link in the address holds it, too.
    }
  },
};

/** The link of the last visit, to be offered. */
export const lastVisit = signal<string | null>(null);

/** Copies the script; saves the others as files. */
export async function take(what: Exported): Promise<void> {
  await ask({ kind: "export", what });
  const file = answer.value?.file ?? null;
  if (file === null) return;
  if (what === "script" && typeof file.content === "string") {
    await copy(file.content, "The script is copied: it gives these numbers in Node, to the bit.");
    return;
  }
  saveFile(file.name, file.content);
}

export function saveFile(name: string, content: BlobPart): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
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
  return { x1: [-edge, edge], x2: [-edge / aspect, edge / aspect], cells };
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
  const { label, positive, read } = table;
  opened.value = { file, options: isAwaited ? { ...read, label, positive } : options };
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
  if (text === "" && answer.value !== null) {
    lastVisit.value = shelf.get();
    return;
  }
  const told = notice.value;
  await openAddress(text);
  notice.value ??= told;
}

/** Opens what the address says; if that is nothing, the first preset. */
export function openAddress(text = location.hash.slice(1)): Promise<void> {
  if (text === "") {
    lastVisit.value = shelf.get();
    return load(initialState("heap"));
  }
  return openLink(text);
}

/** Opens the part of a link behind #. */
export async function openLink(text: string): Promise<void> {
  lastVisit.value = null;
  let told: string | null;
  let isWaiting = false;
  try {
    const { state, parts: named, warning } = readLink(text);
    parts.value = named;
    await load(state);
    notice.value ??= warning;
    if (answer.value !== null) return;
    told = notice.value; // it was refused
    isWaiting = awaited === state;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    told = `This link cannot be opened: ${why}. Here is the first preset instead.`;
  }
  await load(initialState("heap"));
  notice.value ??= told;
  // The address keeps a link that waits for its table, until something is done.
  if (isWaiting) clearTimeout(linkTimer);
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
