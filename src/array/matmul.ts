/** Matrix products. */
import { flat, promote, sizeOf, zeros, type NdArray } from "./ndarray.js";
import { broadcastShapes, showShape } from "./shape.js";
import { broadcastTo, permute } from "./view.js";

/**
 * Y = A·B for matrices in the last two axes; the axes before them broadcast.
 *
 * @throws RangeError naming both shapes if the inner sizes differ.
 */
export function matmul(a: NdArray, b: NdArray): NdArray {
  const [n, inner] = a.shape.slice(-2);
  const [innerB, m] = b.shape.slice(-2);
  if (inner !== innerB) {
    throw new RangeError(
      `matmul: shapes ${showShape(a.shape)} and ${showShape(b.shape)} do not fit: ` +
        `A has ${inner} columns and B has ${innerB} rows; they must be equal`,
    );
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), "matmul (batch axes)");
  const out = zeros([...batch, n, m], promote([a, b]));
  // B is read by columns: the dot product of two contiguous lines is the fast loop.
  const rows = flat(broadcastTo(a, [...batch, n, inner]));
  const columns = flat(transposeLast(broadcastTo(b, [...batch, inner, m])));
  const part = (values: Values, k: number, size: number) =>
    values.subarray(k * size, (k + 1) * size);
  for (let k = 0; k < sizeOf(batch); k++) {
    multiply(part(rows, k, n * inner), part(columns, k, m * inner), part(out.data, k, n * m), n, m);
  }
  return out;
}

type Values = Float32Array | Float64Array;

/**
 * out[i, j] = rows[i]·columns[j]. Two rows by two columns at a time, so that each number read is
 * used twice, summed in float64. At an odd border the last line is done twice.
 */
function multiply(rows: Values, columns: Values, out: Values, n: number, m: number): void {
  const inner = rows.length / n;
  for (let i = 0; i < n; i += 2) {
    const i1 = Math.min(i + 1, n - 1);
    for (let j = 0; j < m; j += 2) {
      const j1 = Math.min(j + 1, m - 1);
      let y00 = 0;
      let y01 = 0;
      let y10 = 0;
      let y11 = 0;
      for (let k = 0; k < inner; k++) {
        const a0 = rows[i * inner + k];
        const a1 = rows[i1 * inner + k];
        const b0 = columns[j * inner + k];
        const b1 = columns[j1 * inner + k];
        y00 += a0 * b0;
        y01 += a0 * b1;
        y10 += a1 * b0;
        y11 += a1 * b1;
      }
      out[i * m + j] = y00;
      out[i * m + j1] = y01;
      out[i1 * m + j] = y10;
      out[i1 * m + j1] = y11;
    }
  }
}

function transposeLast(x: NdArray): NdArray {
  const axes = x.shape.map((_, axis) => axis);
  return permute(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
