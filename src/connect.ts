/** Connects to an instance: the one that the environment names, or the local one. */
import { homedir } from "node:os";
import process from "node:process";
import { provideConnection } from "./chain/core/api-source.js";
import { Api, type ApiOptions } from "./client/api.js";
import { readEnvironment } from "./client/config/environment.js";
import { isServerFlag, noteOpened, prefersLocal } from "./default-instance.js";
import { ConfigError } from "./domain/errors.js";
import { localInstance, noteIdleServer, noteIdleWait } from "./local.js";

/** Options of {@link connect}; missing ones are read from the environment. */
export interface ConnectOptions
  extends Pick<ApiOptions, "timeout" | "attemptTimeout" | "connections" | "onExchange" | "proxy" | "maxResponseBytes"> {
  /** The instance's address, for example `https://app.supervisely.com`. Default: `SERVER_ADDRESS`. */
  readonly server?: string | undefined;
  /** The account's API token. Default: `API_TOKEN`, if it was set for the same instance. */
  readonly token?: string | undefined;
  /** Allows sending the token over plain http to another machine. Default: `SLYLAB_ALLOW_HTTP`, else false. */
  readonly allowHttp?: boolean | undefined;
  /** Whether to use the local instance, regardless of the environment. Default: false. */
  readonly local?: boolean | undefined;
  /** The folder of `local.env`. Default: the working folder. */
  readonly cwd?: string | undefined;
}

let shared: Promise<Api> | undefined;
/**
 * Connects to an instance.
 *
 * Without options, returns the process's own connection, which is opened once and used by `team`, `project`, `job` and
 * `as`. It reads `SERVER_ADDRESS` and `API_TOKEN` from the environment, `local.env` or `~/supervisely.env`. Without
 * them, it opens the local instance, in this process and in memory, and prints a notice once: on stderr, in a notebook
 * as a note. The first connection of a process becomes its own; `withApi(api)` uses another.
 *
 * Sends no request; the first call validates the token.
 *
 * @throws {ConfigError} a variable or option is invalid; the error names it, its source and what was expected
 * @example
 * const api = await connect();
 * const jobs = await api.labelingJob.getList(api.context.teamId);
 */
export function connect(options?: ConnectOptions): Promise<Api> {
  if (options === undefined && shared !== undefined) return shared;
  const connection = open(options ?? {});
  if (shared === undefined) {
    shared = connection;
    // A failed connection is not stored; the next call tries again.
    connection.then(noteOpened, () => {
      if (shared === connection) shared = undefined;
    });
  }
  return connection;
}

async function open(options: ConnectOptions): Promise<Api> {
  const { server, token, local, cwd, allowHttp, ...limits } = options;
  const isNamed = server !== undefined || token !== undefined;
  if (local === true || (prefersLocal() && !isNamed)) return openLocal(limits, true);
  const environment = readEnvironment({
    cwd: cwd ?? process.cwd(),
    home: homedir(),
    env: process.env,
    connectValues: { server, token, allowHttp },
    isFlag: isServerFlag(),
  });
  const { server: address, token: key, sources, secrets } = environment;
  if (address === undefined && key === undefined) {
    if ("server" in options || "token" in options) throw bothMissing();
    return openLocal(limits, false);
  }
  if (address === undefined) {
    throw token === undefined
      ? missing("SERVER_ADDRESS", `API_TOKEN is set in ${sources.token}, and SERVER_ADDRESS is not set`)
      : missing("SERVER_ADDRESS", "connect: token is given without server");
  }
  if (key === undefined) {
    throw server === undefined
      ? missing("API_TOKEN", `SERVER_ADDRESS is set in ${sources.server}, and API_TOKEN is not set`)
      : missing("API_TOKEN", "connect: server is given without token");
  }
  const api: Api = new Api({
    ...{ ...limits, address, token: key, context: environment, allowHttp: environment.allowHttp, secrets },
    onWait: () => void noteIdleServer(api),
  });
  return api;
}

async function openLocal(limits: Pick<ApiOptions, "timeout">, isRequested: boolean): Promise<Api> {
  const instance = await localInstance(isRequested);
  return new Api({
    ...limits,
    address: instance.address,
    token: instance.token,
    label: "local",
    isLocal: true,
    onWait: noteIdleWait,
    ...(instance.context === undefined ? {} : { context: instance.context }),
  });
}

function missing(variable: string, what: string): ConfigError {
  return new ConfigError(what, {
    option: variable,
    source: "connect, the environment, local.env and ~/supervisely.env",
    hint: `set ${variable} in the same place, or pass --local to use the local instance`,
  });
}

// An undefined option must not silently select the local instance.
function bothMissing(): ConfigError {
  return new ConfigError("connect: server or token is undefined", {
    option: "server",
    source: "connect",
    hint: "pass both server and token, or call connect({ local: true })",
  });
}

provideConnection(() => connect());
