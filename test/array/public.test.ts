import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { isNdArray } from "../../src/array/index.js";
import { array, tensor } from "../../src/index.js";
import { functions } from "../wrong-calls/good-calls.js";

const checked = Object.entries(array).filter(([name]) => name !== "isNdArray") as [
  name: keyof typeof array,
  f: (...args: unknown[]) => unknown,
][];
const x = array.array([
  [1, 2, 3],
  [4, 5, 6],
]);

describe.each(checked)("array.%s", (name, f) => {
  const args = functions[`array.${name}`]();

  it("gives what the function of the engine gives, for right arguments", async () => {
    const plain = (await import("../../src/array/index.js")) as unknown as Record<string, typeof f>;
    expect(f(...args)).toEqual(plain[name](...args));
  });

  const arrays = [...args.keys()].filter((at) => isNdArray(args[at]) && name !== "array");
  it.runIf(arrays.length > 0)("takes ndarrays of floats only, inside their data", () => {
    for (const at of arrays) {
      for (const [wrong, shown] of [
        [5, "5"],
        [[1, 2], "[1, 2]"],
        [tensor([1, 2]), "a Tensor"],
        [ndarray(new Int32Array(4), [2, 2]), "an ndarray of a Int32Array"],
        [
          ndarray(new Float32Array(3), [2, 2]),
          /an ndarray of shape \[2, 2\].* outside its 3 values/,
        ],
      ] as const) {
        expect(() => f(...args.with(at, wrong))).toThrow(TypeError);
        expect(() => f(...args.with(at, wrong))).toThrow(
          `array.${name} takes ndarrays of floats, `,
        );
        expect(() => f(...args.with(at, wrong))).toThrow(shown);
      }
    }
  });
});

describe("arguments that do not fit the array", () => {
  const range = { start: 0, step: 1, size: 2 };
  it.each<[name: string, call: () => unknown, message: string]>([
    [
      "no such axis",
      () => array.sum(x, [2], false),
      "array.sum: axes must be whole numbers ≥ 0 and < 2; entry 0 is 2",
    ],
    [
      "axes from the end",
      () => array.softmax(x, [-1]),
      "array.softmax: axes must be whole numbers ≥ 0 and < 2; entry 0 is -1",
    ],
    [
      "one axis twice",
      () => array.flip(x, [1, 1]),
      "array.flip: the axes [1, 1] name one axis twice",
    ],
    [
      "axes out of order",
      () => array.max(x, [1, 0], false),
      "array.max takes axes in ascending order, not [1, 0]",
    ],
    [
      "options where a boolean belongs",
      () => array.mean(x, [0], { keepdims: true } as never),
      "array.mean: keepdims must be true or false, not an object",
    ],
    [
      "too few ranges",
      () => array.slice(x, [range]),
      "array.slice takes a range for each axis of shape [2, 3], not 1",
    ],
    [
      "a range that reaches outside",
      () => array.slice(x, [range, { ...range, start: 2 }]),
      "array.slice: a range of start 2, step 1 and size 2 does not lie inside axis 1 of shape [2, 3]",
    ],
    [
      "a range of another size",
      () => array.place(x, [4, 4], [range, range], 0),
      "array.place: shapes [2, 3] and [2, 2] must be equal",
    ],
    [
      "sums to a shape that is no part",
      () => array.sumTo(x, [2], "float32"),
      "array.sumTo: shapes [2, 3] and [2] do not broadcast",
    ],
    [
      "sums to a larger shape",
      () => array.sumTo(x, [4, 2, 3], "float32"),
      "array.sumTo: shapes [2, 3] and [4, 2, 3] must be equal",
    ],
    [
      "a dot product of two sizes",
      () => array.dot(x, array.array([1])),
      "array.dot: shapes [2, 3] and [1] must be equal",
    ],
    [
      "a product of vectors",
      () => array.matmul(array.array([1]), x),
      "array.matmul takes matrices, not an array of shape [1]",
    ],
    ["nothing to join", () => array.concat([], 0), "array.concat: there are no arrays to join"],
    [
      "a view outside its memory",
      () => array.view(new Float32Array(3), [2], [2], 1),
      "array.view makes an ndarray of shape [2], stride [2] and offset 1 that reaches outside its 3 values",
    ],
    [
      "a stride for each of two axes",
      () => array.view(new Float32Array(3), [3], [1, 1]),
      "array.view: [1, 1] is not a stride for each axis of shape [3]",
    ],
    [
      "an unknown dtype",
      () => array.zeros([2], 5n as never),
      'unknown dtype 5: use "float32" or "float64"',
    ],
    [
      "sizes of an index",
      () => array.scatterAdd(x, x, 3, [2, 3]),
      "array.scatterAdd: axes must be whole numbers ≥ 0 and < 2; entry 0 is 3",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
