import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  describeSchema,
  parseCsv,
  TableEncoder,
  type SchemaOptions,
} from "../../../src/tabular/table/index.js";
import { dateReader, isoDate, partsOf } from "../../../src/tabular/table/dates.js";
import { columnOf, csv, csvOf, rowsOf, schemaOf } from "./helpers.js";

/** A day of 2024, counted from 0, in a form. */
const day = (i: number, form: (y: number, m: number, d: number) => string) => {
  const date = new Date(Date.UTC(2024, 0, 1 + i));
  return form(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
};
const two = (n: number) => String(n).padStart(2, "0");
const iso = (i: number) => day(i, (y, m, d) => `${y}-${two(m)}-${two(d)}`);
const german = (i: number) => day(i, (y, m, d) => `${two(d)}.${two(m)}.${y}`);
const french = (i: number) => day(i, (y, m, d) => `${two(d)}/${two(m)}/${y}`);
const american = (i: number) => day(i, (y, m, d) => `${m}/${d}/${y}`);

/** 120 rows with a column `when` of these cells, or others by the row. */
const dated = (when: (row: number) => string | number) =>
  csvOf(120, { when, x: (i) => Math.sin(i), y: (i) => i % 2 });
const declared: Partial<SchemaOptions> = { types: { when: "date" } };
const columnWhen = (text: string, options: Partial<SchemaOptions> = declared) =>
  schemaOf(text, options).columns[0];

describe("a date is read, if it is written as", () => {
  const [jan31, noon] = [19753, 19753.5];
  it.each([
    ["2024-01-31", jan31],
    ["2024-1-31", jan31],
    ["2024/01/31", jan31],
    ["2024.01.31", jan31],
    ["20240131", jan31],
    ["31.01.2024", jan31],
    ["31. 1. 2024", jan31],
    ["31 Jan 2024", jan31],
    ["31-JAN-2024", jan31],
    ["31. January 2024", jan31],
    ["Jan 31, 2024", jan31],
    ["January 31 2024", jan31],
    ["2 Sept 2024", 19968],
    ["2024-01-31T12:00:00Z", noon],
    ["2024-01-31T12:00:00.000+02:00", noon],
    ["2024-01-31T12:00:00-0500", noon],
    ["2024-01-31 12:00", noon],
    ["2024-01-31 12:00:00 UTC", noon],
    ["31.01.2024, 12:00", noon],
    ["Jan 31, 2024 12:00 PM", noon],
    ["2024-01-31 12:00 am", jan31],
    ["2024-01-31 6:00PM", 19753.75],
    ["2024-02-29", 19782],
    ["1969-12-31", -1],
    ["0001-01-01", -719162],
  ])("%s", (text, days) => {
    expect(dateReader(null)(text)).toBe(days);
  });

  it.each(["31/01/2024", "31-01-2024", "31/1/2024 0:00"])("%s, days first", (text) => {
    expect(dateReader(true)(text)).toBe(jan31);
    expect(dateReader(false)(text)).toBeNaN();
    expect(dateReader(null)(text)).toBeNaN();
  });

  it.each(["01/31/2024", "1-31-2024", "1/31/2024 12:00 AM"])("%s, months first", (text) => {
    expect(dateReader(false)(text)).toBe(jan31);
    expect(dateReader(true)(text)).toBeNaN();
  });

  it.each([
    ...["2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "31.04.2024"],
    ...["2024-01/31", "1.2.24", "31 Foo 2024", "31 Ma 2024", "2024", "2024-01", "today", ""],
    ...["2024-01-31T25:00", "2024-01-31 12:60", "2024-01-31 13:00 PM", "2024-01-31 noon", "1e2024"],
    ...["12345678", "-2024-01-31", "2024-01-31-02"],
  ])("nothing else, such as %j", (text) => {
    for (const order of [null, true, false]) expect(dateReader(order)(text)).toBeNaN();
  });

  it("and has the parts that JavaScript's Date has", () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
        const date = new Date(days * 86_400_000);
        expect(isoDate(days)).toBe(date.toISOString().slice(0, 10));
        expect(dateReader(null)(isoDate(days))).toBe(days);
        expect(partsOf(days + 0.75)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth(),
          weekday: date.getUTCDay(),
        });
      }),
    );
  });
});

describe("a column of dates", () => {
  const proposal =
    "To learn from year, month, weekday and days, declare it a date (types, --types when=date).";

  it.each([
    ["ISO", iso],
    ["German", german],
    ["French", french],
    ["American", american],
    ["ISO with times", (i: number) => `${iso(i)}T0${i % 10}:30:00Z`],
  ])("is left out if it is %s and most are different, and a warning proposes a type", (_, when) => {
    const { columns, warnings } = schemaOf(dated(when));
    expect(columns[0]).toEqual({
      ...{ name: "when", missing: 0, type: "date-like" },
      ...{ first: "2024-01-01", last: "2024-04-29" },
    });
    expect(warnings).toEqual([`Column when is left out, for it holds dates. ${proposal}`]);
  });

  it("is categorical if few are different, with such a warning", () => {
    const { columns, warnings } = schemaOf(dated((i) => iso(i % 12)));
    expect(columns[0].type).toBe("categorical");
    expect(warnings).toEqual([
      `Column when is categorical: each of its 12 texts is one. It holds dates. ${proposal}`,
    ]);
  });

  it("is a number if it has digits only, with such a warning", () => {
    const digits = (i: number) => iso(i).replaceAll("-", "");
    const { columns, warnings } = schemaOf(dated(digits));
    expect(columns[0].type).toBe("numeric");
    expect(warnings).toEqual([
      `Column when is used as a number, but its digits are dates. ${proposal}`,
    ]);
    expect(columnWhen(dated(digits))).toMatchObject({ type: "date", last: "2024-04-29" });
    const ofJanuary = schemaOf(csvOf(31, { when: digits, x: (i) => i % 5, y: (i) => i % 2 }));
    expect(ofJanuary.columns[0].type).toBe("date-like");
  });

  it("is named with a few cells that are none", () => {
    const when = (i: number) => (i % 10 === 0 ? `n${i}` : iso(i));
    expect(columnWhen(dated(when), {})).toMatchObject({ type: "date-like", first: "2024-01-02" });
    expect(
      columnWhen(
        dated((i) => (i % 2 ? `n${i}` : iso(i))),
        {},
      ).type,
    ).toBe("id-like");
  });

  it("is proposed with a name that a shell takes", () => {
    const text = dated(iso).replace("when", '"it\'s, when"');
    expect(schemaOf(text).warnings[0]).toContain(`--types '"it'\\''s, when"=date'`);
    expect(schemaOf(dated(iso).replace("when", "the day")).warnings[0]).toContain(
      `--types 'the day=date'`,
    );
  });

  it.each([
    ["ISO", iso, null],
    ["German", german, null],
    ["French", french, true],
    ["American", american, false],
  ])("is one if it is declared, %s", (_, when, dayFirst) => {
    expect(columnWhen(dated(when))).toEqual({
      ...{ name: "when", missing: 0, type: "date", dayFirst },
      ...{ first: "2024-01-01", last: "2024-04-29" },
    });
  });

  it("is shown with its range, and how its dates are written if that can be mistaken", () => {
    const shown = (when: (i: number) => string) => describeSchema(schemaOf(dated(when), declared));
    expect(shown(iso)).toContain("when                      date         2024-01-01 … 2024-04-29");
    expect(shown(iso)).toMatch(/when .* 21 features/);
    expect(shown(iso)).not.toContain("written");
    expect(shown(french)).toContain("its dates are written like 31/01/2024, which is 2024-01-31");
    expect(shown(american)).toContain("its dates are written like 01/31/2024");
  });

  it("is refused if no cell tells whether days or months come first", () => {
    const firsts = (i: number) => `01/${two(1 + (i % 12))}/2024`;
    expect(() => schemaOf(dated(firsts), declared)).toThrow(
      new RangeError(
        "t.csv: row 2, column when: '01/02/2024' may be 2024-02-01 or 2024-01-02, and no other date of " +
          "the column tells whether days or months come first: write its dates as 2024-02-01",
      ),
    );
    const same = (i: number) => `0${1 + (i % 9)}/0${1 + (i % 9)}/2024`;
    expect(columnWhen(dated(same))).toMatchObject({ type: "date", last: "2024-09-09" });
  });

  it("is refused with a cell that is none, naming it", () => {
    const wrong = (cell: string, when = iso) =>
      expect(() =>
        schemaOf(
          dated((i) => (i === 4 ? cell : when(i))),
          declared,
        ),
      );
    wrong("soon").toThrow(
      "t.csv: row 5, column when: 'soon' is no date; if that means missing, name it among the missing",
    );
    wrong("2024-02-30").toThrow("'2024-02-30' is no date; the dates of this column are written as");
    wrong("1/31/2024", french).toThrow("'1/31/2024' is no date; the dates of this column are");
    expect(() =>
      schemaOf(
        dated((i) => `text ${i}`),
        declared,
      ),
    ).toThrow(
      "column when is declared a date, but none of its cells, such as 'text 0', is one: write them as",
    );
  });

  it("is no date of another order for the encoder that learned from it", () => {
    const text = dated(french);
    const encoder = new TableEncoder(schemaOf(text, declared)).fit(csv(text));
    const encode = (when: string) => encoder.encode(csv(`when,x\n${when},1`));
    expect(() => encode("31/12/2024")).not.toThrow();
    expect(() => encode("12/31/2024")).toThrow(
      "t.csv: row 1, column when: '12/31/2024' is no date; the dates of this column are written as 31/01/2024",
    );
  });
});

describe("the features of a date", () => {
  const text = csvOf(400, {
    when: (i) => (i === 7 ? "" : iso(i)),
    y: (i) => i % 2,
  });
  const schema = schemaOf(text, { ...declared, missing: "fill" });
  const encoder = new TableEncoder(schema).fit(parseCsv(text));
  const encode = (...cells: string[]) => {
    const { x, filled, unseen } = encoder.encode(
      csv(`when\n${cells.map((c) => `"${c}"`).join("\n")}`),
    );
    return { x: rowsOf(x), filled, unseen };
  };

  it("are year, days, months, weekdays and a flag for missing ones", () => {
    const names = encoder.featureNames;
    expect(names).toHaveLength(22);
    expect(names.slice(0, 3)).toEqual(["when year", "when days", "when month=January"]);
    expect(names.slice(13, 15)).toEqual(["when month=December", "when weekday=Sunday"]);
    expect(names.at(-1)).toBe("when is missing");
  });

  it("say which month and weekday it is: 2024-07-04 was a Thursday", () => {
    const [row] = encode("2024-07-04").x;
    const ones = encoder.featureNames.filter((_, i) => i > 1 && row[i] === 1);
    expect(ones).toEqual(["when month=July", "when weekday=Thursday"]);
  });

  it("have years and days with mean 0 and variance 1", () => {
    const { x } = encoder.encode(csv(text));
    for (const feature of [0, 1]) {
      const values = rowsOf(x).map((row) => row[feature]);
      const mean = values.reduce((a, b) => a + b) / values.length;
      expect(mean).toBeCloseTo(0, 6);
      expect(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length).toBeCloseTo(1, 5);
    }
    const [[, a], [, b], [, noon]] = encode("2024-03-01", "2024-03-02", "2024-03-01T12:00").x;
    expect(noon - a).toBeCloseTo((b - a) / 2, 6);
  });

  it("are those of the median day where it is missing, without month and weekday", () => {
    const { x, filled } = encode("");
    expect(filled).toEqual([{ column: "when", cells: 1 }]);
    const ones = encoder.featureNames.filter((_, i) => i > 1 && x[0][i] !== 0);
    expect(ones).toEqual(["when is missing"]);
  });

  it("are the same through JSON", () => {
    const copy = TableEncoder.from(JSON.parse(JSON.stringify(encoder.state())) as never);
    expect(copy.columns).toMatchObject([{ name: "when", type: "date", dayFirst: null }]);
    expect(rowsOf(copy.encode(csv(text)).x)).toEqual(rowsOf(encoder.encode(csv(text)).x));
  });

  it("say nothing of the year if there was but one", () => {
    const of2024 = new TableEncoder(schema).fit(csv(text), [0, 1, 2, 3]);
    expect(columnOf(of2024.encode(csv("when\n2025-01-01")).x)).toEqual([0]);
  });
});
