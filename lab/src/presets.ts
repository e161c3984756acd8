/** The questions that the page begins with, and the experiment that answers each. */
import type { Edit, Setup } from "./state.js";

export interface Preset extends Omit<Setup, "preset" | "table" | "seed"> {
  title: string;
  /** To be answered before the run. */
  question: string;
  /** When the run stops by itself. */
  steps: number;
  /** The step that it begins at. */
  step: number;
  /** What has been done to the rows by then. */
  edits: readonly Edit[];
  /** The row that is looked at closely: with seed 1, one that the question is about. */
  picked: number | null;
  /** The twin whose numbers are shown: the second, but where the first has more to tell. */
  shown: 0 | 1;
}

const begin = { step: 0, edits: [], shown: 1 } as const;
const logistic = { ...begin, hidden: [], learningRate: 0.1, steps: 300 };
const moons = { ...begin, hidden: [16, 16], learningRate: 0.01, picked: 6 };

const all = {
  heap: {
    ...logistic,
    title: "A heap of outliers",
    question: "15 % of the points are one heap with wrong labels. Whose border tilts more?",
    losses: ["bce", "ghmc"],
    picked: 2,
  },
  clean: {
    ...logistic,
    title: "No outliers at all",
    question: "Nothing is wrong with these labels. Does GHM do any harm?",
    losses: ["bce", "ghmc"],
    picked: 2,
  },
  few: {
    ...logistic,
    title: "Only a few outliers",
    question: "2 % are wrong: too few to fill a bin. Does GHM weigh them down, or up?",
    losses: ["bce", "ghmc"],
    picked: 209,
  },
  one: {
    ...logistic,
    title: "One wrong point",
    question: "One point is wrong, and soon almost alone in its bin. How much does it weigh?",
    losses: ["bce", "ghmc"],
    edits: [{ at: 0, kind: "add", point: [-2.5, 0], label: 1 }],
    picked: 600,
  },
  phantoms: {
    ...logistic,
    title: "A rare class, half of it phantoms",
    question: "1 % is positive, and half of that is noise. Better ranking, or another threshold?",
    losses: ["bce", "ghmc"],
    picked: 207,
  },
  detector: {
    ...logistic,
    title: "A dense detector",
    question:
      "One anchor in 200 is an object. Where are the two towers: easy points, and outliers?",
    losses: ["bce", "ghmc"],
    picked: 193,
    shown: 0,
  },
  early: {
    ...moons,
    title: "Two moons, stopped early",
    question: "A fifth of the labels are flipped here and there. Who is ahead after 100 steps?",
    losses: ["bce", "ghmc"],
    steps: 100,
  },
  late: {
    ...moons,
    title: "Two moons, trained for long",
    question: "The same, 1,500 steps: who has learnt the wrong labels by heart?",
    losses: ["ghmc", "gce"],
    steps: 1500,
  },
  leverage: {
    ...logistic,
    title: "Outliers with leverage",
    question: "10 % lie far behind the other class. Whose border do they turn further?",
    losses: ["bce", "ghmc"],
    picked: 52,
  },
  saturated: {
    ...logistic,
    title: "An answer that is sure and wrong",
    question: "With the last edge at 1, g = 1 is in no bin. Who pulls such a point back?",
    losses: ["ghmc", "ghmc:lastEdge=1"],
    learningRate: 1,
    step: 100,
    edits: [{ at: 100, kind: "add", point: [-12, 0], label: 1 }],
    picked: 600,
  },
  momentum: {
    ...logistic,
    title: "A moving average from zero",
    question: "With momentum 0.99 from zero, how large are the first weights?",
    losses: ["ghmc:momentum=0.99", "ghmc:momentum=0.99,emaStart=debiased"],
    picked: 2,
    shown: 0,
  },
  points: {
    ...logistic,
    title: "Your own points",
    question: "Add points, move or flip some: which of them moves which border?",
    losses: ["bce", "ghmc"],
    picked: 24,
  },
  table: {
    ...logistic,
    title: "Your own table",
    question: "Which of your rows stay wrong, and what does GHM make of them?",
    losses: ["bce", "ghmc"],
    picked: null,
  },
} satisfies Record<string, Preset>;

export type PresetName = keyof typeof all;

export const presets: Record<PresetName, Preset> = all;

/** Those that a page can begin with: a table of one's own has to be opened. */
export const presetNames = (Object.keys(all) as PresetName[]).filter((name) => name !== "table");
