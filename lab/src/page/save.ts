/** Pictures to take along, with all that one must know to read them: title, legend, and what was run. */
import type { Answer } from "../messages.js";
import { presets } from "../presets.js";
import { answer } from "./store.js";
import { saveFile } from "./take.js";

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
const fontFamily = "system-ui, sans-serif";

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
  readonly #context = new OffscreenCanvas(1, 1).getContext("2d");
  readonly #body: string[] = [];
  #y = padding;

  constructor(readonly width: number) {}

  colour(name: string): string {
    return this.#style.getPropertyValue(`--${name}`).trim();
  }

  /** Words from left to right, in as many lines as they need. */
  text(words: string, { size = 12, colour = "ink", weight = 400 } = {}): void {
    const font = `font-size="${size}" font-weight="${weight}"`;
    this.#flow(words.split(" "), size, weight, 0.3 * size, (word, x, y) => {
      return `<text x="${x}" y="${y}" ${font} fill="${this.colour(colour)}">${escape(word)}</text>`;
    });
  }

  legend(signs: readonly Sign[]): void {
    const texts = signs.map(({ sign, says }) => `${sign} ${says}`);
    this.#flow(texts, 12, 400, 16, (_, x, y, i) => {
      const { sign, colour, says } = signs[i];
      return (
        `<text x="${x}" y="${y}" font-size="12" fill="${this.colour("ink")}">` +
        `<tspan fill="${this.colour(colour)}">${sign}</tspan> ${escape(says)}</text>`
      );
    });
  }

  #flow(
    pieces: readonly string[],
    size: number,
    weight: number,
    space: number,
    draw: (piece: string, x: number, y: number, i: number) => string,
  ): void {
    if (this.#context === null || pieces.length === 0) return;
    this.#context.font = `${weight} ${size}px ${fontFamily}`;
    let x = padding;
    this.#y += size + 5;
    for (const [i, piece] of pieces.entries()) {
      const { width } = this.#context.measureText(piece);
      if (x > padding && x + width > this.width - padding) {
        x = padding;
        this.#y += size + 5;
      }
      this.#body.push(draw(piece, x, this.#y - 3, i));
      x += width + space;
    }
  }

  /** @returns how far down it begins. */
  gap(height: number): number {
    const from = this.#y + 6;
    this.#y = from + height;
    return from;
  }

  chart({ caption, svg }: Chart): void {
    this.gap(0);
    if (caption !== "") this.text(caption);
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
      `viewBox="0 0 ${width} ${height}" font-family="${fontFamily}">` +
      `<rect width="${width}" height="${height}" fill="${this.colour("page")}"/>` +
      `${this.#body.join("")}</svg>`
    );
  }
}

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The sheet's head: what is shown, of what run. */
function begin(title: string, width: number, { state, frame }: Answer): Sheet {
  const { setup, step } = state;
  const { preset, table, seed, hidden, learningRate } = setup;
  const network = hidden.length === 0 ? "logistic regression" : `hidden ${hidden.join(", ")}`;
  const sheet = new Sheet(width);
  sheet.text(title, { size: 15, weight: 600 });
  const rows = table === null ? presets[preset].title : table.file;
  sheet.text(`${rows}: ${frame.twins.map((twin) => twin.title).join(" beside ")}`);
  const run = [`step ${step}`, `seed ${seed}`, network, `learning rate ${learningRate}`];
  sheet.text(run.join(" · "), { colour: "muted" });
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
