/** `slylab serve`: the local instance as a server of its own. */
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ConfigError } from "../../domain/errors.js";
import { DatabaseForeign, DatabaseInUse, DataFolderUnusable } from "../../server/db/database-errors.js";
import { isLoopbackName } from "../../server/http/host-check.js";
import { type Instance, startInstance } from "../../server/instance.js";
import type { PersonTraits } from "../../server/rehearsal/traits.js";
import { startPeople } from "../../server/simulated-people.js";
import { writeEnv } from "../support/write-env.js";

/** The options of `slylab serve`. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  readonly memory?: boolean;
  readonly seed: "lemons" | "none";
  readonly writeEnv?: string;
  /** Give the first account a new token. */
  readonly newToken?: boolean;
  /** Free the disk space of what was removed. */
  readonly vacuum?: boolean;
  /** Names that clients may call it by. */
  readonly allowHost?: readonly string[];
  /** Hosts that webhooks are delivered to, beside this machine; `*` is any. */
  readonly allowWebhook?: readonly string[];
  /** Hosts that images by link are fetched from, beside this machine; `*` is any. */
  readonly allowLink?: readonly string[];
  /** Milliseconds an action. */
  readonly annotators?: number;
  /** The seed of what simulated people draw; they draw nothing without. */
  readonly draw?: number;
  /** Whether simulated reviewers judge. */
  readonly reviewers?: boolean;
  /** By login, how many times longer somebody takes. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Logins of those who draw inexactly. */
  readonly sloppy?: readonly string[];
  /** By login, the images after which somebody stops. */
  readonly stopAfter?: Readonly<Record<string, number>>;
}

/**
 * Serves until it is told to stop, and gives the exit code.
 * stdout has two lines, `SERVER_ADDRESS=…` and `API_TOKEN=…`; everything for people goes to stderr.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const data = options.memory === true ? "memory" : (options.data ?? join(homedir(), ".slylab", "instance"));
  const { seed, host, port, newToken = false, vacuum = false } = options;
  const { allowHost = [], allowWebhook = [], allowLink = [] } = options;
  const trustedHooks = allowWebhook.includes("*") || allowWebhook;
  const allowed = {
    simulatedPeople: options.annotators !== undefined,
    allowedHosts: allowHost,
    trustedHooks,
    linkHosts: allowLink,
  };
  const instance = await startInstance({ data, seed, host, port, newToken, vacuum, ...allowed }).catch(
    (error: unknown) => {
      throw dataError(error) ?? bindingError(error, options) ?? error;
    },
  );
  // Whoever reads the two lines may read the file next.
  if (options.writeEnv !== undefined) {
    await writeEnv(options.writeEnv, environmentOf(instance)).catch(async (error: unknown) => {
      await instance.close();
      throw error;
    });
  }
  const stopped = untilSignal();
  process.stdout.write(`SERVER_ADDRESS=${instance.address}\nAPI_TOKEN=${instance.token}\n`);
  process.stderr.write(`${welcome(options, data)}\n`);
  const people =
    options.annotators === undefined
      ? undefined
      : await startPeople({
          address: instance.address,
          tokenOf: (login) => instance.tokenOf(login),
          paceMs: options.annotators,
          draw: options.draw !== undefined,
          reviewers: options.reviewers ?? true,
          traits: traitsOf(options),
          ...(options.draw === undefined ? {} : { seed: options.draw }),
        });
  await stopped;
  await people?.stop();
  await instance.close();
  return 0;
}

function traitsOf({ slow = {}, sloppy = [], stopAfter = {} }: ServeOptions): Record<string, PersonTraits> {
  const logins = new Set([...Object.keys(slow), ...sloppy, ...Object.keys(stopAfter)]);
  const one = (login: string) => ({ slow: slow[login], sloppy: sloppy.includes(login), stopAfter: stopAfter[login] });
  return Object.fromEntries([...logins].map((login) => [login, one(login)]));
}

/** The error of a data folder that cannot be used, in words; undefined for any other. */
function dataError(error: unknown): ConfigError | undefined {
  const isOurs =
    error instanceof DataFolderUnusable || error instanceof DatabaseForeign || error instanceof DatabaseInUse;
  if (!isOurs) return undefined;
  const hint = "choose a folder of your own with --data, or keep the data in memory with --memory";
  return new ConfigError(error.message, { source: "the command line", option: "--data", hint, cause: error });
}

/** The error of a port or host that cannot be had, in words; undefined for any other. */
function bindingError(error: unknown, { host, port }: ServeOptions): ConfigError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const told = { source: "the command line", cause: error };
  switch (code) {
    case "EADDRINUSE":
      return new ConfigError(`port ${port} of ${host} is taken`, {
        ...told,
        option: "--port",
        hint: "choose another, or leave --port out for a free one",
      });
    case "EACCES":
      return new ConfigError(`port ${port} is not for this account`, {
        ...told,
        option: "--port",
        hint: "choose one from 1024 up, or leave --port out for a free one",
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ConfigError(`${host} is no address of this machine`, {
        ...told,
        option: "--host",
        hint: "127.0.0.1 is for this machine alone, 0.0.0.0 for all that can reach it",
      });
    default:
      return undefined;
  }
}

function welcome(options: ServeOptions, data: string): string {
  const where = data === "memory" ? "in memory, gone when it stops" : `in ${data}`;
  const lines = [`slylab: the local instance is up, its data ${where}; Ctrl-C stops it`];
  if (!isLoopbackName(options.host)) {
    lines.push(
      `slylab: WARNING: it listens on ${options.host}, so other machines can reach it; its traffic is not encrypted`,
    );
  }
  return lines.join("\n");
}

/** The variables that a client needs. */
function environmentOf({ address, token, context }: Instance): ReadonlyMap<string, string | number> {
  const values = new Map<string, string | number>([
    ["SERVER_ADDRESS", address],
    ["API_TOKEN", token],
  ]);
  if (context !== undefined) {
    values.set("CONTEXT_TEAMID", context.teamId);
    values.set("CONTEXT_PROJECTID", context.projectId);
    values.set("CONTEXT_USERID", context.userId);
    values.set("CONTEXT_USERLOGIN", context.userLogin);
  }
  return values;
}

/** Settles when the process is asked to stop: Ctrl-C, or a service manager's SIGTERM. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
