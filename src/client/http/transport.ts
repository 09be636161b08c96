/** One exchange over HTTP, without any policy. The only file that imports undici, and only at the first exchange. */
import type * as Undici from "undici";
import type { Dispatcher } from "undici";

/** One request as it goes out: always a POST. */
export interface Exchange {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Ends the exchange; its reason is rethrown as is. */
  readonly signal: AbortSignal;
  /** Bytes of the answer at most. Default: no limit. */
  readonly answerLimit?: number | undefined;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What a {@link Transport} rejects with where no whole answer came. */
export class ExchangeFailure extends Error {
  /** Whether anything of the request may have reached the server. */
  readonly sent: boolean;
  /** The failure's own code, as `ECONNREFUSED`, or its name; empty where it has neither. */
  readonly reason: string;

  /** @internal */
  constructor(cause: Error, sent: boolean) {
    super(cause.message, { cause });
    this.name = "ExchangeFailure";
    this.sent = sent;
    this.reason = reasonOf(cause);
  }
}

/** Carries exchanges to one server. */
export interface Transport {
  /** @throws {ExchangeFailure} no whole answer came */
  exchange(request: Exchange): Promise<Answer>;
  /** Ends every connection; what is under way fails. */
  close(): Promise<void>;
}

/** How {@link openTransport} reaches its server. */
export interface TransportOptions {
  /** `http(s)://host:port`, without a path. */
  readonly origin: string;
  /** At most so many sockets. */
  readonly connections: number;
  /** Milliseconds that a connection may take to stand. */
  readonly connectLimitMs: number;
  /** The whole address of the proxy that requests go through. Default: none. */
  readonly proxy?: string | undefined;
}

/**
 * Loads undici's pool by its file: the whole package takes three times as long, and Bun puts a module of its own in its
 * place that has no dispatchers. The version is pinned.
 */
async function loadPool(): Promise<typeof Undici.Pool> {
  const path = "undici/lib/dispatcher/pool.js";
  const module: { readonly default: typeof Undici.Pool } = await import(path);
  return module.default;
}

/** The transport of undici: a pool of connections that are kept alive, one exchange at a time on each. */
export function openTransport(options: TransportOptions): Transport {
  let opening: Promise<Dispatcher> | undefined;
  let pool: Dispatcher | undefined;
  let isClosed = false;

  async function open(): Promise<Dispatcher> {
    const connect = { timeout: options.connectLimitMs };
    // The limits are the caller's, on the whole exchange.
    const limits = { connections: options.connections, headersTimeout: 0, bodyTimeout: 0 };
    const { origin, proxy } = options;
    // Which proxy is used is decided already: the agent reads no variable of its own.
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
      // Once the pool stands, no turn of the loop is lost on it.
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

function dispatch(pool: Dispatcher, request: Exchange, origin: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { signal, answerLimit = Number.POSITIVE_INFINITY } = request;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let headers: Answer["headers"] = {};
    let controller: Dispatcher.DispatchController | undefined;
    let isOver = false;

    function settle(): boolean {
      if (isOver) return false;
      isOver = true;
      signal.removeEventListener("abort", onAbort);
      return true;
    }
    // A request that still waits for a connection has no controller: it is aborted when it gets one.
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
          if (bytes <= answerLimit) {
            chunks.push(chunk);
            return;
          }
          chunks.length = 0;
          if (settle()) reject(new ExchangeFailure(new AnswerTooLarge(answerLimit), true));
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

/** An answer that grew beyond the limit. */
export class AnswerTooLarge extends Error {
  /** Bytes that an answer may have. */
  readonly limit: number;

  /** @internal */
  constructor(limit: number) {
    super(`the answer is larger than ${limit} bytes`);
    this.limit = limit;
  }
}

/** An exchange that its signal ended. */
export class Aborted extends Error {
  /** The signal's own reason. */
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
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // A name with several addresses fails with one error for each.
  if (code === "" && error instanceof AggregateError) return reasonOf(error.errors[0]);
  // What is not HTTP at all has a name of its own and no code.
  return code === "" && error.name !== "Error" ? error.name : code;
}
