import fc from "fast-check";
import { expect, it } from "vitest";
import { parseCsv } from "../../../src/tabular/index.js";
import { toCsv } from "../../../src/tabular/cli/output.js";

it("toCsv writes what parseCsv reads back, rows of one empty cell too", () => {
  expect(toCsv({ columns: ["a"], rows: [["x"], [""], ['"']] })).toBe('a\nx\n""\n""""\n');
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "é") }).map((s) => s.trim());
  const table = fc
    .integer({ min: 1, max: 3 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
    );
  fc.assert(
    fc.property(table, (rows) => {
      const columns = rows[0].map((_, i) => `column ${i}`);
      const text = toCsv({ columns, rows });
      expect(parseCsv(text, { delimiter: "," })).toMatchObject({ columns, rows });
    }),
  );
});
