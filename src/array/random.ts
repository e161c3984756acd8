/** Seeded random numbers, from pure-rand. */
import { checkType, show } from "./check.js";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { skipN } from "pure-rand/utils/skipN";

/** A stream of random numbers (xoroshiro128+). The same seed gives the same stream everywhere. */
export class Generator {
  #stream;

  /**
   * @param seed - an integer of at most 32 bits.
   * @throws RangeError if `seed` is not such an integer.
   */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || Math.abs(seed) >= 2 ** 32) {
      throw new RangeError(`Generator: the seed must be an integer of 32 bits, not ${show(seed)}`);
    }
    this.#stream = xoroshiro128plus(seed);
    // A small seed fills few bits of the state: similar seeds would give similar first numbers.
    skipN(this.#stream, 64);
  }

  /** A number from the uniform distribution on [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number {
    return uniformFloat64(this.#stream);
  }

  /** A number from the standard normal distribution (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * The numbers 0 … n − 1 in random order (Fisher–Yates).
   *
   * @param n - how many, a whole number ≥ 0.
   * @throws RangeError if `n` is not such a number.
   */
  permutation(n: number): number[] {
    if (!Number.isInteger(n) || n < 0 || n >= 2 ** 32) {
      throw new RangeError(
        `permutation: n must be a whole number from 0 to 2³² − 1, not ${show(n)}`,
      );
    }
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = uniformInt(this.#stream, 0, i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** The position in the stream, as plain JSON. */
  state(): number[] {
    return [...this.#stream.getState()];
  }

  /**
   * Continues from a position in the stream.
   *
   * @param state - what `state()` returned.
   * @throws RangeError if it is not four integers.
   */
  load(state: readonly number[]): void {
    if (!Array.isArray(state) || state.length !== 4 || !state.every(Number.isInteger)) {
      throw new RangeError(`Generator: a state is four integers, not ${show(state)}`);
    }
    this.#stream = xoroshiro128plusFromState(state);
  }
}

/**
 * @param caller - what the message names.
 * @param generator - what should be a generator, or `undefined`: the default one.
 * @throws TypeError unless it is.
 */
export function checkGenerator(caller: string, generator: unknown): void {
  const isGood = generator === undefined || generator instanceof Generator;
  checkType(isGood, `${caller}: generator must be a Generator`, generator);
}

let shared = new Generator(0);

/** The generator of functions that are not given one. */
export function defaultGenerator(): Generator {
  return shared;
}

/**
 * Restarts the default generator. If this is never called, its seed is 0.
 *
 * @param seed - an integer of at most 32 bits.
 * @throws RangeError if `seed` is not such an integer.
 */
export function manualSeed(seed: number): void {
  shared = new Generator(seed);
}
