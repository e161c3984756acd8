import { answers, Bounds } from "../runner/exercise.js";

interface Answer {
  slope: (f: (x: number) => number, x: number, h: number) => number;
  gradient: (f: (at: number[]) => number, at: number[]) => number[];
}

const { exercise, check } = answers<Answer>({
  slope: "(f, x, h) => number",
  gradient: "(f, at) => number[]",
});

/** Functions of one number, with their slopes by the rules. */
const curves: Readonly<Record<string, { f: (x: number) => number; slope: (x: number) => number }>> =
  {
    "(3x − 1)²": { f: (x) => (3 * x - 1) ** 2, slope: (x) => 6 * (3 * x - 1) },
    "x·(4 − x)": { f: (x) => x * (4 - x), slope: (x) => 4 - 2 * x },
    "sin x": { f: Math.sin, slope: Math.cos },
    eˣ: { f: Math.exp, slope: Math.exp },
    "x³": { f: (x) => x ** 3, slope: (x) => 3 * x ** 2 },
  };

/** Functions of a list, with their gradients by the rules. */
const surfaces: Readonly<
  Record<string, { f: (at: number[]) => number; gradient: (at: number[]) => number[] }>
> = {
  "(3w + b − 2)²": {
    f: ([w, b]) => (3 * w + b - 2) ** 2,
    gradient: ([w, b]) => [6 * (3 * w + b - 2), 2 * (3 * w + b - 2)],
  },
  "u·v² + sin w": {
    f: ([u, v, w]) => u * v ** 2 + Math.sin(w),
    gradient: ([u, v, w]) => [v ** 2, 2 * u * v, Math.cos(w)],
  },
  "eᵘ + log v": {
    f: ([u, v]) => Math.exp(u) + Math.log(v),
    gradient: ([u, v]) => [Math.exp(u), 1 / v],
  },
  "√(u² + v²)": {
    f: ([u, v]) => Math.hypot(u, v),
    gradient: ([u, v]) => [u / Math.hypot(u, v), v / Math.hypot(u, v)],
  },
};

interface AtPoint {
  readonly [name: string]: string | number;
  f: string;
  x: number;
  h: number;
}

interface AtList {
  readonly [name: string]: string | number[];
  f: string;
  at: number[];
}

/** How many digits of a slope are right; of one below 1, those behind the point are counted. */
const digits = (given: number, right: number) =>
  Math.floor(-Math.log10(Math.abs(given - right) / Math.max(1, Math.abs(right))));

export default exercise(
  check({
    title: "the slope of a parabola is exact, whatever h is",
    inputs: () => [
      { f: "(3x − 1)²", x: 1, h: 0.01 },
      { f: "(3x − 1)²", x: -2, h: 0.5 },
      { f: "x·(4 − x)", x: 5, h: 0.125 },
    ],
    observe: ({ slope }, { f, x, h }: AtPoint) => ({ slope: slope(curves[f].f, x, h) }),
    expected: ({ f, x }) => ({ slope: curves[f].slope(x) }),
    tolerance: 1e-12,
  }),
  check({
    title: "with h ten times smaller, the error is a hundred times smaller",
    inputs: () => [
      { f: "sin x", x: 1, h: 0.01 },
      { f: "eˣ", x: -0.5, h: 0.02 },
      { f: "x³", x: 2, h: 0.05 },
    ],
    observe: ({ slope }, { f, x, h }: AtPoint) => {
      const error = (step: number) => slope(curves[f].f, x, step) - curves[f].slope(x);
      return { "error at h / error at h/10": error(h) / error(h / 10) };
    },
    expected: () => ({ "error at h / error at h/10": new Bounds(99) }),
  }),
  check({
    title: "gradient has a slope for each number, and moves one at a time",
    inputs: () => [
      { f: "(3w + b − 2)²", at: [2, -3] },
      { f: "u·v² + sin w", at: [2, -1.5, 3] },
      { f: "eᵘ + log v", at: [0, 3] },
    ],
    observe: ({ gradient }, { f, at }: AtList) => ({ gradient: gradient(surfaces[f].f, at) }),
    expected: ({ f, at }) => ({ gradient: surfaces[f].gradient(at) }),
    tolerance: 1e-3,
  }),
  check({
    title: "the list is afterwards what it was",
    inputs: () => [{ f: "u·v² + sin w", at: [2, -1.5, 3] }],
    observe: ({ gradient }, { f, at }: AtList) => {
      const before = [...at];
      gradient(surfaces[f].f, at);
      const moved = at.filter((value, i) => Math.abs(value - before[i]) > 1e-12);
      return { "numbers that were not put back": moved.length };
    },
    expected: () => ({ "numbers that were not put back": 0 }),
  }),
  check({
    title: "nine digits are right: at ordinary numbers, at 0, and at 10⁶",
    inputs: () => [
      { f: "eᵘ + log v", at: [1, 2] },
      { f: "u·v² + sin w", at: [2, -1.5, 3] },
      { f: "eᵘ + log v", at: [0, 3] },
      { f: "√(u² + v²)", at: [1e6, 2e6] },
    ],
    observe: ({ gradient }, { f, at }: AtList) => {
      let widest = 0;
      const given = gradient((asked) => {
        widest = Math.max(widest, ...asked.map((value, i) => Math.abs(value - at[i])));
        return surfaces[f].f(asked);
      }, at);
      const found = surfaces[f].gradient(at).map((right, i) => digits(given[i], right));
      const best = Math.cbrt(Number.EPSILON) * Math.max(1, ...at.map(Math.abs));
      return {
        "fewest digits that are right": Math.min(...found),
        // Not asked for, but what is wrong with an answer is one of the two.
        "the step is too": widest < best ? "narrow" : "wide",
      };
    },
    expected: () => ({ "fewest digits that are right": new Bounds(9) }),
    tolerance: 1, // so that answers are alike if their steps are
  }),
);
