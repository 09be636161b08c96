import { randomUUID, randomBytes as systemRandomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../base/files/make-folder.js";
import { NewPaths } from "../base/files/new-paths.js";
import { fileErrorText, isDiskError } from "../domain/file-error.js";
import { type Clock, systemClock } from "./clock.js";
import { DataFolderError } from "./db/database-errors.js";
import { defaultLimits, type Limits } from "./http/limits.js";
import { lemons } from "./seed/lemons.js";
import type { SeedName } from "./seed/seed.js";
import type { Stores } from "./stores.js";
import { newToken, type RandomBytes } from "./users/secrets.js";
import { loadKey, TokenCipher } from "./users/token-cipher.js";

/** Options of a local instance. */
export interface InstanceOptions {
  /** Folder for the data, or `memory` to keep nothing. */
  readonly data: string;
  /** Initial content of an empty instance. Default: `lemons`. A folder with data is not seeded again. */
  readonly seed?: SeedName;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, which picks a free port. */
  readonly port?: number;
  /** Whether the process may exit while the instance is running. Default: false. */
  readonly unref?: boolean;
  /** Clock for the times of writes. Default: the system clock. */
  readonly clock?: Clock;
  /** Source of tokens and salts. Default: the system's secure generator. */
  readonly randomBytes?: RandomBytes;
  /** The `N` of scrypt for password hashes: a power of 2, the same each time a folder is opened. Default: 16384. */
  readonly passwordCost?: number;
  /** Deliver webhooks to other machines too: to any host, or to the listed ones. Default: false. */
  readonly trustedHooks?: boolean | readonly string[];
  /** Overrides of the default size and time limits. */
  readonly limits?: Partial<Limits>;
  /** Other hosts that linked images may be fetched from, for example `images.example.com`; `*` means any. Default: none. */
  readonly linkHosts?: readonly string[];
  /** Receives internal errors of the instance. Default: writes them to stderr. */
  readonly onFailure?: (error: unknown, method: string) => void;
  /** Receives warnings for the operator. Default: writes them to stderr. */
  readonly onWarning?: (message: string) => void;
  /** Replaces the token of the first account; the old one becomes invalid. Default: false. */
  readonly newToken?: boolean;
  /** Frees the disk space of removed data at the start. Default: false. */
  readonly vacuum?: boolean;
  /** Additional host names that clients may use for a server on loopback. */
  readonly allowedHosts?: readonly string[];
  /** Whether simulated people work on it; reported to clients that wait. Default: not reported. */
  readonly simulatedPeople?: boolean;
}

/** Ids of the seed that the tutorial reads from its environment. */
export interface InstanceContext {
  readonly teamId: number;
  readonly projectId: number;
  readonly userId: number;
  readonly userLogin: string;
}

/** A running local instance. */
export interface Instance {
  /** Value for `SERVER_ADDRESS`. */
  readonly address: string;
  /** The API token of the first account. */
  readonly token: string;
  /** The tutorial's ids; undefined without the seed `lemons`. */
  readonly context: InstanceContext | undefined;
  readonly stats: { readonly requests: number; readonly connections: number };
  /** Returns the API token of an account, for simulated people; undefined for an unknown login. */
  tokenOf(login: string): string | undefined;
  close(): Promise<void>;
}

/** Starts a local instance in this process: an HTTP server of the API with a SQLite database. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { data } = options;
  if (data === "memory") return openInstance(options);
  const database = join(data, "instance.db");
  const parts = [database, `${database}-wal`, `${database}-shm`, join(data, "instance.key"), join(data, "files")];
  const created = new NewPaths([data, ...parts]);
  return openInstance(options).catch((error: unknown) => {
    // An incomplete new database, for example on a full disk, is removed; a locked one may be in use by another
    // process.
    if (error instanceof DataFolderError) created.remove();
    throw error;
  });
}

async function openInstance(options: InstanceOptions): Promise<Instance> {
  const { data, seed = "lemons", host = "127.0.0.1", port = 0, clock = systemClock, unref = false } = options;
  const { randomBytes = systemRandomBytes, trustedHooks = false, linkHosts = [] } = options;
  const { onFailure = reportFailure, onWarning = reportWarning } = options;
  const [{ openDatabase }, { createStores }, { createServerContext }, { createApp }, { listen }, { BlobFolder }] =
    await Promise.all([
      import("./db/open-database.js"),
      import("./stores.js"),
      import("./server-context.js"),
      import("./http/app.js"),
      import("./http/listen.js"),
      import("./files/blob-folder.js"),
    ]);

  if (data !== "memory") {
    // Only the owner may read the files, since they contain secrets.
    await makeFolder(data, { mode: 0o700 }).catch((error: unknown) => {
      throw new DataFolderError(data, error);
    });
  }
  const files = data === "memory" ? [] : [join(data, "instance.db"), join(data, "instance.key")];
  for (const file of files) warnOfOpenModes(file, onWarning);
  const uploadFolder =
    data === "memory" ? join(tmpdir(), `slylab-${systemRandomBytes(12).toString("hex")}`) : join(data, "uploads");
  const database = await openDatabase(data === "memory" ? undefined : join(data, "instance.db"));
  const blobs = new BlobFolder(data === "memory" ? undefined : join(data, "files"));
  try {
    // Removes unfinished uploads of a killed process.
    await rm(uploadFolder, { recursive: true, force: true });
    const tokenCipher = new TokenCipher(data === "memory" ? undefined : loadKey(join(data, "instance.key")));
    const stores = createStores(database, tokenCipher);
    // Unencrypted tokens of older versions must not remain readable in unused parts of the file.
    if (stores.accounts.encryptTokens() || options.vacuum === true) {
      if (options.vacuum === true) stores.images.removeUnused();
      database.vacuum();
    }
    if (stores.settings.get("seed") === undefined) {
      const { seedInstance } = await import("./seed/seed.js");
      database.atomic(() => seedInstance(stores, seed, randomBytes));
    }
    if (stores.settings.get("instanceId") === undefined) stores.settings.set("instanceId", randomUUID());
    const token = ownerToken(stores, randomBytes, options, onWarning);
    await database.durable;
    const server = createServerContext(stores, {
      ...{ clock, randomBytes, trustedHooks, linkHosts, onFailure, blobs },
      passwordCost: options.passwordCost,
      simulatedPeople: options.simulatedPeople,
    });
    await blobs.sweep(() => stores.files.blobs());
    const limits = { ...defaultLimits, ...options.limits };
    const app = createApp(server, { onFailure, limits, uploadFolder });
    const listening = await listen(app, {
      ...{ host, port, unref, limits },
      allowedHosts: options.allowedHosts ?? [],
      peekTime: options.clock?.peek,
      onError: (error) => onFailure(error, "listening"),
    });
    server.hooks.open();
    return {
      address: listening.address,
      token,
      context: stores.settings.get("seed") === "lemons" ? contextOf(lemons) : undefined,
      stats: listening.stats,
      tokenOf: (login) => {
        const account = stores.accounts.byLogin(login);
        return account === undefined ? undefined : stores.accounts.tokenOf(account);
      },
      close: async () => {
        server.hooks.close();
        await listening.close();
        database.close();
        blobs.close();
        await rm(uploadFolder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    try {
      database.close();
    } catch {
      // The error of the start is reported, not this one.
    }
    if (data !== "memory" && isDiskError(error)) throw new DataFolderError(data, error);
    throw error;
  }
}

function contextOf({ teamId, projectId, userId, userLogin }: InstanceContext): InstanceContext {
  return { teamId, projectId, userId, userLogin };
}

/** Returns the token of the first account; creates a new one on request or if the old one cannot be decrypted. */
function ownerToken(
  stores: Stores,
  randomBytes: RandomBytes,
  { newToken: wantsNew = false }: InstanceOptions,
  warn: (message: string) => void,
): string {
  const owner = stores.accounts.byLogin(lemons.userLogin);
  if (owner === undefined) return "";
  const existingToken = stores.accounts.tokenOf(owner);
  if (existingToken !== undefined && !wantsNew) return existingToken;
  if (existingToken === undefined)
    warn("cannot decrypt the tokens, since their key is missing: the first account has a new token");
  const token = newToken(randomBytes);
  stores.accounts.setToken(owner.id, token);
  return token;
}

/** Warns if other accounts of this machine can read a file with secrets. */
function warnOfOpenModes(file: string, warn: (message: string) => void): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  // Windows has no file modes.
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  warn(`${file} can be read by other accounts of this machine (mode ${(mode & 0o777).toString(8)}): chmod 600 ${file}`);
}

function reportWarning(message: string): void {
  process.stderr.write(`slylab: WARNING: ${message}\n`);
}

function reportFailure(error: unknown, method: string): void {
  if (isDiskError(error)) {
    process.stderr.write(
      `slylab: ${method} failed: ${fileErrorText(error)}: free disk space for the data folder, then retry\n`,
    );
    return;
  }
  process.stderr.write(`${method} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
}
