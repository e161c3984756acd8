/** What logits x and targets t give, from one exponential. */
import { logOnePlusExp32, residual32, sigmoid32 } from "./math32";
import { logOnePlusExp64, residual64, sigmoid64 } from "./math64";

/**
 * g[i] = |σ(x[i]) − t[i]|; then writes the cross-entropy in the place of x[i], and σ(x[i]) − t[i] in that of
 * t[i].
 */
@inline
function logisticLoss<T>(n: usize, x: usize, t: usize, g: usize): void {
  const single = sizeof<T>() == 4;
  const zero = v128.splat<T>(0);
  const end = x + n * sizeof<T>();
  do {
    const a = v128.load(x);
    const b = v128.load(t);
    v128.store(g, v128.abs<T>(v128.sub<T>(single ? sigmoid32(a) : sigmoid64(a), b)));
    const linear = v128.sub<T>(v128.max<T>(a, zero), v128.mul<T>(a, b));
    v128.store(x, v128.add<T>(linear, single ? logOnePlusExp32(a) : logOnePlusExp64(a)));
    v128.store(t, single ? residual32(a, b) : residual64(a, b));
    x += 16;
    t += 16;
    g += 16;
  } while (x < end);
}

export function logisticLoss32(n: usize, x: usize, t: usize, g: usize): void {
  logisticLoss<f32>(n, x, t, g);
}
export function logisticLoss64(n: usize, x: usize, t: usize, g: usize): void {
  logisticLoss<f64>(n, x, t, g);
}
