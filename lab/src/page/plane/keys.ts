/** The keys of the plane: what they do, and what the page says that they do. */
import { ask } from "../ask.js";
import { answer, isPlaying, plane } from "../store.js";
import type { Point } from "../../state.js";
import {
  carried,
  cross,
  dropDrag,
  editChosen,
  hasPlane,
  loop,
  paint,
  pick,
  pickedPoint,
  putDown,
  showMoved,
} from "./hand.js";

interface Key {
  /** As they are written on the keyboard. */
  shown: string;
  does: string;
  /** By names as `KeyboardEvent.key` has them, those of letters in lower case. */
  run: Record<string, (event: KeyboardEvent) => void>;
}

/** Where the keyboard is: at its cross, else at the picked point, else in the middle. */
const here = (): Point => cross.value ?? pickedPoint() ?? [0, 0];

const go = (dx: number, dy: number) => (event: KeyboardEvent) => {
  const { x1, x2 } = plane.value;
  const strides = event.shiftKey ? 16 : 64;
  const moved = (from: number, by: number, [low, high]: readonly [number, number]) =>
    Math.min(Math.max(from + (by * (high - low)) / strides, low), high);
  const at = here();
  cross.value = [moved(at[0], dx, x1), moved(at[1], dy, x2)];
  if (carried.value !== null) void showMoved(carried.value, cross.value);
};

function takeAlong(): void {
  const point = pickedPoint();
  const { picked = null } = answer.value?.state ?? {};
  if (point === null || picked === null || carried.value !== null) return;
  if (!hasPlane.value) {
    putDown(picked, point); // what trains says why it cannot be moved
    return;
  }
  isPlaying.value = false;
  carried.value = picked;
  cross.value = point;
}

function enter(): void {
  if (carried.value === null) pick(here());
  else putDown(carried.value, here());
  carried.value = null;
}

/** Gives up what has been begun. */
export function giveUp(): void {
  dropDrag();
  if (carried.value !== null) putDown(carried.value, null);
  carried.value = null;
  cross.value = null;
}

/** Of the list of keys in the page. */
export const keysId = "plane-keys";

const undo = () => void ask({ kind: "undo" });

export const keys: readonly Key[] = [
  {
    shown: "Arrows",
    does: "move a cross; with Shift four times as far",
    run: {
      ArrowLeft: go(-1, 0),
      ArrowRight: go(1, 0),
      ArrowUp: go(0, 1),
      ArrowDown: go(0, -1),
    },
  },
  { shown: "Enter", does: "picks the nearest point, or puts it down", run: { Enter: enter } },
  { shown: "M", does: "takes the picked point along with the arrows", run: { m: takeAlong } },
  {
    shown: "0, 1",
    does: "add a point with this label",
    run: { 0: () => void paint(here(), 0), 1: () => void paint(here(), 1) },
  },
  {
    shown: "L",
    does: "puts a corner of a loop; points inside are flipped or erased together",
    run: { l: () => (loop.value = [...loop.value, here()]) },
  },
  { shown: "F", does: "flips the picked point, or all in the loop", run: { f: flip } },
  { shown: "Del", does: "erases it, or them", run: { Delete: erase, Backspace: erase } },
  {
    shown: "Esc",
    does: "puts the point back, drops the loop",
    run: {
      Escape: () => {
        giveUp();
        loop.value = [];
      },
    },
  },
  { shown: "U, Ctrl Z", does: "undo the last stroke", run: { u: undo, "Ctrl z": undo } },
  {
    shown: "?",
    does: "shows and hides this list",
    run: { "?": () => document.getElementById(keysId)?.toggleAttribute("open") },
  },
];

function flip(): void {
  void editChosen("flip");
}
function erase(): void {
  void editChosen("erase");
}

const runs = new Map(keys.flatMap(({ run }) => Object.entries(run)));

export function onKey(event: KeyboardEvent): void {
  if (event.altKey) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const run = runs.get(event.ctrlKey || event.metaKey ? `Ctrl ${name}` : name);
  if (run === undefined) return;
  event.preventDefault();
  run(event);
}
