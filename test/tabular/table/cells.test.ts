import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toNumber } from "../../../src/tabular/table/cells.js";

describe("the number in a cell", () => {
  it("is what Number makes of it, to the bit, if it is written as a decimal", () => {
    const digits = (maxLength: number) =>
      fc.array(fc.nat(9), { maxLength }).map((list) => list.join(""));
    const decimal = fc
      .tuple(fc.constantFrom("", "-", "+"), digits(19), fc.constantFrom("", "."), digits(19))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(decimal, (cell) => {
        expect(toNumber(cell)).toBe(/\d/.test(cell) ? Number(cell) : NaN);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(toNumber(String(value))).toBe(Number(String(value)));
      }),
    );
    expect(toNumber("-0")).toBe(-0);
    expect(toNumber("-.50")).toBe(-0.5);
    expect(toNumber("12.")).toBe(12);
    expect(toNumber("1.5e-3")).toBe(0.0015);
    expect(toNumber("0.000000000000001")).toBe(1e-15);
    expect(toNumber("999999999999999")).toBe(999999999999999);
    expect(toNumber("9007199254740993")).toBe(9007199254740992);
  });

  it.each([
    "",
    "-",
    ".",
    "-.",
    "1.2.3",
    "1-2",
    "--1",
    "1 ",
    "0x1F",
    "Infinity",
    "1e999",
    "1,5",
    "½",
  ])("is none in %j", (cell) => {
    expect(toNumber(cell)).toBeNaN();
  });
});
