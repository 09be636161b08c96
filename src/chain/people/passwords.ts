/** Passwords of accounts that a chain made without being told one: a file that only its owner can read. */
import { randomBytes, randomInt } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Api } from "../../client/api.js";
import { ConfigError } from "../../domain/errors.js";

const storeSchema = z.record(z.string(), z.record(z.string(), z.string()));
type Store = z.output<typeof storeSchema>;

const place = [".slylab", "passwords.json"] as const;

/** Where the passwords are: `.slylab/passwords.json` in the user's home. */
export function passwordFile(): string {
  return join(homedir(), ...place);
}

/** The file as people are told of it: the same text in every home, so that a saved notebook stays as it is. */
export const passwordPlace = ["~", ...place].join("/");

// No letters that look alike, since a person may have to read one to an annotator.
const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** A password of 20 letters: about 116 bits. */
export function strongPassword(): string {
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join("");
}

/** The password that was kept for `login` on the instance of `api`. */
export async function keptPassword(api: Api, login: string): Promise<string | undefined> {
  return (await readStore())[instanceOf(api)]?.[login];
}

/** Keeps a password; undefined forgets the one that was kept. */
export function keepPassword(api: Api, login: string, password: string | undefined): Promise<void> {
  // One after the other, since each writes the whole file.
  const kept = lastWrite.then(() => writeOne(instanceOf(api), login, password));
  lastWrite = kept.catch(() => undefined);
  return kept;
}

let lastWrite: Promise<void> = Promise.resolve();

async function writeOne(instance: string, login: string, password: string | undefined): Promise<void> {
  const store = await readStore();
  const { [login]: before, ...others } = store[instance] ?? {};
  if (before === password) return;
  const kept: Store = { ...store, [instance]: password === undefined ? others : { ...others, [login]: password } };
  const file = passwordFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // Renamed into place, so that a reader or a crash never meets half a file.
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  await rename(draft, file);
}

async function readStore(): Promise<Store> {
  const file = passwordFile();
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return {};
    throw fault;
  }
  try {
    return storeSchema.parse(JSON.parse(text));
  } catch {
    // The parser's own words would quote the file, and it holds secrets.
    throw new ConfigError(`${file} is not a file of passwords`, {
      option: "passwords",
      source: file,
      hint: "move it away, or give passwords to ensure… and as()",
    });
  }
}

function instanceOf(api: Api): string {
  return api.isLocal ? "local" : api.address;
}
