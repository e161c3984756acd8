/**
 * What the page and its worker say to each other. The worker has the experiment; the page has only
 * the state of its link and the last answer. The page asks, one question at a time, and the worker
 * answers each once: so frames are pulled by the page as it draws them and never queue up, and a run
 * can be stopped between two frames. While it has nothing to answer, the worker runs the seeds, a
 * few steps at a time.
 */
import type { Frame } from "./engine/frame.js";
import type { Movers } from "./engine/movers.js";
import type { Quality } from "./engine/quality.js";
import type { Window } from "./engine/plane.js";
import type { PairedInterval } from "../../src/index.js";
import type { Compared, SeedResult } from "./engine/seeds.js";
import type { TapeView } from "./engine/tape.js";
import type { Why } from "./engine/why.js";
import type { TableFile, TableView } from "./engine/ownTable.js";
import type { LabOptions } from "../../src/tabular/table/forLab.js";
import type { Edit, State } from "./state.js";

/** An op of the tape; a phase: forward, loss, backward, update; or a whole step. */
export type Pace = "op" | "phase" | "step";

/** The shown twin as a program; its weights; or the rows, with what GHM makes of each. */
export type Exported = "script" | "weights" | "rows";

/** What the page wants to be done before it looks. */
export type Action =
  /** Takes a state over, whole. */
  | { kind: "load"; state: State }
  /**
   * Reads a table of one's own, and begins with it; or goes on with a state that waits for it, if
   * this is its table.
   */
  | { kind: "open"; file: TableFile; options: LabOptions; waiting: State | null }
  /** Reads the table of one's own, or the last one, in this way, and begins again with it. */
  | { kind: "read"; options: LabOptions }
  /** Goes on, so many times: through one op of the tape, one phase of the step, or the whole step. */
  | { kind: "advance"; by: Pace; times: number }
  /** Goes to a step, back or forward. */
  | { kind: "seek"; step: number }
  /** Does something to the rows at the present step, in one stroke, or in the one before it. */
  | { kind: "edit"; edits: readonly Change[]; isMore?: boolean }
  /** Only looks at what these edits would make of the moment, as while a point is dragged. */
  | { kind: "preview"; edits: readonly Change[] }
  /** Flips so many per cent of the points with a label, in one stroke; the seed draws which. */
  | { kind: "flip"; percent: number; label: 0 | 1 }
  | { kind: "undo" }
  /** Looks at a row, a twin, a step of the tape, or along a feature. */
  | { kind: "look"; picked?: number | null; shown?: 0 | 1; cursor?: number; across?: number }
  /** Nudges the row that is picked over the edge of a bin. */
  | { kind: "why" }
  /** Asks for something to take along. */
  | { kind: "export"; what: Exported }
  /** Begins to run the setup with seeds from 1 to this; 0: stops that, and keeps those that are done. */
  | { kind: "seeds"; seeds: number };

/** An edit of the present step. */
export type Change = Without<Edit, "at" | "joined">;

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export interface Question {
  id: number;
  action: Action;
  /** Which part of the plane to compute, if any. */
  plane: Window | null;
  /** Whether to say which points move the weights most. */
  movers?: boolean;
}

/** All that a page shows. */
export interface Answer {
  id: number;
  state: State;
  frame: Frame;
  tape: TapeView;
  /** How the table of one's own is read; `null`: the rows come from elsewhere. */
  table: TableView | null;
  /** How good the twins have been, from the first step to the furthest. */
  curve: readonly { step: number; twins: [Quality, Quality] }[];
  /**
   * The part of the plane that is shown: the one that was asked for, or, where the vertical axis is
   * a logit, one with all rows in it.
   */
  window: Window | null;
  /** The twins' probabilities over it. */
  planes: [Float32Array, Float32Array] | null;
  /** Which points move the twins' weights most, if that was asked for. */
  movers: [Movers, Movers] | null;
  /** The answer to "why". */
  why: Why | null;
  /** The answer to "export": a file. */
  file: { name: string; content: string | Uint8Array<ArrayBuffer> } | null;
  seeds: Seeds;
}

export interface Seeds {
  results: SeedResult[];
  /** How many there will be. */
  of: number;
  /** The second twin's metrics minus the first's, with 95 % intervals; `null` for fewer than two. */
  differences: Record<Compared, PairedInterval | null>;
}

/** The action was refused, or the loss left the numbers; nothing has changed. */
export interface Refusal {
  id: number;
  error: string;
  /** Whether the state that was to be loaded waits for its table. */
  lacksTable: boolean;
}

/** Sent without a question: another seed is done. */
interface SeedsNews {
  seeds: Seeds;
}

/** Its first word. */
interface Hello {
  /** What computes on arrays: "plain" where there is no WebAssembly with SIMD, or a policy forbids it. */
  kernels: "webassembly" | "plain";
}

export type FromWorker = Answer | Refusal | SeedsNews | Hello;
