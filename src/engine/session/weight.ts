/** How much memory a value holds, roughly and quickly: a cell must not wait for it. */
import { types } from "node:util";

const sampled = 16;
const maxParts = 20_000;
const objectBytes = 48;
const fieldBytes = 16;

/**
 * Estimates the bytes that `value` holds. Long lists are weighed by a sample of 16 items; getters and traps are not run;
 * after 20,000 parts the rest counts for nothing.
 */
export function weightOf(value: unknown): number {
  const seen = new Set<object>();
  let left = maxParts;
  const weigh = (part: unknown): number => {
    left -= 1;
    if (typeof part === "string") return objectBytes + part.length;
    if (typeof part !== "object" || part === null || left < 0 || seen.has(part) || types.isProxy(part))
      return fieldBytes;
    seen.add(part);
    if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) return objectBytes + part.byteLength;
    if (part instanceof Map) return weighList([...part.keys(), ...part.values()]);
    if (part instanceof Set) return weighList([...part]);
    if (Array.isArray(part)) return weighList(part);
    let bytes = objectBytes;
    for (const { value: held } of Object.values(Object.getOwnPropertyDescriptors(part)))
      bytes += fieldBytes + weigh(held);
    return bytes;
  };
  const weighList = (items: readonly unknown[]): number => {
    const step = Math.max(1, Math.floor(items.length / sampled));
    let bytes = 0;
    let count = 0;
    for (let index = 0; index < items.length; index += step) {
      bytes += weigh(items[index]);
      count += 1;
    }
    return objectBytes + items.length * fieldBytes + (count === 0 ? 0 : (bytes / count) * items.length);
  };
  return weigh(value);
}
