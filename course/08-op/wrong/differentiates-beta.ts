/**
 * You differentiate β as well. The loss is the right number, and finite differences agree with your
 * gradient, which makes it look right. But it holds the pull away from crowds that β has when it
 * may move. Where isConnected is false, β has to be a constant: stopGradient(beta).
 */
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

export class GHMC extends Op<2> {
  private beta!: Tensor;

  constructor(readonly bins: number) {
    super();
  }

  forward(x: NdArray, pStar: NdArray): NdArray {
    const beta = betaOf(x, pStar, this.bins);
    this.beta = tensor(beta);
    const bce = array.sub(array.softplus(x), array.mul(x, pStar));
    return array.full([], array.total(array.mul(beta, bce)) / x.size, "float64");
  }

  backward(gradL: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    const residual = () => sub(sigmoid(x), pStar);
    return [() => mul(div(gradL, x.size), mul(this.beta, residual())), null];
  }
}

export function smooth(x: Tensor, pStar: number[], h: number, isConnected: boolean): Tensor {
  const labels = tensor(pStar, { dtype: "float64" });
  const bce = sub(softplus(x), mul(x, labels));
  const g = abs(sub(sigmoid(x), labels));
  const apart = sub(reshape(g, [-1, 1]), g); // g_i − g_j in row i, column j
  const R = sum(exp(neg(square(div(apart, h)))), 1);

  const rarity = div(1, R);
  const beta = div(rarity, mean(rarity));
  return mean(mul(beta, bce));
}
