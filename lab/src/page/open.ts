/** What the page begins with: a preset, a link, a setup that was changed, or a table of one's own. */
import type { TableFile } from "../engine/ownTable.js";
import type { Window } from "../engine/plane.js";
import { readLink } from "../link.js";
import type { Answer } from "../messages.js";
import { grid, initialState, limits, tooLarge, type State } from "../state.js";
import type { LabOptions, LabTable } from "../../../src/tabular/table/forLab.js";
import { leaveAddress, shelf } from "./address.js";
import { ask } from "./ask.js";
import {
  answer,
  aspect,
  awaited,
  brushed,
  cells,
  isPlaying,
  lastVisit,
  notice,
  opened,
  parts,
  plane,
} from "./store.js";

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

/** A part of the plane with all points in it. */
function windowOf({ frame }: Answer): Window {
  const most = frame.points.reduce(
    (size, { x1, x2 }) => Math.max(size, Math.abs(x1), aspect * Math.abs(x2)),
    2,
  );
  const edge = Math.min(Math.ceil(most * 1.05 * 2) / 2, grid.most);
  return { x1: [-edge, edge], x2: [-edge / aspect, edge / aspect], cells };
}

/** Goes on after a stop from the last state, or from the first preset where there was none. */
export function startAgain(): Promise<void> {
  return load(answer.value?.state ?? initialState("heap"));
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
  await ask({ kind: "open", file, options, waiting: awaited.value });
  const table = answer.value?.state.setup.table ?? null;
  if (answer.value === before || table === null) return; // it was refused
  const wanted = awaited.value?.setup.table ?? null;
  const isAwaited = wanted?.print === table.print;
  const { label, positive, read } = table;
  opened.value = { file, options: isAwaited ? { ...read, label, positive } : options };
  await fitPlane();
  if (isAwaited) awaited.value = null;
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
    isWaiting = awaited.value === state;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    told = `This link cannot be opened: ${why}. Here is the first preset instead.`;
  }
  await load(initialState("heap"));
  notice.value ??= told;
  // The address keeps a link that waits for its table, until something is done.
  if (isWaiting) leaveAddress();
}
