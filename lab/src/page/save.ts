/** Pictures to take along, with all that one must know to read them: title, legend, and what was run. */
import type { Answer } from "../messages.js";
import { presets } from "../presets.js";
import { answer, saveFile } from "./store.js";

/** A sign, in the colour of a variable of the palette, and what it stands for. */
export interface Sign {
  sign: string;
  colour: string;
  says: string;
}

/** How the twins' lines are told apart. */
export function twinSigns({ frame }: Answer): Sign[] {
  return frame.twins.map(({ title }, k) => {
    return { sign: k === 0 ? "╍" : "━", colour: `twin${k}`, says: title };
  });
}

interface Chart {
  caption: string;
  svg: SVGSVGElement;
}

const padding = 16;
const lineHeight = 17;

/** What a browser needs to know of an element of a chart, once its style sheet is gone. */
const properties = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "text-anchor",
  "font-size",
  "font-family",
] as const;

/** A sheet that grows downwards. */
class Sheet {
  readonly #style = getComputedStyle(document.body);
  readonly #body: string[] = [];
  #y = padding;

  constructor(readonly width: number) {}

  colour(name: string): string {
    return this.#style.getPropertyValue(`--${name}`).trim();
  }

  text(words: string, size: number, colour = "ink", weight = 400): void {
    this.#y += size + 5;
    this.#body.push(
      `<text x="${padding}" y="${this.#y - 3}" font-size="${size}" font-weight="${weight}" ` +
        `fill="${this.colour(colour)}">${escape(words)}</text>`,
    );
  }

  /** Signs one beside the other, as many as there is room for. */
  legend(signs: readonly Sign[]): void {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    if (context === null || signs.length === 0) return;
    context.font = "12px sans-serif";
    let x = padding;
    this.#y += lineHeight;
    for (const { sign, colour, says } of signs) {
      const length = context.measureText(`${sign} ${says}`).width + 16;
      if (x > padding && x + length > this.width) {
        x = padding;
        this.#y += lineHeight;
      }
      this.#body.push(
        `<text x="${x}" y="${this.#y - 3}" font-size="12" fill="${this.colour("ink")}">` +
          `<tspan fill="${this.colour(colour)}">${sign}</tspan> ${escape(says)}</text>`,
      );
      x += length;
    }
  }

  /** @returns how far down it begins. */
  gap(height: number): number {
    const from = this.#y + 6;
    this.#y = from + height;
    return from;
  }

  chart({ caption, svg }: Chart): void {
    if (caption !== "") this.text(caption, 12);
    const copy = svg.cloneNode(true) as SVGSVGElement;
    const copies = copy.querySelectorAll("*");
    svg.querySelectorAll("*").forEach((element, i) => {
      const style = getComputedStyle(element);
      for (const property of properties) {
        copies[i].setAttribute(property, style.getPropertyValue(property));
      }
      copies[i].removeAttribute("class");
    });
    const { width, height } = svg.viewBox.baseVal;
    const shown = this.width - 2 * padding;
    const size = { x: padding, y: this.gap((shown * height) / width), width: shown };
    for (const [name, value] of Object.entries({ ...size, height: (shown * height) / width })) {
      copy.setAttribute(name, String(value));
    }
    copy.setAttribute("overflow", "visible");
    this.#body.push(new XMLSerializer().serializeToString(copy));
  }

  get height(): number {
    return Math.ceil(this.#y + padding);
  }

  toString(): string {
    const { width, height } = this;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">` +
      `<rect width="${width}" height="${height}" fill="${this.colour("page")}"/>` +
      `${this.#body.join("")}</svg>`
    );
  }
}

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The sheet's head: what is shown, of what run. */
function begin(title: string, width: number, { state, frame }: Answer): Sheet {
  const { setup, step } = state;
  const { preset, seed, hidden, learningRate } = setup;
  const network = hidden.length === 0 ? "logistic regression" : `hidden ${hidden.join(", ")}`;
  const sheet = new Sheet(width);
  sheet.text(`${title}: ${presets[preset].title}`, 15, "ink", 600);
  sheet.text(frame.twins.map((twin) => twin.title).join(" beside "), 12);
  const run = [`step ${step}`, `seed ${seed}`, network, `learning rate ${learningRate}`];
  sheet.text(run.join(" · "), 12, "muted");
  return sheet;
}

const nameOf = (view: string, { state: { setup, step } }: Answer, ending: string) =>
  `ghm-lab-${setup.preset}-${view}-step${step}.${ending}`;

/** Saves charts of a view as one SVG. */
export function saveCharts(
  view: string,
  title: string,
  charts: readonly Chart[],
  signs: (now: Answer) => readonly Sign[],
): void {
  const now = answer.value;
  if (now === null) return;
  const sheet = begin(title, 460, now);
  for (const chart of charts) sheet.chart(chart);
  sheet.legend(signs(now));
  saveFile(nameOf(view, now, "svg"), sheet.toString());
}

/** Charts of a view, with the captions that stand above them. */
export const chartsIn = (view: Element): Chart[] =>
  Array.from(view.querySelectorAll<SVGSVGElement>("svg[role=img]"), (svg) => {
    const figure = svg.closest("figure");
    return { caption: figure?.querySelector("figcaption")?.textContent ?? "", svg };
  });

/** Saves a drawing of a view as a PNG, twice as fine as it is wide. */
export async function saveDrawing(
  view: string,
  title: string,
  [width, height]: readonly [number, number],
  draw: (context: CanvasRenderingContext2D, now: Answer) => void,
  signs: (now: Answer) => readonly Sign[],
): Promise<void> {
  const now = answer.value;
  if (now === null) return;
  const sheet = begin(title, width + 2 * padding, now);
  const from = sheet.gap(height);
  sheet.legend(signs(now));
  const words = new Image();
  words.src = `data:image/svg+xml,${encodeURIComponent(sheet.toString())}`;
  await words.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * sheet.width, 2 * sheet.height];
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(2, 2);
  context.drawImage(words, 0, 0, sheet.width, sheet.height);
  context.translate(padding, from);
  draw(context, now);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve);
  });
  if (blob !== null) saveFile(nameOf(view, now, "png"), blob);
}
