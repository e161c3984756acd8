import ndarray from "ndarray";
import { afterEach, describe, expect, it } from "vitest";
import { setDefaultDtype, tensor, type NdArray, type TensorLike } from "../../src/index.js";

afterEach(() => {
  setDefaultDtype("float32");
});

const count = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

describe("an ndarray", () => {
  const x = ndarray(count(24), [2, 3, 4]);

  it("is read by shape, stride and offset", () => {
    const views: [view: NdArray, expected: unknown][] = [
      [x.pick(1, null, 2), [14, 18, 22]],
      [
        x.hi(1, 2, 2),
        [
          [
            [0, 1],
            [4, 5],
          ],
        ],
      ],
      [x.lo(1, 2, 2), [[[22, 23]]]],
      [
        x.step(1, -2, -3).pick(0),
        [
          [11, 8],
          [3, 0],
        ],
      ],
      [
        x.transpose(2, 0, 1).pick(3),
        [
          [3, 7, 11],
          [15, 19, 23],
        ],
      ],
      [x.pick(1, 2, 3), 23],
    ];
    for (const [view, expected] of views) expect(tensor(view).toArray()).toEqual(expected);
  });

  it("may repeat elements, by strides of 0", () => {
    const view = ndarray(count(3), [2, 3], [0, 1]);
    expect(tensor(view).toArray()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it("is copied", () => {
    const source = ndarray(count(2));
    const t = tensor(source);
    source.set(0, 9);
    expect(t.toArray()).toEqual([0, 1]);
  });

  it("of integers takes the default dtype, one of floats keeps its own", () => {
    expect(tensor(ndarray(new Float64Array(2))).dtype).toBe("float64");
    expect(tensor(ndarray(new Float32Array(2))).dtype).toBe("float32");
    const integers = ndarray(new Int32Array([7, 8])) as unknown as NdArray;
    expect(tensor(integers).dtype).toBe("float32");
    setDefaultDtype("float64");
    expect(tensor(integers).dtype).toBe("float64");
    expect(tensor(integers).toArray()).toEqual([7, 8]);
  });

  it("may be empty, whatever its offset", () => {
    expect(tensor(ndarray(new Float64Array(0), [0, 3])).shape).toEqual([0, 3]);
    expect(tensor(ndarray(count(2), [0], [1], 99)).shape).toEqual([0]);
  });

  it("that reaches outside its memory is refused", () => {
    const bad = [
      ndarray(count(6), [3, 3]),
      ndarray(count(6), [2, 3], [3, 2]),
      ndarray(count(6), [6], [1], 1),
      ndarray(count(6), [6], [-1], 4),
      ndarray(count(6), [2], [1], -1),
    ];
    for (const view of bad) expect(() => tensor(view)).toThrow(/that reaches outside its 6 values/);
  });

  it("whose strides are missing or not whole is refused", () => {
    expect(() => tensor(ndarray(count(6), [2, 3], [3]))).toThrow(RangeError);
    expect(() => tensor(ndarray(count(6), [2, 3], [1.5, 0.5]))).toThrow(RangeError);
  });

  it("whose shape is no list of sizes is refused", () => {
    expect(() => tensor(ndarray(count(6), [-2, 3]))).toThrow(/axis 0 of shape \[-2, 3\] is -2/);
    expect(() => tensor(ndarray(count(6), [1.5]))).toThrow(/is 1.5; sizes are whole numbers/);
  });
});

describe("a typed array", () => {
  it("of floats keeps its dtype, one of integers takes the default", () => {
    expect(tensor(new Float64Array([0.1])).item()).toBe(0.1);
    expect(tensor(new Float32Array([0.1])).dtype).toBe("float32");
    const integers = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array].map(
      (Type) => new Type([1, 2]),
    );
    for (const values of [...integers, new Int32Array([1, 2]), new Uint32Array([1, 2])]) {
      expect(tensor(values).dtype).toBe("float32");
      expect(tensor(values).toArray()).toEqual([1, 2]);
    }
    setDefaultDtype("float64");
    expect(tensor(new Int32Array(1)).dtype).toBe("float64");
  });

  it("is rounded to the dtype that is asked for", () => {
    expect(tensor(new Float64Array([0.1]), { dtype: "float32" }).item()).toBe(Math.fround(0.1));
    expect(tensor(new Float32Array([0.1]), { dtype: "float64" }).item()).toBe(Math.fround(0.1));
  });

  it("may be part of a buffer", () => {
    expect(tensor(count(6).subarray(2, 4)).toArray()).toEqual([2, 3]);
  });

  it("of other things than numbers is refused", () => {
    for (const bigints of [
      new BigInt64Array(2),
      new BigUint64Array(0),
    ] as unknown as TensorLike[]) {
      expect(() => tensor(bigints)).toThrow(/Big\w+, not an array of numbers/);
    }
    const bytes = new DataView(new ArrayBuffer(8)) as unknown as TensorLike;
    expect(() => tensor(bytes)).toThrow(/DataView/);
  });
});

describe("nested lists", () => {
  const refused = (data: unknown) => expect(() => tensor(data as TensorLike));

  it("may have any depth, and be empty at any", () => {
    expect(tensor([[[[5]]]]).shape).toEqual([1, 1, 1, 1]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[[], []]]).shape).toEqual([1, 2, 0]);
  });

  it("are copied back out as they came", () => {
    const data = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ];
    expect(tensor(data).toArray()).toEqual(data);
    expect(tensor([[], []]).toArray()).toEqual([[], []]);
  });

  it("that are ragged are refused, with the path to where", () => {
    refused([[1, 2], [3]]).toThrow(/data\[1\] has length 1, the first had 2/);
    refused([
      [[1], [2]],
      [[3], [4, 5]],
    ]).toThrow(/data\[1\]\[1\] has length 2/);
    refused([[], [1]]).toThrow(/data\[1\] has length 1, the first had 0/);
    refused([[1], 2]).toThrow(/data\[1\] is 2, where a list of 1 belongs/);
    refused([1, [2]]).toThrow(/data\[1\] is a list, where a number belongs/);
  });

  it("that hold anything but numbers are refused, with the path to where", () => {
    refused([[1, "2"]]).toThrow(/data\[0\]\[1\] is "2", not a number/);
    refused([1, null]).toThrow(/data\[1\] is null, not a number/);
    refused([1n]).toThrow(TypeError);
    refused(undefined).toThrow(/data is undefined/);
    refused({ length: 2 }).toThrow(TypeError);
  });

  it("that have holes are refused", () => {
    refused([1, , 3]).toThrow(/data\[1\] is undefined/); // eslint-disable-line no-sparse-arrays
    refused(new Array(3)).toThrow(/data\[0\] is undefined/);
  });
});
