import {
  checkType,
  dtypeOf,
  flat,
  hasFields,
  showShape,
  zeros,
  type Dtype,
} from "../array/index.js";
import { asTensor, Tensor, type Stateful, type TensorLike } from "../autograd/index.js";

/** The mean and standard deviation of each column, as plain JSON. */
export interface StandardizerState {
  mean: number[];
  std: number[];
}

/**
 * Standardises columns to mean 0 and standard deviation 1: $(x - \mu) / \sigma$, with μ and σ of
 * the rows that it was fitted on (scikit-learn's `StandardScaler`: σ divides by N). A column that
 * is constant there up to rounding gets σ = 1, so other values in other rows keep their distance
 * from it, unscaled. Computed in float64, whatever the dtype.
 *
 * ```ts
 * const standardizer = new Standardizer().fit(split.training.x);
 * const test = standardizer.transform(split.test.x);
 * ```
 */
export class Standardizer implements Stateful<StandardizerState> {
  #state: StandardizerState | null = null;

  /**
   * @param nothing - there are no options.
   * @throws TypeError if it is given anything.
   */
  constructor(...nothing: never[]) {
    checkType(nothing.length === 0, "Standardizer takes no options; fit takes rows", nothing[0]);
  }

  /**
   * Finds the mean and the standard deviation of each column.
   *
   * @param data - the rows to fit on, of shape [N, F].
   * @throws RangeError if x does not have two axes, has no rows, or has a column with values that
   * are not finite or too large.
   */
  fit(data: TensorLike): this {
    const x = asTensor(data);
    const [rows, columns] = shapeOf("fit", x);
    if (rows === 0) throw new RangeError("Standardizer: there are no rows to fit");
    const values = flat(x.data);
    const fitted = Array.from({ length: columns }, (_, j) => {
      const column = Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]);
      return meanAndStd(column, `Standardizer: column ${j}`, { dtype: dtypeOf(x.data) });
    });
    this.#state = { mean: fitted.map(({ mean }) => mean), std: fitted.map(({ std }) => std || 1) };
    return this;
  }

  /**
   * Standardises rows.
   *
   * @param data - of shape [N, F], with the columns that were fitted.
   * @returns a constant of x's shape and dtype.
   * @throws RangeError if x has another number of columns.
   * @throws Error if nothing was fitted.
   */
  transform(data: TensorLike): Tensor {
    const { mean, std } = this.#fitted();
    const x = asTensor(data);
    const [rows, columns] = shapeOf("transform", x);
    if (columns !== mean.length) {
      throw new RangeError(
        `Standardizer: x has ${columns} columns, but ${mean.length} were fitted`,
      );
    }
    const values = flat(x.data);
    const out = zeros([rows, columns], dtypeOf(x.data));
    for (let k = 0; k < values.length; k++) {
      out.data[k] = (values[k] - mean[k % columns]) / std[k % columns];
    }
    return new Tensor(out);
  }

  #fitted(): StandardizerState {
    if (this.#state === null) throw new Error("Standardizer: call fit before this");
    return this.#state;
  }

  /** @throws Error if nothing was fitted. */
  state(): StandardizerState {
    const { mean, std } = this.#fitted();
    return { mean: [...mean], std: [...std] };
  }

  /**
   * @param state - what `state()` returned.
   * @throws RangeError unless there are as many finite means as finite deviations above 0.
   */
  load(state: StandardizerState): void {
    checkType(hasFields(state), "Standardizer.load takes what state() returned", state);
    const { mean, std } = state;
    const isGood = [mean, std].every(
      (list) => Array.isArray(list) && Array.from(list).every(Number.isFinite),
    );
    if (!isGood || mean.length !== std.length || !std.every((value) => value > 0)) {
      throw new RangeError(
        "Standardizer: a state has a finite mean and a finite std above 0 for each column",
      );
    }
    this.#state = { mean: [...mean], std: [...std] };
  }
}

function shapeOf(method: string, x: Tensor): readonly [rows: number, columns: number] {
  if (x.ndim !== 2) {
    throw new RangeError(
      `Standardizer.${method} takes rows and columns, [N, F], not shape ${showShape(x.shape)}`,
    );
  }
  return [x.shape[0], x.shape[1]];
}

/**
 * How far apart rounding leaves values that are equal, relative to them: in float64, some dozens of
 * operations; in float32, the last bit.
 */
const rounding = { float64: 2 ** -46, float32: 2 ** -23 };

/**
 * Whether a column with this smallest and largest value is constant up to rounding. To divide by a
 * deviation that is the rounding of equal values would make huge numbers of the next ones.
 */
export function isConstant(min: number, max: number, dtype: Dtype = "float64"): boolean {
  return max - min <= rounding[dtype] * Math.max(Math.abs(min), Math.abs(max));
}

/**
 * The mean, and the standard deviation that divides by N: 0 if the values are equal up to rounding.
 *
 * @param values - at least one.
 * @param label - names the values in the message.
 * @param options - `dtype`: how exact the values are. `weights`: how much each counts, above 0;
 * `null`: all alike.
 * @throws RangeError beginning with `label` if a value is not finite, or their sum or range is not.
 */
export function meanAndStd(
  values: Float64Array,
  label: string,
  { dtype = "float64", weights = null }: { dtype?: Dtype; weights?: readonly number[] | null } = {},
): { mean: number; std: number } {
  let [sum, total, min, max] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const weight = weights?.[i] ?? 1;
    sum += weight * value;
    total += weight;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!Number.isFinite(sum) || !Number.isFinite(max - min)) {
    throw new RangeError(`${label} holds NaN, Infinity or numbers too large to be standardised`);
  }
  // The mean of equal values is one of them, though their sum may be rounded.
  if (isConstant(min, max, dtype)) return { mean: min + 0, std: 0 }; // + 0: JSON has no −0
  const mean = sum / total;
  // In units of the range, so that no square overflows or underflows.
  const range = max - min;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (weights?.[i] ?? 1) * ((values[i] - mean) / range) ** 2;
  }
  return { mean: mean + 0, std: range * Math.sqrt(squares / total) };
}
