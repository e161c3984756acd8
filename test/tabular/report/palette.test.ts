import { describe, expect, it } from "vitest";
import { colours, lookOf } from "../../../src/tabular/report/palette.js";

type Rgb = [number, number, number];
type Matrix = [Rgb, Rgb, Rgb];

const names = ["bce", "class-balanced", "focal", "gce", "ghmc", "ohem"] as const;

/** Machado, Oliveira & Fernandes 2009, severity 1, for linear RGB. */
const seenBy: Record<string, Matrix> = {
  everyone: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopes: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopes: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopes: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (m: Matrix, v: Rgb) =>
  m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as Rgb;

const linear = (hex: string) =>
  [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Rgb;

/** Ottosson 2020. */
function oklab(rgb: Rgb): Rgb {
  const inside = rgb.map((c) => Math.min(Math.max(c, 0), 1)) as Rgb;
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    inside,
  ).map(Math.cbrt) as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

const luminance = (hex: string) => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark"] as const)("the colours of losses on a %s page", (mode) => {
  it.each(Object.keys(seenBy))("stay apart as seen by %s", (who) => {
    const seen = names.map((name) => oklab(times(seenBy[who], linear(colours[name][mode]))));
    seen.forEach((a, i) => {
      seen.slice(i + 1).forEach((b, j) => {
        const pair = `${names[i]} and ${names[i + 1 + j]}`;
        const distance = Math.hypot(...a.map((value, k) => value - b[k]));
        expect(`${pair}: ${distance >= 0.1}`).toBe(`${pair}: true`);
      });
    });
  });

  it("have a contrast of 3 with the page and with cards, and text one of 4.5", () => {
    for (const ground of ["page", "card"]) {
      for (const name of names) {
        expect(contrast(colours[name][mode], colours[ground][mode])).toBeGreaterThan(3);
      }
      for (const name of ["ink", "muted", "better", "worse", "amplified", "suppressed"]) {
        expect(contrast(colours[name][mode], colours[ground][mode])).toBeGreaterThan(4.5);
      }
    }
  });
});

it("each loss has a sign of its own beside its colour", () => {
  expect(new Set(names.map((name) => lookOf({ name }).symbol)).size).toBe(names.length);
});
