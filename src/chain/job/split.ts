/**
 * Shares `items` out in their order: as many each as the weights say, and no share more than one off.
 * What is left after rounding down goes to the largest remainders, to the first where they are equal.
 *
 * @example
 * shareOut([1, 2, 3, 4, 5], [1, 1]); // [[1, 2, 3], [4, 5]]
 */
export function shareOut<T>(items: readonly T[], weights: readonly number[]): readonly (readonly T[])[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const exact = weights.map((weight) => (items.length * weight) / sum);
  const sizes = exact.map(Math.floor);
  const left = items.length - sizes.reduce((total, size) => total + size, 0);
  const byRemainder = exact
    .map((size, index) => ({ index, remainder: size - Math.floor(size) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) sizes[index]! += 1;
  let from = 0;
  return sizes.map((size) => {
    const share = items.slice(from, from + size);
    from += size;
    return share;
  });
}
