/** Passwords of accounts that a chain made without being given one: a file that only its owner can read. */
import { randomBytes, randomInt } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { makeFolder } from "../../base/make-folder.js";
import type { Api } from "../../client/api.js";
import { ConfigError, NotFoundError } from "../../domain/errors.js";
import { errorCode, fileErrorText } from "../../domain/file-error.js";
import { nameKey } from "../../domain/names.js";
import { withFileLock } from "../core/file-lock.js";

/** Instance → login → password. Maps, since a login may be `__proto__`. */
type Store = Map<string, Map<string, string>>;

const place = [".slylab", "passwords.json"] as const;

/** Where the passwords are: `.slylab/passwords.json` in the user's home. */
export function passwordFile(): string {
  return join(homedir(), ...place);
}

/** The file in messages: the same text in every home, so that saved notebooks stay as they are. */
export const passwordPlace = ["~", ...place].join("/");

// No letters that look alike, since a person may have to read one to an annotator.
const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** A password of 20 letters: about 116 bits. */
export function strongPassword(): string {
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join("");
}

// An instance in memory is gone with its process: another process's file entry must not get in between.
const ofThisProcess = new Map<string, string>();

/** The password that was kept for `login` on the instance of `api`. */
export async function keptPassword(api: Api, login: string): Promise<string | undefined> {
  const store = await readStore();
  const mine = api.isLocal ? ofThisProcess.get(`${api.address} ${nameKey(login)}`) : undefined;
  if (mine !== undefined) return mine;
  const pending = await readPending();
  if (store.size === 0 && pending.length === 0) return undefined;
  const [instance, ...older] = await instanceKeys(api);
  for (const key of [instance, ...older]) {
    const found = store.get(key)?.get(nameKey(login));
    if (found !== undefined) return found;
  }
  return pending.find((one) => one.instance === instance && one.login === nameKey(login))?.password;
}

/** Keeps a password; undefined forgets the one that was kept. */
export async function keepPassword(api: Api, login: string, password: string | undefined): Promise<void> {
  if (api.isLocal) {
    const key = `${api.address} ${nameKey(login)}`;
    if (password === undefined) ofThisProcess.delete(key);
    else ofThisProcess.set(key, password);
  }
  const hasLogin = (store: Store) => [...store.values()].some((logins) => logins.has(nameKey(login)));
  if (password === undefined && !hasLogin(await readStore())) return;
  const instances = await instanceKeys(api);
  await changeStore((store) => {
    const [instance] = instances;
    if (password === undefined) {
      for (const key of instances) store.get(key)?.delete(nameKey(login));
    } else {
      if (!store.has(instance)) store.set(instance, new Map());
      store.get(instance)?.set(nameKey(login), password);
    }
  });
}

/** A password on its way into the file. */
export interface PendingPassword {
  /** The account was created with it. */
  keep(): Promise<void>;
  /** No account was created with it. */
  drop(): Promise<void>;
}

/**
 * Writes a password beside the file before its account is created, so that a crash between the two loses nothing; it
 * enters the file by `keep()`.
 *
 * @throws {ConfigError} the folder cannot be written to: no account must be created then
 */
export async function preparePassword(api: Api, login: string, password: string): Promise<PendingPassword> {
  const [instance] = await instanceKeys(api);
  const draft = join(dirname(passwordFile()), `pending-${randomBytes(6).toString("hex")}.json`);
  await readStore();
  await told(async () => {
    await makeFolder(dirname(draft), { mode: 0o700 });
    const text = JSON.stringify({ instance, login: nameKey(login), password });
    await writeFile(draft, `${text}\n`, { mode: 0o600, flag: "wx" });
  });
  const drop = () => rm(draft, { force: true });
  return {
    async keep() {
      await keepPassword(api, login, password);
      await drop();
    },
    drop,
  };
}

async function changeStore(change: (store: Store) => void): Promise<void> {
  const file = passwordFile();
  await told(async () => {
    await makeFolder(dirname(file), { mode: 0o700 });
    await withFileLock(file, async () => {
      const store = await readStore();
      change(store);
      const whole = Object.fromEntries([...store].map(([key, logins]) => [key, Object.fromEntries(logins)]));
      // Renamed into place, so that a reader or a crash never meets half a file.
      const draft = `${file}.${randomBytes(6).toString("hex")}`;
      try {
        await writeFile(draft, `${JSON.stringify(whole, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    });
  });
}

/** Runs `work` on the file; a failure of the file system is told in words. */
async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (errorCode(error) === undefined || error instanceof ConfigError) throw error;
    throw new ConfigError(`cannot keep a password in ${passwordFile()}: ${fileErrorText(error)}`, {
      option: "passwords",
      source: passwordFile(),
      cause: error,
      hint: "give the account a password: ensureAnnotator(login, { password }), or make that folder writable",
    });
  }
}

const pendingSchema = z.object({ instance: z.string(), login: z.string(), password: z.string() });

async function readPending(): Promise<readonly z.output<typeof pendingSchema>[]> {
  const folder = dirname(passwordFile());
  const names = await readdir(folder).catch(() => []);
  const found = [];
  for (const name of names.filter((one) => /^pending-[\da-f]+\.json$/.test(one))) {
    try {
      found.push(pendingSchema.parse(JSON.parse(await readFile(join(folder, name), "utf8"))));
    } catch {
      // Kept or dropped by its own process meanwhile, or cut by a crash before its account was created.
    }
  }
  return found;
}

async function readStore(): Promise<Store> {
  const file = passwordFile();
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return new Map();
    throw new ConfigError(`${file} cannot be read: ${fileErrorText(error)}`, {
      option: "passwords",
      source: file,
      cause: error,
      hint: "make it a file that you may read, or give passwords to ensure… and as()",
    });
  }
  const store = parseStore(text);
  if (store !== undefined) return store;
  // The parser's own words would quote the file, and it holds secrets.
  throw new ConfigError(`${file} is not a file of passwords`, {
    option: "passwords",
    source: file,
    hint: "move it away, or give passwords to ensure… and as()",
  });
}

// Not by zod's records, which leave `__proto__` out.
function parseStore(text: string): Store | undefined {
  const store: Store = new Map();
  try {
    for (const [instance, logins] of entriesOf(JSON.parse(text))) {
      const entries = entriesOf(logins).map(([login, password]) => [login, z.string().parse(password)] as const);
      store.set(instance, new Map(entries));
    }
    return store;
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new TypeError("expected an object");
}

type InstanceKeys = readonly [instance: string, ...older: string[]];

const keysByApi = new WeakMap<Api, Promise<InstanceKeys>>();

/** What names the instance of `api` in the file: its own id where it has one, since its port may change; its address else. */
function instanceKeys(api: Api): Promise<InstanceKeys> {
  const known = keysByApi.get(api);
  if (known !== undefined) return known;
  const keys = readInstanceKeys(api);
  keysByApi.set(api, keys);
  keys.catch(() => keysByApi.delete(api));
  return keys;
}

const versionSchema = z.object({ instanceId: z.string().min(1).optional() });

async function readInstanceKeys(api: Api): Promise<InstanceKeys> {
  if (api.isLocal) return ["local"];
  let instanceId: string | undefined;
  try {
    ({ instanceId } = await api.call("instance.version", {}, versionSchema));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  if (instanceId === undefined) return [api.address];
  // Passwords of a remote instance that were kept by its address; on loopback another instance may have that port now.
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(new URL(api.address).host);
  return isLoopback ? [instanceId] : [instanceId, api.address];
}
