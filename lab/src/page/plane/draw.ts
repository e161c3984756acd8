/** The plane as a picture. */
import type { Window } from "../../engine/plane.js";
import type { Answer } from "../../messages.js";
import type { Point } from "../../state.js";
import { placeOfPicked } from "../store.js";
import { isolines } from "./isolines.js";
import { margin, scaleOf, type Scale } from "./scale.js";

/** What is drawn but for the answer itself. */
export interface Look {
  window: Window;
  /** The bin whose points are lit up. */
  lit: number | null;
  /** The place that the keyboard has come to. */
  cross: Point | null;
  /** The corners of what was drawn around points. */
  loop: readonly Point[];
  /** Rows that are marked: those that move the border most. */
  marked: ReadonlySet<number>;
  /** Rows inside the loop. */
  inLoop: ReadonlySet<number>;
  /** What the horizontal and the vertical axis say. */
  axes: readonly [string, string];
}

/**
 * @param size - of the whole picture, in pixels of the context.
 * @param colour - what a variable of the palette stands for.
 */
export function drawPlane(
  context: CanvasRenderingContext2D,
  size: readonly [width: number, height: number],
  colour: (name: string) => string,
  now: Answer,
  look: Look,
): void {
  const scale = scaleOf(look.window, size);
  const { width, height } = scale;
  context.fillStyle = colour("page");
  context.fillRect(0, 0, ...size);
  context.save();
  context.beginPath();
  context.rect(margin.left, 0, width, height);
  context.clip();
  const { planes, state } = now;
  if (planes !== null) {
    drawHeat(context, planes[state.shown], look.window.cells, scale, [
      colour("class0"),
      colour("class1"),
    ]);
    for (const k of [1, 0] as const) {
      // The dashed one last: where both lie, both are seen.
      traceBorder(context, planes[k], look.window.cells, scale);
      context.lineJoin = "round";
      context.setLineDash(k === 0 ? [7, 5] : []);
      stroke(context, colour("page"), 5);
      stroke(context, colour(`twin${k}`), 2.5);
    }
    context.setLineDash([]);
  }
  drawPoints(context, now, look, scale, colour);
  drawLoop(context, look.loop, scale, colour("ink"));
  if (look.cross !== null) {
    const [x, y] = [scale.toX(look.cross[0]), scale.toY(look.cross[1])];
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.moveTo(margin.left, y);
    context.lineTo(margin.left + width, y);
    stroke(context, colour("ink"), 1);
  }
  context.restore();
  drawAxes(context, look, scale, colour);
}

function stroke(context: CanvasRenderingContext2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Strongest where the network is sure, nothing where it is not. */
function drawHeat(
  context: CanvasRenderingContext2D,
  heat: Float32Array,
  [columns, rows]: Window["cells"],
  { width, height }: Scale,
  colours: readonly string[],
): void {
  small ??= new OffscreenCanvas(columns, rows).getContext("2d");
  if (small === null) return;
  const image = small.createImageData(columns, rows);
  const channels = colours.map(channelsOf);
  heat.forEach((p, i) => {
    const rgb = channels[p > 0.5 ? 1 : 0];
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = rgb[k];
    image.data[4 * i + 3] = 255 * 0.32 * Math.abs(2 * p - 1);
  });
  small.putImageData(image, 0, 0);
  context.drawImage(small.canvas, margin.left, 0, width, height);
}
/** A pixel for each cell: there are as many in every window. */
let small: OffscreenCanvasRenderingContext2D | null = null;

/** Of a colour such as #0069a8. */
const channelsOf = (colour: string) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** Where the probability is a half. */
function traceBorder(
  context: CanvasRenderingContext2D,
  heat: Float32Array,
  [columns, rows]: Window["cells"],
  { width, height }: Scale,
): void {
  const [w, h] = [width / columns, height / rows];
  context.beginPath();
  for (const line of isolines(heat, [columns, rows], 0.5)) {
    line.forEach(([x, y], i) => {
      if (i === 0) context.moveTo(margin.left + x * w, y * h);
      else context.lineTo(margin.left + x * w, y * h);
    });
  }
}

function drawPoints(
  context: CanvasRenderingContext2D,
  now: Answer,
  { lit, marked, inLoop }: Look,
  { toX, toY }: Scale,
  colour: (name: string) => string,
): void {
  const { state, frame } = now;
  const twin = frame.twins[state.shown];
  const most = twin.pull.reduce((size, pull) => Math.max(size, Math.abs(pull)), 1e-300);
  const ink = colour("ink");
  frame.points.forEach(({ x1, x2, label, isSpoilt, isFlipped }, i) => {
    const radius = 2 + 7 * Math.sqrt(Math.abs(twin.pull[i]) / most);
    const [x, y] = [toX(x1), toY(x2)];
    const isLit =
      (lit === null || twin.bin[i] === lit) && (inLoop.size === 0 || inLoop.has(frame.numbers[i]));
    context.globalAlpha = isLit ? 0.9 : 0.15;
    context.beginPath();
    shape(context, label, x, y, radius);
    context.fillStyle = colour(`class${label}`);
    context.fill();
    stroke(context, colour("page"), 0.8);
    if (isSpoilt !== isFlipped) {
      context.beginPath();
      context.arc(x, y, radius + 2.5, 0, 7);
      stroke(context, ink, 1);
    }
    if (marked.has(frame.numbers[i])) {
      corners(context, x, y, radius + 5);
      stroke(context, ink, 1.5);
    }
  });
  context.globalAlpha = 1;
  const place = placeOfPicked(now);
  if (place >= 0) {
    const { x1, x2 } = frame.points[place];
    context.beginPath();
    context.arc(toX(x1), toY(x2), 13, 0, 7);
    stroke(context, ink, 2.5);
  }
}

function shape(
  context: CanvasRenderingContext2D,
  label: 0 | 1,
  x: number,
  y: number,
  radius: number,
): void {
  if (label === 0) {
    context.arc(x, y, radius, 0, 7);
    return;
  }
  const r = radius * 1.25; // of a triangle of the same area
  context.moveTo(x, y - r);
  context.lineTo(x + r * 0.9, y + r * 0.6);
  context.lineTo(x - r * 0.9, y + r * 0.6);
  context.closePath();
}

/** The four corners of a square. */
function corners(context: CanvasRenderingContext2D, x: number, y: number, half: number): void {
  context.beginPath();
  for (const dx of [-half, half]) {
    for (const dy of [-half, half]) {
      context.moveTo(x + dx, y + dy / 2);
      context.lineTo(x + dx, y + dy);
      context.lineTo(x + dx / 2, y + dy);
    }
  }
}

function drawLoop(
  context: CanvasRenderingContext2D,
  loop: readonly Point[],
  { toX, toY }: Scale,
  ink: string,
): void {
  if (loop.length === 0) return;
  context.beginPath();
  for (const [x1, x2] of loop) context.lineTo(toX(x1), toY(x2));
  context.closePath();
  context.setLineDash([4, 3]);
  stroke(context, ink, 1.5);
  context.setLineDash([]);
}

function drawAxes(
  context: CanvasRenderingContext2D,
  { window: { x1, x2 }, axes }: Look,
  { toX, toY, width, height }: Scale,
  colour: (name: string) => string,
): void {
  context.beginPath();
  context.rect(margin.left + 0.5, 0.5, width - 1, height - 1);
  context.fillStyle = colour("muted");
  context.font = "11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const value of ticksIn(x1)) {
    context.moveTo(toX(value), height);
    context.lineTo(toX(value), height + 4);
    context.fillText(signed(value), toX(value), height + 14);
  }
  context.fillText(axes[0], margin.left + width / 2, height + 26, width);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of ticksIn(x2)) {
    context.moveTo(margin.left - 4, toY(value));
    context.lineTo(margin.left, toY(value));
    context.fillText(signed(value), margin.left - 6, toY(value));
  }
  stroke(context, colour("line"), 1);
  context.save();
  context.translate(6, height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(axes[1], 0, 0, height);
  context.restore();
}

/** Round numbers, three to six, but none at the very ends. */
function ticksIn([low, high]: readonly [number, number]): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / 6));
  const apart = power * ([1, 2, 5].find((size) => (high - low) / (size * power) <= 6) ?? 10);
  const first = Math.ceil((low + apart / 8) / apart);
  const last = Math.floor((high - apart / 8) / apart);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * apart).toPrecision(6)),
  );
}

const signed = (value: number) => (value < 0 ? `−${-value}` : String(value));
