/** What a learner is told, whatever his file holds. */
import { describe, expect, it } from "vitest";
import { compileInNode } from "../runner/compile.js";
import { answers, Bounds } from "../runner/exercise.js";
import { grade } from "../runner/grade.js";
import { work, type Said } from "../runner/work.js";

const { exercise, check } = answers<{ double: (x: number[]) => number[] }>({
  double: "(x) => number[]",
});
const doubling = exercise(
  check({
    title: "each number is doubled",
    inputs: () => [{ x: [1, 2, 3] }],
    observe: ({ double }, { x }: { x: number[] }) => ({ doubled: double(x) }),
    expected: ({ x }) => ({ doubled: x.map((value) => 2 * value) }),
  }),
  check({
    title: "no matter how long the list",
    inputs: (random) => [{ x: Array.from({ length: 20 }, () => random.uniform()) }],
    observe: ({ double }, { x }: { x: number[] }) => ({ length: double(x).length }),
    expected: () => ({ length: new Bounds(20, 20) }),
  }),
);
const graded = (source: string) => grade(doubling, source, [], compileInNode);
const wrongOf = (source: string) => graded(source).checks[0]?.wrong;
const body = (code: string) => `export function double(x: number[]): any {\n  ${code}\n}\n`;
const inputs = "\nfor x = [1, 2, 3]";

describe("an answer that can be graded", () => {
  it.each([
    [body("return x.map((v) => 2 * v);"), null],
    [body("return x;"), `doubled[0] is 1, and should be 2; 2 more of 3 differ${inputs}`],
    [body("return [2, 4];"), `doubled has 2 values, and should have 3: it is [2, 4]${inputs}`],
    [body("return 2;"), `doubled is 2, and should be a list of 3${inputs}`],
    [body(""), `doubled is undefined: does your function return it?${inputs}`],
    [body("return [2, NaN, 6];"), `doubled[1] is NaN, and should be 4${inputs}`],
    [
      body("return [2, 4 + 1e-8, 6];"),
      `doubled[1] is 4.00000001, and should be 4: the digits behind the seventh differ${inputs}`,
    ],
    [body('return ["2", 4, 6];'), `doubled[0] is "2", and should be the number 2${inputs}`],
    [
      `export async function double(x: number[]) {\n  return x;\n}`,
      `doubled is a promise: an answer cannot be async${inputs}`,
    ],
    [
      body("return (x as any).nothing.here;"),
      `it throws "Cannot read properties of undefined (reading 'here')", in line 2${inputs}`,
    ],
  ])("%s", (source, wrong) => {
    expect(wrongOf(source)).toBe(wrong);
  });

  it("may return a tensor or a typed array", () => {
    expect(wrongOf(`import { tensor } from "ghmgrad";\n${body("return tensor(x).mul(2);")}`)).toBe(
      null,
    );
    expect(wrongOf(body("return Float64Array.from(x, (v) => 2 * v);"))).toBe(null);
  });

  it("throws as a wrong answer that is known does, in another line", () => {
    const throwing = body("return (x as any).nothing.here;");
    const wrong = [{ source: throwing, says: "There is nothing." }];
    const known = (source: string) => grade(doubling, source, wrong, compileInNode).known;
    expect(known(`\n\n${throwing}`)).toBe("There is nothing.");
    expect(known(body("return (x as any).nothing.there;"))).toBe(null);
  });

  it("may be off in a list of lists: its numbers are counted, not its rows", () => {
    const { exercise, check } = answers<{ table: () => number[][] }>({ table: "() => number[][]" });
    const table = exercise(
      check({
        title: "a table",
        inputs: () => [{}],
        observe: ({ table }) => ({ table: table() }),
        expected: () => ({ table: [[1, 2], [3, 4], [5, 6]] }), // prettier-ignore
      }),
    );
    const source = "export const table = () => [[1, 2], [7, 7], [7, 6]];";
    expect(grade(table, source, [], compileInNode).checks[0]?.wrong).toBe(
      "table[1][0] is 7, and should be 3; 2 more of 6 differ",
    );
  });

  it("may change what it is given: messages and what is right are of what it was given", () => {
    expect(wrongOf(body("return x.map((_, i) => (x[i] = 2 * x[i]));"))).toBe(null);
    expect(wrongOf(body("x.length = 0; return [1, 4, 6];"))).toBe(
      `doubled[0] is 1, and should be 2${inputs}`,
    );
  });

  it("has its lines counted as its editor does, also with Windows line ends", () => {
    const lines = ["type A = number;", "", "export function double(x: A[]) {", "  throw new Error('no');", "}"]; // prettier-ignore
    for (const end of ["\n", "\r\n"]) {
      expect(wrongOf(lines.join(end))).toBe(`it throws "no", in line 4${inputs}`);
    }
  });
});

describe("a file that cannot be graded", () => {
  it.each([
    ["", "it must export double, used as (x) => number[], and does not", null],
    ["export const twice = 1;", "it must export double, used as (x) => number[], and does not; it exports twice", null], // prettier-ignore
    ["export function double( {\n", 'it cannot be read: Unexpected token, expected ","', 2],
    ["let a = 1;\nlet a = 2;", "it cannot be read: Identifier 'a' has already been declared", 2],
    ["\n\nthrow 7;", "it throws 7", null],
    ["\nnull.x;", `it throws "Cannot read properties of null (reading 'x')"`, 2],
    ['import fs from "node:fs";\nfs.x;', 'it imports from "node:fs", and can only from "ghmgrad" and "ghmgrad/tabular"', null], // prettier-ignore
  ])("%j", (source, message, line) => {
    expect(graded(source)).toEqual({ trouble: { message, line }, checks: [], known: null });
  });
});

it("what a file prints is passed on, but not without end", () => {
  const said: Said[] = [];
  const source = `for (let i = 0; i < 500; i++) console.log("line", i, [i], { a: i });`;
  work({ lesson: { id: "07-ghm-by-hand", wrong: [] }, source }, compileInNode, (one) =>
    said.push(one),
  );
  expect(said[0]).toEqual({ printed: "line 0 [0] { a: 0 }" });
  expect(said).toHaveLength(202); // the lines, that there are more, and the verdict
  expect(said[200]).toEqual({ printed: "… more than 200 lines" });
});
