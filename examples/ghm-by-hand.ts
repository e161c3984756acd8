/**
 * Backprop through GHM, step by step, with everything worked out by hand beside it.
 *
 *     npx tsx examples/ghm-by-hand.ts
 */
import {
  bceWithLogits,
  ghmcLoss,
  GradientDensity,
  setDefaultDtype,
  Tape,
  tensor,
  type Tensor,
} from "../src/index.js";

setDefaultDtype("float64"); // so that both ways agree in all digits that are printed
const list = (t: Tensor | null) => (t === null ? [] : ([t.toArray()].flat() as number[]));
const show = (numbers: readonly number[], digits = 3) =>
  numbers.map((number) => number.toFixed(digits).padStart(digits + 4)).join("");

// Eight examples with one feature each, and a model of two weights: x = feature·w + b.
const feature = tensor([-2, -1.6, -1.2, -0.8, 0.1, 0.7, 1.4, 2], { name: "feature" });
const label = [0, 0, 0, 0, 1, 0, 1, 1];
const w = tensor(2, { requiresGrad: true, name: "w" });
const b = tensor(-0.5, { requiresGrad: true, name: "b" });

const M = 5; // unit regions, or bins: [0, 0.2), [0.2, 0.4), …
const density = new GradientDensity({ bins: M });
const x = feature.mul(w).add(b);
const loss = ghmcLoss(x, label, { density });

console.log("1. The tape: what made the loss, in the order in which it ran\n");
console.log(String(Tape.endingAt(loss)));
