import { describe, expect, it } from "vitest";
import { setDefaultDtype } from "../../../src/array/index.js";
import {
  inferSchema,
  TableEncoder,
  type TableEncoderState,
} from "../../../src/tabular/table/index.js";
import { mean as meanOf, square } from "../../../src/ops/index.js";
import { csv, csvOf, rowsOf, schemaOf } from "./helpers.js";

const text = "age,sex,y\n10,f,0\n20,m,1\n30,m,0\n,f,1\n60,,0\n20,m,1";
const table = csv(text);
const plain = { decimal: ".", thousands: null, unit: null };
const encoder = () => new TableEncoder(schemaOf(text));

/** Of the numbers 10, 20, 30, 20 (filled), 60, 20. */
const mean = 160 / 6;
const std = Math.sqrt((16.67 ** 2 + 3 * 6.67 ** 2 + 3.33 ** 2 + 33.33 ** 2) / 6);

describe("TableEncoder", () => {
  it("standardises numbers, fills them with the median, and writes texts and gaps as 0 and 1", () => {
    const fitted = encoder().fit(table);
    const names = ["age", "age is missing", "sex=f", "sex=m", "sex is missing"];
    expect(fitted.featureNames).toEqual(names);
    const { x, unseen, filled } = fitted.encode(table);
    const expected = [
      [10, 0, 1, 0, 0],
      [20, 0, 0, 1, 0],
      [30, 0, 0, 1, 0],
      [20, 1, 1, 0, 0],
      [60, 0, 0, 0, 1],
      [20, 0, 0, 1, 0],
    ];
    rowsOf(x).forEach(([age, ...rest], i) => {
      expect(age).toBeCloseTo((expected[i][0] - mean) / std, 2);
      expect(rest).toEqual(expected[i].slice(1));
    });
    expect({ unseen, filled }).toEqual({ unseen: [], filled: [{ column: "age", cells: 1 }] });
  });

  it("gives numbers mean 0 and standard deviation 1 over the rows it was fitted on", () => {
    const many = csv(csvOf(50, { a: (i) => 1e6 + (i % 17) / 8, y: (i) => i % 2 }));
    const schema = schemaOf(csvOf(50, { a: (i) => (i % 17) / 8, y: (i) => i % 2 }));
    const rows = Array.from({ length: 31 }, (_, i) => i);
    const { x } = new TableEncoder(schema).fit(many, rows).encode(many, rows);
    expect(meanOf(x).item()).toBeCloseTo(0, 6);
    expect(meanOf(square(x)).item()).toBeCloseTo(1, 6);
  });

  it("learns from the rows it is given only", () => {
    const rows = [0, 1, 2];
    const fitted = encoder().fit(table, rows);
    expect(fitted.state().columns).toEqual([
      {
        name: "age",
        type: "numeric",
        median: 20,
        mean: 20,
        std: Math.sqrt(200 / 3),
        flag: false,
        format: plain,
      },
      { name: "sex", type: "categorical", categories: ["f", "m"], flag: false },
    ]);
    const wild = csv("age,sex,y\n10,f,0\n20,m,1\n30,m,0\n9999,x,1\nNA,z,0\n5,z,1");
    expect(encoder().fit(wild, rows).state()).toEqual(fitted.state());
  });

  it("counts cells with unseen categories, which become zeros, and filled ones", () => {
    const fitted = encoder().fit(table, [0, 1, 2]);
    const { x, unseen, filled } = fitted.encode(csv("age,sex\n20,x\n,\nNA,x\n20,m"));
    expect(rowsOf(x)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 1],
    ]);
    expect(unseen).toEqual([{ column: "sex", cells: 3, categories: ["x", null] }]);
    expect(filled).toEqual([{ column: "age", cells: 2 }]);
  });

  it("reads columns in another order, among others, without the label, and rows in any order", () => {
    const fitted = encoder().fit(table);
    const other = csv("z,sex,q,age\n1,m,2,30\n1,f,2,10");
    expect(rowsOf(fitted.encode(other, [1, 0, 1]).x)).toEqual(
      rowsOf(fitted.encode(table, [0, 2, 0]).x),
    );
  });

  it("reads each of 20,000 columns", () => {
    const width = 20_000;
    const columns = Array.from({ length: width }, (_, j) => `c${j}`);
    const cells = (row: number) => columns.map((_, j) => (j + 1) * (row % 4) + j);
    const lines = [0, 1, 2, 3, 4, 5].map((row) => [...cells(row), row % 2].join(","));
    const wide = csv([[...columns, "y"].join(","), ...lines].join("\n"));
    const schema = inferSchema(wide, { label: "y", keep: columns });
    const codes = new TableEncoder(schema).fit(wide, [0, 2]).state().columns;
    expect(codes.map((code) => code.type === "numeric" && code.std)).toEqual(
      columns.map((_, j) => j + 1),
    );
    const { x } = new TableEncoder(schema).fit(wide, [0, 2]).encode(wide, [4, 1, 2]);
    expect(rowsOf(x)).toEqual([-1, 0, 1].map((z) => columns.map(() => z)));
  });

  it("finds a column also if the table's names have been changed since", () => {
    const columns = ["a", "b"];
    const changing = { source: "made", columns, rows: [["1", "2"]] };
    const fitted = new TableEncoder(schemaOf("b,y\n1,0\n2,1\n3,0\n4,1")).fit(csv("b\n1\n3"));
    expect(rowsOf(fitted.encode(changing).x)).toEqual([[0]]);
    columns.reverse();
    expect(rowsOf(fitted.encode(changing).x)).toEqual([[-1]]);
    columns.reverse().unshift("c");
    changing.rows[0].unshift("9");
    expect(rowsOf(fitted.encode(changing).x)).toEqual([[0]]);
  });

  it("reads a declared missing value as missing, also if it is a number", () => {
    const odd = "a,y\n-999,0\n1,1\n3,0\n3,1";
    const fitted = new TableEncoder(schemaOf(odd, { missingValues: ["-999"] })).fit(csv(odd));
    expect(fitted.state().columns[0]).toMatchObject({ median: 3, flag: true });
  });

  it("gives a number that is constant or missing in the fitted rows the value 0, in others too", () => {
    const a = csv("a,b,y\n0.1,,0\n0.1,,1\n0.1,,0\n99999,5,1\n1e300,-1e300,1\n,NA,0");
    const schema = schemaOf("a,b,y\n1,1,0\n2,2,1\n3,,0\n4,4,1");
    const fitted = new TableEncoder(schema).fit(a, [0, 1, 2]);
    expect(fitted.state().columns).toMatchObject([
      { median: 0.1, mean: 0.1, std: null },
      { median: 0, mean: 0, std: null },
    ]);
    const saved = JSON.parse(JSON.stringify(fitted.state())) as TableEncoderState;
    for (const encoder of [fitted, TableEncoder.from(saved)]) {
      const { x, filled } = encoder.encode(a);
      expect(rowsOf(x)).toEqual([0, 1, 2, 3, 4, 5].map((i) => [0, 0, i < 3 || i === 5 ? 1 : 0]));
      expect(filled).toEqual([
        { column: "a", cells: 1 },
        { column: "b", cells: 4 },
      ]);
    }
  });

  it("takes for constant what differs by rounding only, as the schema does", () => {
    const cells = ["14.62", "14.620000000000001"];
    const text = csvOf(20, { a: (i) => cells[i % 2], b: (i) => i % 3, y: (i) => Number(i > 9) });
    expect(schemaOf(text).columns[0]).toMatchObject({ type: "constant", value: "14.62" });
    const schema = schemaOf(`${text}\n15,1,1`);
    const fitted = new TableEncoder(schema).fit(csv(text));
    expect(fitted.state().columns[0]).toMatchObject({ std: null });
    expect(rowsOf(fitted.encode(csv("a,b\n14.63,1")).x)[0][0]).toBe(0);
  });

  it("takes for constant what varies too little for a float64 deviation above 0", () => {
    const tiny = csv("a,y\n5e-324,0\n0,1\n0,0\n0,1\n0,0");
    const schema = schemaOf("a,y\n1,0\n2,1\n3,0\n4,1");
    const { x } = new TableEncoder(schema).fit(tiny).encode(csv("a\n7\n0"));
    expect(rowsOf(x)).toEqual([[0], [0]]);
  });

  it("writes the default dtype, computed in float64", () => {
    const big = csvOf(20, { a: (i) => 1e9 + (i % 5) / 4, y: (i) => i % 2 });
    const fitted = new TableEncoder(schemaOf(big)).fit(csv(big));
    const single = fitted.encode(csv(big)).x;
    expect(single.dtype).toBe("float32");
    setDefaultDtype("float64");
    try {
      const double = fitted.encode(csv(big)).x;
      expect(double.dtype).toBe("float64");
      expect(rowsOf(single)).toEqual(rowsOf(double).map(([value]) => [Math.fround(value)]));
      expect(rowsOf(double)[0][0]).toBeCloseTo(-Math.SQRT2, 6);
    } finally {
      setDefaultDtype("float32");
    }
  });

  it.each(["drop", "error"] as const)("refuses missing cells if the policy is %s", (missing) => {
    const fitted = new TableEncoder(
      schemaOf("age,sex,y\n1,f,0\n2,m,1\n3,f,0\n4,m,1", { missing }),
    ).fit(csv("age,sex\n1,f\n2,m"));
    expect(() => fitted.encode(table)).toThrow(
      "t.csv: row 4, column age: the cell is empty, and no feature may be missing here; 2 rows of 6 " +
        "lack one. Fill them, or leave those rows out",
    );
    expect(() => fitted.encode(table, [4, 5])).toThrow(
      "t.csv: row 5, column sex: the cell is empty",
    );
    expect(fitted.encode(table, [0, 5]).x.shape).toEqual([2, 3]);
  });

  it("refuses, with row and column, what is no number or out of proportion", () => {
    const fitted = encoder().fit(table);
    expect(() => fitted.encode(csv("age,sex\n1,f\nold,m"))).toThrow(
      "t.csv: row 2, column age: 'old' is no number",
    );
    expect(() => fitted.encode(csv("age,sex\n1,f\n1e300,m"))).toThrow(
      "t.csv: row 2, column age: 1e+300 is too far from the rows that were learned from",
    );
    expect(() => encoder().fit(csv("age,sex\n1e308,f\n-1e308,m"))).toThrow(
      "t.csv: column age holds NaN, Infinity or numbers too large to be standardised",
    );
  });

  it("refuses a table that lacks columns, rows that are not there, and no rows to learn from", () => {
    const fitted = encoder().fit(table);
    expect(() => fitted.encode(csv("Age,z\n1,2"))).toThrow(
      't.csv lacks 2 columns that the features are made of: age, sex; it has Age, z. Is "Age" age?',
    );
    expect(() => fitted.encode(table, [0, 6])).toThrow("there is no row 6");
    expect(() => encoder().fit(table, [])).toThrow("there are no rows to fit");
    expect(() => fitted.encode({ source: "made", columns: ["age", "sex"], rows: [["1"]] })).toThrow(
      "made: row 1 has 1 cell, but the header has 2 columns",
    );
  });

  it("must be fitted first", () => {
    for (const use of [
      () => encoder().encode(table),
      () => encoder().state(),
      () => encoder().featureNames,
    ]) {
      expect(use).toThrow(new Error("TableEncoder: call fit before this"));
    }
  });
});

describe("the state of a TableEncoder", () => {
  const odd = csvOf(40, {
    a: (i) => Math.sin(i) / 3,
    b: (i) => (i % 6 === 0 ? "NA" : -0),
    "c,d": (i) => ['"__proto__"', "constructor", '"say ""hi"""'][i % 3],
    y: (i) => i % 2,
  }).replace("c,d", '"c,d"');
  const fitted = new TableEncoder(schemaOf(odd)).fit(csv(odd));

  it("makes through JSON an encoder that is the same, bit for bit", () => {
    const saved = JSON.parse(JSON.stringify(fitted.state())) as TableEncoderState;
    const copies = [TableEncoder.from(saved), encoder()];
    copies[1].load(saved);
    for (const copy of copies) {
      expect(copy.state()).toEqual(fitted.state());
      expect(JSON.stringify(copy.state())).toBe(JSON.stringify(fitted.state()));
      expect(copy.featureNames).toEqual(fitted.featureNames);
      expect(rowsOf(copy.encode(csv(odd)).x)).toEqual(rowsOf(fitted.encode(csv(odd)).x));
      expect(copy.label).toMatchObject({ column: "y", classes: ["0", "1"], oneAgainstRest: false });
      expect(copy.label).toEqual(fitted.state().label);
    }
  });

  it("is a copy: to change it changes nothing", () => {
    const state = fitted.state();
    state.columns.length = 0;
    state.missingValues.push("x");
    expect(fitted.state()).not.toEqual(state);
  });

  const set = (path: (string | number)[], value: unknown) => (state: Record<string, unknown>) => {
    const holder = path.slice(0, -1).reduce<never>((at, key) => at[key], state as never);
    Object.assign(holder, { [path[path.length - 1]]: value });
  };
  const cases: [what: string, damage: (state: Record<string, unknown>) => void, message: string][] =
    [
      [
        "no columns",
        set(["columns"], []),
        "state.columns is [], where a list with at least one column belongs",
      ],
      [
        "columns that are no list",
        set(["columns"], { length: 1e9 }),
        "state.columns is an object, where a list belongs",
      ],
      [
        "a column that is no object",
        set(["columns", 0], 7),
        "state.columns[0] is 7, where an object belongs",
      ],
      [
        "another type of column",
        set(["columns", 0, "type"], "text"),
        'columns[0].type is "text", where "numeric" or "categorical" or "date" belongs',
      ],
      [
        "a type that every object inherits",
        set(["columns", 0, "type"], "toString"),
        'columns[0].type is "toString", where "numeric" or "categorical" or "date" belongs',
      ],
      [
        "a name that is no text",
        set(["columns", 0, "name"], 5),
        "columns[0].name is 5, where a text belongs",
      ],
      [
        "a name twice",
        set(["columns", 0, "name"], "b"),
        'the names of state.columns and of the label must be different, but "b" comes twice',
      ],
      ["the label among the columns", set(["columns", 0, "name"], "y"), '"y" comes twice'],
      [
        "a mean that is text",
        set(["columns", 0, "mean"], "1"),
        'columns[0].mean is "1", where a number belongs',
      ],
      [
        "a mean of null, as JSON has NaN",
        set(["columns", 0, "mean"], null),
        "columns[0].mean is null, where a number belongs",
      ],
      [
        "an infinite median",
        set(["columns", 0, "median"], Infinity),
        "columns[0].median is Infinity, where a number belongs",
      ],
      [
        "a std of 0",
        set(["columns", 0, "std"], 0),
        "columns[0].std is 0, where a number above 0 belongs",
      ],
      [
        "a negative std",
        set(["columns", 0, "std"], -1),
        "columns[0].std is -1, where a number above 0 belongs",
      ],
      [
        "no std",
        set(["columns", 0, "std"], undefined),
        "columns[0].std is missing, where a number belongs",
      ],
      [
        "a flag of 1",
        set(["columns", 0, "flag"], 1),
        "columns[0].flag is 1, where true or false belongs",
      ],
      [
        "a decimal character of two",
        set(["columns", 0, "format", "decimal"], ".,"),
        'columns[0].format.decimal is ".,", where one character belongs',
      ],
      [
        "one character for decimals and thousands",
        set(["columns", 0, "format", "thousands"], "."),
        'format.thousands is ".", where another character than decimal\'s belongs',
      ],
      [
        "a number of columns that is none",
        set(["positional"], -1),
        "positional is -1, where a whole number ≥ 0 belongs",
      ],
      [
        "an unknown field",
        set(["columns", 0, "extra"], 1),
        'columns[0] has an unknown field "extra"',
      ],
      [
        "categories that are text",
        set(["columns", 2, "categories"], "abc"),
        'columns[2].categories is "abc", where a list belongs',
      ],
      [
        "a category that is a number",
        set(["columns", 2, "categories", 1], 3),
        "columns[2].categories[1] is 3, where a text belongs",
      ],
      [
        "a category twice",
        set(["columns", 2, "categories"], ["a", "a"]),
        'columns[2].categories must be different, but "a" comes twice',
      ],
      [
        "no categories at all",
        set(["columns", 2, "categories"], []),
        "columns[2].categories is [], where a list with at least one category belongs",
      ],
      [
        "an unknown policy",
        set(["missing"], "mean"),
        'missing is "mean", where "fill" or "drop" or "error" belongs',
      ],
      [
        "missing values that are none",
        set(["missingValues"], null),
        "missingValues is null, where a list belongs",
      ],
      ["a label that is text", set(["label"], "y"), 'label is "y", where an object belongs'],
      [
        "a class that is a number",
        set(["label", "classes"], ["0", 1]),
        "label.classes[1] is 1, where a text belongs",
      ],
      [
        "two equal classes",
        set(["label", "classes"], ["1", "1"]),
        'label.classes must be different, but "1" comes twice',
      ],
      ["one class", set(["label", "classes"], ["1"]), "where two classes or more belongs"],
      [
        "an unknown field of the label",
        set(["label", "positive"], "1"),
        'label has an unknown field "positive"',
      ],
      ["an unknown field", set(["version"], 1), 'state has an unknown field "version"'],
    ];
  it.each(cases)("is refused with %s", (_, damage, message) => {
    const state = fitted.state();
    damage(state as never);
    const copy = encoder().fit(table);
    const before = copy.state();
    expect(() => {
      copy.load(state);
    }).toThrow(RangeError);
    expect(() => TableEncoder.from(state)).toThrow(message);
    expect(copy.state()).toEqual(before);
  });

  it.each(["label", "missing", "missingValues", "positional", "columns"])(
    "is refused without %s",
    (name) => {
      const state = Object.fromEntries(
        Object.entries(fitted.state()).filter(([key]) => key !== name),
      );
      expect(() => TableEncoder.from(state as never)).toThrow(
        `TableEncoder: state.${name} is missing`,
      );
    },
  );

  it.each([null, undefined, 5, "x", []])("is refused if it is %j", (state) => {
    expect(() => TableEncoder.from(state as never)).toThrow(
      /^TableEncoder: state is .*, where an object belongs$/,
    );
  });
});
