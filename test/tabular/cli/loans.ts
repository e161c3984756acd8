import { Generator } from "../../../src/index.js";

const header = 'id,Größe,"Name, Stadt",age,income,weird "q",defaulted';

/**
 * A CSV as people have them: an id, numbers, text with quotes, commas and other scripts, missing
 * values, and about 4 % of "yes".
 */
export function loans(rows = 400, seed = 1): string {
  const generator = new Generator(seed);
  const uniform = () => generator.uniform();
  const lines = Array.from({ length: rows }, (_, i) => {
    const isPositive = i % 25 === 7;
    const place = ["Köln, Süd", "北京", 'O""Hara'][i % 3];
    return [
      i + 1,
      (2 * uniform() - 1 + Number(isPositive)).toFixed(3),
      `"${place}"`,
      uniform() < 0.05 ? "" : Math.round(20 + 50 * uniform()),
      (1000 * uniform() + 400 * Number(isPositive)).toFixed(2),
      uniform() < 0.1 ? "NA" : ["a", "b", "ü"][Math.floor(3 * uniform())],
      isPositive ? "yes" : "no",
    ].join(",");
  });
  return `${[header, ...lines].join("\n")}\n`;
}
