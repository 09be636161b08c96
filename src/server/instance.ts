import { randomUUID, randomBytes as systemRandomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../base/make-folder.js";
import { fileErrorText, isDiskError } from "../domain/file-error.js";
import { type Clock, systemClock } from "./clock.js";
import { DataFolderError } from "./db/database-errors.js";
import { defaultLimits, type Limits } from "./http/limits.js";
import { lemons } from "./seed/lemons.js";
import type { SeedName } from "./seed/seed.js";
import type { Stores } from "./stores.js";
import { newToken, type RandomBytes } from "./users/secrets.js";
import { loadKey, TokenCipher } from "./users/token-cipher.js";

/** How a local instance is run. */
export interface InstanceOptions {
  /** A folder that keeps the data, or `memory` to forget it at the end. */
  readonly data: string;
  /** What an empty instance begins with. Default: `lemons`. A folder that holds data is not seeded again. */
  readonly seed?: SeedName;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, a free one. */
  readonly port?: number;
  /** Whether the process may end while the instance listens, as a script's own may. Default: false. */
  readonly unref?: boolean;
  /** When writes happen. Default: the computer's time. */
  readonly clock?: Clock;
  /** Where tokens and salts come from. Default: the system's secure source. */
  readonly randomBytes?: RandomBytes;
  /** Deliver webhooks beyond this machine too: to any host, or to those named. Default: false. */
  readonly trustedHooks?: boolean | readonly string[];
  /** Limits of sizes and times other than the usual ones. */
  readonly limits?: Partial<Limits>;
  /** Hosts beside this machine that pictures by link are fetched from, for example `images.example.com`; `*` is any. Default: none. */
  readonly linkHosts?: readonly string[];
  /** Told of failures of the instance's own. Default: they are written to stderr. */
  readonly onFailure?: (error: unknown, method: string) => void;
  /** Told of what the operator should look at. Default: it is written to stderr. */
  readonly onWarning?: (message: string) => void;
  /** Give the first account a new token; the old one is no longer accepted. Default: false. */
  readonly newToken?: boolean;
  /** Free the disk space of what was removed, before anything else. Default: false. */
  readonly vacuum?: boolean;
  /** Names, beside those of this machine and `host`, by which clients may call a server that listens on loopback. */
  readonly allowedHosts?: readonly string[];
  /** Whether simulated people work on it, to be told to clients that wait. Default: nothing is told. */
  readonly simulatedPeople?: boolean;
}

/** The ids of the seed that the tutorial takes from its environment. */
export interface InstanceContext {
  readonly teamId: number;
  readonly projectId: number;
  readonly userId: number;
  readonly userLogin: string;
}

/** A running local instance. */
export interface Instance {
  /** As `SERVER_ADDRESS` takes it. */
  readonly address: string;
  /** The API token of the first account. */
  readonly token: string;
  /** The tutorial's ids; undefined without the seed `lemons`. */
  readonly context: InstanceContext | undefined;
  readonly stats: { readonly requests: number; readonly connections: number };
  /** The API token of an account, for simulated people; undefined for an unknown login. */
  tokenOf(login: string): string | undefined;
  close(): Promise<void>;
}

/** Starts a local instance: a real server of the API over SQLite, in this process. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { data, seed = "lemons", host = "127.0.0.1", port = 0, clock = systemClock, unref = false } = options;
  const { randomBytes = systemRandomBytes, trustedHooks = false, linkHosts = [] } = options;
  const { onFailure = reportFailure, onWarning = reportWarning } = options;
  const [{ openDatabase }, { createStores }, { createServerContext }, { createApp }, { listen }, { BlobFolder }] =
    await Promise.all([
      import("./db/database.js"),
      import("./stores.js"),
      import("./server-context.js"),
      import("./http/app.js"),
      import("./http/listen.js"),
      import("./files/blob-folder.js"),
    ]);

  if (data !== "memory") {
    // Its files are the owner's only: they hold secrets.
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
    // What a process that was killed had not finished receiving.
    await rm(uploadFolder, { recursive: true, force: true });
    const keeper = new TokenCipher(data === "memory" ? undefined : loadKey(join(data, "instance.key")));
    const stores = createStores(database, keeper);
    // What an older slylab wrote must not stay readable in parts of the file that are no longer in use either.
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
      // What is told is why it could not start.
    }
    if (data !== "memory" && isDiskError(error)) throw new DataFolderError(data, error);
    throw error;
  }
}

function contextOf({ teamId, projectId, userId, userLogin }: InstanceContext): InstanceContext {
  return { teamId, projectId, userId, userLogin };
}

/** The token of the first account: the one it has, or a new one where that is asked for or the old one cannot be told. */
function ownerToken(
  stores: Stores,
  randomBytes: RandomBytes,
  { newToken: wantsNew = false }: InstanceOptions,
  warn: (message: string) => void,
): string {
  const owner = stores.accounts.byLogin(lemons.userLogin);
  if (owner === undefined) return "";
  const known = stores.accounts.tokenOf(owner);
  if (known !== undefined && !wantsNew) return known;
  if (known === undefined) warn("the key of the tokens is gone: the first account has a new token");
  const token = newToken(randomBytes);
  stores.accounts.setToken(owner.id, token);
  return token;
}

/** Others of this machine could read what was made, or copied, with open modes. */
function warnOfOpenModes(file: string, warn: (message: string) => void): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  // Windows has no such modes.
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  warn(`${file} can be read by other accounts of this machine (mode ${(mode & 0o777).toString(8)}): chmod 600 ${file}`);
}

function reportWarning(message: string): void {
  process.stderr.write(`slylab: WARNING: ${message}\n`);
}

function reportFailure(error: unknown, method: string): void {
  if (isDiskError(error)) {
    process.stderr.write(
      `slylab: ${method} failed: ${fileErrorText(error)}: make room in the data folder, then ask again\n`,
    );
    return;
  }
  process.stderr.write(`${method} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
}
