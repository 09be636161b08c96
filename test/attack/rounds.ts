/** Whether this is `npm run attack`, and not the suite. */
export const isLong = process.env.ATTACK === "long";

/** How often something is tried: a few times in the suite, many times in `npm run attack`. */
export function rounds(inSuite: number, inAttack: number): number {
  return isLong ? inAttack : inSuite;
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
