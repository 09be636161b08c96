/** The passwords that chains made, for the prompt's sake: none of them may enter the history. Loads nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where `chain/passwords.ts` keeps them; its own name for the place would bring the client with it. */
export function keptPasswordFile(home: string): string {
  return join(home, ".slylab", "passwords.json");
}

/** Every password that is kept, of all instances. Read each time: the entry before may have made one. */
export function keptPasswords(home: string): string[] {
  const file = keptPasswordFile(home);
  return [
    ...textsOf(read(file)),
    ...pendingFiles(dirname(file)).flatMap((pending) => textsOf(passwordOf(read(pending)))),
  ];
}

// Passwords of accounts that are being created, or whose process ended meanwhile.
function pendingFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith("pending-"))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function passwordOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "password" in value ? value.password : undefined;
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // No chain has made one yet, or the file is not ours: `chain/passwords.ts` says so where it matters.
    return undefined;
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
