/** Completes paths in imports from the user's folders; the checker would list its own files. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Completion, CompletionItem } from "../session/cell.js";

const importable = /\.(?:[cm]?[jt]sx?|json)$/;

/**
 * Returns the files and folders that complete a path at `offset`; undefined if the cursor is not in the path of an
 * import.
 */
export function completePath(code: string, offset: number, folder: string): Completion | undefined {
  const before = code.slice(0, offset);
  const match = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(?:'([^'\n]*)|"([^"\n]*)|`([^`$\n]*))$/.exec(
    before,
  );
  const path = match?.[1] ?? match?.[2] ?? match?.[3];
  if (path === undefined || !/^(?:\.{1,2}\/|\/)/.test(path)) return undefined;
  const typed = path.slice(path.lastIndexOf("/") + 1);
  const start = offset - typed.length;
  const end = offset + (/^[^'"`\n/]*(?=['"`])/.exec(code.slice(offset))?.[0].length ?? 0);
  return { start, end, items: entriesOf(resolve(folder, path.slice(0, path.lastIndexOf("/") + 1)), typed) };
}

function entriesOf(folder: string, typed: string): CompletionItem[] {
  const items: CompletionItem[] = [];
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const { name } = entry;
      if (!name.startsWith(typed) || name === "node_modules" || (name.startsWith(".") && typed === "")) continue;
      if (entry.isDirectory()) items.push({ text: name, kind: "folder" });
      else if (importable.test(name) && !/\.d\.[cm]?ts$/.test(name)) items.push({ text: name, kind: "file" });
    }
  } catch {
    // The folder does not exist or is not readable.
  }
  return items.sort((a, b) => (a.text < b.text ? -1 : 1));
}
