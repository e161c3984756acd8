/**
 * The optimisers' updates. They do the operations of the plain loops in the same order, so that
 * both give the same bits. Parameters p and gradients g are of type T, memories are float64.
 * Everything is computed in float64, two elements at a time, and rounded once.
 */

@inline
function read<T>(address: usize): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(address)) : v128.load(address);
}

@inline
function write<T>(address: usize, x: v128): void {
  if (sizeof<T>() == 4) v128.store64_lane(address, f32x4.demote_f64x2_zero(x), 0);
  else v128.store(address, x);
}

@inline
function times(factor: f64, x: v128): v128 {
  return f64x2.mul(f64x2.splat(factor), x);
}

/**
 * A step of stochastic gradient descent.
 *
 * @param n - how many parameters there are.
 * @param p - address of the parameters, which are changed.
 * @param g - address of their gradients.
 * @param b - address of the momentum buffer.
 * @param decay - λ: λ·p is added to the gradient.
 * @param lr - the learning rate.
 * @param momentum - the factor of the buffer; 0: none.
 * @param nesterov - whether the momentum is Nesterov's.
 */
@inline
export function sgd<T>(
  n: usize,
  p: usize,
  g: usize,
  b: usize,
  decay: f64,
  lr: f64,
  momentum: f64,
  nesterov: bool,
): void {
  for (const end = p + n * sizeof<T>(); p < end; p += 2 * sizeof<T>()) {
    const x = read<T>(p);
    let v = read<T>(g);
    if (decay > 0) v = f64x2.add(v, times(decay, x));
    if (momentum > 0) {
      const buffer = f64x2.add(times(momentum, v128.load(b)), v);
      v128.store(b, buffer);
      v = nesterov ? f64x2.add(v, times(momentum, buffer)) : buffer;
    }
    write<T>(p, f64x2.sub(x, times(lr, v)));
    g += 2 * sizeof<T>();
    b += 16;
  }
}

/**
 * A step of Adam or AdamW.
 *
 * @param n - how many parameters there are.
 * @param p - address of the parameters, which are changed.
 * @param g - address of their gradients.
 * @param m - address of the exponential moving average of g.
 * @param v - address of the exponential moving average of g².
 * @param decay - λ: λ·p is added to the gradient.
 * @param lr - the learning rate.
 * @param beta1 - the decay rate of `m`.
 * @param beta2 - the decay rate of `v`.
 * @param eps - added to the root of v, so that nothing is divided by 0.
 * @param correction1 - 1 − β₁ᵗ, which m is divided by.
 * @param correction2 - 1 − β₂ᵗ, which v is divided by.
 * @param shrink - what p is multiplied by: AdamW's weight decay.
 */
@inline
export function adam<T>(
  n: usize,
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  decay: f64,
  lr: f64,
  beta1: f64,
  beta2: f64,
  eps: f64,
  correction1: f64,
  correction2: f64,
  shrink: f64,
): void {
  const correctionOfM = f64x2.splat(correction1);
  const correctionOfV = f64x2.splat(correction2);
  for (const end = p + n * sizeof<T>(); p < end; p += 2 * sizeof<T>()) {
    let x = read<T>(p);
    let gradient = read<T>(g);
    if (decay > 0) gradient = f64x2.add(gradient, times(decay, x));
    x = times(shrink, x);
    const mean = f64x2.add(times(beta1, v128.load(m)), times(1 - beta1, gradient));
    const squares = f64x2.mul(times(1 - beta2, gradient), gradient);
    const meanOfSquares = f64x2.add(times(beta2, v128.load(v)), squares);
    v128.store(m, mean);
    v128.store(v, meanOfSquares);
    const step = times(lr, f64x2.div(mean, correctionOfM));
    const root = f64x2.sqrt(f64x2.div(meanOfSquares, correctionOfV));
    write<T>(p, f64x2.sub(x, f64x2.div(step, f64x2.add(root, f64x2.splat(eps)))));
    g += 2 * sizeof<T>();
    m += 16;
    v += 16;
  }
}

/**
 * A step of RMSprop.
 *
 * @param n - how many parameters there are.
 * @param p - address of the parameters, which are changed.
 * @param g - address of their gradients.
 * @param v - address of the exponential moving average of g².
 * @param b - address of the momentum buffer.
 * @param decay - λ: λ·p is added to the gradient.
 * @param lr - the learning rate.
 * @param alpha - the decay rate of `v`.
 * @param eps - added to the root of v, so that nothing is divided by 0.
 * @param momentum - the factor of the buffer; 0: none.
 */
@inline
export function rmsprop<T>(
  n: usize,
  p: usize,
  g: usize,
  v: usize,
  b: usize,
  decay: f64,
  lr: f64,
  alpha: f64,
  eps: f64,
  momentum: f64,
): void {
  for (const end = p + n * sizeof<T>(); p < end; p += 2 * sizeof<T>()) {
    const x = read<T>(p);
    let gradient = read<T>(g);
    if (decay > 0) gradient = f64x2.add(gradient, times(decay, x));
    const squares = f64x2.mul(times(1 - alpha, gradient), gradient);
    const meanOfSquares = f64x2.add(times(alpha, v128.load(v)), squares);
    v128.store(v, meanOfSquares);
    const root = f64x2.add(f64x2.sqrt(meanOfSquares), f64x2.splat(eps));
    let d = f64x2.div(gradient, root);
    if (momentum > 0) {
      d = f64x2.add(times(momentum, v128.load(b)), d);
      v128.store(b, d);
    }
    write<T>(p, f64x2.sub(x, times(lr, d)));
    g += 2 * sizeof<T>();
    v += 16;
    b += 16;
  }
}
