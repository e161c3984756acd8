import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** The module as it is when a program starts. */
async function fresh() {
  vi.resetModules();
  const load = await import("../../../src/array/kernels/load.js");
  const array = await import("../../../src/array/index.js");
  return { ...load, array };
}

const warn = vi.spyOn(console, "warn");

beforeEach(() => {
  warn.mockReset().mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("setKernels", () => {
  it("says what is in use", async () => {
    const { setKernels, getKernels, kernelsFor } = await fresh();
    expect(getKernels()).toBe("auto");
    expect(setKernels("plain")).toBe("plain");
    expect(getKernels()).toBe("plain");
    expect(kernelsFor(1e6, 1)).toBeNull();
    expect(setKernels("auto")).toBe("webassembly");
    expect(getKernels()).toBe("auto");
    expect(kernelsFor(1e6, 1)).not.toBeNull();
    expect(warn).not.toHaveBeenCalled();
  });

  it("refuses any other choice, names it, and changes nothing", async () => {
    const { setKernels, getKernels } = await fresh();
    setKernels("plain");
    for (const other of ["wasm", "", "Auto", undefined, null, 1, true]) {
      expect(() => setKernels(other as "auto")).toThrow(RangeError);
    }
    expect(() => setKernels("wasm" as "auto")).toThrow(
      'setKernels: choose "auto" or "plain", not "wasm"',
    );
    expect(getKernels()).toBe("plain");
  });
});

describe("kernelsFor", () => {
  it("gives kernels from a size on, or always if told so, and never for nothing", async () => {
    const { kernelsFor, useKernelsAlways } = await fresh();
    expect([kernelsFor(99, 100), kernelsFor(0, 0)]).toEqual([null, null]);
    expect(kernelsFor(100, 100)).not.toBeNull();
    useKernelsAlways(true);
    expect(kernelsFor(99, 100)).not.toBeNull();
    expect(kernelsFor(0, 100)).toBeNull();
    useKernelsAlways(false);
    expect(kernelsFor(99, 100)).toBeNull();
  });

  it("loads the module once, and not before it is needed", async () => {
    const compile = vi.spyOn(WebAssembly, "Module");
    const { kernelsFor, setKernels, array } = await fresh();
    array.add(array.zeros([3]), array.zeros([3]));
    setKernels("plain");
    expect(compile).not.toHaveBeenCalled();
    setKernels("auto");
    expect(kernelsFor(1, 1)).toBe(kernelsFor(1000, 1));
    expect(compile).toHaveBeenCalledTimes(1);
    compile.mockRestore();
  });
});

/** Machines that cannot run the module. */
const machines: Record<string, () => void> = {
  "without WebAssembly": () => {
    vi.stubGlobal("WebAssembly", undefined);
  },
  "without SIMD": () => {
    function Module() {
      throw new WebAssembly.CompileError("invalid opcode 0xfd");
    }
    vi.stubGlobal("WebAssembly", { ...WebAssembly, CompileError: Error, Module });
  },
  "whose policy forbids WebAssembly": () => {
    function Instance() {
      throw new EvalError("Refused to evaluate: 'unsafe-eval'");
    }
    vi.stubGlobal("WebAssembly", { Module: WebAssembly.Module, Instance });
  },
};

describe.each(Object.entries(machines))("a machine %s", (_, stub) => {
  it("computes everything by plain loops, and is silent", async () => {
    stub();
    const { kernelsFor, array } = await fresh();
    expect(kernelsFor(1e6, 1)).toBeNull();
    const x = array.full([300], 0.5, "float32");
    expect(array.tanh(x).data[299]).toBe(Math.fround(Math.tanh(0.5)));
    expect(array.add(x, x).data[299]).toBe(1);
    expect(array.total(x)).toBe(150);
    const square = array.full([20, 20], 1, "float32");
    expect(array.matmul(square, square).data[399]).toBe(20);
    expect(array.countBins(x, { bins: 2, lastEdge: 1 })).toEqual([0, 300]);
    expect(warn).not.toHaveBeenCalled();
  });

  it("is warned of once, when somebody asks for kernels", async () => {
    stub();
    const { setKernels, getKernels } = await fresh();
    expect(setKernels("plain")).toBe("plain");
    expect(warn).not.toHaveBeenCalled();
    expect(setKernels("auto")).toBe("plain");
    expect(getKernels()).toBe("auto");
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toMatch(/WebAssembly with SIMD cannot be used here/);
    expect([setKernels("auto"), setKernels("plain"), setKernels("auto")]).toEqual(
      new Array(3).fill("plain"),
    );
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
