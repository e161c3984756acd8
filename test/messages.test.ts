/**
 * The messages of losses, metrics and what else counts numbers name the function that was called,
 * and show the value that was wrong as it would be written: a text in quotes, never
 * "[object Object]".
 */
import { expect, it } from "vitest";
import { isPlainObject } from "../src/array/index.js";
import * as core from "../src/index.js";
import * as losses from "../src/losses/index.js";
import * as metrics from "../src/train/metrics/index.js";
import { functions } from "./wrong-calls/good-calls.js";

const wrongValues = [
  ...[Symbol("wrong"), "wrong", {}, ["wrong"], [{}], [Symbol("wrong")], -1.5, NaN, null, 5],
  core.zeros([3, 5, 7]),
];

const { GradientDensity } = core;
/** Options that the right calls leave out. */
const furtherOptions: Partial<Record<string, object>> = {
  bceWithLogits: { weight: 1, posWeight: 1 },
  crossEntropy: { weight: [1, 1], ignoreIndex: 5, labelSmoothing: 0.1 },
  nllLoss: { weight: [1, 1], ignoreIndex: 5 },
  focalLoss: { alpha: 0.5, reduction: "sum" },
  softmaxFocalLoss: { alpha: [1, 1], reduction: "sum" },
  ghmcLoss: { density: new GradientDensity(), mask: [[1], [1]], reduction: "sum" },
  ghmcSoftmaxLoss: {
    density: new GradientDensity(),
    mask: [1, 1],
    gradientNorm: "l1",
    reduction: "sum",
  },
  ghmrLoss: {
    density: new GradientDensity(),
    mask: [1, 1],
    mu: 0.1,
    reduction: "sum",
    lossWeight: 1,
  },
  harmonize: { mask: [[1], [1]], reduction: "sum" },
  huber: { delta: 1 },
  smoothL1: { beta: 1 },
  asl1: { mu: 1 },
  pairedInterval: { overlap: 0.1 },
  lens: { density: new GradientDensity(), weights: [1, 2] },
  softmaxLens: { density: new GradientDensity(), gradientNorm: "l1", weights: [1, 2] },
};

type Path = (string | number)[];

/** The places of all arguments, of their fields, and of the first entries of lists. */
function placesIn(value: unknown, path: Path = []): Path[] {
  const entries = Array.isArray(value)
    ? value.slice(0, path.length === 0 ? undefined : 2).map((entry, i) => [i, entry] as const)
    : isPlainObject(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, entry]) => [[...path, key], ...placesIn(entry, [...path, key])]);
}

function put(value: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
  const old = (value as Record<string | number, unknown>)[key];
  const entry = rest.length === 0 ? wrong : put(old, rest, wrong);
  if (Array.isArray(value)) return value.with(key as number, entry);
  return { ...(value as object), [key]: entry };
}

const named = Object.entries({ ...losses, ...metrics, clipGradNorm: core.clipGradNorm }).filter(
  ([name]) => /^[a-z]/.test(name) && name in functions,
);

it.each(named)("%s names itself, and shows what was wrong", (name, f) => {
  const make = () => {
    const args = functions[name]();
    const further = furtherOptions[name];
    return further === undefined ? args : args.with(-1, { ...(args.at(-1) as object), ...further });
  };
  const found = new Set<string>();
  for (const place of placesIn(make())) {
    for (const wrong of wrongValues) {
      try {
        (f as (...args: unknown[]) => unknown)(...(put(make(), place, wrong) as unknown[]));
      } catch (error) {
        const { message } = error as Error;
        const isNamed = message.startsWith(name);
        const isShown = !/\[object|Symbol value/.test(message) && !/(?<!["(])wrong/.test(message);
        if (!isNamed || !isShown) found.add(message);
      }
    }
  }
  expect([...found]).toEqual([]);
});
