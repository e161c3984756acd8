import { describe, expect, it } from "vitest";
import {
  add,
  detectAnomaly,
  div,
  exp,
  log,
  mul,
  noGrad,
  sqrt,
  sum,
  tensor,
} from "../../src/index.js";

const leaf = (data: number | number[], name?: string) =>
  tensor(data, { dtype: "float64", requiresGrad: true, name });

const isRecording = () => mul(leaf(1), 2).requiresGrad;

function messageOf(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not throw");
}

describe("noGrad", () => {
  it("returns what the function returns, and records nothing", () => {
    const x = leaf(2);
    const y = noGrad(() => mul(x, 3));
    expect(y.item()).toBe(6);
    expect(y.requiresGrad).toBe(false);
    expect(y.origin).toBeNull();
    expect(isRecording()).toBe(true);
  });

  it("is over when the function throws", () => {
    expect(() =>
      noGrad(() => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(isRecording()).toBe(true);
  });

  it("can be nested", () => {
    noGrad(() => {
      noGrad(() => 0);
      expect(isRecording()).toBe(false);
    });
    expect(isRecording()).toBe(true);
  });

  it("refuses an async function or a generator, and is over then, too", () => {
    expect(() => noGrad(() => Promise.resolve(1))).toThrow(/noGrad needs .* done .*await/);
    expect(() => noGrad(() => [1].values())).toThrow(/noGrad needs .* generator/);
    const node = { value: 1, next: null }; // a linked list
    expect(noGrad(() => node)).toBe(node);
    expect(noGrad(() => null)).toBeNull();
    expect(isRecording()).toBe(true);
  });

  it("leaves the backward pass of what was recorded before as it is", () => {
    const x = leaf(3);
    const y = mul(x, x);
    noGrad(() => {
      y.backward();
    });
    expect(x.grad?.item()).toBe(6);
  });
});

describe("detectAnomaly", () => {
  it("returns what the function returns", () => {
    expect(detectAnomaly(() => exp(leaf(0)).item())).toBe(1);
  });

  it("names the op whose forward pass made a NaN or an infinity, and where in the output", () => {
    const x = tensor(
      [
        [1, 2, 3],
        [4, -1, 6],
      ],
      { name: "x" },
    );
    expect(messageOf(() => detectAnomaly(() => log(x)))).toMatch(
      /^Log made NaN at \[1, 1\] of its output, shape \[2, 3\]: its inputs are finite/,
    );
    expect(messageOf(() => detectAnomaly(() => div(1, 0)))).toMatch(/^Div made Infinity at \[\]/);
  });

  it("says where the op was called", () => {
    const message = messageOf(() => detectAnomaly(() => log(leaf(-1))));
    expect(message).toContain("mode.test.ts");
    expect(message).not.toMatch(/(op|anomaly)\.ts/);
  });

  it("says so where an input held it already", () => {
    const x = leaf([1, NaN], "x");
    expect(messageOf(() => detectAnomaly(() => add(1, x)))).toMatch(
      /^Add made NaN at \[1\].*: input 1, "x" of shape \[2\], already holds NaN at \[1\]/,
    );
  });

  it("names the op whose backward pass made it, the input, and where the op was called", () => {
    const x = leaf([4, 0], "x");
    const message = messageOf(() => {
      detectAnomaly(() => {
        sum(sqrt(x)).backward();
      });
    });
    expect(message).toMatch(
      /^the backward pass of Sqrt made Infinity at \[1\] in the gradient of its input 0, "x" of shape \[2\]/,
    );
    expect(message).toContain("mode.test.ts");
    expect(message).not.toMatch(/(op|anomaly)\.ts/);
    expect(x.grad).toBeNull();
  });

  it("names the op, too, where only the backward pass ran inside", () => {
    const y = sum(sqrt(leaf([0])));
    const message = messageOf(() => {
      detectAnomaly(() => {
        y.backward();
      });
    });
    expect(message).toMatch(/^the backward pass of Sqrt made Infinity.*run forward inside/s);
  });

  it("is off otherwise, and over when the function throws", () => {
    expect(() => detectAnomaly(() => log(leaf(0)))).toThrow();
    expect(log(leaf(0)).item()).toBe(-Infinity);
  });

  it("refuses an async function", () => {
    expect(() => detectAnomaly(() => Promise.resolve(1))).toThrow(
      /detectAnomaly needs .* done when it returns/,
    );
  });
});
