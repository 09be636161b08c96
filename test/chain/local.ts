import { onTestFinished } from "vitest";
import { on, type Words } from "../../src/chain/words.js";
import { Api } from "../../src/client/api.js";
import { openTestServer, type TestServer } from "../support/server.js";

/** The words on a local instance, with the methods that were called. */
export interface Local extends Words {
  readonly server: TestServer;
  readonly api: Api;
  /** The methods that were called since the last {@link forget}, as `jobs.list`. */
  readonly calls: string[];
  /** Those of them that write. */
  writes(): readonly string[];
  forget(): void;
  close(): Promise<void>;
}

const reads = /(\.list|\.info|\.me|\.meta|account)$/;

/** A local instance that ends with the test, and the words bound to its admin. */
export async function startLocal(): Promise<Local> {
  const local = await openLocal();
  onTestFinished(() => local.close());
  return local;
}

/** A local instance that the caller closes. */
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
    ...on(api),
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

/** The failure of `work`, which must fail. */
export async function failureOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
