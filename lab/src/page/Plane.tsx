/** The points, what the network answers everywhere, and the twins' borders. */
import { contours } from "d3-contour";
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { Window } from "../engine/plane.js";
import type { Answer } from "../messages.js";
import type { Point } from "../state.js";
import { Axes, drawAxes } from "./OwnTable.js";
import { answer, ask, aspect, brushed, placeOfPicked, plane } from "./store.js";

type Tool = "pick" | "paint 0" | "paint 1" | "flip" | "erase";
const tools: Record<Tool, string> = {
  pick: "Pick",
  "paint 0": "Add ○",
  "paint 1": "Add △",
  flip: "Flip",
  erase: "Erase",
};
const tool = signal<Tool>("pick");

export function Plane() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cross, setCross] = useState<Point | null>(null);
  const now = answer.value;
  const lit = brushed.value;
  useEffect(() => {
    if (canvas.current !== null && now !== null) draw(canvas.current, now, lit, cross);
  }, [now, lit, cross]);
  useEffect(() => {
    const again = () => {
      const latest = answer.peek();
      if (canvas.current !== null && latest !== null)
        draw(canvas.current, latest, brushed.peek(), null);
    };
    const observer = new ResizeObserver(again);
    if (canvas.current !== null) observer.observe(canvas.current);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", again);
    return () => {
      observer.disconnect();
      scheme.removeEventListener("change", again);
    };
  }, []);

  const use = (at: Point, chosen: Tool) => {
    const row = nearest(at);
    if (chosen === "paint 0" || chosen === "paint 1") {
      const label = chosen === "paint 1" ? 1 : 0;
      void ask({ kind: "edit", edit: { kind: "add", point: at, label } });
    } else if (row === null) return;
    else if (chosen === "pick") void ask({ kind: "look", picked: row });
    else void ask({ kind: "edit", edit: { kind: chosen, row } });
  };
  const onKey = (event: KeyboardEvent) => {
    const { x1, x2 } = plane.value;
    const part = event.shiftKey ? 16 : 64;
    const at = cross ?? pickedPoint() ?? [0, 0];
    const move = (dx: number, dy: number) => {
      setCross([
        Math.min(Math.max(at[0] + (dx * (x1[1] - x1[0])) / part, x1[0]), x1[1]),
        Math.min(Math.max(at[1] + (dy * (x2[1] - x2[0])) / part, x2[0]), x2[1]),
      ]);
    };
    const keys: Partial<Record<string, () => void>> = {
      ArrowLeft: () => {
        move(-1, 0);
      },
      ArrowRight: () => {
        move(1, 0);
      },
      ArrowUp: () => {
        move(0, 1);
      },
      ArrowDown: () => {
        move(0, -1);
      },
      Enter: () => {
        use(at, "pick");
      },
      "0": () => {
        use(at, "paint 0");
      },
      "1": () => {
        use(at, "paint 1");
      },
      f: () => {
        editPicked("flip");
      },
      Delete: () => {
        editPicked("erase");
      },
    };
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };
  return (
    <section class="plane" aria-labelledby="plane-title">
      <h2 id="plane-title">
        {now?.frame.isPlane === false ? "Logit against a column" : "The plane"}
      </h2>
      <div class="tools" role="group" aria-label="What a click does">
        {(Object.keys(tools) as Tool[]).map((each) => (
          <button
            type="button"
            key={each}
            aria-pressed={tool.value === each}
            disabled={each.startsWith("paint") && now?.frame.isPlane === false}
            onClick={() => (tool.value = each)}
          >
            {tools[each]}
          </button>
        ))}
        <TwinChoice />
      </div>
      <canvas
        ref={canvas}
        class={now?.frame.isPlane === false ? "flat" : ""}
        tabIndex={0}
        role="img"
        aria-label={describe(now)}
        aria-describedby="plane-keys"
        onPointerDown={(event) => {
          const at = placeOf(event);
          use(at, tool.value);
          if (tool.value.startsWith("paint"))
            event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.buttons !== 1 || !tool.value.startsWith("paint")) return;
          if (isFar(event)) use(placeOf(event), tool.value);
        }}
        onKeyDown={onKey}
        onBlur={() => {
          setCross(null);
        }}
      />
      <Axes />
      <p class="hint" id="plane-keys">
        Area: how hard a point pulls. Ring: its label is wrong. Keys: arrows move a cross, Enter
        picks, 0 and 1 paint, F flips, Del erases.
      </p>
    </section>
  );
}

function TwinChoice() {
  const now = answer.value;
  return (
    <span class="twins" role="group" aria-label="Whose answers are shown">
      {([0, 1] as const).map((k) => (
        <button
          type="button"
          key={k}
          class={`twin-${k}`}
          aria-pressed={now?.state.shown === k}
          onClick={() => void ask({ kind: "look", shown: k })}
        >
          {now?.frame.twins[k].title ?? "…"}
        </button>
      ))}
    </span>
  );
}

function pickedPoint(): Point | null {
  const now = answer.value;
  const place = now === null ? -1 : placeOfPicked(now);
  const point = now?.frame.points.at(place);
  return place < 0 || point === undefined ? null : [point.x1, point.x2];
}

function editPicked(kind: "flip" | "erase"): void {
  const picked = answer.value?.state.picked ?? null;
  if (picked !== null) void ask({ kind: "edit", edit: { kind, row: picked } });
}

/** The row that is nearest to a place; `null` if none is near. */
function nearest([x1, x2]: Point): number | null {
  const now = answer.value;
  if (now === null) return null;
  const { points, numbers } = now.frame;
  const [width, height] = [plane.value.x1, plane.value.x2].map(([low, high]) => high - low);
  // In parts of the picture's width: the axes of a table are not to one scale.
  const away = points.map((point) =>
    Math.hypot((point.x1 - x1) / width, (point.x2 - x2) / (aspect * height)),
  );
  const least = Math.min(...away);
  return least < 1 / 20 ? numbers[away.indexOf(least)] : null;
}

let lastPainted: readonly [number, number] = [0, 0];
/** Whether a stroke has come far enough for another point. */
function isFar({ clientX, clientY }: PointerEvent): boolean {
  if (Math.hypot(clientX - lastPainted[0], clientY - lastPainted[1]) < 14) return false;
  lastPainted = [clientX, clientY];
  return true;
}

function placeOf({
  offsetX,
  offsetY,
  currentTarget,
}: PointerEvent & { currentTarget: HTMLElement }): Point {
  const { clientWidth, clientHeight } = currentTarget;
  const { x1, x2 } = plane.value;
  return [
    x1[0] + (offsetX / clientWidth) * (x1[1] - x1[0]),
    x2[1] - (offsetY / clientHeight) * (x2[1] - x2[0]),
  ];
}

function describe(now: Answer | null): string {
  if (now === null) return "The plane, empty so far";
  const { points, twins } = now.frame;
  const positives = points.filter(({ label }) => label === 1).length;
  const accuracy = twins.map(
    ({ title, quality }) => `${title} ${quality.balancedAccuracy?.toFixed(3) ?? "unknown"}`,
  );
  return (
    `${points.length} points, ${positives} of them triangles; ` +
    `balanced accuracy on ${now.frame.measuredOn}: ${accuracy.join(", ")}`
  );
}

function draw(
  canvas: HTMLCanvasElement,
  now: Answer,
  lit: number | null,
  cross: Point | null,
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const density = Math.min(devicePixelRatio, 2);
  if (canvas.width !== width * density || canvas.height !== height * density) {
    canvas.width = width * density;
    canvas.height = height * density;
  }
  const context = canvas.getContext("2d");
  if (context === null || width === 0) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = colour("page");
  context.fillRect(0, 0, width, height);

  const { cells } = plane.value;
  const { state, frame, planes } = now;
  if (planes !== null) {
    drawHeat(context, planes[state.shown], cells, [colour("class0"), colour("class1")]);
    const [w, h] = [width / cells[0], height / cells[1]];
    for (const k of [1 - state.shown, state.shown]) {
      const border = contours()
        .size([cells[0], cells[1]])
        .smooth(true)
        .contour(
          Array.from(planes[k], (p) => p),
          0.5,
        );
      context.beginPath();
      for (const polygon of border.coordinates) {
        for (const ring of polygon) {
          let isDown = false;
          for (const [x, y] of ring) {
            // The edge of the plane is no border.
            const isEdge = x <= 0.5 || y <= 0.5 || x >= cells[0] - 0.5 || y >= cells[1] - 0.5;
            if (isDown && !isEdge) context.lineTo(x * w, y * h);
            else context.moveTo(x * w, y * h);
            isDown = !isEdge;
          }
        }
      }
      context.lineJoin = "round";
      context.setLineDash(k === 0 ? [7, 5] : []);
      context.strokeStyle = colour("page");
      context.lineWidth = 5;
      context.stroke();
      context.strokeStyle = colour(`twin${k}`);
      context.lineWidth = 2.5;
      context.stroke();
    }
    context.setLineDash([]);
  }

  const toX = (x: number) =>
    ((x - plane.value.x1[0]) / (plane.value.x1[1] - plane.value.x1[0])) * width;
  const toY = (y: number) =>
    ((plane.value.x2[1] - y) / (plane.value.x2[1] - plane.value.x2[0])) * height;
  const twin = frame.twins[state.shown];
  const most = twin.pull.reduce((size, pull) => Math.max(size, Math.abs(pull)), 1e-300);
  frame.points.forEach(({ x1, x2, label, isSpoilt, isFlipped }, i) => {
    const radius = 2 + 7 * Math.sqrt(Math.abs(twin.pull[i]) / most);
    const [x, y] = [toX(x1), toY(x2)];
    const isLit = lit === null || twin.bin[i] === lit;
    context.globalAlpha = isLit ? 0.9 : 0.15;
    context.beginPath();
    shape(context, label, x, y, radius);
    context.fillStyle = colour(`class${label}`);
    context.fill();
    context.strokeStyle = colour("page");
    context.lineWidth = 0.8;
    context.stroke();
    if (isSpoilt !== isFlipped) {
      context.beginPath();
      context.arc(x, y, radius + 2.5, 0, 7);
      context.strokeStyle = colour("ink");
      context.lineWidth = 1;
      context.stroke();
    }
  });
  context.globalAlpha = 1;
  drawAxes(context, now);
  const place = placeOfPicked(now);
  if (place >= 0) {
    const { x1, x2 } = frame.points[place];
    context.beginPath();
    context.arc(toX(x1), toY(x2), 13, 0, 7);
    context.strokeStyle = colour("ink");
    context.lineWidth = 2.5;
    context.stroke();
  }
  if (cross !== null) {
    context.beginPath();
    context.moveTo(toX(cross[0]), 0);
    context.lineTo(toX(cross[0]), height);
    context.moveTo(0, toY(cross[1]));
    context.lineTo(width, toY(cross[1]));
    context.strokeStyle = colour("ink");
    context.lineWidth = 1;
    context.stroke();
  }
}

/** Strongest where the network is sure, nothing where it is not. */
function drawHeat(
  context: CanvasRenderingContext2D,
  heat: Float32Array,
  [columns, rows]: Window["cells"],
  colours: readonly string[],
): void {
  const small = new OffscreenCanvas(columns, rows);
  const pixels = small.getContext("2d");
  if (pixels === null) return;
  const image = pixels.createImageData(columns, rows);
  const channels = colours.map(channelsOf);
  heat.forEach((p, i) => {
    const rgb = channels[p > 0.5 ? 1 : 0];
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = rgb[k];
    image.data[4 * i + 3] = 255 * 0.32 * Math.abs(2 * p - 1);
  });
  pixels.putImageData(image, 0, 0);
  const { clientWidth, clientHeight } = context.canvas;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, clientWidth, clientHeight);
}

/** Of a colour such as #0069a8. */
const channelsOf = (colour: string) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

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
