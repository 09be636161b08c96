/** `slylab serve`: runs the local instance as a server. */
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { errorCode } from "../../base/error-code.js";
import { writeWrapped } from "../../base/text/prose.js";
import { ConfigError } from "../../domain/errors.js";
import { DatabaseInUseError, DataFolderError, ForeignDatabaseError } from "../../server/db/database-errors.js";
import { isLoopbackName } from "../../server/http/host-check.js";
import { type Instance, startInstance } from "../../server/instance.js";
import { startSimulation } from "../../server/simulation/simulation.js";
import type { PersonTraits } from "../../server/simulation/traits.js";
import { returnIdleMemory } from "../support/idle-memory.js";
import { writeEnv } from "../support/write-env.js";

/** The options of `slylab serve`. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  readonly memory?: boolean;
  readonly seed: "lemons" | "none";
  readonly writeEnv?: string;
  /** Replace the token of the first account. */
  readonly newToken?: boolean;
  /** Free the disk space of removed images. */
  readonly vacuum?: boolean;
  /** Further host names that clients may use. */
  readonly allowHost?: readonly string[];
  /** Hosts that receive webhooks, in addition to this machine; `*` is any. */
  readonly allowWebhook?: readonly string[];
  /** Hosts from which images are fetched by link, in addition to this machine; `*` is any. */
  readonly allowLink?: readonly string[];
  /** Milliseconds per action. */
  readonly annotators?: number;
  /** The seed of what simulated people draw; undefined draws nothing. */
  readonly draw?: number;
  /** Whether simulated people review. */
  readonly reviewers?: boolean;
  /** By login, the factor by which a person is slower. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Logins of people who draw inaccurately. */
  readonly sloppy?: readonly string[];
  /** By login, the number of images after which a person stops. */
  readonly stopAfter?: Readonly<Record<string, number>>;
}

/**
 * Serves until a signal stops it; returns the exit code. stdout gets two lines, `SERVER_ADDRESS=…` and `API_TOKEN=…`;
 * messages for people go to stderr.
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
  // Written first, since the reader of the two lines may read the file next.
  if (options.writeEnv !== undefined) {
    await writeEnv(options.writeEnv, environmentOf(instance)).catch(async (error: unknown) => {
      await instance.close();
      throw error;
    });
  }
  const stopped = untilSignal();
  returnIdleMemory(instance.stats);
  process.stdout.write(`SERVER_ADDRESS=${instance.address}\nAPI_TOKEN=${instance.token}\n`);
  writeWrapped(process.stderr, welcome(options, data));
  const people =
    options.annotators === undefined
      ? undefined
      : await startSimulation({
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

/** Describes the error of an unusable data folder; undefined for other errors. */
function dataError(error: unknown): ConfigError | undefined {
  const isOurs =
    error instanceof DataFolderError || error instanceof ForeignDatabaseError || error instanceof DatabaseInUseError;
  if (!isOurs) return undefined;
  const hint = "use another folder with --data, or --memory";
  return new ConfigError(error.message, { source: "the command line", option: "--data", hint, cause: error });
}

/** Describes the error of an unavailable port or host; undefined for other errors. */
function bindingError(error: unknown, { host, port }: ServeOptions): ConfigError | undefined {
  const details = { source: "the command line", cause: error };
  switch (errorCode(error)) {
    case "EADDRINUSE":
      return new ConfigError(`cannot listen on port ${port} of ${host}: it is in use`, {
        ...details,
        option: "--port",
        hint: "use another port, or omit --port for a free one",
      });
    case "EACCES":
      return new ConfigError(`cannot listen on port ${port}: permission denied`, {
        ...details,
        option: "--port",
        hint: "use a port from 1024, or omit --port for a free one",
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ConfigError(`cannot listen on ${host}: not an address of this machine`, {
        ...details,
        option: "--host",
        hint: "use 127.0.0.1 for this machine only, or 0.0.0.0 for all interfaces",
      });
    default:
      return undefined;
  }
}

function welcome(options: ServeOptions, data: string): string {
  const where = data === "memory" ? "in memory, lost when it stops" : `in ${data}`;
  const lines = [`slylab: the local instance is running, data ${where}; Ctrl-C stops it`];
  if (!isLoopbackName(options.host)) {
    lines.push(
      `slylab: WARNING: listening on ${options.host}: other machines can connect, and traffic is not encrypted`,
    );
  }
  return lines.join("\n");
}

/** Returns the variables that a client needs. */
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

/** Resolves on Ctrl-C or a service manager's SIGTERM. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
