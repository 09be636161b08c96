/** Seeded random numbers: the same seed and words give the same sequence. */

/** Returns the next number, from 0 to below 1. */
export type Random = () => number;

/** Creates the sequence of a seed and words (FNV-1a, then mulberry32). */
export function seededRandom(seed: number, ...parts: readonly (string | number)[]): Random {
  let state = 0x811c9dc5 ^ seed;
  for (const letter of parts.join("\u0000")) {
    state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns an approximately normal number around 0, from -3 to 3 (sum of six). */
export function normalRandom(random: Random): number {
  let sum = -3;
  for (let part = 0; part < 6; part += 1) sum += random();
  return sum;
}
