/** Compares names that may differ in outer spaces or Unicode normalization: servers trim, file systems decompose. */

/** Normalizes a name for comparisons: trimmed, in Unicode form NFC. */
export function nameKey(name: string): string {
  return name.trim().normalize("NFC");
}

/** Whether two names are equal apart from outer spaces and Unicode normalization. */
export function isSameName(one: string, other: string): boolean {
  return one === other || nameKey(one) === nameKey(other);
}

/** Whether a job that was created as `wanted` may be stored as `kept`: a server may append a number, such as ` (#18)`. */
export function isJobName(kept: string, wanted: string): boolean {
  if (isSameName(kept, wanted)) return true;
  const suffix = / \(#\d+\)$/.exec(kept.trim());
  return suffix !== null && isSameName(kept.trim().slice(0, suffix.index), wanted);
}

/** Lists the distinct spellings under which a server may store a name, the given one first. */
export function nameSpellings(name: string): readonly string[] {
  const trimmed = name.trim();
  return [...new Set([name, trimmed, trimmed.normalize("NFC"), trimmed.normalize("NFD")])];
}

/** Finds an item by name: an exact match if there is one, else the first for which {@link isSameName} holds. */
export function findNamed<T extends { readonly name: string }>(items: readonly T[], name: string): T | undefined {
  return items.find((item) => item.name === name) ?? items.find((item) => isSameName(item.name, name));
}
