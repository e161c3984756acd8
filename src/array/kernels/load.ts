/**
 * The WebAssembly module of the fast functions, and the switch between it and plain loops.
 * `npm run build` compiles it from the AssemblyScript in `assembly`. It is loaded at its first use.
 */
import { warnOnce } from "../warn.js";
import { moduleHex, type Kernels } from "./module.js";

export type { Kernels };

/** Which functions work on arrays: the fastest for each size, or plain JavaScript only. */
export type KernelChoice = "auto" | "plain";

// The core is compiled without the types of Node and browsers. Both have this.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

let choice: KernelChoice = "auto";
/** `undefined`: not tried yet; `null`: this machine cannot run it. */
let loaded: Kernels | null | undefined;
let isAlways = false;

/**
 * The module's functions, or `null` if a plain loop must be used.
 *
 * @param size - how many elements the array has.
 * @param smallest - the size from which the kernel is used.
 */
export function kernelsFor(size: number, smallest: number): Kernels | null {
  if (choice === "plain" || size === 0 || (size < smallest && !isAlways)) return null;
  return loaded === undefined ? (loaded = load()) : loaded;
}

/**
 * For tests: whether kernels are used for small arrays as well.
 *
 * @param always - if not, only where they are faster.
 */
export function useKernelsAlways(always: boolean): void {
  isAlways = always;
}

function load(): Kernels | null {
  try {
    const byte = (_: unknown, i: number) => parseInt(moduleHex.slice(2 * i, 2 * i + 2), 16);
    const bytes = Uint8Array.from({ length: moduleHex.length / 2 }, byte);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    return { ...(exports as Kernels) }; // an ordinary object: property look-up on `exports` is slow
  } catch {
    return null; // no WebAssembly, no SIMD, or a policy that forbids it
  }
}

/**
 * Chooses how arrays are computed. Results differ in their last digits: see docs/accuracy.md.
 *
 * Where WebAssembly or its SIMD is missing, or a page's Content-Security-Policy forbids it, plain
 * loops are used; this function reports that on the console, once.
 *
 * @param to - `"auto"` (the default): the fastest for each size, whether a plain loop, ndarray-ops
 * or WebAssembly with SIMD; `"plain"`: without WebAssembly.
 * @returns what is used from now on.
 * @throws RangeError if there is no such choice.
 */
export function setKernels(to: KernelChoice): "webassembly" | "plain" {
  if (!["auto", "plain"].includes(to)) {
    throw new RangeError(`setKernels: choose "auto" or "plain", not ${JSON.stringify(to)}`);
  }
  choice = to;
  const inUse = kernelsFor(1, 1) === null ? "plain" : "webassembly";
  if (to === "auto" && inUse === "plain") {
    warnOnce(
      "WebAssembly with SIMD cannot be used here (it is missing, or the page's " +
        "Content-Security-Policy lacks 'wasm-unsafe-eval'): plain loops take its place, which are slower",
    );
  }
  return inUse;
}

/** The choice last made with `setKernels`. */
export function getKernels(): KernelChoice {
  return choice;
}
