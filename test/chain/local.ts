import { onTestFinished } from "vitest";
import { type EntryPoints, withApi } from "../../src/chain/entry-points.js";
import { Api } from "../../src/client/api.js";
import { openTestServer, type TestServer } from "../support/server.js";

/** The start of chains on a local instance, and the API methods that were called. */
export interface Local extends EntryPoints {
  readonly server: TestServer;
  readonly api: Api;
  /** API methods called since the last {@link forget}, for example `jobs.list`. */
  readonly calls: string[];
  /** The calls that write. */
  writes(): readonly string[];
  forget(): void;
  close(): Promise<void>;
}

const reads = /(\.list|\.info|\.me|\.meta|stats\.entities|account)$/;

/** Starts a local instance that closes with the test; chains act as its admin. */
export async function startLocal(): Promise<Local> {
  const local = await openLocal();
  onTestFinished(() => local.close());
  return local;
}

/** Starts a local instance that the caller closes. */
export async function openLocal(): Promise<Local> {
  const server = await openTestServer();
  const calls: string[] = [];
  const api = new Api({
    address: server.address,
    token: server.token,
    isLocal: true,
    onExchange: ({ method }) => calls.push(method),
  });
  return {
    ...withApi(api),
    server,
    api,
    calls,
    writes: () => calls.filter((method) => !reads.test(method)),
    forget: () => void calls.splice(0),
    async close() {
      await api.close();
      await server.close();
    },
  };
}

/** Returns what `work` rejects with. */
export async function failureOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("the work did not fail");
}
