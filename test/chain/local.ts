import { onTestFinished } from "vitest";
import { on, type Words } from "../../src/chain/words.js";
import { Api, type ApiOptions } from "../../src/client/api.js";
import { startTestServer, type TestServer } from "../support/server.js";

/** The words on a local instance, with the methods that were called. */
export interface Local extends Words {
  readonly server: TestServer;
  readonly api: Api;
  /** The methods that were called since the last {@link forget}, as `jobs.list`. */
  readonly calls: string[];
  /** Those of them that write. */
  writes(): readonly string[];
  forget(): void;
}

const reads = /(\.list|\.info|\.me|\.meta|account)$/;

/** A local instance that ends with the test, and the words bound to its admin. */
export async function startLocal(options: Partial<ApiOptions> = {}): Promise<Local> {
  const server = await startTestServer();
  const calls: string[] = [];
  const api = new Api({
    address: server.address,
    token: server.token,
    isLocal: true,
    onExchange: ({ method }) => calls.push(method),
    ...options,
  });
  onTestFinished(() => api.close());
  return {
    ...on(api),
    server,
    api,
    calls,
    writes: () => calls.filter((method) => !reads.test(method)),
    forget: () => void calls.splice(0),
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
