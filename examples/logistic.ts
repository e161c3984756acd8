/**
 * Logistic regression from raw tensors: no layers, no optimiser.
 *
 *     npx tsx examples/logistic.ts
 */
import { concat, Generator, noGrad, ones, randn, tensor, zeros } from "ghmgrad";

// Two round clouds of points: ordinary ones around (0, 0), and rare ones around `center`. The task
// is to find the rare ones.
const ordinary = 950;
const rare = 50;
const center = [1.5, 1.5];
const generator = new Generator(1); // the same seed gives the same points everywhere
const x = concat([
  randn([ordinary, 2], { generator }),
  randn([rare, 2], { generator }).add(center),
]);
const y = concat([zeros([ordinary, 1]), ones([rare, 1])]);

// The parameters to learn. `requiresGrad` asks backward() to leave a gradient there.
const w = zeros([2, 1], { requiresGrad: true, name: "w" });
const b = tensor(0, { requiresGrad: true, name: "b" });
const learningRate = 1;

console.log(`${ordinary} ordinary points, ${rare} rare ones\n`);
console.log("step      loss   |∂loss/∂w|    ∂loss/∂b");
for (let step = 0; step <= 1000; step++) {
  // Forward: a score for each point. σ(score) is the probability that the point is a rare one.
  const score = x.matmul(w).add(b);

  // Cross-entropy, −y·log σ(score) − (1 − y)·log(1 − σ(score)), in a form that cannot overflow.
  const loss = score.softplus().sub(score.mul(y)).mean();

  // Backward: how the loss changes with w and with b. Before this, their gradients are null.
  loss.backward();
  const [gradW, gradB] = [w.grad, b.grad];
  if (gradW === null || gradB === null) throw new Error("the loss does not depend on w and b");

  if ([0, 1, 3, 10, 30, 100, 300, 1000].includes(step)) {
    const numbers = [loss.item(), gradW.norm().item(), gradB.item()];
    const [value, ...slopes] = numbers.map((number) => number.toFixed(6));
    console.log(`${String(step).padStart(4)}  ${value}     ${slopes.join("    ")}`);
  }

  // A step downhill. assign() gives a leaf new numbers. It is inside noGrad, because the step
  // itself is not to be differentiated.
  noGrad(() => {
    w.assign(w.sub(gradW.mul(learningRate)));
    b.assign(b.sub(gradB.mul(learningRate)));
  });
  // backward() adds to existing gradients, so these must be cleared.
  w.grad = null;
  b.grad = null;
}

// For two round clouds the best score is known from theory:
// center·x − |center|²/2 + log(rare/ordinary). The score learned from 1000 points is close to it.
const best = [...center, Math.log(rare / ordinary) - (center[0] ** 2 + center[1] ** 2) / 2];
const learned = [w.slice([0]).item(), w.slice([1]).item(), b.item()];
console.log("\n       learned    in theory");
["w[0]", "w[1]", "b"].forEach((name, i) => {
  const [a, c] = [learned[i], best[i]].map((value) => value.toFixed(3).padStart(7));
  console.log(`${name.padEnd(4)}   ${a}      ${c}`);
});

// With a rare class accuracy looks good: to say "ordinary" each time is right 95 times in 100.
const called = x.matmul(w).add(b).greater(0); // 1 where σ(score) > 0.5
const right = called.equal(y).sum().item();
const found = called.mul(y).sum().item();
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
console.log(`
accuracy   ${percent(right, x.shape[0])}   ${right} of ${x.shape[0]} points are called right
           ${percent(ordinary, x.shape[0])}   would be, by saying "ordinary" each time
recall     ${percent(found, rare)}   ${found} of the ${rare} rare points are found`);
