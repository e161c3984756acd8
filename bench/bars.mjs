/** The bars: limits that the results must meet, against peers and absolute. */

/**
 * For each row: the least factor by which tfjs-wasm and jax-js must be slower than ghmgrad; and the
 * largest ratio allowed of ghmgrad's time to that of PyTorch with one thread.
 *
 * @type {Record<string, {"tfjs-wasm": number, "jax-js": number, torch: number}>}
 */
const demanded = {
  logistic: { "tfjs-wasm": 12, "jax-js": 7, torch: 0.4 },
  "toy-bce": { "tfjs-wasm": 12, "jax-js": 7, torch: 0.4 },
  "toy-ghm": { "tfjs-wasm": 12, "jax-js": 7, torch: 0.4 },
  "mlp-64": { "tfjs-wasm": 9, "jax-js": 2, torch: 2.2 },
  "mlp-784": { "tfjs-wasm": 10, "jax-js": 1.6, torch: 3.5 },
  "ghm-1e4": { "tfjs-wasm": 15, "jax-js": 15, torch: 0.45 },
  "ghm-1e6": { "tfjs-wasm": 15, "jax-js": 15, torch: 0.45 },
  "matmul-256": { "tfjs-wasm": 1.1, "jax-js": 1.4, torch: 5 },
  "matmul-512": { "tfjs-wasm": 1.1, "jax-js": 1.4, torch: 5 },
  tanh: { "tfjs-wasm": 10, "jax-js": 8, torch: 0.8 },
  chain: { "tfjs-wasm": 20, "jax-js": 2.5, torch: 0.3 },
};

/**
 * @typedef {object} Bar
 * @property {string} what
 * @property {string} demand
 * @property {number | null} value `null` if not measured
 * @property {boolean | null} pass
 */

/** @returns {Bar} */
export function atLeast(what, limit, value, unit = "") {
  return { what, demand: `≥ ${limit}${unit}`, value, pass: value === null ? null : value >= limit };
}

/** @returns {Bar} */
export function atMost(what, limit, value, unit = "") {
  return { what, demand: `≤ ${limit}${unit}`, value, pass: value === null ? null : value <= limit };
}

/** The bar for a peer on a row; `undefined` if there is none. @returns {Bar | undefined} */
export function peerBar(rowId, peer, result) {
  const limit = demanded[rowId]?.[peer];
  if (limit === undefined) return undefined;
  const ratio = result?.ratio?.median ?? null;
  const what = `${rowId} vs ${peer}`;
  if (peer !== "torch") return atLeast(what, limit, ratio, "×");
  return atMost(what, limit, ratio === null ? null : 1 / ratio, "× its time");
}

/** The bars that need no peer: ghmgrad in plain JavaScript. @returns {Bar[]} */
export function plainBars(measured) {
  const timeOf = (rowId) => measured[rowId]?.["ghmgrad-plain"]?.time?.median ?? null;
  const [matmul, ghm] = [timeOf("matmul-512"), timeOf("ghm-1e6")];
  return [
    atLeast("plain matmul 512³", 3, matmul && (2 * 512 ** 3) / matmul / 1e6, " GFLOP/s"),
    atMost("plain GHM, 1e6 logits", 60, ghm, " ns an element"), // ms for 1e6 are ns for one
  ];
}
