/** The door to an instance: the one that the environment names, or the local one. */
import { homedir } from "node:os";
import process from "node:process";
import { provideConnection } from "./chain/core/api-source.js";
import { Api, type ApiOptions } from "./client/api.js";
import { readEnvironment } from "./client/config/environment.js";
import { noteOpened, prefersLocal } from "./default-instance.js";
import { ConfigError } from "./domain/errors.js";
import { localInstance } from "./local.js";

/** How {@link connect} finds its instance; what is left out comes from the environment. */
export interface ConnectOptions extends Pick<ApiOptions, "limitMs" | "attemptLimitMs" | "connections" | "onExchange"> {
  /** The instance's address, as `https://app.supervisely.com`. Default: `SERVER_ADDRESS`. */
  readonly server?: string;
  /** The account's API token. Default: `API_TOKEN`. */
  readonly token?: string;
  /** The local instance, whatever the environment says. Default false. */
  readonly local?: boolean;
  /** Where `local.env` is looked for. Default: the working folder. */
  readonly cwd?: string;
}

let shared: Promise<Api> | undefined;
/**
 * Connects to an instance.
 *
 * Without options it is the process's own connection, made once and used by the words `team`, `project`, `job` and `as`:
 * `SERVER_ADDRESS` and `API_TOKEN` of the environment, `local.env` or `~/supervisely.env`; without them the local
 * instance opens, in this process and in memory, and one line says so: on stderr, in a notebook as a note. The first
 * connection of a process is the one that the words use; `on(api)` gives the words of another.
 *
 * Cost: no request is sent; the token is tried by the first call.
 *
 * @throws {ConfigError} a variable or option is wrong: its name, where it was read and what was expected
 * @example
 * const api = await connect();
 * const jobs = await api.labelingJob.getList(api.context.teamId);
 */
export function connect(options?: ConnectOptions): Promise<Api> {
  if (options === undefined && shared !== undefined) return shared;
  const connection = open(options ?? {});
  if (shared === undefined) {
    shared = connection;
    // A connection that failed is not the process's own: the next call tries again.
    connection.then(noteOpened, () => {
      if (shared === connection) shared = undefined;
    });
  }
  return connection;
}

async function open(options: ConnectOptions): Promise<Api> {
  const { server, token, local, cwd, ...limits } = options;
  const named = server !== undefined || token !== undefined;
  if (local === true || (prefersLocal() && !named)) return openLocal(limits, true);
  const environment = readEnvironment({ cwd: cwd ?? process.cwd(), home: homedir(), env: process.env });
  const address = server ?? environment.server;
  const key = token ?? environment.token;
  if (address === undefined && key === undefined) return openLocal(limits, false);
  if (address === undefined) throw missing("SERVER_ADDRESS", "API_TOKEN", "server");
  if (key === undefined) throw missing("API_TOKEN", "SERVER_ADDRESS", "token");
  return new Api({ ...limits, address, token: key, context: environment });
}

async function openLocal(limits: Pick<ApiOptions, "limitMs">, isAskedFor: boolean): Promise<Api> {
  const instance = await localInstance(isAskedFor);
  return new Api({
    ...limits,
    address: instance.address,
    token: instance.token,
    label: "local",
    isLocal: true,
    ...(instance.context === undefined ? {} : { context: instance.context }),
  });
}

function missing(variable: string, present: string, option: string): ConfigError {
  return new ConfigError(`${present} is set and ${variable} is not`, {
    option: variable,
    source: "the environment, local.env and ~/supervisely.env",
    hint: `set ${variable} in local.env, or give connect({ ${option} }); --local, or connect({ local: true }), opens the local instance instead`,
  });
}

provideConnection(() => connect());
