/** The stand-ins of the bundles do what ndarray and ndarray-ops do. */
import fc from "fast-check";
import ndarray from "ndarray";
import ndarrayOps from "ndarray-ops";
import { describe, expect, it } from "vitest";
import { toNested, type NdArray } from "../../src/array/index.js";
import { ndarray as standIn, ops } from "../../src/array/withoutEval.js";

interface View {
  data: Float64Array;
  shape: number[];
  stride: number[];
  offset: number;
}

/** Views of up to four axes, with strides of either sign, into more numbers than they show. */
const views: fc.Arbitrary<View> = fc
  .array(fc.record({ size: fc.integer({ min: 0, max: 3 }), isFlipped: fc.boolean() }), {
    maxLength: 4,
  })
  .map((axes) => {
    const stride: number[] = [];
    let [step, offset] = [2, 3];
    for (const { size, isFlipped } of axes.toReversed()) {
      stride.unshift(isFlipped ? -step : step);
      if (isFlipped) offset += step * Math.max(size - 1, 0);
      step *= Math.max(size, 1);
    }
    const data = Float64Array.from({ length: step + 5 }, (_, i) => 3 * Math.sin(i));
    return { data, shape: axes.map(({ size }) => size), stride, offset };
  });

/** What ndarray makes of it, and what the stand-in does. */
const pair = ({ data, shape, stride, offset }: View): [NdArray, NdArray] => [
  ndarray(data, [...shape], [...stride], offset),
  standIn(data, [...shape], [...stride], offset),
];

/** All that can be seen of a view, but for its class, and for the order of axes with equal strides. */
const seen = (x: NdArray) => ({
  ...{ shape: [...x.shape], stride: [...x.stride], size: x.size, dtype: x.dtype },
  ...{ dimension: x.dimension, elements: toNested(x) },
  ordered: x.order.map((axis) => Math.abs(x.stride[axis])),
});

describe("a view without generated code", () => {
  it("is what ndarray makes, with all its methods", () => {
    fc.assert(
      fc.property(views, fc.infiniteStream(fc.nat(5)), (view, numbers) => {
        const [a, b] = pair(view);
        expect(seen(b)).toEqual(seen(a));
        const next = () => numbers.next().value as number;
        const inside = view.shape.map((n) => next() % Math.max(n, 1));
        const axes = view.shape.map((_, axis) => axis).sort(() => (next() % 2 === 0 ? 1 : -1));
        const steps = view.shape.map(() => [1, 2, -1, -2][next() % 4]);
        const some = inside.map((i) => [i, i, null, -1][next() % 4]) as number[];
        expect(b.index(...inside)).toBe(a.index(...inside));
        expect(b.get(...inside)).toBe(a.get(...inside));
        expect(seen(b.hi(...some))).toEqual(seen(a.hi(...some)));
        expect(seen(b.lo(...some))).toEqual(seen(a.lo(...some)));
        expect(seen(b.transpose(...axes))).toEqual(seen(a.transpose(...axes)));
        if (a.size > 0) expect(seen(b.step(...steps))).toEqual(seen(a.step(...steps)));
        if (view.shape.length > 0) expect(seen(b.pick(...some))).toEqual(seen(a.pick(...some)));
        b.set(...inside, 7);
        expect(a.get(...inside)).toBe(7);
      }),
      { numRuns: 500 },
    );
  });

  it("can be made anew by its constructor, as src/array does", () => {
    const [, b] = pair({ data: new Float64Array(6), shape: [2, 3], stride: [3, 1], offset: 0 });
    const Made = b.constructor as new (...args: unknown[]) => NdArray;
    const data = Float64Array.of(1, 2, 3, 4);
    expect(toNested(new Made(data, 2, 2, 2, 1, 0))).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  });
});

describe("an operation without generated code", () => {
  it.each(Object.keys(ops) as (keyof typeof ops)[])(
    "%s does what that of ndarray-ops does",
    (name) => {
      fc.assert(
        fc.property(views, (view) => {
          const [source] = pair(view);
          const other = ndarray(Float64Array.from({ length: source.size }, Math.cos), [
            ...view.shape,
          ]);
          const [expected, found] = [0, 1].map(() =>
            ndarray(new Float64Array(source.size).fill(9), [...view.shape]),
          );
          (ndarrayOps[name] as (...arrays: NdArray[]) => void)(expected, source, other);
          ops[name](found, source, other);
          expect(found.data).toEqual(expected.data);
        }),
      );
    },
  );
});
