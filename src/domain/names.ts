/** When two spellings are one name: servers trim names, keyboards and file systems compose letters in two ways. */

/** A name as it is compared: without outer spaces, letters composed (Unicode NFC). */
export function nameKey(name: string): string {
  return name.trim().normalize("NFC");
}

/** Whether two spellings are one name. */
export function isSameName(one: string, other: string): boolean {
  return one === other || nameKey(one) === nameKey(other);
}

/** Whether a job called `kept` is the one asked for as `wanted`: an instance may append a number, such as ` (#18)`. */
export function isJobName(kept: string, wanted: string): boolean {
  if (isSameName(kept, wanted)) return true;
  const suffix = / \(#\d+\)$/.exec(kept.trim());
  return suffix !== null && isSameName(kept.trim().slice(0, suffix.index), wanted);
}

/** The spellings under which a server may keep a name, each once, the given one first. */
export function nameSpellings(name: string): readonly string[] {
  const trimmed = name.trim();
  return [...new Set([name, trimmed, trimmed.normalize("NFC"), trimmed.normalize("NFD")])];
}

/** The one of `things` that has a name: spelled exactly so, else the first of the same name. */
export function findNamed<T extends { readonly name: string }>(things: readonly T[], name: string): T | undefined {
  return things.find((thing) => thing.name === name) ?? things.find((thing) => isSameName(thing.name, name));
}
