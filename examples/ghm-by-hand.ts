/**
 * Backpropagation through GHM, step by step, next to the same computation by hand.
 *
 *     npx tsx examples/ghm-by-hand.ts
 */
import * as ghm from "ghmgrad";
import { tensor, type Tensor } from "ghmgrad";

ghm.setDefaultDtype("float64"); // so that both ways agree in every digit shown
const numbers = (t: Tensor) => [t.toArray()].flat() as number[];
const row = (values: readonly number[], digits = 3) =>
  values.map((value) => value.toFixed(digits).padStart(digits + 5)).join("");
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

console.log("1. FORWARD: eight examples and a model of two weights, x = feature·w + b.\n");
const feature = tensor([-2, -1.6, -1.2, 0.2, 0.1, 0.7, 1.4, 2], { name: "feature" });
const pStar = [0, 0, 0, 0, 1, 0, 1, 1]; // the labels
const w = tensor(2, { requiresGrad: true, name: "w" });
const b = tensor(-0.5, { requiresGrad: true, name: "b" });
const bins = 5;
const x = feature.mul(w).add(b);
const loss = ghm.ghmcLoss(x, pStar, { density: new ghm.GradientDensity({ bins }) });
const tape = ghm.Tape.endingAt(loss);
console.log(String(tape));

console.log(
  "\n2. BY HAND: in a crowded bin of g an example weighs little, alone in one it weighs much.\n",
);
const N = pStar.length;
const p = numbers(x).map((value) => 1 / (1 + Math.exp(-value)));
const g = p.map((value, i) => Math.abs(value - pStar[i])); // the gradient norm: 0 easy, 1 hard
const bin = g.map((value) => Math.floor(value * bins));
const count = bin.map((j) => bin.filter((other) => other === j).length);
const filled = new Set(bin).size; // how many bins are not empty
const beta = count.map((R) => N / (R * filled)); // β = N/GD, where the density GD is R·filled
const bce = p.map((value, i) => -Math.log(pStar[i] === 1 ? value : 1 - value));
console.log("example  p*       x       p       g   bin      count           β     BCE   β·BCE");
numbers(x).forEach((value, i) => {
  const range = `${(bin[i] / bins).toFixed(1)}–${((bin[i] + 1) / bins).toFixed(1)}`;
  const dots = "•".repeat(count[i]).padEnd(bins);
  const right = row([beta[i], bce[i], beta[i] * bce[i]]);
  console.log(
    `${String(i).padStart(7)}  ${pStar[i]} ${row([value, p[i], g[i]])}   ${range}  ${count[i]} ${dots}${right}`,
  );
});
const byHand = sum(beta.map((weight, i) => weight * bce[i])) / N;
console.log(`\nloss = Σ β·BCE / ${N}, by hand  ${byHand.toFixed(12)}`);
console.log(`                  by the op  ${loss.item().toFixed(12)}`);

console.log(
  "\n3. BACKWARD: up the tape again. Each op turns the gradient of its output, which comes in,",
);
console.log("   into those of its inputs, which go out. All eight used w and b, which get sums.");
const nameOf = (t: Tensor) => {
  const made = tape.steps.findIndex((step) => step.output === t);
  return made >= 0 ? `#${made}` : (t.name ?? "constant");
};
let fromTape: number[] = [];
for (const { step, gradOutput, gradInputs } of tape.rewind(tensor(1))) {
  if (step.output === x) fromTape = numbers(gradOutput);
  console.log(`\n${nameOf(step.output)} ${step.op.name}`);
  console.log(`   in              ${row(numbers(gradOutput))}`);
  gradInputs.forEach((gradient, i) => {
    const shown = gradient === null ? "   none needed" : row(numbers(gradient));
    console.log(`   out to ${nameOf(step.inputs[i]).padEnd(9)}${shown}`);
  });
}

console.log(
  "\n4. WHAT CAME TO x. By hand it is β·(p − p*)/N: β is a constant, no one differentiates it.\n",
);
console.log("example   p − p*       β   β·(p − p*)/N   from the tape   with BCE: (p − p*)/N");
fromTape.forEach((gradient, i) => {
  const d = p[i] - pStar[i];
  const [hand, own, plain] = [(beta[i] * d) / N, gradient, d / N].map((v) => row([v], 6));
  console.log(`${String(i).padStart(7)} ${row([d, beta[i]])}    ${hand}     ${own}   ${plain}`);
});

console.log(
  "\n5. OUTLIERS, sure and wrong: x = −5 but labelled 1. Added to the eight, they have this",
);
console.log("   share of Σ |gradient|:\n\noutliers   β of each   with BCE   with GHM");
for (const outliers of [1, 2, 4, 8, 16, 32]) {
  const sure = Array<number>(outliers).fill(-5);
  const logits = tensor([...numbers(x), ...sure], { requiresGrad: true });
  const labels = [...pStar, ...sure.map(() => 1)];
  const density = new ghm.GradientDensity({ bins });
  const losses = [ghm.bceWithLogits(logits, labels), ghm.ghmcLoss(logits, labels, { density })];
  const shares = losses.map((end) => {
    const size = numbers(ghm.gradients(end, [logits])[0].abs());
    return row([(100 * sum(size.slice(N))) / sum(size)], 1) + " %";
  });
  const weight = density.beta[bins - 1] ?? 0; // β of the last bin, which has the outliers
  console.log(`${String(outliers).padStart(8)}    ${row([weight])}   ${shares.join("   ")}`);
}
console.log(
  "\nTo GHM all filled bins weigh the same. So a crowd of outliers counts no more than one, but",
);
console.log("one that is alone in its bin counts for all of it.");
