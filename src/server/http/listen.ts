import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { createApp } from "./app.js";
import { HostCheck } from "./host-check.js";
import type { Limits } from "./limits.js";

/** A server that accepts connections. */
export interface Listening {
  /** `http://127.0.0.1:8321`. */
  readonly address: string;
  readonly stats: { readonly requests: number; readonly connections: number };
  /** Ends after the requests that are under way. */
  close(): Promise<void>;
}

// The first byte of a TLS greeting.
const tlsHandshake = 0x16;

/** Where to listen; port 0 takes a free one. With `unref` the process may end while it listens; a client's own socket keeps it alive for its requests. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly unref: boolean;
  readonly limits: Limits;
  /** Told of failures of the server as a whole. */
  readonly onError: (error: unknown) => void;
  /** Names that clients may call a loopback server by, beside those of this machine. */
  readonly allowedHosts: readonly string[];
  /** What the `Date` header says. Default: the computer's time. */
  readonly peekTime?: (() => Date) | undefined;
}

/** Serves `app` over HTTP. */
export async function listen(app: ReturnType<typeof createApp>, door: ListenOptions): Promise<Listening> {
  const stats = { requests: 0, connections: 0 };
  const respond = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  // A client that hung up leaves its handler at work: the database must not close under it.
  const running = new Set<Promise<unknown>>();
  const hosts = new HostCheck(door.host, door.allowedHosts);
  const { connections, headersMs, requestMs, silentMs } = door.limits;
  const times = {
    keepAliveTimeout: 30_000,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    // How soon after those times a connection is closed.
    connectionsCheckingInterval: Math.min(5000, headersMs),
  };
  const server = createServer({ noDelay: true, ...times }, (request, response) => {
    stats.requests += 1;
    // Clients look for what a lost answer made by this time, which must be that of `createdAt`.
    if (door.peekTime !== undefined) response.setHeader("date", door.peekTime().toUTCString());
    if (!hosts.allows(request.headers.host)) return refuseHost(request, response);
    const work: Promise<unknown> = Promise.resolve(respond(request, response))
      // Only a connection that broke comes here: errors of methods have been answered.
      .catch(() => response.destroy())
      .finally(() => running.delete(work));
    running.add(work);
  });
  server.maxConnections = connections;
  server.setTimeout(silentMs);
  server.on("connection", (socket: Socket) => {
    stats.connections += 1;
    if (door.unref) socket.unref();
  });
  if (door.unref) server.unref();
  server.on("clientError", (error: Error & { rawPacket?: Buffer }, socket: Socket) => {
    // The official SDK greets every plain address with TLS once, and waits 15 s for any answer but a closed door.
    if (error.rawPacket?.[0] === tlsHandshake || !socket.writable) socket.destroy();
    else {
      socket.end("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      // Whoever does not close its side keeps no connection.
      socket.setTimeout(1000, () => socket.destroy());
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(door.port, door.host, resolve);
  });
  // A connection that cannot be accepted (no file handles left) is no reason to end.
  server.on("error", door.onError);
  return { address: addressOf(server), stats, close: () => close(server, running) };
}

function refuseHost({ headers }: IncomingMessage, response: ServerResponse): void {
  const message = `this instance does not answer to the host "${headers.host?.slice(0, 255)}": call it by 127.0.0.1, or allow the name with --allow-host`;
  response.writeHead(403, { "content-type": "application/json; charset=utf-8", connection: "close" });
  response.end(JSON.stringify({ error: "Access denied", details: { message } }));
}

function addressOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

async function close(server: Server, running: ReadonlySet<Promise<unknown>>): Promise<void> {
  await new Promise<void>((resolve) => {
    // A connection that is kept alive ends as soon as its request does; one that holds a request open, after a grace.
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
