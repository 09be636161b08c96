/** The passwords that chains made, for the prompt's sake: none of them may enter the history. Loads nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where `chain/passwords.ts` keeps them; its own name for the place would bring the client with it. */
export function keptPasswordFile(home: string): string {
  return join(home, ".slylab", "passwords.json");
}

/** Every password that is kept, of all instances. Read anew each time: the entry before may have made one. */
export function keptPasswords(home: string): string[] {
  try {
    return textsOf(JSON.parse(readFileSync(keptPasswordFile(home), "utf8")));
  } catch {
    // No chain has made one yet, or the file is not ours: `chain/passwords.ts` says so where it matters.
    return [];
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
