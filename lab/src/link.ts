/**
 * States as the part of a link behind #, and back. What is as in the preset is left out:
 *
 *     #leverage&seed=3&losses=bce;gce:q=0.5&step=120&edits=…&v=1
 *
 * It may also say which parts of the page are there, so that a lesson can embed one view of it; that is
 * no part of the state, for it changes no number:
 *
 *     #heap&step=40&views=plane,harmonizer&controls=transport&v=1
 *
 * All but the edits can be typed by hand. A link that this page makes ends with its version, so that
 * one that was cut off on its way is noticed. Of a table of one's own it has the name and how it is
 * read, as JSON in base64.
 */
import { checkState, grid, initialState, type Edit, type State, type TableSetup } from "./state.js";
import { presetNames, presets, type PresetName } from "./presets.js";

const version = "1";

/** The parts of a page, in their order. */
export const viewNames = ["plane", "harmonizer", "tape", "time", "seeds", "words"] as const;
/** The title with preset and question; the row of Run and Step; and the row of losses and files. */
const controlNames = ["title", "transport", "setup"] as const;

/** Which parts of the page are there. */
export interface Parts {
  views: readonly (typeof viewNames)[number][];
  controls: readonly (typeof controlNames)[number][];
}

export const allParts: Parts = { views: viewNames, controls: controlNames };

/** Some programs cut them off much sooner. A table with thousands of columns to choose may be longer. */
const longest = 100_000;

/** What there is to say in a link, by name. */
function saying(state: State, { views, controls }: Parts) {
  const { setup, edits, step, cursor, shown, picked, across } = state;
  return {
    table: encodeTable(setup.table),
    seed: String(setup.seed),
    losses: setup.losses.join(";"),
    hidden: setup.hidden.join(",") || "none",
    lr: String(setup.learningRate),
    step: String(step),
    cursor: String(cursor),
    shown: String(shown),
    picked: String(picked ?? "none"),
    across: String(across),
    edits: encodeEdits(edits),
    views: views.join(","),
    controls: controls.join(",") || "none",
  };
}

type Values = ReturnType<typeof saying>;
type Name = keyof Values;

/** What is not said in a link, because it is as in the preset. */
const usual = (preset: PresetName) => saying(initialState(preset), allParts);

/** The link's part behind #. */
export function linkOf(state: State, parts = allParts): string {
  const { preset } = state.setup;
  const unsaid = usual(preset);
  const said = Object.entries(saying(state, parts))
    .filter(([name, value]) => value !== unsaid[name as Name])
    .map(([name, value]) => `${name}=${value}`);
  return [preset, ...said, `v=${version}`].join("&");
}

/** What a link says, and what is to be told about it. */
export interface ReadLink {
  state: State;
  parts: Parts;
  /** A sentence, if part of the link may be missing, or names a part of the page that is none. */
  warning: string | null;
}

/**
 * Reads the part of a link behind #.
 *
 * @throws RangeError saying what is wrong with it.
 */
export function readLink(text: string): ReadLink {
  if (text.length > longest) {
    throw new RangeError(
      `the link has ${text.length} characters, and this page reads ${longest} at most`,
    );
  }
  const [preset, ...sayings] = decode(text).split("&");
  if (!isPreset(preset)) {
    throw new RangeError(
      `the link begins with "${preset.slice(0, 40)}", which is no preset; there are ${presetNames.join(", ")}`,
    );
  }
  const { said, isWhole } = readSayings(sayings);
  const values: Values = { ...usual(preset), ...said };
  const state = readState(preset, values);
  const warnings = isWhole
    ? []
    : ["The link does not end as those of this page do: if it was copied, a part may be missing."];
  const parts = readParts(values, warnings);
  return { state: checkState(state), parts, warning: warnings.join(" ") || null };
}

const isPreset = (name: string): name is PresetName => Object.hasOwn(presets, name);

/** What a link says by name, and whether it ends as a whole one does. */
function readSayings(sayings: readonly string[]): { said: Partial<Values>; isWhole: boolean } {
  const said = new Map<string, string>();
  for (const each of sayings) {
    const at = each.indexOf("=");
    const name = each.slice(0, Math.max(at, 0));
    if (!Object.hasOwn(usual("heap"), name) && name !== "v") {
      throw new RangeError(`the link says "${each.slice(0, 40)}", which this page does not know`);
    }
    if (said.has(name)) throw new RangeError(`the link says ${name} twice`);
    said.set(name, each.slice(at + 1));
  }
  const theirs = said.get("v");
  if (theirs !== undefined && theirs !== version) {
    throw new RangeError(
      `the link is of version ${theirs.slice(0, 10)} of this page, which reads version ${version}`,
    );
  }
  return { said: Object.fromEntries(said), isWhole: theirs !== undefined || sayings.length === 0 };
}

/** The state that a link's values stand for, not checked yet. */
function readState(preset: PresetName, values: Values): State {
  const number = (name: Name) => {
    const value = values[name];
    if (value.trim() === "" || !Number.isFinite(Number(value))) {
      throw new RangeError(`in the link, ${name} is "${value.slice(0, 40)}", which is no number`);
    }
    return Number(value);
  };
  const losses = values.losses.split(";");
  if (losses.length !== 2) {
    throw new RangeError(
      `in the link, losses names ${losses.length}; it needs two, as in bce;ghmc`,
    );
  }
  return {
    setup: {
      preset,
      table: values.table === "" ? null : decodeTable(values.table),
      seed: number("seed"),
      losses: [losses[0], losses[1]],
      hidden: values.hidden === "none" ? [] : values.hidden.split(",").map(Number),
      learningRate: number("lr"),
    },
    edits: decodeEdits(values.edits),
    step: number("step"),
    cursor: number("cursor"),
    shown: number("shown") as State["shown"],
    picked: values.picked === "none" ? null : number("picked"),
    across: number("across"),
  };
}

/** @param warnings - gets a sentence for each list that names a part of the page that is none. */
function readParts(values: Values, warnings: string[]): Parts {
  const chosen = <Part extends string>(name: Name, all: readonly Part[]): readonly Part[] => {
    const wanted = values[name].split(",");
    const unknown = wanted.filter((each) => each !== "none" && !all.includes(each as Part));
    if (unknown.length > 0) {
      const listed = unknown.map((each) => `"${each.slice(0, 40)}"`).join(", ");
      warnings.push(
        `The link names ${name} that are not there: ${listed}. There are ${all.join(", ")}.`,
      );
    }
    return all.filter((each) => wanted.includes(each));
  };
  const views = chosen("views", viewNames);
  return {
    views: views.length === 0 ? viewNames : views,
    controls: chosen("controls", controlNames),
  };
}

/** Some programs write ; and = of a link as %3B and %3D. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RangeError("the link has a % that nothing belongs to: it was cut off, or changed");
  }
}

/** Of JSON in base64, for names of columns may hold what ends a part of a link, or the link. */
function encodeTable(table: TableSetup | null): string {
  if (table === null) return "";
  const bytes = new TextEncoder().encode(JSON.stringify(table));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @throws RangeError if the text is none that {@link encodeTable} makes. */
function decodeTable(text: string): TableSetup {
  try {
    const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const json = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const { file, rows, print, label, positive, read } = JSON.parse(json) as TableSetup;
    return { file, rows, print, label, positive, read };
  } catch {
    throw new RangeError("the table in the link was cut off, or changed on its way");
  }
}

/** How many bits each part of an edit takes. */
const bits = { kind: 3, coordinate: 12, row: 13, at: 14 } as const;
const kinds = ["at", "add 0", "add 1", "move", "flip", "erase", "end", "stroke"] as const;

/**
 * Edits as text: 3 bits for what is done, 12 for a coordinate, 13 for a row; the step stands before
 * the edits that were made at it, and "stroke" before and after those that are undone together. Six
 * bits are a character, so that 400 points take 1,800.
 */
function encodeEdits(edits: readonly Edit[]): string {
  if (edits.length === 0) return "";
  const out = new BitWriter();
  const kind = (name: (typeof kinds)[number]) => {
    out.put(kinds.indexOf(name), bits.kind);
  };
  let at = 0;
  for (const [i, edit] of edits.entries()) {
    const isJoined = edit.joined === true;
    const goesOn = edits.at(i + 1)?.joined === true;
    if (!isJoined && goesOn) kind("stroke");
    if (edit.at !== at) {
      kind("at");
      out.put(edit.at, bits.at);
      at = edit.at;
    }
    if (edit.kind === "add") kind(edit.label === 1 ? "add 1" : "add 0");
    else {
      kind(edit.kind);
      out.put(edit.row, bits.row);
    }
    if (edit.kind === "add" || edit.kind === "move") {
      for (const value of edit.point) {
        out.put(Math.round((value + grid.most) * grid.perUnit), bits.coordinate);
      }
    }
    if (isJoined && !goesOn) kind("stroke");
  }
  kind("end");
  return out.text();
}

/** @throws RangeError if the text was cut off, or is none that {@link encodeEdits} makes. */
function decodeEdits(text: string): Edit[] {
  if (text === "") return [];
  const read = new BitReader(text);
  const edits: Edit[] = [];
  const coordinate = () => read.take(bits.coordinate) / grid.perUnit - grid.most;
  let at = 0;
  let stroke: "none" | "begins" | "goes on" = "none";
  const add = (edit: Edit) => {
    edits.push(stroke === "goes on" ? { ...edit, joined: true } : edit);
    if (stroke === "begins") stroke = "goes on";
  };
  for (;;) {
    const kind = kinds[read.take(bits.kind)];
    switch (kind) {
      case "at":
        at = read.take(bits.at);
        break;
      case "add 0":
      case "add 1": {
        const point = [coordinate(), coordinate()] as const;
        add({ at, kind: "add", point, label: kind === "add 1" ? 1 : 0 });
        break;
      }
      case "move": {
        const row = read.take(bits.row);
        add({ at, kind, row, point: [coordinate(), coordinate()] });
        break;
      }
      case "flip":
      case "erase":
        add({ at, kind, row: read.take(bits.row) });
        break;
      case "stroke":
        stroke = stroke === "none" ? "begins" : "none";
        break;
      case "end":
        return edits;
    }
  }
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

class BitWriter {
  #bits = "";

  put(value: number, width: number): void {
    this.#bits += value.toString(2).padStart(width, "0");
  }

  text(): string {
    const padded = this.#bits.padEnd(Math.ceil(this.#bits.length / 6) * 6, "0");
    return padded.replaceAll(/.{6}/g, (six) => digits[Number.parseInt(six, 2)]);
  }
}

class BitReader {
  readonly #bits: string;
  #at = 0;

  constructor(text: string) {
    this.#bits = Array.from(text, (digit) => {
      const value = digits.indexOf(digit);
      if (value < 0) {
        throw new RangeError(`the edits in the link hold "${digit}", which was changed on its way`);
      }
      return value.toString(2).padStart(6, "0");
    }).join("");
  }

  take(width: number): number {
    if (this.#at + width > this.#bits.length) {
      throw new RangeError("the edits in the link were cut off");
    }
    const value = Number.parseInt(this.#bits.slice(this.#at, this.#at + width), 2);
    this.#at += width;
    return value;
  }
}
