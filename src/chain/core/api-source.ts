/** The connection that chains and records send their requests through. */
import type { Api } from "../../client/api.js";
import { ConfigError } from "../../domain/errors.js";
import type { ApiSource } from "./node.js";

let connectDefault: (() => Promise<Api>) | undefined;

/** Sets the connection for chains that were not started by {@link on}. `connect` is called when such a chain runs. */
export function provideConnection(connect: () => Promise<Api>): void {
  connectDefault = connect;
}

/** Connects once, when first needed. After a failure the next call connects again. */
export function apiSourceOf(connect: () => Promise<Api>): ApiSource {
  let connection: Promise<Api> | undefined;
  return Object.freeze({
    connect() {
      connection ??= connect().catch((error: unknown) => {
        connection = undefined;
        throw error;
      });
      return connection;
    },
  });
}

/** Calls the provided `connect` at every run, because it may have been replaced. Caching is the provider's task. */
export const defaultApiSource: ApiSource = Object.freeze({
  async connect() {
    if (connectDefault !== undefined) return connectDefault();
    throw new ConfigError("no connection: provideConnection was not called", {
      option: "connection",
      source: "provideConnection",
      hint: "import from the package root, or start the chain with withApi(api)",
    });
  },
});

// Kept outside the records, so that printing, JSON and comparison see only the server's fields.
const sources = new WeakMap<object, ApiSource>();

/** Makes chains that start from `record` use `apiSource`. Returns the record. */
export function attachApiSource<T extends object>(record: T, apiSource: ApiSource): T {
  sources.set(record, apiSource);
  return record;
}

/** Returns the source a record was read from; the default one for a record that no request returned. */
export function apiSourceFor(record: object): ApiSource {
  return sources.get(record) ?? defaultApiSource;
}
