/**
 * The WebAssembly module of the fast functions, and the switch between it and plain loops. It is
 * compiled by `npm run build` from the AssemblyScript in `assembly`, and loaded at its first use.
 */
import { moduleBase64, type Kernels } from "./module.js";

export type { Kernels };

/** Which functions work on arrays: the fastest for each size, or plain JavaScript only. */
export type KernelChoice = "auto" | "plain";

// The core is compiled without the types of Node and of browsers, which both have these.
declare const atob: (base64: string) => string;
declare const console: { warn: (message: string) => void };
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

let choice: KernelChoice = "auto";
/** `undefined`: not tried yet; `null`: this machine cannot run it. */
let loaded: Kernels | null | undefined;
let hasWarned = false;
let isAlways = false;

/**
 * The module's functions, for an array of `size` elements, if it has at least `smallest`; `null` if a plain
 * loop is to do it.
 */
export function kernelsFor(size: number, smallest: number): Kernels | null {
  if (choice === "plain" || size === 0 || (size < smallest && !isAlways)) return null;
  return loaded === undefined ? (loaded = load()) : loaded;
}

/** For tests: whether kernels are used for small arrays, too. */
export function useKernelsAlways(always: boolean): void {
  isAlways = always;
}

function load(): Kernels | null {
  try {
    const bytes = Uint8Array.from(atob(moduleBase64), (char) => char.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    return { ...(exports as Kernels) }; // an ordinary object: looking up functions in `exports` is slow
  } catch {
    return null; // no WebAssembly, none with SIMD, or a policy that forbids it
  }
}

/**
 * Chooses what computes on arrays: `"auto"` (the default), the fastest for each size, be it a plain
 * loop, ndarray-ops or WebAssembly with SIMD; or `"plain"`, without WebAssembly. Results differ in their last
 * digits: see docs/accuracy.md.
 *
 * Where WebAssembly or its SIMD is missing, or a page's Content-Security-Policy forbids it, plain
 * loops do it; this function says so, once, on the console.
 *
 * @returns what is in use from now on.
 * @throws RangeError if there is no such choice.
 */
export function setKernels(to: KernelChoice): "webassembly" | "plain" {
  if (!["auto", "plain"].includes(to)) {
    throw new RangeError(`setKernels: choose "auto" or "plain", not ${JSON.stringify(to)}`);
  }
  choice = to;
  const inUse = kernelsFor(1, 1) === null ? "plain" : "webassembly";
  if (to === "auto" && inUse === "plain" && !hasWarned) {
    hasWarned = true;
    console.warn(
      "ghmgrad: WebAssembly with SIMD cannot be used here (it is missing, or the page's " +
        "Content-Security-Policy lacks 'wasm-unsafe-eval'): plain loops take its place, which are slower",
    );
  }
  return inUse;
}

/** What `setKernels` was last told. */
export function getKernels(): KernelChoice {
  return choice;
}
