/**
 * Derives another 32-bit seed for each purpose, such as `"first weights"`. The numbers drawn for
 * one purpose are independent of those for another, and of those that `seed` itself starts, such as
 * a split of the rows. For one purpose, all seeds from 0 to 2³² − 1 give different results.
 *
 * Source: 32-bit FNV-1a (Fowler, Noll & Vo) of the text, XOR the seed. The seed before that and the
 * result after it go through the finalizer of MurmurHash3 (Appleby, `fmix32`), which maps 32 bits
 * to 32 bits one to one.
 *
 * @param seed - an integer.
 * @param purpose - ASCII text.
 * @throws RangeError if `seed` is not an integer of at most 32 bits.
 */
export function deriveSeed(seed: number, purpose: string): number {
  if (!Number.isInteger(seed) || Math.abs(seed) >= 2 ** 32) {
    throw new RangeError(`the seed must be an integer of 32 bits, not ${seed}`);
  }
  return mix(mix(seed) ^ fnv1a(purpose));
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function mix(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
