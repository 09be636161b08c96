/**
 * Compares names that may differ in leading and trailing spaces or Unicode normalization: servers trim names, file
 * systems decompose them.
 */

// Spaces and invisible characters: soft hyphens, zero-width spaces and joiners, marks of direction.
const unseen = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/;

/** Normalizes a name for comparisons: in Unicode form NFC, without spaces and invisible characters at both ends. */
export function nameKey(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && unseen.test(name.charAt(start))) start += 1;
  while (end > start && unseen.test(name.charAt(end - 1))) end -= 1;
  return name.slice(start, end).normalize("NFC");
}

/** Whether two names are equal, ignoring leading and trailing spaces and Unicode normalization. */
export function isSameName(one: string, other: string): boolean {
  return one === other || nameKey(one) === nameKey(other);
}

const suffix = / \(#\d+\)$/;

/** The name of a job without the number that an instance may have appended, such as ` (#18)`. */
export function baseName(kept: string): string {
  return nameKey(kept).replace(suffix, "");
}

/** Whether a job that was created as `wanted` may be stored as `kept`: a server may append a number, such as ` (#18)`. */
export function isJobName(kept: string, wanted: string): boolean {
  return isSameName(kept, wanted) || (suffix.test(kept.trim()) && isSameName(baseName(kept), wanted));
}

/** Lists the distinct spellings under which a server may store a name, the given one first. */
export function nameSpellings(name: string): readonly string[] {
  const trimmed = name.trim();
  const key = nameKey(name);
  return [...new Set([name, trimmed, trimmed.normalize("NFC"), trimmed.normalize("NFD"), key, key.normalize("NFD")])];
}

/** Returns {@link findNamed} for many names: an index of the items, by exact name and by {@link nameKey}. */
export function namedIndex<T>(items: readonly T[], nameOf: (item: T) => string): (name: string) => T | undefined {
  const exact = new Map<string, T>();
  const byKey = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    if (!exact.has(name)) exact.set(name, item);
    const key = nameKey(name);
    if (!byKey.has(key)) byKey.set(key, item);
  }
  return (name) => exact.get(name) ?? byKey.get(nameKey(name));
}

/** Finds an item by name: an exact match if there is one, otherwise the first for which {@link isSameName} is true. */
export function findNamed<T extends { readonly name: string }>(items: readonly T[], name: string): T | undefined {
  return items.find((item) => item.name === name) ?? items.find((item) => isSameName(item.name, name));
}

// Created at first use, which takes 10 ms.
let natural: Intl.Collator | undefined;

/** Compares names in natural order: `frame_2` before `frame_10`. */
export function compareNames(one: string, other: string): number {
  natural ??= new Intl.Collator("en", { numeric: true, sensitivity: "variant" });
  return natural.compare(one, other) || (one < other ? -1 : Number(one > other));
}
