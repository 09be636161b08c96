/** Turns names from a server into file names that are safe, valid on all systems, and unique in their folder. */

// Characters that Windows, macOS or Linux reject, and control characters.
const reserved = /[\\/:*?"<>|\u0000-\u001f\u007f]/g;
const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;
const maxBytes = 200;

/** Returns the closest file name that is valid on all file systems. */
export function safeName(name: string): string {
  const clean = name
    .normalize("NFC")
    .replace(reserved, "_")
    .replace(/^\s+|[\s.]+$/g, "");
  const { stem, ext } = splitName(clean);
  const usable = devices.test(stem) || stem === "" ? `_${stem}` : stem;
  return `${shortened(usable, maxBytes - byteLength(ext))}${ext}`;
}

/** Splits a name into `photo` and `.jpg`. A leading dot does not start an extension. */
export function splitName(name: string): { stem: string; ext: string } {
  const dot = name.lastIndexOf(".");
  const ext = dot > 0 ? name.slice(dot) : "";
  return ext.length > 1 && ext.length <= 10 ? { stem: name.slice(0, dot), ext } : { stem: name, ext: "" };
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

function shortened(text: string, max: number): string {
  if (byteLength(text) <= max) return text;
  let short = "";
  let bytes = 0;
  for (const letter of text) {
    bytes += byteLength(letter);
    if (bytes > max) break;
    short += letter;
  }
  return short;
}

/** Creates names that are unique in a folder, ignoring case: `a.jpg`, `A_2.jpg`. */
export class UniqueNames {
  readonly #usedNames = new Set<string>();

  /** Returns the safe form of `name`, numbered if it was already returned. */
  take(name: string): string {
    const safe = safeName(name);
    const { stem, ext } = splitName(safe);
    let free = safe;
    for (let number = 2; this.#usedNames.has(free.toLowerCase()); number += 1) free = `${stem}_${number}${ext}`;
    this.#usedNames.add(free.toLowerCase());
    return free;
  }
}
