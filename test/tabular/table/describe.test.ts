import { describe, expect, it } from "vitest";
import { describeLeftOut } from "../../../src/tabular/table/describe.js";
import { describeSchema } from "../../../src/tabular/table/index.js";
import { csvOf, schemaOf } from "./helpers.js";

describe("describeSchema", () => {
  it("shows the label, each column and the warnings of a small table", () => {
    const text = csvOf(40, {
      id: (i) => i,
      age: (i) => (i % 10 === 0 ? "NA" : 20 + (i % 7)),
      sex: (i) => ["f", "m", "f", ""][i % 4],
      same: () => "x",
      note: (i) => i % 2,
      churned: (i) => (i % 8 === 0 ? "yes" : "no"),
    });
    expect(describeSchema(schemaOf(text, { label: "churned", drop: ["note"] }))).toBe(
      `t.csv: 40 rows, 2 of 5 columns beside the label used

label: churned, positive class: 'yes' (by its name)
  yes   5 rows, 12.5 %
  no   35 rows, 87.5 %

column                    type         values                                missing  becomes
id                        id-like      40 different                                   left out
age                       numeric      20 … 26, median 23                          4  filled + flag
sex                       categorical  2: f, m                                    10  3 × 0/1
same                      constant     always 'x'                                     left out
note                      dropped                                                     left out

! Column id is left out: 40 different whole numbers in 40 rows look like an identifier. To use them
  as amounts, declare it numeric (types, --types).
! 1 column left out for having the same value, or none, in every row: same.`,
    );
  });

  it("shows how numbers are written, if not as 1234.5 is", () => {
    const text = csvOf(40, {
      price: (i) => `"$${1 + (i % 3)},${100 + (i % 7)}"`,
      rate: (i) => `${i % 9}.5%`,
      plain: (i) => (i % 4) / 2,
      y: (i) => Number(i % 5 === 0),
    });
    expect(describeSchema(schemaOf(text)).split("\n").slice(7)).toEqual([
      "price                     numeric      1100 … 3106, median 2102.5                     scaled",
      "  its numbers are written like $1,234.5, which is 1234.5",
      "rate                      numeric      0.5 … 8.5, median 4                            scaled",
      "  its numbers are written like 1234.5%, which is 1234.5",
      "plain                     numeric      0 … 1.5, median 0.75                           scaled",
    ]);
  });

  it("shows whole numbers in full, and rather no median than half of one", () => {
    const valuesOf = (cell: (row: number) => string | number) => {
      const text = csvOf(40, { c: cell, y: (i) => Number(i % 3 > 0) });
      return /numeric {6}(.*\S) +scaled/.exec(describeSchema(schemaOf(text)))?.[1].trim();
    };
    expect(valuesOf((i) => 20240101 + (i % 8))).toBe("20240101 … 20240108, median 20240105");
    expect(valuesOf((i) => 1234567890123 + (i % 8))).toBe("1234567890123 … 1234567890130");
    expect(valuesOf((i) => 1234.5678 + (i % 2))).toBe("1234.6 … 1235.6, median 1235.1");
  });

  it("shows 30 columns of 60, and counts the rest by type", () => {
    const columns = Object.fromEntries(
      Array.from({ length: 60 }, (_, j) => [
        `c${j}`,
        (i: number) => (j < 55 ? (i + 3 * j) % 17 : "ab"[i % 2]),
      ]),
    );
    const lines = describeSchema(
      schemaOf(csvOf(34, { ...columns, y: (i) => Number(i > 9) })),
    ).split("\n");
    expect(lines.filter((line) => /^c\d+ /.test(line))).toHaveLength(30);
    expect(lines.slice(-2)).toEqual([
      "… and 25 more numeric columns",
      "… and 5 more categorical columns",
    ]);
  });

  it("keeps to 100 columns and one line a column, whatever names and cells hold", () => {
    const name = `a\n\u001b[31m${"very ".repeat(40)}long`;
    const text = csvOf(40, {
      [`"${name}"`]: (i) => `"${"wide ".repeat(30)}${i % 4}\n"`,
      y: (i) => `"class\t${"w".repeat(200)}${Number(i % 3 > 0)}"`,
    });
    const lines = describeSchema(schemaOf(text)).split("\n");
    expect(lines.every((line) => line.length <= 100)).toBe(true);
    for (const control of ["\u001b", "\t"]) expect(lines.join("")).not.toContain(control);
    expect(lines.filter((line) => line.startsWith("a␣␣[31m"))).toHaveLength(1);
  });

  it("does not call nearly all rows all of them, nor 1 %", () => {
    const text = csvOf(6000, { a: (i) => i % 7, y: (i) => (i < 2 ? "b" : "a") });
    expect(describeSchema(schemaOf(text)).split("\n").slice(3, 5)).toEqual([
      "  b     2 rows, 0.0333 %",
      "  a  5998 rows, 99.966 %",
    ]);
  });

  it("says that a class is told from all others, and how many rows are left out", () => {
    const text = "a,y\n1,a\n2,b\n3,c\n,a\n5,a\n6,b";
    const lines = describeSchema(schemaOf(text, { positive: "a", missing: "drop" })).split("\n");
    expect(lines[0]).toBe(
      "t.csv: 5 rows, 1 of 1 column beside the label used, 1 incomplete row left out",
    );
    expect(lines[2]).toBe("label: y, positive class: 'a' (named), against all others");
  });
});

describe("describeLeftOut", () => {
  const leftOut = (columns: Record<string, (row: number) => string | number>) =>
    schemaOf(csvOf(60, { ...columns, x: (i) => i % 7, y: (i) => i % 2 }));
  const id = (i: number) => 1000 + i;
  const when = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  const review = (i: number) => `the ${i}th was fine`;

  it("names the columns, and what would keep them", () => {
    expect(describeLeftOut(leftOut({ id, when, review }))).toBe(
      "Left out: id (identifier), when (dates), review (texts). --types id=numeric,when=date would keep " +
        "id, when. To use review, make numbers or fewer texts.",
    );
    expect(describeLeftOut(leftOut({ review }))).toBe(
      "Left out: review (texts). To use review, make numbers or fewer texts.",
    );
    expect(describeLeftOut(leftOut({}))).toBeNull();
  });

  it("proposes what keeps them", () => {
    const names = (i: number) => `n${i % 31}`;
    const repeated = (i: number) => `n${i % 30}`;
    const { columns } = leftOut({ id, when, "user id": names, "shop id": repeated });
    expect(columns.map(({ type }) => type)).toEqual([
      ...["id-like", "date-like", "id-like", "categorical", "numeric"],
    ]);
    const declared = schemaOf(
      csvOf(60, { id, when, "user id": (i) => `n${i % 30}`, x: (i) => i % 7, y: (i) => i % 2 }),
      { types: { id: "numeric", when: "date", "user id": "categorical" } },
    );
    expect(describeLeftOut(declared)).toBeNull();
  });

  it("is silent about columns that say nothing, or that the user has dropped", () => {
    const text = csvOf(60, { same: () => 1, id, x: (i) => i % 7, y: (i) => i % 2 });
    expect(describeLeftOut(schemaOf(text, { drop: ["id"] }))).toBeNull();
  });
});
