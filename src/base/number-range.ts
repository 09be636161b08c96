/**
 * Returns the smallest and largest of `numbers`; `Infinity` and `-Infinity` for an empty list. `Math.min(...numbers)` would
 * fail with 200,000 numbers.
 */
export function rangeOf(numbers: readonly number[]): readonly [smallest: number, largest: number] {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const each of numbers) {
    smallest = Math.min(smallest, each);
    largest = Math.max(largest, each);
  }
  return [smallest, largest];
}
