/**
 * Logistic regression to convergence, LBFGS beside scikit-learn's LogisticRegression (lbfgs):
 *
 *     npm run build && PYTHON=/usr/bin/python3 node bench/logistic.mjs
 *
 * Both minimise the mean cross-entropy + ½λ‖w‖² of float32 rows, with one thread, until
 * max |gradient| ≤ 1e-6; scikit-learn computes in float64. Times are processor time, the best of some
 * runs, which take turns; the largest entry of the gradient is computed here, in float64.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { bceWithLogits, Generator, LBFGS, randn, tensor, zeros } from "../dist/index.js";

const tolerance = 1e-6;
const runs = 3;

/** Rows of ordinary tables: columns of like scale that go together in part, a fifth positive. */
function problem(rows, columns, lambda) {
  const generator = new Generator(13);
  const common = randn([rows, 1], { generator });
  const x = randn([rows, columns], { generator }).add(common.mul(0.7));
  const w = randn([columns, 1], { generator }).mul(2 / Math.sqrt(columns));
  const score = x
    .matmul(w)
    .add(randn([rows, 1], { generator }))
    .sub(2);
  return { x, y: score.greater(0), lambda };
}

function ours({ x, y, lambda }) {
  const w = zeros([x.shape[1], 1], { requiresGrad: true });
  const b = zeros([1], { requiresGrad: true });
  const start = process.cpuUsage();
  const lbfgs = new LBFGS([w, b], { gradientTolerance: tolerance, lossTolerance: 0 });
  const result = lbfgs.minimize(() => {
    return bceWithLogits(x.matmul(w).add(b), y).add(
      w
        .square()
        .sum()
        .mul(lambda / 2),
    );
  });
  const { user, system } = process.cpuUsage(start);
  return { ...result, ms: (user + system) / 1000, weights: [...w.data.data, ...b.data.data] };
}

const python = `
import json, sys, time, warnings
import numpy as np
from sklearn.linear_model import LogisticRegression
folder, rows, columns, l, tolerance = sys.argv[1], *map(float, sys.argv[2:])
rows, columns = int(rows), int(columns)
x = np.fromfile(folder + "/x", np.float32).reshape(rows, columns)
y = np.fromfile(folder + "/y", np.float32)
start = time.process_time()
m = LogisticRegression(C=1 / (rows * l), tol=tolerance * rows, max_iter=10000).fit(x, y)
ms = 1e3 * (time.process_time() - start)
print(json.dumps({"ms": ms, "iterations": int(m.n_iter_[0]), "weights": [*m.coef_[0].tolist(), *m.intercept_.tolist()]}))
`;

function sklearns(folder, { x, lambda }) {
  const args = ["-c", python, folder, ...x.shape, lambda, tolerance].map(String);
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { stdout, stderr, status } = spawnSync(process.env.PYTHON ?? "python3", args, {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`scikit-learn failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** The loss and the largest entry of its gradient at the weights, in float64. */
function judge({ x, y, lambda }, weights) {
  const w = tensor(Float64Array.from(weights.slice(0, -1)), { shape: [weights.length - 1, 1] });
  const b = tensor(Float64Array.from(weights.slice(-1)));
  const [x64, y64] = [tensor(x, { dtype: "float64" }), tensor(y, { dtype: "float64" })];
  w.requiresGrad = b.requiresGrad = true;
  const loss = bceWithLogits(x64.matmul(w).add(b), y64).add(
    w
      .square()
      .sum()
      .mul(lambda / 2),
  );
  loss.backward();
  const largest = Math.max(...[w, b].map((t) => t.grad.abs().max().item()));
  return { loss: loss.item(), largest };
}

console.log(`load ${loadavg()[0].toFixed(1)}`);
for (const [rows, columns, lambda] of [
  [20_000, 30, 1e-4],
  [6_000, 2_000, 1e-3],
  [6_000, 2_000, 1e-5],
]) {
  const data = problem(rows, columns, lambda);
  const folder = mkdtempSync(join(tmpdir(), "logistic-"));
  writeFileSync(join(folder, "x"), data.x.data.data);
  writeFileSync(join(folder, "y"), data.y.data.data);
  const best = {};
  for (let run = 0; run < runs; run++) {
    for (const [name, fit] of [
      ["ghmgrad", () => ours(data)],
      ["scikit-learn", () => sklearns(folder, data)],
    ]) {
      const found = fit();
      if (!(best[name]?.ms <= found.ms)) best[name] = found;
    }
  }
  rmSync(folder, { recursive: true });
  console.log(`\n${rows} × ${columns}, λ = ${lambda}`);
  for (const [name, { ms, iterations, evaluations, reason, weights }] of Object.entries(best)) {
    const { loss, largest } = judge(data, weights);
    const counts =
      evaluations === undefined ? "" : `, ${evaluations} evaluations, stopped by ${reason}`;
    console.log(
      `  ${name.padEnd(13)}${ms.toFixed(0).padStart(6)} ms  loss ${loss.toFixed(10)}  ` +
        `gradient ${largest.toExponential(1)}  ${iterations} iterations${counts}`,
    );
  }
}
