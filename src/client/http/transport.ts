/** Performs single HTTP exchanges. The only file that imports undici, at the first exchange. */
import { createRequire } from "node:module";
import type * as Undici from "undici";
import type { Dispatcher } from "undici";
import { errorCode } from "../../base/error-code.js";

/** One request; always a POST. */
export interface ExchangeRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Aborts the exchange; the signal's reason is rethrown unchanged. */
  readonly signal: AbortSignal;
  /** Maximum size of the response in bytes. Default: no limit. */
  readonly maxResponseBytes?: number | undefined;
}

/** A complete response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Thrown by a {@link Transport} if no complete response arrived. */
export class ExchangeFailure extends Error {
  /** Whether anything of the request may have reached the server. */
  readonly sent: boolean;
  /** The error's code, for example `ECONNREFUSED`, or its name; empty if it has neither. */
  readonly reason: string;

  /** @internal */
  constructor(cause: Error, sent: boolean) {
    super(cause.message, { cause });
    this.name = "ExchangeFailure";
    this.sent = sent;
    this.reason = reasonOf(cause);
  }
}

/** Sends exchanges to one server. */
export interface Transport {
  /** Sends a request. @throws {ExchangeFailure} no complete response arrived */
  exchange(request: ExchangeRequest): Promise<HttpResponse>;
  /** Closes all connections; pending exchanges fail. */
  close(): Promise<void>;
}

/** Options of {@link openTransport}. */
export interface TransportOptions {
  /** `http(s)://host:port`, without a path. */
  readonly origin: string;
  /** Maximum number of sockets. */
  readonly connections: number;
  /** Time limit for opening a connection, in milliseconds. */
  readonly connectLimitMs: number;
  /** The address of the proxy to use. Default: none. */
  readonly proxy?: string | undefined;
}

/**
 * Loads undici's pool: the whole package takes three times as long, and Bun replaces it by a module without dispatchers.
 * The build bundles the pool in one file, since it consists of 40. The version is pinned.
 */
async function loadPool(): Promise<typeof Undici.Pool> {
  const isBuilt = import.meta.url.endsWith(".cjs");
  return createRequire(import.meta.url)(isBuilt ? "./undici-pool.cjs" : "undici/lib/dispatcher/pool.js");
}

/** Opens a pool of keep-alive connections; each carries one exchange at a time. */
export function openTransport(options: TransportOptions): Transport {
  let opening: Promise<Dispatcher> | undefined;
  let pool: Dispatcher | undefined;
  let isClosed = false;

  async function open(): Promise<Dispatcher> {
    const connect = { timeout: options.connectLimitMs };
    // The caller limits the time of the whole exchange.
    const limits = { connections: options.connections, headersTimeout: 0, bodyTimeout: 0 };
    const { origin, proxy } = options;
    // The proxy is already chosen, so the agent must not read the environment.
    if (proxy === undefined) {
      const Pool = await loadPool();
      pool = new Pool(origin, { ...limits, connect });
    } else {
      const { EnvHttpProxyAgent } = await import("undici");
      pool = new EnvHttpProxyAgent({
        ...limits,
        ...{ httpProxy: proxy, httpsProxy: proxy, noProxy: "", proxyTls: connect, requestTls: connect },
      });
    }
    if (isClosed) await pool.destroy();
    return pool;
  }

  return {
    async exchange(request) {
      if (isClosed) throw new ExchangeFailure(new Error("the client is closed"), false);
      // An existing pool is used without an extra await.
      if (pool === undefined) {
        opening ??= open();
        await opening;
      }
      if (request.signal.aborted) throw new Aborted(request.signal.reason, false);
      return dispatch(pool!, request, options.origin);
    },
    async close() {
      isClosed = true;
      await (await opening)?.destroy();
    },
  };
}

function dispatch(pool: Dispatcher, request: ExchangeRequest, origin: string): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { signal, maxResponseBytes = Number.POSITIVE_INFINITY } = request;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let headers: HttpResponse["headers"] = {};
    let controller: Dispatcher.DispatchController | undefined;
    let isOver = false;

    function settle(): boolean {
      if (isOver) return false;
      isOver = true;
      signal.removeEventListener("abort", onAbort);
      return true;
    }
    // A request that waits for a connection has no controller yet; it is aborted when it gets one.
    function onAbort(): void {
      if (!settle()) return;
      reject(new Aborted(signal.reason, controller !== undefined));
      controller?.abort(abortError);
    }

    signal.addEventListener("abort", onAbort, { once: true });
    pool.dispatch(
      { method: "POST", origin, path: request.path, headers: request.headers, body: request.body },
      {
        onRequestStart(started) {
          controller = started;
          if (isOver) started.abort(abortError);
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(running, chunk) {
          bytes += chunk.length;
          if (bytes <= maxResponseBytes) {
            chunks.push(chunk);
            return;
          }
          chunks.length = 0;
          if (settle()) reject(new ExchangeFailure(new ResponseTooLarge(maxResponseBytes), true));
          running.abort(abortError);
        },
        onResponseEnd() {
          if (settle()) resolve({ status, headers, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
        },
        onResponseError(_controller, error) {
          if (settle()) reject(new ExchangeFailure(error, controller !== undefined));
        },
      },
    );
  });
}

const abortError = new Error("aborted");

/** The response exceeded the size limit. */
export class ResponseTooLarge extends Error {
  /** The limit in bytes. */
  readonly limit: number;

  /** @internal */
  constructor(limit: number) {
    super(`the response is larger than ${limit} bytes`);
    this.limit = limit;
  }
}

/** The exchange was aborted by its signal. */
export class Aborted extends Error {
  /** The signal's reason. */
  readonly reason: unknown;
  /** Whether anything of the request may have reached the server. */
  readonly sent: boolean;

  /** @internal */
  constructor(reason: unknown, sent: boolean) {
    super("aborted");
    this.reason = reason;
    this.sent = sent;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const code = errorCode(error) ?? "";
  // A host name with several addresses fails with one error per address.
  if (code === "" && error instanceof AggregateError) return reasonOf(error.errors[0]);
  // Errors of the HTTP parser have a name and no code.
  return code === "" && error.name !== "Error" ? error.name : code;
}
