/** Whether this is `npm run attack` rather than the suite. */
export const isLong = process.env.ATTACK === "long";

/** The number of rounds: few in the suite, many in `npm run attack`. */
export function rounds(inSuite: number, inAttack: number): number {
  return isLong ? inAttack : inSuite;
}

/** Pseudo-random numbers by a seed (mulberry32). */
export function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
