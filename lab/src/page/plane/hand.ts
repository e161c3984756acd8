/** What one does with the points: by pointer here, by keyboard in keys.ts. */
import { computed, signal } from "@preact/signals";
import type { Change } from "../../messages.js";
import type { Point } from "../../state.js";
import { ask } from "../ask.js";
import { answer, aspect, isPlaying, placeOfPicked, plane } from "../store.js";
import { scaleOf } from "./scale.js";

export type Tool = "pick" | "paint 0" | "paint 1" | "flip" | "erase" | "lasso";
export const tools: Record<Tool, { title: string; name: string; does: string }> = {
  pick: { title: "Pick", name: "Pick", does: "picks the nearest point; dragging moves it" },
  "paint 0": { title: "+○", name: "Add ○", does: "adds points with label 0; dragging paints" },
  "paint 1": { title: "+△", name: "Add △", does: "adds points with label 1; dragging paints" },
  flip: { title: "Flip", name: "Flip", does: "flips the nearest point's label" },
  erase: { title: "Erase", name: "Erase", does: "erases the nearest point" },
  lasso: { title: "Lasso", name: "Lasso", does: "draws around points, to flip or erase them all" },
};
export const tool = signal<Tool>("pick");
/** Whether a tool needs a plane, and there is none. */
export const isOff = (which: Tool) => which.startsWith("paint") && !hasPlane.value;
/** Where there is none, the height of a point is the twin's answer, and not the hand's. */
export const hasPlane = computed(() => answer.value?.frame.isPlane !== false);
/** The place that the keyboard has come to. */
export const cross = signal<Point | null>(null);
/** The corners of what was drawn around points. */
export const loop = signal<readonly Point[]>([]);
/** The row that the keyboard takes along. */
export const carried = signal<number | null>(null);

/** The rows inside the loop. */
export const inLoop = computed<ReadonlySet<number>>(() => {
  const now = answer.value;
  const context = loop.value.length < 3 ? null : new OffscreenCanvas(1, 1).getContext("2d");
  if (now === null || context === null) return new Set();
  const path = new Path2D();
  for (const [x1, x2] of loop.value) path.lineTo(x1, x2);
  const { points, numbers } = now.frame;
  return new Set(numbers.filter((_, i) => context.isPointInPath(path, points[i].x1, points[i].x2)));
});

/** How far places are from each other, in parts of the picture's width. */
function distance(a: Point, b: Point): number {
  const { x1, x2 } = plane.value;
  return Math.hypot((a[0] - b[0]) / (x1[1] - x1[0]), (a[1] - b[1]) / (x2[1] - x2[0]) / aspect);
}

/** The row that is nearest to a place; `null` if none is near. */
function nearest(at: Point): number | null {
  const now = answer.value;
  if (now === null) return null;
  const { points, numbers } = now.frame;
  const away = points.map(({ x1, x2 }) => distance(at, [x1, x2]));
  const least = Math.min(...away);
  return least < 1 / 20 ? numbers[away.indexOf(least)] : null;
}

/** Where a row stands; `null` if it is not there. */
function pointOf(row: number): Point | null {
  const { points = [], numbers = [] } = answer.value?.frame ?? {};
  const point = points.at(numbers.indexOf(row));
  return point === undefined || !numbers.includes(row) ? null : [point.x1, point.x2];
}

export function pickedPoint(): Point | null {
  const now = answer.value;
  return now === null || placeOfPicked(now) < 0 ? null : pointOf(now.state.picked ?? -1);
}

function edit(edits: readonly Change[], isMore = false): Promise<void> {
  return ask({ kind: "edit", edits, isMore });
}

export const paint = (point: Point, label: 0 | 1, isMore = false) =>
  edit([{ kind: "add", point, label }], isMore);

export function pick(at: Point): void {
  const row = nearest(at);
  if (row !== null) void ask({ kind: "look", picked: row });
}

/** Flips or erases what the loop holds; without a loop, the picked row. */
export async function editChosen(kind: "flip" | "erase"): Promise<void> {
  const picked = answer.value?.state.picked ?? null;
  const rows = loop.value.length > 0 ? [...inLoop.value] : picked === null ? [] : [picked];
  if (rows.length === 0) return;
  const before = answer.value?.state.edits;
  await edit(rows.map((row) => ({ kind, row })));
  // If it was refused, the loop stays.
  if (answer.value?.state.edits.length !== before?.length) loop.value = [];
}

/** Shows a row elsewhere, as fast as the worker answers: the last place counts. */
let wanted: Change | null = null;
let isShowing = false;
export async function showMoved(row: number, point: Point): Promise<void> {
  wanted = { kind: "move", row, point };
  if (isShowing) return;
  isShowing = true;
  try {
    for (let change = takeWanted(); change !== null; change = takeWanted()) {
      await ask({ kind: "preview", edits: [change] });
    }
  } finally {
    isShowing = false;
  }
}
function takeWanted(): Change | null {
  const change = wanted;
  wanted = null;
  return change;
}

/** Puts a row down, as one edit; or, without a place, back to where it was. */
export function putDown(row: number, point: Point | null): void {
  wanted = null;
  if (point === null) void ask({ kind: "look" });
  else void edit([{ kind: "move", row, point }]);
}

/** What a pointer that is held down does. */
interface Drag {
  move: (at: Point) => void;
  /** @param at - where it is lifted; `null` if it was taken away, as by a call on a phone. */
  end: (at: Point | null) => void;
}

function begin(at: Point): Drag | null {
  const chosen = isOff(tool.value) ? "pick" : tool.value;
  switch (chosen) {
    case "pick":
      return beginMove(at);
    case "lasso":
      loop.value = [at];
      return {
        move: (next) => (loop.value = [...loop.value, next]),
        end: (last) => {
          if (last === null || inLoop.value.size === 0) loop.value = [];
        },
      };
    case "paint 0":
    case "paint 1": {
      const label = chosen === "paint 1" ? 1 : 0;
      void paint(at, label);
      let before = at;
      return {
        move: (next) => {
          if (distance(next, before) < 1 / 32) return;
          before = next;
          void paint(next, label, true);
        },
        end: () => undefined,
      };
    }
    case "flip":
    case "erase": {
      const row = nearest(at);
      if (row !== null) void edit([{ kind: chosen, row }]);
      return null;
    }
  }
}

function beginMove(at: Point): Drag | null {
  const row = nearest(at);
  const from = row === null ? null : pointOf(row);
  if (row === null || from === null) return null;
  void ask({ kind: "look", picked: row });
  if (!hasPlane.value) return null;
  const placed = ([x1, x2]: Point): Point => [from[0] + x1 - at[0], from[1] + x2 - at[1]];
  let isMoved = false;
  return {
    move: (next) => {
      isMoved ||= distance(next, at) > 1 / 100;
      if (!isMoved) return;
      isPlaying.value = false;
      void showMoved(row, placed(next));
    },
    end: (last) => {
      if (isMoved) putDown(row, last && placed(last));
    },
  };
}

type CanvasPointer = PointerEvent & { currentTarget: HTMLCanvasElement };

let drag: Drag | null = null;

/** Ends what the pointer does without doing it. */
export function dropDrag(): void {
  drag?.end(null);
  drag = null;
}

const placeOf = ({ clientX, clientY, currentTarget }: CanvasPointer): Point => {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return scaleOf(plane.value, [width, height]).pointAt(clientX - left, clientY - top);
};

export const pointerHandlers = {
  onPointerDown: (event: CanvasPointer) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    cross.value = null;
    drag = begin(placeOf(event));
  },
  onPointerMove: (event: CanvasPointer) => {
    if (event.isPrimary) drag?.move(placeOf(event));
  },
  onPointerUp: (event: CanvasPointer) => {
    if (!event.isPrimary) return;
    drag?.end(placeOf(event));
    drag = null;
  },
  onPointerCancel: dropDrag,
};
