/** Distributes images among people, deterministically from images, people, weights and overlap. */
import { createHash } from "node:crypto";
import { compareNames } from "../../domain/names.js";

/**
 * Computes how many of `count` items each weight gets, at most `max` each. The rest after rounding down goes to the
 * largest remainders, the first of equal ones; items beyond `max` go to the others.
 */
export function sharesOf(count: number, weights: readonly number[], max = Number.POSITIVE_INFINITY): readonly number[] {
  const sizes = weights.map(() => 0);
  const capped = new Set<number>();
  for (;;) {
    const open = weights.map((_weight, index) => index).filter((index) => !capped.has(index));
    const remaining = count - [...capped].reduce((total, index) => total + sizes[index]!, 0);
    const sum = open.reduce((total, index) => total + weights[index]!, 0);
    const exact = open.map((index) => ({ index, size: (remaining * weights[index]!) / sum }));
    for (const { index, size } of exact) sizes[index] = Math.floor(size);
    const rest = remaining - exact.reduce((total, { size }) => total + Math.floor(size), 0);
    const byRemainder = [...exact].sort((a, b) => (b.size % 1) - (a.size % 1) || a.index - b.index);
    for (const { index } of byRemainder.slice(0, rest)) sizes[index]! += 1;
    const over = open.filter((index) => sizes[index]! > max);
    if (over.length === 0) return sizes;
    for (const index of over) {
      sizes[index] = max;
      capped.add(index);
    }
  }
}

/**
 * Splits `items` in order by weight; each share is at most one item off. The rest after rounding down goes to the
 * largest remainders, the first of equal ones.
 *
 * @example
 * splitByWeight([1, 2, 3, 4, 5], [1, 1]); // [[1, 2, 3], [4, 5]]
 */
export function splitByWeight<T>(items: readonly T[], weights: readonly number[]): readonly (readonly T[])[] {
  return distribute(items, weights, 1)[0] ?? [];
}

/**
 * Gives each item to `overlap` different people, in as many layers with one share per person. A person's shares of all layers
 * together have the size given by the weights, and contain each item at most once.
 *
 * @example
 * distribute([1, 2, 3, 4], [1, 1], 2); // [[[1, 2, 3, 4], []], [[], [1, 2, 3, 4]]]
 */
export function distribute<T>(
  items: readonly T[],
  weights: readonly number[],
  overlap: number,
): readonly (readonly (readonly T[])[])[] {
  const count = items.length;
  const sizes = sharesOf(count * overlap, weights, overlap === 1 ? Number.POSITIVE_INFINITY : count);
  // The layers are concatenated and cut into one piece per person. No piece is longer than a layer, so that no person
  // gets an item twice.
  const layers = Array.from({ length: overlap }, () => weights.map((): T[] => []));
  let from = 0;
  for (const [person, size] of sizes.entries()) {
    for (let at = from; at < from + size; at++) layers[Math.floor(at / count)]![person]!.push(items[at % count]!);
    from += size;
  }
  return layers;
}

/** Seed of a random order. */
export type Seed = number | string;

/** Shuffles `items`; the order depends only on the seed and the names. */
export function shuffled<T extends { readonly name: string }>(items: readonly T[], seed: Seed): readonly T[] {
  const keyOf = ({ name }: T) =>
    createHash("sha256")
      .update(`${seed}\n${name.normalize("NFC")}`)
      .digest("hex");
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)) || compareNames(a.item.name, b.item.name))
    .map(({ item }) => item);
}
