/** Reads the passwords that chains generated, which must not enter the prompt's history. Loads no other modules. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Returns the file of `chain/passwords.ts`; importing that would load the client. */
export function keptPasswordFile(home: string): string {
  return join(home, ".slylab", "passwords.json");
}

/** Returns the stored passwords of all instances. Read each time, since the previous entry may have generated one. */
export function keptPasswords(home: string): string[] {
  const file = keptPasswordFile(home);
  return [
    ...textsOf(read(file)),
    ...pendingFiles(dirname(file)).flatMap((pending) => textsOf(passwordOf(read(pending)))),
  ];
}

// Passwords of accounts that are being created, or whose process has ended.
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
    // No password was generated yet, or the file is invalid, which `chain/passwords.ts` reports when it matters.
    return undefined;
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
