import {
  abs,
  array,
  div,
  exp,
  mean,
  mul,
  neg,
  Op,
  reshape,
  sigmoid,
  softplus,
  square,
  stopGradient,
  sub,
  sum,
  tensor,
  type Gradients,
  type Inputs,
  type NdArray,
  type Tensor,
} from "ghmgrad";

/** β of each example, as in lesson 7. */
function betaOf(x: NdArray, pStar: NdArray, bins: number): NdArray {
  const g = array.abs(array.sub(array.sigmoid(x), pStar));
  const bin = array.map(g, (value) => Math.min(Math.floor(value * bins), bins - 1)).data;
  const n = new Set(bin).size;
  const R = Array.from(bin, (mine) => bin.filter((other) => other === mine).length);
  const beta = R.map((count) => x.size / (count * n));
  return array.array(beta, { dtype: "float64" });
}

/**
 * GHM-C as an op: (x, p*) → the mean of β·BCE, one number.
 *
 * `array` has functions of arrays, for `forward`: array.mul(a, b), array.softplus(x), and array.total(x), the sum as a
 * plain number. array.full([], value, "float64") makes an array of one number.
 * `backward` is written with ops of tensors: mul(a, b), sigmoid(x). A label needs no gradient: null.
 */
export class GHMC extends Op<2> {
  // Your turn: a field for what forward leaves to backward, declared as in `private a!: Tensor;`.

  constructor(readonly bins: number) {
    super();
  }

  forward(x: NdArray, pStar: NdArray): NdArray {
    const beta = betaOf(x, pStar, this.bins);
    // Your turn: the mean of β·BCE, as an array of one number.
    return array.full([], 0, "float64");
  }

  backward(gradL: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    // Your turn: the gradient at x.
    return [() => mul(x, 0), null];
  }
}

/**
 * The loss with a smooth count.
 *
 * x: the model's outputs; pStar: their labels; h: how far a neighbour may be; isConnected: whether
 * the gradient also goes through β.
 */
export function smooth(x: Tensor, pStar: number[], h: number, isConnected: boolean): Tensor {
  const labels = tensor(pStar, { dtype: "float64" });
  const bce = sub(softplus(x), mul(x, labels));
  const g = abs(sub(sigmoid(x), labels));
  const apart = sub(reshape(g, [-1, 1]), g); // g_i − g_j in row i, column j
  const R = sum(exp(neg(square(div(apart, h)))), 1);

  // Your turn: this loss has no weights yet.
  return mean(bce);
}
