/** Saves generated passwords of new accounts in a file that only its owner can read. */
import { randomBytes, randomInt } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { errorCode } from "../../base/error-code.js";
import { createFile, replacePrivateFile } from "../../base/files/create-file.js";
import { makeFolder } from "../../base/files/make-folder.js";
import type { Api } from "../../client/api.js";
import { ConfigError, NotFoundError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";
import { nameKey } from "../../domain/names.js";
import { withFileLock } from "../core/file-lock.js";

/** Instance → login → password. Maps, because a login may be `__proto__`. */
type Store = Map<string, Map<string, string>>;

const pathInHome = [".slylab", "passwords.json"] as const;

/** Returns the path of the password file: `.slylab/passwords.json` in the home folder. */
export function passwordFile(): string {
  return join(homedir(), ...pathInHome);
}

/** The path in messages: independent of the home folder, so that saved notebooks do not change. */
export const passwordFileName = ["~", ...pathInHome].join("/");

// Omits letters that look alike, because people may copy a password by hand.
const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Generates a password of 20 characters, about 116 bits. */
export function strongPassword(): string {
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join("");
}

// Passwords of in-memory instances of this process; the file may have an entry of another process's instance.
const ofThisProcess = new Map<string, string>();

/** Returns the saved password of `login` on the instance of `api`; undefined if there is none. */
export async function savedPassword(api: Api, login: string): Promise<string | undefined> {
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

/** Saves a password; undefined deletes the saved one. */
export async function savePassword(api: Api, login: string, password: string | undefined): Promise<void> {
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

/** A password whose account is being created. */
export interface PendingPassword {
  /** Saves the password: the account was created with it. */
  keep(): Promise<void>;
  /** Deletes the password: no account was created. */
  drop(): Promise<void>;
}

/**
 * Writes a password to a pending file before its account is created, so that a crash in between does not lose it. `keep()`
 * moves it to the password file.
 *
 * @throws {ConfigError} the folder is not writable; the account must not be created then
 */
export async function preparePassword(api: Api, login: string, password: string): Promise<PendingPassword> {
  const [instance] = await instanceKeys(api);
  const draft = join(dirname(passwordFile()), `pending-${randomBytes(6).toString("hex")}.json`);
  await readStore();
  await withFileErrors(async () => {
    await makeFolder(dirname(draft), { mode: 0o700 });
    const text = JSON.stringify({ instance, login: nameKey(login), password });
    await createFile(draft, `${text}\n`);
  });
  const drop = () => rm(draft, { force: true });
  return {
    async keep() {
      await savePassword(api, login, password);
      await drop();
    },
    drop,
  };
}

async function changeStore(change: (store: Store) => void): Promise<void> {
  const file = passwordFile();
  await withFileErrors(async () => {
    await makeFolder(dirname(file), { mode: 0o700 });
    await withFileLock(file, async () => {
      const store = await readStore();
      change(store);
      const contents = Object.fromEntries([...store].map(([key, logins]) => [key, Object.fromEntries(logins)]));
      await replacePrivateFile(file, `${JSON.stringify(contents, undefined, 2)}\n`);
    });
  });
}

/** Runs `work`; converts errors of the file system to `ConfigError`. */
async function withFileErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (errorCode(error) === undefined || error instanceof ConfigError) throw error;
    throw new ConfigError(`cannot save a password in ${passwordFile()}: ${fileErrorText(error)}`, {
      option: "passwords",
      source: passwordFile(),
      cause: error,
      hint: "make the folder writable, or pass a password: ensureAnnotator(login, { password })",
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
      // Removed by its own process in the meantime, or truncated by a crash before its account was created.
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
    throw new ConfigError(`cannot read ${file}: ${fileErrorText(error)}`, {
      option: "passwords",
      source: file,
      cause: error,
      hint: "make the file readable, or pass passwords to ensure… and as()",
    });
  }
  const store = parseStore(text);
  if (store !== undefined) return store;
  // The parser's message would quote the file, which contains secrets.
  throw new ConfigError(`${file} is not a valid password file`, {
    option: "passwords",
    source: file,
    hint: "move the file away, or pass passwords to ensure… and as()",
  });
}

// Without z.record, which drops `__proto__`.
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

/** Returns the keys of the instance of `api` in the file: its id, because its port may change, or else its address. */
function instanceKeys(api: Api): Promise<InstanceKeys> {
  const cached = keysByApi.get(api);
  if (cached !== undefined) return cached;
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
  // Older versions saved passwords by address; on loopback another instance may use that port now.
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(new URL(api.address).host);
  return isLoopback ? [instanceId] : [instanceId, api.address];
}
