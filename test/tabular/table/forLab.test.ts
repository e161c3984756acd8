import { describe, expect, it } from "vitest";
import { defaultMissingValues, parseCsv } from "../../../src/tabular/index.js";
import { guessLabel } from "../../../src/tabular/table/forLab.js";

const guess = (text: string, given: Parameters<typeof guessLabel>[1] = {}) =>
  guessLabel(parseCsv(text), given, defaultMissingValues);

describe("guessLabel", () => {
  it.each([
    ["the last column with two classes", "a,y,b\n1,0,5\n2,1,6\n3,0,7\n", "y", undefined],
    ["of several the last", "x,y,b\n0,0,5\n1,1,6\n0,1,7\n", "y", undefined],
    ["two classes beside missing cells", "y,b\n0,5\n1,6\nNA,7\n,8\n", "y", undefined],
    ["1 and 1.0 as one class", "y,z\n1,1\n1.0,0\n1,1\n", "z", undefined],
    ["without any the last column", "a,b\n1,1\n2,2\n3,3\n", "b", "3"],
  ])("takes %s", (_, text, label, positive) => {
    expect(guess(text)).toEqual({ label, positive });
  });

  it("of three classes and more tells the rarest that is more than a few rows", () => {
    const rows = (name: string, n: number) => `${name}\n`.repeat(n);
    const text = `y\n${rows("ash", 40)}${rows("elm", 12)}${rows("oak", 30)}${rows("yew", 2)}`;
    expect(guess(text)).toEqual({ label: "y", positive: "elm" });
  });

  it("keeps to what is given", () => {
    const text = "a,y\nash,0\nelm,1\noak,0\nash,1\n";
    expect(guess(text, { label: "a" })).toEqual({ label: "a", positive: "ash" });
    expect(guess(text, { label: "a", positive: "oak" })).toEqual({ label: "a", positive: "oak" });
    expect(guess(text, { positive: "0" })).toEqual({ label: "y", positive: "0" });
  });
});
