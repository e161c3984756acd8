/** Seeded random numbers, from pure-rand. */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { skipN } from "pure-rand/utils/skipN";

/** A stream of random numbers (xoroshiro128+). The same seed gives the same stream everywhere. */
export class Generator {
  #stream;

  /** @throws RangeError if `seed` is no integer of at most 32 bits. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || Math.abs(seed) >= 2 ** 32) {
      throw new RangeError(`Generator: the seed must be an integer of 32 bits, not ${seed}`);
    }
    this.#stream = xoroshiro128plus(seed);
    // A small seed fills few bits of the state; the first numbers of near seeds are alike.
    skipN(this.#stream, 64);
  }

  /** A number from [0, 1), one of 2⁵³. */
  uniform(): number {
    return uniformFloat64(this.#stream);
  }

  /** A number from the standard normal distribution (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The numbers 0 … n−1 in random order (Fisher–Yates). */
  permutation(n: number): number[] {
    if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(`permutation: n must be a whole number ≥ 0, not ${n}`);
    }
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = uniformInt(this.#stream, 0, i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** Where the stream stands, as plain JSON. */
  state(): number[] {
    return [...this.#stream.getState()];
  }

  /**
   * Goes on from where `state()` was taken.
   *
   * @throws RangeError if the state is not of four integers.
   */
  load(state: readonly number[]): void {
    if (state.length !== 4 || !state.every(Number.isInteger)) {
      throw new RangeError(`Generator: a state is four integers, not [${state.join(", ")}]`);
    }
    this.#stream = xoroshiro128plusFromState(state);
  }
}

let shared = new Generator(0);

/** The generator that functions use when they are given none. */
export function defaultGenerator(): Generator {
  return shared;
}

/** Starts the default generator anew. Without this it starts with seed 0. */
export function manualSeed(seed: number): void {
  shared = new Generator(seed);
}
