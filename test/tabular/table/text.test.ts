import { describe, expect, it } from "vitest";
import { listNames, shorten, show, wrap } from "../../../src/tabular/table/text.js";

describe("text from a file", () => {
  it("has at most so many characters, and no half of one", () => {
    expect(shorten("abcdef", 6)).toBe("abcdef");
    expect(shorten("abcdefg", 6)).toBe("abcde…");
    expect(shorten("😀😀😀", 2)).toBe("😀…");
  });

  it("stays on one line and moves no cursor", () => {
    expect(show("a\nb\u001b[2J\u2028c")).toBe("'a␣b␣[2J␣c'");
  });

  it("is counted where there is too much of it", () => {
    expect(listNames(["a", "b", "c"], 2)).toBe("a, b and 1 more");
    expect(listNames(["a", "b"], 2)).toBe("a, b");
  });

  it("keeps a number and its % on one line", () => {
    expect(wrap(`${"a".repeat(97)} 4.5 %`)).toBe(`${"a".repeat(97)}\n  4.5 %`);
    expect(wrap(`${"a".repeat(95)} 4.5 %`)).toBe(`${"a".repeat(95)}\n  4.5 %`);
  });

  it("breaks at spaces before column 100, and where it has none not at all", () => {
    const words = Array.from({ length: 30 }, () => "nine five").join(" ");
    const lines = wrap(words).split("\n");
    expect(lines.join("").replaceAll(/\s+/g, "")).toBe(words.replaceAll(" ", ""));
    expect(lines.slice(1).every((line) => line.startsWith("  ") && line.length <= 100)).toBe(true);
    expect(lines[0].length).toBeLessThanOrEqual(100);
    expect(wrap("x".repeat(150))).toBe("x".repeat(150));
  });
});
