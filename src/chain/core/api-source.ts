/** Which server a chain asks, and which chains a record starts. */
import type { Api } from "../../client/api.js";
import { ConfigError } from "../../domain/errors.js";
import type { ApiSource } from "./node.js";

let connectDefault: (() => Promise<Api>) | undefined;

/** Provides the connection that words use which are not bound by {@link on}; it is asked at the first run, not before. */
export function provideConnection(connect: () => Promise<Api>): void {
  connectDefault = connect;
}

/** A home that connects once; a failure is not remembered. */
export function apiSourceOf(connect: () => Promise<Api>): ApiSource {
  let connection: Promise<Api> | undefined;
  return Object.freeze({
    connect() {
      connection ??= connect().catch((fault: unknown) => {
        connection = undefined;
        throw fault;
      });
      return connection;
    },
  });
}

/** Asks the provider at every run: it may be another by then. It keeps its own connection. */
export const defaultApiSource: ApiSource = Object.freeze({
  async connect() {
    if (connectDefault !== undefined) return connectDefault();
    throw new ConfigError("no connection was provided", {
      option: "connection",
      source: "provideConnection",
      hint: "use the words of the package's root, or on(api)",
    });
  },
});

// Apart from the records, so that printing, JSON and comparison see only what came from the server.
const homes = new WeakMap<object, ApiSource>();

/** Notes that `record` came from `home`, so that its words go there. */
export function attachApiSource<T extends object>(record: T, home: ApiSource): T {
  homes.set(record, home);
  return record;
}

/** The home of a record; the default for one that was made by hand. */
export function apiSourceFor(record: object): ApiSource {
  return homes.get(record) ?? defaultApiSource;
}
