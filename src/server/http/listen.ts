import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { App } from "./app.js";
import { HostCheck } from "./host-check.js";
import type { Limits } from "./limits.js";

/** A listening server. */
export interface Listening {
  /** `http://127.0.0.1:8321`. */
  readonly address: string;
  readonly stats: { readonly requests: number; readonly connections: number };
  /** Closes the server after the requests in progress. */
  close(): Promise<void>;
}

// The first byte of a TLS handshake.
const tlsHandshake = 0x16;

/** Options of {@link listen}. Port 0 picks a free port; with `unref`, the process may exit while the server listens. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly unref: boolean;
  readonly limits: Limits;
  /** Receives errors of the server itself. */
  readonly onError: (error: unknown) => void;
  /** Additional host names that clients may use for a server on loopback. */
  readonly allowedHosts: readonly string[];
  /** Time for the `Date` header. Default: the system clock. */
  readonly peekTime?: (() => Date) | undefined;
}

/** Serves `app` over HTTP. */
export async function listen(app: App, options: ListenOptions): Promise<Listening> {
  const stats = { requests: 0, connections: 0 };
  // Handlers continue after their client disconnects; the database must stay open until they end.
  const running = new Set<Promise<unknown>>();
  const hosts = new HostCheck(options.host, options.allowedHosts);
  const { connections, headersMs, requestMs, silentMs } = options.limits;
  const times = {
    keepAliveTimeout: 30_000,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    // Interval of the checks that close connections after these times.
    connectionsCheckingInterval: Math.min(5000, headersMs),
  };
  const server = createServer({ noDelay: true, ...times }, (request, response) => {
    stats.requests += 1;
    // Clients use this time to find records whose create response was lost, so it must match `createdAt`.
    if (options.peekTime !== undefined) response.setHeader("date", options.peekTime().toUTCString());
    if (!hosts.allows(request.headers.host)) return rejectHost(request, response);
    // Keeps the connection usable after a response to a request whose body was not read.
    response.once("finish", () => drain(request));
    const work: Promise<unknown> = app(request, response)
      // Only broken connections: errors of methods have been answered.
      .catch(() => response.destroy())
      .finally(() => running.delete(work));
    running.add(work);
  });
  server.maxConnections = connections;
  server.setTimeout(silentMs);
  server.on("connection", (socket: Socket) => {
    stats.connections += 1;
    if (options.unref) socket.unref();
  });
  if (options.unref) server.unref();
  server.on("clientError", (error: Error & { rawPacket?: Buffer }, socket: Socket) => {
    // The official SDK tries TLS once on each http address, and waits 15 s unless the connection is closed.
    if (error.rawPacket?.[0] === tlsHandshake || !socket.writable) socket.destroy();
    else {
      socket.end("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      // Does not wait for clients that keep their side open.
      socket.setTimeout(1000, () => socket.destroy());
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  // Failing to accept a connection (for example without file handles) must not end the server.
  server.on("error", options.onError);
  return { address: addressOf(server), stats, close: () => close(server, running) };
}

// An unread body that is larger, or arrives more slowly, ends the connection.
const drainedBytes = 64 * 2 ** 20;
const drainMs = 500;

/** Reads and drops the rest of a request's body. */
function drain(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  // After a complete body, the connection may have the next request.
  const end = () => request.complete || request.socket.destroySoon();
  const timer = setTimeout(end, drainMs);
  timer.unref();
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > drainedBytes) end();
  });
  for (const event of ["end", "close", "error"]) request.once(event, () => clearTimeout(timer));
  request.resume();
}

function rejectHost({ headers }: IncomingMessage, response: ServerResponse): void {
  const message = `host "${headers.host?.slice(0, 255)}" is not allowed: use 127.0.0.1, or allow the name with --allow-host`;
  response.writeHead(403, { "content-type": "application/json; charset=utf-8", connection: "close" });
  response.end(JSON.stringify({ error: "Access denied", details: { message } }));
}

function addressOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

async function close(server: Server, running: ReadonlySet<Promise<unknown>>): Promise<void> {
  await new Promise<void>((resolve) => {
    // Closes kept-alive connections when their request ends, and connections with a stuck request after a grace period.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    const grace = setTimeout(() => server.closeAllConnections(), 2000);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(grace);
      resolve();
    });
    server.closeIdleConnections();
  });
  await Promise.allSettled(running);
}
