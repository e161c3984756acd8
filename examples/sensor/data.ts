import { readFileSync } from "node:fs";
import { csvParse } from "d3-dsv";
import { Generator, tensor, type Tensor } from "../../src/index.js";

export interface Rows {
  /** [rows, 2]: humidity and temperature. */
  x: Tensor;
  /** [rows, 1]: 1 for an event. */
  y: Tensor;
}

interface Reading {
  features: number[];
  label: number;
}

/**
 * Sensor readings with 0.79 % introduced events. The columns mote_id, indoor and reading say which
 * sensor it was and when, which gives the events away: they are left out.
 */
export function readReadings(file: URL): Reading[] {
  return csvParse(readFileSync(file, "utf8")).map((row, i) => {
    const cells = [row["humidity"], row["temperature"], row["label"]];
    const [humidity, temperature, label] = cells.map(Number);
    if (cells.includes("") || ![humidity, temperature, label].every(Number.isFinite)) {
      throw new Error(
        `row ${i + 1} of ${file.pathname} is not all numbers: ${JSON.stringify(row)}`,
      );
    }
    return { features: [humidity, temperature], label };
  });
}

/** A random part of each class for training, the rest held out; scaled by the training rows. */
export function split(
  readings: readonly Reading[],
  trainingShare: number,
  seed: number,
): { training: Rows; heldOut: Rows } {
  const generator = new Generator(seed);
  const training: Reading[] = [];
  const heldOut: Reading[] = [];
  for (const label of [0, 1]) {
    const ofClass = readings.filter((reading) => reading.label === label);
    const order = generator.permutation(ofClass.length);
    const cut = Math.round(trainingShare * ofClass.length);
    order.forEach((i, rank) => (rank < cut ? training : heldOut).push(ofClass[i]));
  }
  const features = tensor(training.map((reading) => reading.features));
  const mean = features.mean(0);
  const deviation = features.std(0);
  const toRows = (part: readonly Reading[]): Rows => ({
    x: tensor(part.map((reading) => reading.features))
      .sub(mean)
      .div(deviation),
    y: tensor(part.map((reading) => [reading.label])),
  });
  return { training: toRows(training), heldOut: toRows(heldOut) };
}
