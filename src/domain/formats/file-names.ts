/** Names of things of an instance as names of files: none leaves its folder, and none meets another. */

// What Windows, macOS or Linux do not take in a name, and controls.
const reserved = /[\\/:*?"<>|\u0000-\u001f\u007f]/g;
const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;
const mostBytes = 200;

/** A name that any file system takes, as near as possible to the given one. */
export function safeName(name: string): string {
  const clean = name
    .normalize("NFC")
    .replace(reserved, "_")
    .replace(/^\s+|[\s.]+$/g, "");
  const { stem, ext } = splitName(clean);
  const usable = devices.test(stem) || stem === "" ? `_${stem}` : stem;
  return `${shortened(usable, mostBytes - byteLength(ext))}${ext}`;
}

/** `photo` and `.jpg`; a name that begins with its only dot has no ending. */
export function splitName(name: string): { stem: string; ext: string } {
  const dot = name.lastIndexOf(".");
  const ext = dot > 0 ? name.slice(dot) : "";
  return ext.length > 1 && ext.length <= 10 ? { stem: name.slice(0, dot), ext } : { stem: name, ext: "" };
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

function shortened(text: string, most: number): string {
  if (byteLength(text) <= most) return text;
  let short = "";
  let bytes = 0;
  for (const letter of text) {
    bytes += byteLength(letter);
    if (bytes > most) break;
    short += letter;
  }
  return short;
}

/** Gives each name of a folder once, also where case does not count: `a.jpg`, `A_2.jpg`. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  /** The safe form of `name`, numbered where it is taken. */
  take(name: string): string {
    const safe = safeName(name);
    const { stem, ext } = splitName(safe);
    let free = safe;
    for (let number = 2; this.#taken.has(free.toLowerCase()); number += 1) free = `${stem}_${number}${ext}`;
    this.#taken.add(free.toLowerCase());
    return free;
  }
}
