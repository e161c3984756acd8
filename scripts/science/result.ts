/** The results of a setting with all its seeds. */
import { pairedInterval, type PairedInterval } from "../../src/index.js";
import type { ComparedMetric } from "../../src/tabular/index.js";
import type { CellResult, Setting } from "./cell.js";
import type { Seen } from "./seen.js";

export class Result {
  constructor(
    readonly setting: Setting,
    /** By seed. */
    readonly cells: readonly CellResult[],
  ) {}

  /** The results of one loss, by seed. */
  of(loss: string): Seen[] {
    return this.cells.map(({ losses }) => losses[loss]);
  }

  values(loss: string, metric: ComparedMetric): number[] {
    return this.of(loss).map(({ tested }) => tested[metric] ?? NaN);
  }

  mean(loss: string, metric: ComparedMetric): number {
    return mean(this.values(loss, metric));
  }

  /** The interval of the paired differences from another loss, or from BCE if none is named. */
  difference(
    loss: string,
    metric: ComparedMetric,
    other: { loss?: string; metric?: ComparedMetric } = {},
  ): PairedInterval {
    const values = this.values(loss, metric);
    const others = this.values(other.loss ?? "bce", other.metric ?? metric);
    const interval = pairedInterval(values, others, { overlap: this.cells[0].overlap });
    if (interval === null) throw new RangeError("an interval takes two seeds");
    return interval;
  }

  /** The number of seeds with which a loss has a larger value than BCE. */
  countAbove(loss: string, metric: ComparedMetric): number {
    const bce = this.values("bce", metric);
    return this.values(loss, metric).filter((value, i) => value > bce[i]).length;
  }

  /** Half the width of the 95 % interval of a loss's mean. */
  margin(loss: string, metric: ComparedMetric): number {
    const values = this.values(loss, metric);
    const interval = pairedInterval(
      values,
      values.map(() => 0),
      { overlap: this.cells[0].overlap },
    );
    return interval === null ? NaN : interval.high - interval.mean;
  }

  /**
   * Whether chance explains the difference between an earlier mean and ours. The earlier one comes
   * from other random draws, is assumed to be as uncertain as ours, and was rounded.
   */
  agrees(loss: string, metric: ComparedMetric, earlier: number): boolean {
    const margin = Math.SQRT2 * this.margin(loss, metric) + 0.0005;
    return Math.abs(earlier - this.mean(loss, metric)) <= margin;
  }

  /** The mean number of training rows with their g in each tenth of [0, 1]. */
  histogram(loss: string): number[] {
    const seen = this.of(loss);
    return seen[0].histogram.map((_, tenth) => mean(seen.map((s) => s.histogram[tenth])));
  }

  /** The weight and the gradient shares of the outliers, as means over the seeds. */
  outliers(loss: string): { beta: number; shareBefore: number; shareAfter: number } {
    const known = this.of(loss).flatMap(({ outliers }) => outliers ?? []);
    return {
      beta: mean(known.map(({ beta }) => beta)),
      shareBefore: mean(known.map(({ shareBefore }) => shareBefore)),
      shareAfter: mean(known.map(({ shareAfter }) => shareAfter)),
    };
  }
}

export function mean(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

/** 1 if an interval is above 0, −1 if it is below 0, and 0 if it contains 0. */
export function sign({ low, high }: PairedInterval): -1 | 0 | 1 {
  if (low > 0) return 1;
  return high < 0 ? -1 : 0;
}
