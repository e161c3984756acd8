/** Batches that the exercises of lessons 6 to 8 are tried with. */
import { randn, type Generator } from "ghmgrad";

export interface Batch {
  readonly [name: string]: number[] | number;
  /** Before the sigmoid. */
  x: number[];
  pStar: number[];
  bins: number;
}

/** The eight examples that these lessons are about. */
export const eight: Batch = {
  x: [-4.5, -3.7, -2.9, -0.1, -0.3, 0.9, 2.3, 3.5],
  pStar: [0, 0, 0, 0, 1, 0, 1, 1],
  bins: 5,
};

/** Others, most of whose labels are on the side of their x. */
export function drawBatch(rows: number, bins: number, generator: Generator): Batch {
  const x = randn([rows], { generator, dtype: "float64" }).mul(3).toArray() as number[];
  const noise = randn([rows], { generator, dtype: "float64" }).toArray() as number[];
  return { x, pStar: x.map((value, i) => Number(value / 3 + noise[i] > 0)), bins };
}
