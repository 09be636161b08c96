import { randomUUID, randomBytes as systemRandomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "./clock.js";
import { type Limits, usualLimits } from "./http/limits.js";
import { lemons } from "./seed/lemons.js";
import type { SeedName } from "./seed/seed.js";
import type { RandomBytes } from "./users/secrets.js";

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
  /** Hosts beside this machine that pictures by link are fetched from, for example `images.example.com`. Default: none. */
  readonly linkHosts?: readonly string[];
  /** Told of failures of the instance's own. Default: they are written to stderr. */
  readonly onFailure?: (error: unknown, method: string) => void;
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
  const { randomBytes = systemRandomBytes, trustedHooks = false, linkHosts = [], onFailure = reportFailure } = options;
  const [{ openDatabase }, { createStores }, { createServerContext }, { createApp }, { listen }, { BlobFolder }] =
    await Promise.all([
      import("./db/database.js"),
      import("./stores.js"),
      import("./server-context.js"),
      import("./http/app.js"),
      import("./http/listen.js"),
      import("./files/blob-folder.js"),
    ]);

  // Its files are the owner's only: they hold tokens.
  if (data !== "memory") await mkdir(data, { recursive: true, mode: 0o700 });
  const uploadFolder =
    data === "memory" ? join(tmpdir(), `slylab-${systemRandomBytes(12).toString("hex")}`) : join(data, "uploads");
  const database = await openDatabase(data === "memory" ? undefined : join(data, "instance.db"));
  const blobs = new BlobFolder(data === "memory" ? undefined : join(data, "files"));
  try {
    // What a process that was killed had not finished receiving.
    await rm(uploadFolder, { recursive: true, force: true });
    const stores = createStores(database);
    if (stores.settings.get("seed") === undefined) {
      const { seedInstance } = await import("./seed/seed.js");
      database.atomic(() => seedInstance(stores, seed, randomBytes));
    }
    if (stores.settings.get("instanceId") === undefined) stores.settings.set("instanceId", randomUUID());
    const first = stores.accounts.byLogin(lemons.userLogin);
    const house = createServerContext(stores, { clock, randomBytes, trustedHooks, linkHosts, onFailure, blobs });
    await blobs.sweep(() => stores.files.blobs());
    const limits = { ...usualLimits, ...options.limits };
    const app = createApp(house, { onFailure, limits, uploadFolder });
    const listening = await listen(app, { host, port, unref, limits });
    house.hooks.open();
    return {
      address: listening.address,
      token: first?.token ?? "",
      context: stores.settings.get("seed") === "lemons" ? contextOf(lemons) : undefined,
      stats: listening.stats,
      tokenOf: (login) => stores.accounts.byLogin(login)?.token,
      close: async () => {
        house.hooks.close();
        await listening.close();
        database.close();
        blobs.close();
        await rm(uploadFolder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function contextOf({ teamId, projectId, userId, userLogin }: InstanceContext): InstanceContext {
  return { teamId, projectId, userId, userLogin };
}

function reportFailure(error: unknown, method: string): void {
  process.stderr.write(`${method} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
}
