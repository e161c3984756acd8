import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { Generator } from "../../../src/array/index.js";
import { intervalChart } from "../../../src/tabular/report/charts/intervals.js";
import { weightCharts } from "../../../src/tabular/report/charts/weights.js";
import { lookOf } from "../../../src/tabular/report/palette.js";
import { open } from "./open.js";
import { sampleComparison } from "./sample.js";

/** Where an element is, by all that moves it. */
function placeOf(element: Element | null): [x: number, y: number] {
  if (element === null) return [0, 0];
  const moves = /translate\(([-\d.]+),([-\d.]+)\)/.exec(element.getAttribute("transform") ?? "");
  const [x, y] = placeOf(element.parentElement);
  return [x + Number(moves?.[1] ?? 0), y + Number(moves?.[2] ?? 0)];
}

/** The numbers in a chart: what they say, and where they begin and end. */
function numbersOf(figure: Element) {
  return Array.from(figure.querySelectorAll("text"), (text) => {
    const [x, y] = placeOf(text);
    const anchor = text.closest("[text-anchor]")?.getAttribute("text-anchor");
    const label = text.textContent;
    const width = 6.7 * label.length; // of DejaVu Sans, which is a wide font, in 12 pixels
    const from = x - (anchor === "start" ? 0 : anchor === "end" ? width : width / 2);
    return { label, y, from, to: from + width };
  }).filter(({ label }) => /^[−+]?[\d.]+k?$/.test(label));
}

function expectRoom(numbers: ReturnType<typeof numbersOf>): void {
  for (const y of new Set(numbers.map((number) => number.y))) {
    const line = numbers.filter((number) => number.y === y).sort((a, b) => a.from - b.from);
    line.slice(1).forEach(({ from, label }, i) => {
      expect(from - line[i].to, `${line[i].label} and ${label}`).toBeGreaterThan(1);
    });
  }
}

it("ticks of differences have a number beside 0, and room, whatever the differences", () => {
  const generator = new Generator(1);
  for (let i = 0; i < 60; i++) {
    const size = 10 ** (-5 * generator.uniform());
    const differences = [0, 1].map(() => {
      const [mean, half] = [size * (generator.uniform() - 0.5), size * generator.uniform()];
      return {
        ...{ title: "GHM-C", ...lookOf({ name: "ghmc" }) },
        interval: { n: 20, mean, low: mean - half, high: mean + half },
      };
    });
    const chart = intervalChart({ title: "AP", isHighBetter: true }, "BCE", differences);
    const { document } = parseHTML(`<main>${chart.text}</main>`);
    const numbers = numbersOf(document.documentElement);
    expect(numbers.some(({ label }) => Number(label.replace("−", "-")) !== 0)).toBe(true);
    expectRoom(numbers);
  }
});

it("ticks of learning curves have room in narrow panels, and are all there in a wide one", () => {
  const figureOf = (losses: number) =>
    Array.from(
      open({ comparison: sampleComparison({ losses, seeds: 2 }) }).querySelectorAll("figure"),
    ).find((figure) => figure.textContent.includes("How they learnt"));
  const labelsOf = (losses: number) => {
    const figure = figureOf(losses);
    if (figure === undefined) throw new Error("there is no such chart");
    const steps = numbersOf(figure).filter(
      ({ label }) => Number(label) === 0 || Number(label) >= 1,
    );
    const [lowest] = steps.map(({ y }) => y).sort((a, b) => b - a);
    const line = steps.filter(({ y }) => y === lowest);
    expectRoom(line);
    return new Set(line.map(({ label }) => label));
  };
  expect([...labelsOf(1)]).toEqual(["0", "1", "10", "100", "300"]);
  expect([...labelsOf(3)]).not.toContain("100");
});

it("weights that are all near 1 have an axis with more than the 1", () => {
  const [chart] = weightCharts([{ title: "All", beta: [1, null], rows: [9, 0] }], "");
  const { document } = parseHTML(`<main>${chart.text}</main>`);
  const labels = Array.from(document.querySelectorAll("text"), (text) => text.textContent);
  expect(labels).toEqual(expect.arrayContaining(["0.5", "1", "2"]));
});
