/** Numbers as people write them, and numbers that are names. */
import { describe, expect, it } from "vitest";
import {
  inferSchema,
  parseCsv,
  readLabels,
  TableEncoder,
  type Column,
  type SchemaOptions,
  type TableEncoderState,
} from "../../../src/tabular/table/index.js";
import { medianOf } from "../../../src/tabular/table/numbers.js";
import { Generator } from "../../../src/index.js";
import { csv, csvOf, rowsOf } from "./helpers.js";

const options = (given: Partial<SchemaOptions>) => ({ label: "y", ...given });

/** A table with the column c, whose cells come in turn, a plain column x and a label. */
function tableOf(cells: readonly string[], { delimiter = ";", name = "c", rows = 40 } = {}) {
  const line = (...row: unknown[]) => row.map((cell) => `"${String(cell)}"`).join(delimiter);
  const lines = Array.from({ length: rows }, (_, i) => line(cells[i % cells.length], i % 3, i % 2));
  return csv([line(name, "x", "y"), ...lines].join("\n"));
}

/** The first column, and the warnings. */
function inspect(table: ReturnType<typeof csv>, given: Partial<SchemaOptions> = {}) {
  const { columns, warnings } = inferSchema(table, options(given));
  return { column: columns[0], warnings };
}

/** The numbers that the first rows of c become. */
function numbersOf(cells: readonly string[], given: Partial<SchemaOptions> = {}, delimiter = ";") {
  const table = tableOf(cells, { delimiter });
  const schema = inferSchema(table, { ...options(given), keep: ["c"] });
  return cells.map((_, i) => {
    const [code] = new TableEncoder(schema).fit(table, [i]).state().columns;
    return code.type === "numeric" ? code.median : code.type;
  });
}

describe("numbers are found as people write them:", () => {
  it.each<[string, string[], number[]]>([
    ["commas between thousands", ["10,449.45", "3", "1,234,567"], [10449.45, 3, 1234567]],
    ["points between thousands", ["1.234,5", "17", "2.000,25"], [1234.5, 17, 2000.25]],
    ["decimal commas", ["1,5", "2,25", "3", "-4,125"], [1.5, 2.25, 3, -4.125]],
    ["spaces", ["10 449", "1 200,5", "7"], [10449, 1200.5, 7]],
    ["narrow spaces", ["10\u202F449", "1\u00A0200.5", "7\u2009000"], [10449, 1200.5, 7000]],
    ["apostrophes", ["1'234.5", "2’500", "7"], [1234.5, 2500, 7]],
    ["lakhs", ["12,34,567", "1,000.5"], [1234567, 1000.5]],
    ["dollars", ["$1,200", "$35.50", "-$4", "12", "$-3"], [1200, 35.5, -4, 12, -3]],
    ["euros", ["1.200,00 €", "35,50€", "€ 4,25"], [1200, 35.5, 4.25]],
    ["dollars in parentheses", ["($1,200)", "$35.50", "(4)"], [-1200, 35.5, -4]],
    ["dollars before parentheses", ["$(1,200)", "$35.50", "$ (4)"], [-1200, 35.5, -4]],
    ["parentheses without a currency", ["(5)", "7", "(12.5)"], [-5, 7, -12.5]],
    ["euros behind parentheses", ["(1.200,00) €", "35,50 €"], [-1200, 35.5]],
    ["a dash for no dollars", ["$ -", "$     1,200.50", "$ (7.00)", "$-"], [0, 1200.5, -7, 0]],
    ["a dash for no euros", ["-   €", "1.200,50 €", "– €"], [0, 1200.5, 0]],
    ["minus signs behind", ["1,200.5-", "35", "5-", "2 \u2212"], [-1200.5, 35, -5, -2]],
    ["percent in parentheses", ["(4.5%)", "10%"], [-4.5, 10]],
    ["percent", ["4.5%", "10 %", "-3%"], [4.5, 10, -3]],
    ["percent with decimal commas", ["4,5 %", "10,25%"], [4.5, 10.25]],
    ["the minus sign", ["\u22124.5", "\u20133", "2"], [-4.5, -3, 2]],
    ["exponents", ["1,5e3", "2,5E-1"], [1500, 0.25]],
  ])("%s", (_, cells, numbers) => {
    expect(numbersOf(cells)).toEqual(numbers);
  });

  it("as they are in the column's other cells only: the first that is not is an error", () => {
    const others = Array.from({ length: 9 }, (_, i) => `$${i + 1},250.5`);
    for (const bad of ["€1,250", "1.250,5", "$1,25", "4.5%", "$ 1 250", "$-(3)", "-3-"]) {
      expect(() => inspect(tableOf([...others, bad]))).toThrow(
        `row 10, column c: '${bad}' is no number (nor are 3 other cells of it)`,
      );
    }
    expect(() => inspect(tableOf([...others, "€1,250"]))).toThrow("are written as $1,234.5 is");
    const percents = Array.from({ length: 9 }, (_, i) => `${i}.5%`);
    expect(() => inspect(tableOf([...percents, "0.045"]))).toThrow(
      "'0.045' is no number (nor are 3 other cells of it); the numbers of this column are written as 1234.5% is",
    );
  });

  it("as the options say: what is written otherwise is an error", () => {
    const given = { types: { c: "numeric" }, decimal: "," } as const;
    expect(() => inspect(tableOf(["1.5", "2.25"]), given)).toThrow(
      "row 1, column c: '1.5' is no number (nor are 39 other cells of it); the numbers of this column are " +
        "written as 1234,5 is",
    );
    expect(numbersOf(["1,5", "2,25"], given)).toEqual([1.5, 2.25]);
  });

  it("a comma that may be either is settled by the other columns", () => {
    const table = (other: string[]) => {
      const cells = ["3,288", "12,500", "999"];
      const lines = Array.from(
        { length: 30 },
        (_, i) => `${cells[i % 3]};${other[i % 2]};${i % 2}`,
      );
      return csv(["c;z;y", ...lines].join("\n"));
    };
    const range = (other: string[]) => {
      const { min, max } = inspect(table(other)).column as Column & { type: "numeric" };
      return [min, max];
    };
    expect(range(["1,5", "2,25"])).toEqual([3.288, 999]);
    expect(range(["1.5", "2.25"])).toEqual([999, 12500]);
    expect(range(["1.234.567", "5"])).toEqual([3.288, 999]);
    expect(() => range(["1,5", "2"].map((cell, i) => (i === 0 ? "x" : cell)))).toThrow(
      "'3,288' may be 3.288 or 3288",
    );
  });

  it("and by the comma as delimiter, or by the option", () => {
    const cells = ["3,288", "12,500", "999"];
    expect(numbersOf(cells, {}, ",")).toEqual([3288, 12500, 999]);
    expect(numbersOf(cells, { thousands: "," })).toEqual([3288, 12500, 999]);
    expect(numbersOf(cells, { decimal: "." })).toEqual([3288, 12500, 999]);
    expect(numbersOf(cells, { decimal: "," })).toEqual([3.288, 12.5, 999]);
    expect(numbersOf(cells, { thousands: "" })).toEqual([3.288, 12.5, 999]);
    expect(numbersOf(["1_000", "2_500.5"], { thousands: "_" })).toEqual([1000, 2500.5]);
  });

  describe("a point before three digits may be either, but in a file with commas between cells", () => {
    const cells = ["950", "1.100", "2.350"];

    it.each([";", "\t", "|"])("%j", (delimiter) => {
      expect(() => numbersOf(cells, {}, delimiter)).toThrow(
        "t.csv: row 2, column c: '1.100' may be 1.1 or 1100: say whether the '.' is between thousands " +
          '(thousands, --thousands ".") or before decimals (decimal, --decimal ".")',
      );
      expect(() => numbersOf([...cells, "3.100", "4.100", "x"], {}, delimiter)).toThrow(
        "row 2, column c: '1.100' may be 1.1 or 1100",
      );
      expect(() => numbersOf(["-1.100", "950"], {}, delimiter)).toThrow("may be -1.1 or -1100");
      expect(() => numbersOf(["$1.100", "$950"], {}, delimiter)).toThrow("may be 1.1 or 1100");
    });

    it("the delimiter settles it, or an option", () => {
      expect(numbersOf(cells, {}, ",")).toEqual([950, 1.1, 2.35]);
      for (const given of [{ decimal: "." }, { thousands: "" }, { thousands: "," }]) {
        expect(numbersOf(cells, given)).toEqual([950, 1.1, 2.35]);
      }
      for (const given of [{ decimal: "," }, { thousands: "." }]) {
        expect(numbersOf(cells, given)).toEqual([950, 1100, 2350]);
      }
    });

    it.each(["0.123", "1234.567", "1.5", "12.3456", "0.12", ".5", "7.", "00.125"])(
      "%s in the same column settles it: decimals",
      (other) => {
        expect(numbersOf([...cells, other]).slice(0, 3)).toEqual([950, 1.1, 2.35]);
      },
    );

    it.each(["1.234.567", "1.100,5", "0,5"])("%s settles it: thousands", (other) => {
      expect(numbersOf([...cells, other]).slice(0, 3)).toEqual([950, 1100, 2350]);
    });

    it("a column that is not used settles it, too", () => {
      const text = (z: string) => `c;z;y\n950;${z};0\n1.100;7;1\n2.350;8;0\n950;9;1`;
      const most = (z: string) => inspect(csv(text(z)), { drop: ["z"] }).column;
      expect(most("1,5")).toMatchObject({ max: 2350 });
      expect(most("0.25")).toMatchObject({ max: 950 });
      expect(() => most("2.250")).toThrow("'1.100' may be 1.1 or 1100");
    });
  });

  it("a point is between thousands where another column has decimal commas", () => {
    const text = "c;z;y\n1.234;1,5;0\n999;2,5;1\n2.500;3,5;0\n1.000;4,25;1";
    expect(inspect(csv(text)).column).toMatchObject({ min: 999, max: 2500 });
    expect(inspect(csv(text.replaceAll(",", "."))).column).toMatchObject({ min: 1, max: 999 });
  });

  it("texts that digits are in stay texts, and a warning names what is beside or between them", () => {
    const warned = (cells: string[]) => inspect(tableOf(cells)).warnings.join("\n");
    expect(warned(["12 kg", "7 kg", "8.5 kg"])).toContain(
      "for ' kg' stands beside digits. If they",
    );
    expect(warned(["1.234,5", "1,234.5"])).toMatch(/Column c is read as text, for ',\.' stands/);
    expect(warned(["USD1,200", "USD35.50", "USD7.00"])).toContain("for 'USD' stands beside");
    expect(warned(["5 CR", "2.50", "3.75", "9 CR"])).toContain("for ' CR' stands beside digits.");
    expect(warned(["12 Elm St", "7 Oak Rd", "9 Ash Ln", "3 Fir Ct", "1 Bay Dr"])).toBe("");
    expect(warned(["A12", "B7", "C12"])).toBe("");
    expect(warned(["red", "blue", "grey"])).toBe("");
  });

  it.each(["<0.5", ">100", "~5", "≤ 0.5", "<1,000.5"])("%s is named as a bound", (bound) => {
    const some = [bound, "1.5", "2.25", "3"];
    expect(inspect(tableOf(some)).warnings[0]).toBe(
      `Column c is read as text, for '${/\D+?(?=\d)/.exec(bound)?.[0] ?? ""}' stands beside digits. A bound ` +
        `or an estimate is no number: write one in its place.`,
    );
    const few = [...Array.from({ length: 9 }, (_, i) => `${i}.25`), bound];
    expect(() => inspect(tableOf(few))).toThrow(
      `row 10, column c: '${bound}' is no number (nor are 3 other cells of it); a bound or an estimate is ` +
        `none: write a number in its place; if that means missing`,
    );
  });

  it("a text in place of many numbers is named, as a dash is", () => {
    const { column, warnings } = inspect(tableOf(["-", "1,200", "(35)", "7"]));
    expect(column.type).toBe("categorical");
    expect(warnings[0]).toBe(
      "Column c is read as text, for '-' stands in 10 of its 40 cells. If that means missing, name it among " +
        "the missing values (missingValues, --missing-values); if 0, write 0.",
    );
    expect(inspect(tableOf(["unknown", "1", "2", "tbd", "3.5", "4"])).warnings[0]).toContain(
      "for 'unknown' or 'tbd' stands in 14 of its 40 cells",
    );
    expect(inspect(tableOf(["-", "1", "2"]), { types: { c: "categorical" } }).warnings).toEqual([]);
    expect(inspect(tableOf(["S", "M", "L", "38", "40", "42"])).warnings.join()).not.toContain(
      "text",
    );
  });

  it("a model reads them as they were where it learned", () => {
    const table = tableOf(["1.234,5", "17", "2.000,25"]);
    const fitted = new TableEncoder(inferSchema(table, options({}))).fit(table);
    const saved = JSON.parse(JSON.stringify(fitted.state())) as TableEncoderState;
    expect(saved.columns[0]).toMatchObject({
      format: { decimal: ",", thousands: ".", unit: null },
    });
    const read = (cell: string) =>
      rowsOf(TableEncoder.from(saved).encode(csv(`c;x\n${cell};1`)).x)[0][0];
    expect(read("1.234,5")).toBeCloseTo(rowsOf(fitted.encode(table).x)[0][0], 6);
    expect(read("1234,5")).toBe(read("1.234,5"));
    expect(() => read("1,234.5")).toThrow(
      "row 1, column c: '1,234.5' is no number; the numbers of this column are written as 1.234,5 is",
    );
  });
});

describe("numbers that are names", () => {
  it.each<[string, string, string[], string]>([
    [
      "zip codes that begin with a zero",
      "c",
      ["00501", "10001", "02134"],
      "'00501' begins with a z",
    ],
    ["zip codes that do not", "zip_code", ["90210", "90211"], "it is called as postal codes are"],
    [
      "whole numbers beyond 2^53",
      "c",
      ["1234567890123456781", "1234567890123456782", "7"],
      "3 different whole numbers beyond 2^53 would become 2",
    ],
    ...[
      ["9,007,199,254,740,993", "9,007,199,254,740,992", "1,234.0"],
      ["9.007.199.254.740.993", "9.007.199.254.740.992", "1.234,0"],
      ["9 007 199 254 740 993", "9 007 199 254 740 992", "7"],
      ["$9,007,199,254,740,993", "$9,007,199,254,740,992", "$7"],
      ["(9,007,199,254,740,993)", "(9,007,199,254,740,992)", "7"],
    ].map((cells): [string, string, string[], string] => [
      `such numbers as ${cells[0]}`,
      "c",
      cells,
      "3 different whole numbers beyond 2^53 would become 2",
    ]),
  ])("become categories, with a warning: %s", (_, name, cells, why) => {
    const table = tableOf(cells, { name });
    const { column, warnings } = inspect(table);
    expect(column).toMatchObject({ type: "categorical" });
    expect((column as Column & { type: "categorical" }).categories.sort()).toEqual(cells.sort());
    expect(warnings[0]).toContain(`Column ${name} is categorical: ${why}`);
    expect(warnings[0]).toMatch(/If they are amounts, declare it numeric \(types, --types\)\.$/);
    expect(inspect(table, { types: { [name]: "numeric" } }).column.type).toBe("numeric");
  });

  it("texts are none, if one begins with a zero, as 00 and 007 do", () => {
    for (const cells of [
      ["00", "blue", "red"],
      ["007", "A12", "B1"],
    ]) {
      const { column, warnings } = inspect(tableOf(cells));
      expect(column).toMatchObject({ type: "categorical", categories: cells });
      expect(warnings).toEqual([]);
    }
    const texts = Array.from({ length: 40 }, (_, i) =>
      i % 9 === 0 ? `00${i}` : `a longer text ${i}`,
    );
    expect(inspect(tableOf(texts)).warnings).toEqual([
      "Column c is left out: 40 different texts in 40 rows look like an identifier or free text. To use it, " +
        "make numbers or fewer texts of it.",
    ]);
  });

  it("long decimals are none: they are numbers, rounded", () => {
    const cells = [
      "0.12345678901234567890",
      "0.12345678901234567891",
      "1234.56789012345678901",
      "2",
    ];
    expect(numbersOf(cells)).toEqual([
      0.12345678901234568, 0.12345678901234568, 1234.567890123457, 2,
    ]);
    expect(inspect(tableOf(cells)).warnings.join()).not.toContain("2^53");
    const all = Array.from({ length: 40 }, (_, i) => `0.${i + 1}2345678901234567890`);
    expect(inspect(tableOf(all)).column.type).toBe("numeric");
    const same = ["9007199254740993", "9,007,199,254,740,993", "+9007199254740993.0", "7"];
    expect(inspect(tableOf(same)).warnings.join()).not.toContain("2^53");
  });

  it("become categories beside ranges, as of incomes and ages, with a warning", () => {
    const cells = Array.from({ length: 20 }, (_, i) => (i === 7 ? "11 - 23%" : "0%"));
    const { column, warnings } = inspect(tableOf(cells, { rows: 20 }));
    expect(column).toMatchObject({ type: "categorical", categories: ["0%", "11 - 23%"] });
    expect(warnings[0]).toContain("Column c is categorical: '11 - 23%' is a range");
    expect(inspect(tableOf(["1e-5", "-3", "2.5E-3"])).column.type).toBe("numeric");
  });

  it("are left out if most are different, and none becomes another", () => {
    const ids = Array.from({ length: 120 }, (_, i) => `12345678901234567${String(i + 100)}`);
    const { column, warnings } = inspect(tableOf(ids, { rows: 120 }));
    expect(column).toEqual({
      name: "c",
      type: "id-like",
      missing: 0,
      distinct: 120,
      keep: "numeric",
    });
    expect(warnings[0]).toMatch(
      /^Column c is left out: 120 different whole numbers beyond 2\^53 would/,
    );
    const asNumbers = inspect(tableOf(ids, { rows: 120 }), { types: { c: "numeric" } });
    expect(asNumbers.warnings[0]).toMatch(
      /^Column c has whole numbers beyond 2\^53.*: 120 .* become \d\.$/,
    );
  });

  it.each([
    ["Id, not consecutive", "Id", (i: number) => i * i + 3],
    ["id_str, some missing", "id_str", (i: number) => (i % 9 === 0 ? "" : i * i + 3)],
    ["customerId, some twice", "customerId", (i: number) => 7 * Math.floor(i / 1.5)],
    ["texts in few rows", "row name", (i: number) => `car ${i}`],
  ])("identify rows by the column's name: %s", (_, name, cell) => {
    const rows = name === "row name" ? 12 : 60;
    const text = csvOf(rows, { [name]: cell, x: (i) => (i % 5) / 2, y: (i) => i % 2 });
    const { columns, warnings } = inferSchema(csv(text), { label: "y" });
    expect(columns[0].type).toBe("id-like");
    expect(warnings[0]).toContain(`Column ${name} is left out: `);
  });

  it.each([
    [
      "all different",
      "account",
      (i: number) => i * i,
      "whole numbers, all different, identify rows",
    ],
    ["few, called id", "mote_id", (i: number) => i % 4, "if its 4 whole numbers are names"],
  ])("are not scaled without a word: %s", (_, name, cell, words) => {
    const text = csvOf(41, { [name]: cell, x: (i) => (i % 5) / 2, y: (i) => Number(i % 3 > 0) });
    const schema = inferSchema(csv(text), { label: "y" });
    expect(schema.columns[0].type).toBe("numeric");
    expect(schema.warnings.filter((warning) => warning.includes(words))).toHaveLength(1);
    const known = inferSchema(csv(text), { label: "y", types: { [name]: "numeric" } });
    expect(known.warnings).toEqual([]);
  });

  it("1 and 1.0 are the same category, and class; 01 and what is too long for a float64 are not", () => {
    const table = tableOf(["1", "2", "1.0", "+2.0", "01", "0.50", ".5"]);
    const schema = inferSchema(table, options({ types: { c: "categorical" } }));
    const fitted = new TableEncoder(schema).fit(table);
    expect(fitted.state().columns[0]).toMatchObject({ categories: ["0.5", "01", "1", "2"] });
    const { x, unseen } = fitted.encode(csv("c,x\n1.00,0\n1,0\n2e0,0\n1.5,0"));
    expect(rowsOf(x).map((row) => row.slice(0, 4))).toEqual([
      [0, 0, 1, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
    ]);
    expect(unseen).toEqual([{ column: "c", cells: 1, categories: ["1.5"] }]);
    expect(readLabels(csv("x,y\n1,1.0\n2,0\n3,0.0"), schema)).toEqual([1, 0, 0]);
    const label = ["9007199254740993", "9007199254740992"];
    const big = csv(
      `a,y\n${Array.from({ length: 8 }, (_, i) => `${i},${label[i % 2]}`).join("\n")}`,
    );
    expect([...inferSchema(big, options({})).label.classes].sort()).toEqual(label.sort());
  });

  it("a missing value that is a number is missing however it is written", () => {
    const text = "a,y\n-999.0,0\n1,1\n-999,0\n3,1\n2,0";
    expect(inspect(csv(text), { missingValues: ["-999"] }).column).toMatchObject({
      missing: 2,
      min: 1,
    });
  });
});

describe("a table without a header", () => {
  const text = "0,5,x\n1,6,z\n0,7,x\n1,8,z\n0,9,x";
  const table = parseCsv(text, { source: "t.csv", header: false });
  const encoderFor = (label: string) =>
    new TableEncoder(inferSchema(table, { label, drop: label === "1" ? ["3"] : ["1"] })).fit(table);

  it("has columns by their places, and its encoder remembers how many", () => {
    const schema = inferSchema(table, { label: "1" });
    expect(schema.columns.map(({ name }) => name)).toEqual(["2", "3"]);
    expect(encoderFor("1").state().positional).toBe(3);
    const named = csv(`a,b,c\n${text}`);
    expect(new TableEncoder(inferSchema(named, { label: "a" })).fit(named).positional).toBeNull();
  });

  it("must have all columns again, but for a label that comes last", () => {
    const fewer = parseCsv("5,x\n6,z", { source: "new.csv", header: false });
    expect(() => encoderFor("1").encode(fewer)).toThrow(
      "new.csv has 2 columns, but the table that was learned from has 3, and without a header they are " +
        "known by their places: give all of them; the label, column 1, may be empty",
    );
    const numbers = parseCsv("0,5\n1,6", { header: false });
    expect(encoderFor("3").encode(numbers).x.shape).toEqual([2, 1]);
    const empty = parseCsv(",5,x\n,6,z", { header: false });
    expect(encoderFor("1").encode(empty).x.shape).toEqual([2, 1]);
  });
});

describe("a median", () => {
  const generator = new Generator(1);
  const draw = (size: number, of: (i: number) => number) =>
    Array.from({ length: size }, (_, i) => of(i));
  it.each<[string, (i: number) => number]>([
    ["random ones", () => generator.normal()],
    ["many equal ones", () => Math.floor(4 * generator.uniform())],
    ["ascending ones", (i) => i],
    ["descending ones", (i) => 5 - i],
    ["equal ones", () => 7],
    ["those that go up and down", (i) => i % 10],
    ["the largest of all", (i) => (i % 2 === 0 ? -1 : 1) * Number.MAX_VALUE],
  ])("is that of the sorted numbers: %s", (_, of) => {
    for (let size = 1; size < 60; size++) {
      const numbers = draw(size, of);
      const given = Float64Array.from(numbers);
      const sorted = [...numbers].sort((a, b) => a - b);
      const [low, high] = [Math.ceil(size / 2) - 1, Math.floor(size / 2)].map((k) => sorted[k]);
      expect(medianOf(given)).toBe(low / 2 + high / 2);
      expect(Array.from(given)).toEqual(numbers);
    }
  });

  it("leaves gaps out, and is 0 of nothing else", () => {
    expect(medianOf(Float64Array.of(NaN, 3, NaN, 1, 8))).toBe(3);
    expect(medianOf(Float64Array.of(NaN))).toBe(0);
    expect(medianOf(Float64Array.of(-0))).toBe(0);
  });
});
