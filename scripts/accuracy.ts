/**
 * npm run accuracy
 *
 * Measures the errors of the functions in WebAssembly and writes docs/accuracy.md. Functions of one
 * float32 are tried at all 2³² arguments, against Math.* in float64; all others at random numbers,
 * in float64 against decimal.js.
 */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { Decimal } from "decimal.js";
import { format } from "prettier";
import { useKernelsAlways } from "../src/array/kernels/load.js";
import * as array from "../src/array/index.js";
import { Generator, setKernels, type Dtype, type NdArray } from "../src/index.js";
import { wholeFrom } from "../src/tabular/cli/options.js";

/** Decimal numbers of 60 digits with any exponent. */
const Exact = Decimal.clone({ precision: 60, minE: -9e15, maxE: 9e15 });
type Exact = Decimal;

/** A function of one number. */
interface Unary {
  kernel: (x: NdArray) => NdArray;
  inFloat64: (x: number) => number;
  exactly: (x: Exact) => Exact;
  /** Sources of float64 arguments, which are used in turn. */
  draws: (() => number)[];
}

/**
 * A function of two numbers. Its error is measured in units of the spacing at its value or, if
 * given, at the largest of the terms that it adds.
 */
interface Binary {
  title: string;
  kernel: (a: NdArray, b: NdArray) => NdArray;
  inFloat64: (a: number, b: number) => { value: number; term?: number };
  exactly: (a: Exact, b: Exact) => { value: Exact; term?: Exact };
  drawA: (fit: Fit) => number;
  drawB: (fit: Fit) => number;
}
/** Rounds to a dtype. */
type Fit = (x: number) => number;

interface Measured {
  title: string;
  dtype: Dtype;
  inputs: number;
  /** In ulp. */
  worst: number;
  at: string;
}

const generator = new Generator(20);
const uniform = (low: number, high: number) => low + (high - low) * generator.uniform();
const whole = (low: number, high: number) => Math.floor(uniform(low, high));
const sign = () => (generator.uniform() < 0.5 ? -1 : 1);
const oneOf = (values: readonly number[]) => values[whole(0, values.length)];

/** A float64 and its bits. */
const cell = new Float64Array(1);
const bits = new BigUint64Array(cell.buffer);
const halves = new Uint32Array(cell.buffer);

const anyFloat64 = () => {
  halves.set([whole(0, 2 ** 32), whole(0, 2 ** 32)]);
  return cell[0];
};
/** A float64 at most 40 spacings from x. */
const near = (x: number) => {
  cell[0] = x;
  bits[0] += BigInt(whole(-40, 41));
  return cell[0];
};
const tiny = () => sign() * 2 ** uniform(-1074, -1);
/** Near (n + ½)·ln 2, where the number of times that ln 2 is subtracted changes. */
const betweenSteps = (low: number, high: number) => () =>
  (whole(low, high) + 0.5) * Math.LN2 * (1 + uniform(-1e-6, 1e-6));

const log1pExactly = (x: Exact): Exact => {
  if (x.abs().gt("1e-12")) return x.plus(1).ln();
  return x.minus(x.pow(2).div(2)).plus(x.pow(3).div(3)).minus(x.pow(4).div(4));
};
const decayExactly = (x: Exact) => x.abs().neg().exp();
const sigmoidExactly = (x: Exact) => new Exact(1).div(x.neg().exp().plus(1));
const softplusExactly = (x: Exact) => Exact.max(x, 0).plus(log1pExactly(decayExactly(x)));
const tanhExactly = (x: Exact): Exact => {
  if (x.abs().lt("1e-12")) return x.minus(x.pow(3).div(3)).plus(x.pow(5).times(2).div(15));
  const e = x.abs().times(-2).exp();
  const value = new Exact(1).minus(e).div(e.plus(1));
  return x.isNegative() ? value.neg() : value;
};
const sigmoidInFloat64 = (x: number) => 1 / (1 + Math.exp(-x));
const logOnePlusExp = (x: number) => Math.log1p(Math.exp(-Math.abs(x)));

const sigmoidDraws = [
  () => uniform(-746, 40),
  () => uniform(-746, -707), // subnormal results
  () => uniform(-40, 40),
  () => uniform(-4, 4),
  () => uniform(-1, 1),
  betweenSteps(-60, 60),
  () => near(oneOf([-0.5 * Math.LN2, 0.5 * Math.LN2, -36.7, 36.7, -745.133219, -708.3964185])),
  tiny,
  anyFloat64,
];

const unaries: Record<string, Unary> = {
  exp: {
    kernel: array.exp,
    inFloat64: Math.exp,
    exactly: (x) => x.exp(),
    draws: [
      () => uniform(-746, 710),
      () => uniform(-746, -707),
      () => uniform(-1, 1),
      () => uniform(-0.36, 0.36),
      betweenSteps(-1075, 1024),
      () => near((whole(-1076, 1025) + oneOf([0, 0.5])) * Math.LN2),
      () => near(oneOf([709.782712893384, -708.3964185322641, -745.1332191019412])),
      tiny,
      anyFloat64,
    ],
  },
  log1p: {
    kernel: array.log1p,
    inFloat64: Math.log1p,
    exactly: log1pExactly,
    draws: [
      () => uniform(-1, 1),
      () => uniform(-1, 10),
      () => uniform(0.4, 0.6),
      () => 2 ** uniform(-3, 1024),
      () => -1 + 2 ** uniform(-53, 0),
      () => near(oneOf([0.5, -0.25, 2, -0.625, 5, Math.SQRT2 - 1, -1 + 2 ** -53])),
      () => near(1.5 * 2 ** whole(-1, 1023) - 1),
      tiny,
      anyFloat64,
    ],
  },
  tanh: {
    kernel: array.tanh,
    inFloat64: Math.tanh,
    exactly: tanhExactly,
    draws: [
      () => uniform(-20, 20),
      () => uniform(-1, 1),
      () => uniform(0.5, 0.6),
      () => uniform(0.54, 0.8),
      () => near(oneOf([0.5493061443340549, 0.1732867951399863, 0.8664339756999316, 19.06, 20])),
      () => betweenSteps(-60, 60)() / 2,
      tiny,
      anyFloat64,
    ],
  },
  sigmoid: {
    kernel: array.sigmoid,
    inFloat64: sigmoidInFloat64,
    exactly: sigmoidExactly,
    draws: sigmoidDraws,
  },
  softplus: {
    kernel: array.softplus,
    inFloat64: (x) => Math.max(x, 0) + logOnePlusExp(x),
    exactly: softplusExactly,
    draws: [...sigmoidDraws, () => uniform(-3, 3)],
  },
};

/** Arguments of losses: most as in training, some far outside. */
const logit = (fit: Fit) => fit(oneOf([uniform(-4, 4), uniform(-4, 4), uniform(-120, 120)]));
const fraction = (fit: Fit) => fit(generator.uniform());
const signedFraction = (fit: Fit) => fit(uniform(-1, 1));
const onlyZero = () => 0;
const onlyOne = () => 1;

function residual(
  [name, kernel]: readonly [string, Binary["kernel"]],
  title: string,
  drawB: Binary["drawB"],
  inTermsUnits: boolean,
): Binary {
  return {
    title: `${name}, ${title}`,
    kernel,
    drawA: logit,
    drawB,
    inFloat64: (x, t) => {
      const e = Math.exp(-Math.abs(x));
      const tail = e / (1 + e);
      const [value, rest] = x >= 0 ? [1 - t - tail, 1 - t] : [tail - t, t];
      return inTermsUnits ? { value, term: Math.max(rest, tail) } : { value };
    },
    exactly: (x, t) => {
      const tail = sigmoidExactly(x.abs().neg());
      const rest = x.isNegative() ? t : new Exact(1).minus(t);
      const value = x.isNegative() ? tail.minus(rest) : rest.minus(tail);
      return inTermsUnits ? { value, term: Exact.max(rest, tail) } : { value };
    },
  };
}

const residuals = [
  ["sigmoidMinus", array.sigmoidMinus],
  ["residual of logisticLoss", (x, t) => array.logisticLoss(x, t).residual],
] as const satisfies [string, Binary["kernel"]][];

const binaries: Binary[] = [
  ...residuals.flatMap((of) => [
    residual(of, "t = 0", onlyZero, false),
    residual(of, "t = 1", onlyOne, false),
    residual(of, "t in [0, 1] ¹", fraction, true),
  ]),
  {
    title: "g of logisticLoss ¹",
    kernel: (x, t) => array.logisticLoss(x, t).g,
    drawA: logit,
    drawB: fraction,
    inFloat64: (x, t) => {
      const y = sigmoidInFloat64(x);
      return { value: Math.abs(y - t), term: Math.max(y, t) };
    },
    exactly: (x, t) => {
      const y = sigmoidExactly(x);
      return { value: y.minus(t).abs(), term: Exact.max(y, t) };
    },
  },
  {
    title: "binaryCrossEntropy ¹",
    kernel: array.binaryCrossEntropy,
    drawA: logit,
    drawB: (fit) => oneOf([0, 1, fraction(fit)]),
    inFloat64: (x, t) => {
      const terms = [Math.max(x, 0), -x * t, logOnePlusExp(x)];
      return { value: terms[0] + terms[1] + terms[2], term: Math.max(...terms.map(Math.abs)) };
    },
    exactly: (x, t) => {
      const terms = [Exact.max(x, 0), x.times(t).neg(), log1pExactly(decayExactly(x))];
      return { value: Exact.sum(...terms), term: Exact.max(...terms.map((term) => term.abs())) };
    },
  },
  {
    title: "tanhBackward",
    kernel: array.tanhBackward,
    drawA: signedFraction,
    drawB: signedFraction,
    inFloat64: (g, y) => ({ value: g * (1 - y) * (1 + y) }),
    exactly: (g, y) => ({ value: g.times(new Exact(1).minus(y.pow(2))) }),
  },
  {
    title: "sigmoidBackward",
    kernel: array.sigmoidBackward,
    drawA: signedFraction,
    drawB: fraction,
    inFloat64: (g, y) => ({ value: g * y * (1 - y) }),
    exactly: (g, y) => ({ value: g.times(y).times(new Exact(1).minus(y)) }),
  },
  {
    title: "softplusBackward",
    kernel: array.softplusBackward,
    drawA: signedFraction,
    drawB: logit,
    inFloat64: (g, x) => ({ value: g * sigmoidInFloat64(x) }),
    exactly: (g, x) => ({ value: g.times(sigmoidExactly(x)) }),
  },
];

/** The spacing of float32 numbers, by the exponent field of a float64. */
const spacings = Float64Array.from(
  { length: 2048 },
  (_, field) => 2 ** (Math.min(Math.max(field - 1023, -126), 127) - 23),
);

/**
 * The error of a float32, in units of the spacing at `term`. Infinity if it is of the wrong kind:
 * NaN instead of a number, or a number instead of NaN.
 */
function ulps32(actual: number, exact: number, term: number): number {
  if (actual === exact && actual !== 0) return 0;
  if (Number.isNaN(exact)) return Number.isNaN(actual) ? 0 : Infinity;
  // Beyond the largest float32 the next would be 2¹²⁸.
  if (Math.abs(actual) === Infinity) {
    if (Math.fround(exact) === actual) return 0;
    actual = Math.sign(actual) * 2 ** 128;
  }
  cell[0] = term;
  const error = Math.abs(actual - exact) / spacings[(halves[1] >>> 20) & 0x7ff];
  return Number.isNaN(error) ? Infinity : error;
}

/** Also true of −0. */
function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

const powers = new Map<number, Exact>();
function powerOfTwo(exponent: number): Exact {
  const known = powers.get(exponent) ?? Exact.pow(2, exponent);
  powers.set(exponent, known);
  return known;
}

/** The exact value of a float64. (`new Decimal(x)` has that of its shortest decimal form.) */
function exactlyOf(x: number): Exact {
  cell[0] = x;
  const field = Number((bits[0] >> 52n) & 0x7ffn);
  const fraction = Number(bits[0] & 0xfffffffffffffn);
  const mantissa = new Exact(field === 0 ? fraction : fraction + 2 ** 52);
  const size = mantissa.times(powerOfTwo(Math.max(field, 1) - 1075));
  return isNegative(x) ? size.neg() : size;
}

/** Like ulps32, for float64. */
function ulps64(actual: number, exact: Exact, term: Exact): number {
  if (Number.isNaN(actual)) return Infinity;
  // From half a spacing beyond the largest float64, Infinity is right; the next would be 2¹⁰²⁴.
  const isOver = exact.abs().gte(powerOfTwo(1024).minus(powerOfTwo(970)));
  if (isOver && actual === exact.s * Infinity) return 0;
  const size = Math.abs(actual) === Infinity ? powerOfTwo(1024) : exactlyOf(Math.abs(actual));
  const value = actual < 0 ? size.neg() : size;
  cell[0] = Math.min(Math.abs(term.toNumber()), Number.MAX_VALUE);
  const spacing = powerOfTwo(Math.max(Number((bits[0] >> 52n) & 0x7ffn), 1) - 1075);
  return value.minus(exact).abs().div(spacing).toNumber();
}

/** Measures a function at every float32, or every `stride`-th. */
function everyFloat32(title: string, { kernel, inFloat64 }: Unary, stride: number): Measured {
  const length = 2 ** 15;
  const patterns = new Uint32Array(length);
  const x = new Float32Array(patterns.buffer);
  const input = array.view(x, [length]);
  const inputs = Math.ceil(2 ** 32 / stride);
  let [worst, at] = [0, 0];
  for (let start = 0; start < inputs; start += length) {
    const count = Math.min(length, inputs - start);
    for (let i = 0; i < count; i++) patterns[i] = (start + i) * stride;
    const y = kernel(input).data;
    for (let i = 0; i < count; i++) {
      const exact = inFloat64(x[i]);
      let error = ulps32(y[i], exact, exact);
      if (y[i] === 0 && isNegative(y[i]) !== isNegative(exact)) error = Infinity;
      if (error > worst) [worst, at] = [error, x[i]];
    }
  }
  return { title, dtype: "float32", inputs, worst, at: show(at) };
}

function drawnFloat64(
  title: string,
  { kernel, inFloat64, exactly, draws }: Unary,
  inputs: number,
): Measured {
  const x = Float64Array.from({ length: inputs }, (_, i) => draws[i % draws.length]());
  const y = kernel(array.view(x, [inputs])).data;
  let [worst, at] = [0, 0];
  x.forEach((value, i) => {
    const known = inFloat64(value);
    // Math.* is exact here, or decimal.js would take too long.
    const isKnown = value === 0 || !Number.isFinite(value) || Number.isNaN(known);
    const isFar = exactly !== log1pExactly && Math.abs(value) > 1000;
    let error = Object.is(y[i], known) ? 0 : Infinity;
    if (!isKnown && !isFar && known !== -Infinity) {
      const exact = exactly(exactlyOf(value));
      error = ulps64(y[i], exact, exact);
      if (y[i] === 0 && isNegative(y[i]) !== exact.isNegative()) error = Infinity;
    }
    if (error > worst) [worst, at] = [error, value];
  });
  return { title, dtype: "float64", inputs, worst, at: show(at) };
}

function drawnPairs(dtype: Dtype, binary: Binary, inputs: number): Measured {
  const { title, kernel, inFloat64, exactly, drawA, drawB } = binary;
  const fit: Fit = dtype === "float32" ? Math.fround : (x) => x;
  const draw = (from: Binary["drawA"]) => {
    const numbers = Array.from({ length: inputs }, () => from(fit));
    return array.array(numbers, { dtype });
  };
  const [a, b] = [draw(drawA), draw(drawB)];
  const y = kernel(a, b).data;
  let worst = 0;
  let at = "";
  y.forEach((value, i) => {
    let error;
    if (dtype === "float32") {
      const { value: exact, term = exact } = inFloat64(a.data[i], b.data[i]);
      error = ulps32(value, exact, term);
    } else {
      const { value: exact, term = exact } = exactly(exactlyOf(a.data[i]), exactlyOf(b.data[i]));
      error = ulps64(value, exact, term);
    }
    if (error > worst) [worst, at] = [error, `${show(a.data[i])}, ${show(b.data[i])}`];
  });
  return { title, dtype, inputs, worst, at };
}

function show(x: number): string {
  return String(Number(x.toPrecision(9))).replaceAll("-", "−");
}

function page(measured: readonly Measured[], { stride, samples }: Options): Promise<string> {
  const rows = measured.map(({ title, dtype, inputs, worst, at }) =>
    [title, dtype, inputs.toLocaleString("en-US"), worst.toFixed(3), at].join(" | "),
  );
  const looked =
    stride === 1
      ? "at each of the 2³² there are"
      : `at **every ${stride}th of the 2³² there are** (a run with \`--stride ${stride}\`: what all of them give is as much or slightly more)`;
  const again = stride === 1 ? "npm run accuracy" : `npm run accuracy -- --stride ${stride}`;
  const text = `
<!-- Written by \`npm run accuracy\`: change scripts/accuracy.ts, not this file. -->

# How exact the numbers are

Where it is faster, arrays are computed in WebAssembly with SIMD (\`src/array/kernels\`). It has no exp and no tanh, and
adds up several sums at once, so that results differ in their last digits from those of plain loops, which
\`setKernels("plain")\` chooses. This page says by how much.

## Functions that are approximated

The table shows the largest error that was found, in ulp: the spacing of the dtype's numbers at the exact result;
0.5 is what rounding alone costs. ¹: the spacing at the largest of the terms that are added, which may cancel.

Functions of one float32 were tried ${looked}, against \`Math.*\` in float64. All others were tried with ${samples.toLocaleString("en-US")}
float64, drawn at random, densely where a formula changes and where results are subnormal, against 60 digits of decimal.js;
and with ten times as many pairs of float32. There the true maximum may be slightly larger.

| function | dtype | numbers tried | worst error, ulp | at |
| --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join("\n")}

x is a logit, t a target, ȳ a gradient: sigmoidMinus is σ(x) − t; g of logisticLoss is |σ(x) − t|, where σ(x) is rounded
first, as in PyTorch, and its loss is binaryCrossEntropy to the bit; the backward functions are ȳ·(1 − y²), ȳ·y·(1 − y) and ȳ·σ(x), for |ȳ| ≤ 1.

The plain loops call \`Math.*\`, which in V8 is within 1 ulp of float64 itself (tanh: 2), and round to float32 once. All
other functions (log, sin, cos, expm1, erf, pow, softmax, logsumexp, …) are plain loops always, and so is all that
mixes float32 with float64.

- **No jumps.** What becomes of an element depends neither on the others nor on their number nor on its place:
  approximated functions are not left to the plain loop where an array is small.
- **Special values** are those of \`Math.*\`: NaN, ±Infinity, −0 and subnormal numbers, as arguments and as results.
  One difference: a difference σ(x) − t that is too small for float32 is 0 here, and may be −0 in the plain loop.

## What is the same to the last bit

With or without WebAssembly, these give the same bits (but which NaN it is):

- +, −, ×, ÷, maximum, sqrt, negation, |x|, relu and what goes back through it;
- GHM's histograms: the bin of each element, and so all counts;
- the updates of SGD, Adam, AdamW and RMSprop, parameters and memory; they are computed in float64.

## Sums and matrix products

They differ by the order in which terms are added. u is 2⁻²⁴ for float32 and 2⁻⁵³ for float64.

- **Sums and dot products** are added up in float64 whatever the dtype, and rounded once. Of n terms,
  |error| ≤ n·2⁻⁵³·Σ|x|, and then half an ulp of the dtype. The plain loop has the same bound.
- **Matrix products** are added up in parts of 128 terms: the terms of a part one after the other in their own dtype, the
  parts in float64; the result is rounded to the dtype once. An element of A·B with k terms has

  |error| ≤ (min(k, 128)·u + ⌈k/128⌉·2⁻⁵³)·Σ|a||b|,

  and then half an ulp of the dtype: a product is rounded once, and then by each addition that it takes part in. Without
  parts it would be k·u. Errors have both signs, so that most are far smaller. The plain loop adds up in float64, one
  term after the other, and rounds to float32 once.

## What does not depend on others

- **A product's element** depends on its row and its column only, to the bit: a row or column of A·B is the product with
  that row or column alone, however they lie in memory. So models that share their rows can be trained as columns of one matrix,
  with the numbers that each has alone.
- **The sum of a column** over the rows of a contiguous table adds row to row, and so does not depend on how many columns
  there are. The sum of all elements of an array is added up in another order.

\`test/array\` holds these promises.

## To repeat it

\`${again}\` writes this page anew, in about ${stride === 1 ? "12 minutes" : "2 minutes"} of one core; \`--stride 1001\` takes every 1001st float32
only. The numbers are drawn from a fixed seed.
`;
  return format(text.trimStart(), { parser: "markdown", printWidth: 100, proseWrap: "always" });
}

interface Options {
  stride: number;
  samples: number;
  out: string;
}

async function run(options: Options): Promise<void> {
  const { stride, samples, out } = options;
  if (setKernels("auto") === "plain") throw new Error("there is no WebAssembly with SIMD here");
  useKernelsAlways(true);
  const measured: Measured[] = [];
  const add = (row: Measured) => {
    measured.push(row);
    console.log(`${row.title}, ${row.dtype}: ${row.worst.toFixed(3)} ulp at ${row.at}`);
  };
  for (const [title, unary] of Object.entries(unaries)) {
    add(everyFloat32(title, unary, stride));
    add(drawnFloat64(title, unary, samples));
  }
  for (const binary of binaries) {
    add(drawnPairs("float32", binary, 10 * samples));
    add(drawnPairs("float64", binary, samples));
  }
  writeFileSync(out, await page(measured, options));
  console.log(`${out} is written`);
  if (measured.every(({ worst }) => worst < 3)) return;
  console.log("An error is larger than 3 ulp, or of the wrong kind.");
  process.exitCode = 1;
}

await new Command("accuracy")
  .description("Measures the worst errors of the functions in WebAssembly, and writes them down.")
  .option("--stride <n>", "every n-th float32 only, for a quick look", wholeFrom(1), 1)
  .option("--samples <n>", "so many float64 of each function", wholeFrom(1), 20_000)
  .option("--out <file>", "the document", "docs/accuracy.md")
  .action(run)
  .parseAsync();
