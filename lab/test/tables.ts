/** Tables for tests. */

/** A CSV with columns a, b, c. */
export function csvOf(rows: number, cells: (row: number) => string[]): string {
  return ["a,b,c", ...Array.from({ length: rows }, (_, i) => cells(i).join(","))].join("\n") + "\n";
}

/** Numbers, of which some are missing, texts, and a label of two classes. */
export const gradesCsv = [
  "hours,age,score,town,passed",
  ...Array.from({ length: 120 }, (_, i) => {
    const hours = i % 10 === 3 ? "" : ((i * 37) % 50) / 4;
    const age = 18 + ((i * 13) % 23);
    const score = ((i * 29) % 41) / 2;
    const town = ["Ulm", "Bonn", "Kiel"][i % 3];
    const isPassed = ((i * 37) % 50) / 4 + (i % 7) > 7;
    return [hours, age, score, town, isPassed ? "yes" : "no"].join(",");
  }),
  "",
].join("\n");
